<?php

declare(strict_types=1);

/* A Dovecot that checks passwords and access tokens itself: what the store gives logs in, what has expired is refreshed, and a
 * password belongs to its server from the first login on. */

namespace MailboxTest;

use Mailbox\Account;
use Mailbox\AuthenticationFailed;
use Mailbox\Encryption;
use Mailbox\KeyRing;
use Mailbox\PdoStore;
use Mailbox\SealedSecret;

require __DIR__ . '/lib/e2e.php';

$server = proc_open([dirname(__DIR__) . '/servers/logins'], [['pipe', 'r'], ['pipe', 'w'], STDERR], $pipes);
[$port, $token, $expired] = explode(' ', trim((string) fgets($pipes[1])));
$folder = env('SERVERS') . '/logins';
mkdir($folder);
$ring = KeyRing::create("$folder/ring")->forSite('e2e', ['application']);
$asked = [];
$gives = null;
$store = null;
$at = static function (int $id, string $host = '127.0.0.1') use (&$store, $ring, $port, $folder): Account {
    $secret = $id === 1 ? null : SealedSecret::fromString((string) $store->accounts()->credential($id));

    return new Account($id, 'anna@example.test', $host, $secret, $secret === null ? null : $ring, (int) $port, Encryption::None, 'anna', blobDir: "$folder/blobs");
};
$host = '127.0.0.1';
$store = new PdoStore("sqlite:$folder/mail.sqlite", accountOf: static function (int $id) use ($at, &$host): Account {
    return $at($id, $host);
}, tokenOf: static function (int $id, bool $refresh) use (&$asked, &$gives): string {
    $asked[] = $refresh;

    return $gives($refresh);
});
$store->migrate();
mailbox_set_store($store);

$tried = static function (callable $now) use (&$asked, &$gives): array {
    [$asked, $gives] = [[], $now];
    $report = mailbox_sync_many([1])[1];
    $tested = mailbox_test_connection(1);

    return [$report->error?->errorCode, $tested->failed()?->errorCode, $tested->stage('auth')->data['mechanism'] ?? null, $asked];
};
same([null, null, 'OAUTHBEARER', [false, false]], $tried(static fn () => $token), 'a good token logs in');
same([null, null, 'OAUTHBEARER', [false, true, false, true]], $tried(static fn (bool $refresh) => $refresh ? $token : $expired), 'an expired token is refreshed, and then it logs in');
same(['AUTH_TOKEN_EXPIRED', 'AUTH_TOKEN_EXPIRED', null, [false, true, false, true]], $tried(static fn () => $expired), 'two expired tokens: the person has to sign in again');
same(['AUTH_TOKEN_EXPIRED', 'AUTH_TOKEN_EXPIRED', null, [false, false]], $tried(static fn () => throw new AuthenticationFailed('invalid_grant')), 'the store says that the person has to sign in again');

$store->accounts()->saveCredential(2, $ring->seal("s3cret p\xc3\xa4ss", 2, 'anna@example.test'));
$first = $store->accounts()->credential(2);
same([null, 'SCRAM-SHA-256'], [mailbox_sync_many([2])[2]->error?->errorCode, mailbox_test_connection(2)->stage('auth')->data['mechanism'] ?? null], 'a password logs in');
$bound = $store->accounts()->credential(2);
check($bound !== $first && $at(2)->bindSecret() === null, 'it is bound after the first login');
same($bound, (static function () use ($store): ?string {
    mailbox_sync(2);

    return $store->accounts()->credential(2);
})(), 'and stays as it is after the second');
$host = 'localhost';
same(['SEAL_HOST', $bound], [mailbox_sync_many([2])[2]->error?->errorCode, $store->accounts()->credential(2)], 'it opens for no other name');
$store->accounts()->saveCredential(2, $ring->seal('wrong', 2, 'anna@example.test'));
$wrong = $store->accounts()->credential(2);
same(['AUTH_BAD_CREDENTIALS', $wrong], [mailbox_sync_many([2])[2]->error?->errorCode, $store->accounts()->credential(2)], 'a wrong password is bound to nothing');

fclose($pipes[0]);
proc_close($server);
