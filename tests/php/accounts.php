<?php

declare(strict_types=1);

namespace Test;

use Mailbox\ConnectionFailed;

foreach (['sqlite', 'mariadb'] as $driver) {
    test("$driver: credentials, health and what is due", static function () use ($driver): void {
        $accounts = Databases::store($driver)->accounts();
        same(null, $accounts->credential(5));
        $accounts->saveCredential(5, 'sealed-one');
        $accounts->saveCredential(5, 'sealed-two');
        $accounts->saveCredential(6, 'sealed-six');
        same('sealed-two', $accounts->credential(5));
        same([5, 6], $accounts->due(1000));

        $accounts->succeeded(5, 1000, 1180);
        same([6], $accounts->due(1179));
        same([6, 5], $accounts->due(1180));

        $accounts->failed(6, new ConnectionFailed("no \xff\0 answer", 'TCP_REFUSED', 'tcp', 'Check the port.', true), 2000, 3000);
        $accounts->failed(6, new ConnectionFailed(str_repeat("\u{20AC}", 5000), 'TCP_REFUSED', 'tcp', 'Check the port.', true), 2100, 3100);
        $h = $accounts->health(6);
        same([2100, 3100, 2, 'TCP_REFUSED', 'tcp', 'Check the port.', 1], [(int) $h['last_check'], (int) $h['next_check'], (int) $h['failures'], $h['error_code'], $h['error_stage'], $h['error_hint'], (int) $h['has_password']]);
        same(null, $h['last_success']);
        same(1, preg_match('/^\x{20AC}+$/uD', $h['error_message']));
        $accounts->succeeded(6, 3200, 3400);
        same([null, 0, 3200], [$accounts->health(6)['error_code'], (int) $accounts->health(6)['failures'], (int) $accounts->health(6)['last_success']]);

        $accounts->failed(5, new \Exception('odd'), 3300, PHP_INT_MAX);
        same([6], $accounts->due(PHP_INT_MAX - 1));
        $accounts->saveCredential(5, 'sealed-three');
        same([5], $accounts->due(0));
        $accounts->forgetCredential(5);
        same([], $accounts->due(0));
        same(0, (int) $accounts->health(5)['has_password']);
        same([5, 6], array_keys($accounts->all()));
    });

    test("$driver: a lease belongs to one, and ends by itself", static function () use ($driver): void {
        $accounts = Databases::store($driver)->accounts();
        foreach ([1, 2, 3] as $id) {
            $accounts->saveCredential($id, 'sealed');
        }
        same([1, 2], $accounts->lease([1, 2], 'one', 1000, 60));
        same([3], $accounts->lease([1, 2, 3], 'two', 1030, 60));
        $accounts->release([1, 2, 3], 'two');
        same([3], $accounts->lease([1, 2, 3], 'three', 1031, 60));
        same([1, 2], $accounts->lease([1, 2, 3], 'four', 1060, 60));
        same([], $accounts->lease([], 'five', 5000, 60));
    });
}
