<?php

declare(strict_types=1);

namespace Fake;

use Mailbox\KeyRing;
use Mailbox\SyncOptions;
use Mailbox\Transport;

require_once __DIR__ . '/../phpt/lib/proxy.php';

/** TLS sessions of one process, as the server counts them: the next connection takes one up again, whoever's it is, but never
 * under other rules of trust, and a child never takes its parent's. Returns what was otherwise. */
function sessions(Server $server, string $case): array
{
    [$id, $port] = $server->open($case);
    $given = $server->account($case, $port)->caFile;
    $caFile = "$server->folder/ca-$case.pem"; // this process may have a session left with an earlier server at the same port
    copy($given, $caFile);
    $wanted = $wrong = [];
    $test = static function (bool $resumed, string $what, array $more = [], ?string $code = null) use ($server, $case, $port, $caFile, &$wanted, &$wrong): void {
        $wanted[] = [$what, $resumed];
        $failed = mailbox_test_connection($server->account($case, $port, 1, $more + ['caFile' => $caFile]), 10.0)->failed();
        if ($failed?->errorCode !== $code) {
            $wrong[] = "$what: " . ($failed?->errorCode ?? 'ok');
        }
    };
    $store = new Memory();
    foreach ([1, 2, 3] as $staff) {
        $store->accounts[$staff] = $server->account($case, $port, $staff, ['caFile' => $caFile]);
    }
    mailbox_set_store($store);

    $test(false, 'the first connection');
    $test(true, 'the second');
    mailbox_sync(1, new SyncOptions(seconds: 10.0));
    $wanted[] = ['a sync after tests', true];
    mailbox_sync_many([1, 2], new SyncOptions(seconds: 10.0, workers: 1));
    $wanted[] = ['many: the first', true];
    $wanted[] = ['many: the second', true];

    /* a session is no login */
    $ring = KeyRing::inMemory();
    $wrongly = ['secret' => $ring->seal('wrong', 1, Server::USER), 'keyRing' => $ring];
    $test(true, 'a wrong password', $wrongly, 'AUTH_BAD_CREDENTIALS');
    $test(true, 'and again', $wrongly, 'AUTH_BAD_CREDENTIALS');
    $test(true, 'and the right one after it');

    /* other rules of trust */
    $other = "$server->folder/ca-of-others-$case.pem";
    copy($given, $other);
    $test(false, 'another CA file', ['caFile' => $other]);
    $test(true, 'and again', ['caFile' => $other]);
    $test(true, 'the same one by way of a transport', ['caFile' => null, 'transport' => new Transport(caFile: $caFile)]);
    $pin = keyPin($given);
    $pins = [str_repeat('0', 64)];
    $test(false, 'a pin that is not the key\'s', ['transport' => new Transport(pins: $pins)], 'CERT_PIN');
    $test(false, 'the key\'s pin', ['transport' => new Transport(pins: [...$pins, $pin])]);
    $test(true, 'and again', ['transport' => new Transport(pins: [...$pins, $pin])]);
    $test(false, 'instead of the CA', ['transport' => new Transport(pins: [$pin], pinReplacesCa: true), 'caFile' => '/etc/ssl/certs/ca-certificates.crt']);
    $proxy = new \Proxy($port);
    $test(false, 'through a proxy', ['transport' => new Transport(proxy: "socks5://127.0.0.1:$proxy->port")]);
    $test(true, 'and again', ['transport' => new Transport(proxy: "socks5://127.0.0.1:$proxy->port")]);
    $user = static fn (string $name): array => ['transport' => new Transport(proxy: "socks5://127.0.0.1:$proxy->port", proxyUser: $name, proxyPassword: 'x')];
    $test(false, 'as a user of the proxy', $user('Aladdin'));
    $test(true, 'and again', $user('Aladdin'));
    $test(false, 'as another', $user('Jafar'));
    $test(true, 'and at last as at first');

    if (($child = pcntl_fork()) === 0) {
        $test(false, 'a child');
        $test(true, 'a child once more');
        pcntl_exec('/bin/true'); // it has nothing of the parent's to tidy up
    }
    pcntl_waitpid($child, $status);
    $wanted[] = ['a child', false];
    $wanted[] = ['a child once more', true];
    $test(true, 'the parent after its child');

    $seen = array_values(array_filter($server->result($id)['connections'], static fn (array $c): bool => $c['tls'] !== null));
    foreach ($wanted as $i => [$what, $resumed]) {
        if (($seen[$i]['resumed'] ?? null) !== $resumed) {
            $wrong[] = "$what: " . json_encode($seen[$i]['resumed'] ?? null);
        }
    }
    if (count($seen) !== count($wanted)) {
        $wrong[] = count($seen) . ' connections instead of ' . count($wanted);
    }

    return $wrong;
}

/** The pin of a case's certificate, by PHP's own OpenSSL. */
function keyPin(string $caFile): string
{
    $key = openssl_pkey_get_details(openssl_pkey_get_public(file_get_contents(dirname($caFile) . '/leaf-good.pem')))['key'];

    return hash('sha256', base64_decode(preg_replace('/-----[^-]+-----|\s/', '', $key)));
}
