<?php

declare(strict_types=1);

namespace Test;

use Mailbox\Account;
use Mailbox\AuthenticationFailed;
use Mailbox\Cli\ProgressStore;
use Mailbox\ConnectionFailed;
use Mailbox\KeyRing;
use Mailbox\Perfex\Schedule;
use Mailbox\SealedSecret;

defined('BASEPATH') || define('BASEPATH', '/');
require_once dirname(__DIR__, 2) . '/perfex/mailbox/src/Schedule.php';

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

    test("$driver: a secret is replaced only where the old one still stands; an epoch counts up", static function () use ($driver): void {
        $store = Databases::store($driver);
        $accounts = $store->accounts();
        [$old, $new, $typed] = array_map(SealedSecret::fromString(...), ['old', 'new', 'typed']);
        $accounts->saveCredential(5, $old);
        $accounts->saveCredential(6, $old);
        $store->replaceSecret(5, $old, $new);
        same(['new', 'old'], [$accounts->credential(5), $accounts->credential(6)]);
        $accounts->saveCredential(8, $old);
        (new ProgressStore($store, static fn () => null))->replaceSecret(8, $old, $new);
        same('new', $accounts->credential(8), 'by way of the store that shows progress');
        $accounts->saveCredential(5, $typed);
        same(false, $accounts->replaceCredential(5, $new, $old));
        same(false, $accounts->replaceCredential(7, $new, $old));
        same(['typed', null], [$accounts->credential(5), $accounts->credential(7)]);
        same(true, $accounts->replaceCredential(6, $old, $new));

        same([0, 0], [$accounts->epoch(5), $accounts->epoch(99)]);
        $accounts->raiseEpoch(5);
        $accounts->raiseEpoch(99);
        $accounts->raiseEpoch(5);
        same([2, 0, 1], [$accounts->epoch(5), $accounts->epoch(6), $accounts->epoch(99)]);
        $accounts->forgetCredential(5);
        $accounts->saveCredential(5, $typed);
        same(2, $accounts->epoch(5), 'a new password does not begin again');
        same('ACCESS_TOKEN', throws(\Mailbox\StoreFailed::class, static fn () => $store->accessToken(5, false))->errorCode);
    });

    test("$driver: passwords are renewed under a new key, in as many steps as it takes", static function () use ($driver): void {
        $accounts = Databases::store($driver)->accounts();
        $file = Databases::folder() . '/ring-' . bin2hex(random_bytes(4));
        $old = KeyRing::create($file);
        for ($id = 1; $id <= 230; $id++) {
            $accounts->saveCredential($id, $old->seal("password $id", $id, "s$id@example.org"));
        }
        $accounts->saveCredential(77, $old->seal('password', 78, 's78@example.org'));
        $new = KeyRing::rotate($file);
        $bound = (new Account(9, 's9@example.org', 'imap.example.org', SealedSecret::fromString($accounts->credential(9)), $old))->bindSecret();
        $accounts->saveCredential(9, $bound);
        $accountOf = static fn (int $id): ?Account => $id === 50 ? null : new Account($id, "s$id@example.org", $id === 10 ? 'imap.evil.example' : 'imap.example.org', SealedSecret::fromString($accounts->credential($id)), $new);
        $accounts->saveCredential(10, (new Account(10, 's10@example.org', 'imap.example.org', SealedSecret::fromString($accounts->credential(10)), $old))->bindSecret());
        $calls = 0;
        throws(\DomainException::class, static fn () => $accounts->renew(static function (int $id) use ($accountOf, &$calls): ?Account {
            return ++$calls > 120 ? throw new \DomainException('broken off') : $accountOf($id);
        }));
        $left = [10 => 'SEAL_HOST', 50 => 'ACCOUNT_UNKNOWN', 77 => 'AUTH_SEAL'];
        same(['renewed' => 230 - 117 - 3 - 1, 'left' => $left], $accounts->renew(static function (int $id) use ($accountOf, $accounts): ?Account {
            $account = $accountOf($id);
            if ($id === 200) { // a password that is entered just now
                $accounts->saveCredential($id, 'entered');
            }

            return $account;
        }));
        $still = [];
        for ($id = 1; $id <= 230; $id++) {
            if ($id !== 200 && SealedSecret::fromString($accounts->credential($id))->keyId() !== $new->keyId()) {
                $still[] = $id;
            }
        }
        same([[10, 50, 77], 'entered'], [$still, $accounts->credential(200)]);
        $accounts->forgetCredential(200);
        same(['renewed' => 0, 'left' => $left], $accounts->renew($accountOf));
        same(null, $accountOf(9)->bindSecret(), 'bound as it was');
    });
}

test('schedule: what a refused login may cost, and who mends it', static function (): void {
    $schedule = new Schedule(180);
    $wait = static fn (string $code, int $failures, string $class = AuthenticationFailed::class): int => $schedule->afterFailure(1000, new $class('x', $code), $failures) - 1000;
    foreach (['AUTH_BAD_CREDENTIALS', 'AUTH_EXPIRED', 'AUTH_APP_PASSWORD_REQUIRED', 'AUTH_CODE_REQUIRED', 'AUTH_OAUTH_REQUIRED', 'AUTH_OF_TOMORROW'] as $code) {
        same([3600, 21600, 86400, 86400, PHP_INT_MAX - 1000, PHP_INT_MAX - 1000], array_map(static fn (int $n): int => $wait($code, $n), [0, 1, 2, 3, 4, 50]), $code);
    }
    foreach (['AUTH_WEBLOGIN', 'AUTH_IMAP_DISABLED', 'AUTH_MAILBOX_NOT_GRANTED', 'AUTH_SERVER_PROOF', 'AUTH_TOKEN_EXPIRED', 'AUTH_SCOPE'] as $code) {
        same([3600, 21600, 86400, 86400, 86400, 86400], array_map(static fn (int $n): int => $wait($code, $n), [0, 1, 2, 3, 4, 50]), $code);
    }
    same([86400, 86400], [$wait('AUTH_LOCKED', 0), $wait('AUTH_LOCKED', 50)]);
    foreach ([['AUTH_SEAL', AuthenticationFailed::class], ['SEAL_HOST', AuthenticationFailed::class], ['AUTH_NO_MECHANISM', AuthenticationFailed::class], ['AUTH_DISABLED', AuthenticationFailed::class],
        ['AUTH_TEMPORARY', \Mailbox\ServerRefused::class], ['ACCESS_TOKEN', \Mailbox\StoreFailed::class]] as [$code, $class]) {
        same([true, true], [$wait($code, 0, $class) >= 180 && $wait($code, 0, $class) <= 198, $wait($code, 50, $class) >= 3600 && $wait($code, 50, $class) <= 3960], $code);
    }
});
