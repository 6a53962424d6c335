--TEST--
The first login binds a secret to its server; the store keeps what is bound, and it opens for no other server
--EXTENSIONS--
mailbox
--FILE--
<?php
require __DIR__ . '/lib/store.php';
require __DIR__ . '/lib/imap.php';
use Mailbox\{Encryption, KeyRing, SealedSecret};

$imap = new Imap();
$ring = KeyRing::inMemory();
$secret = fn () => $ring->seal('a password', 1, 'staff1@example.com');
$at = fn (SealedSecret $secret, string $host = '127.0.0.1', int $port = 0) => account(1, $port ?: $imap->port, host: $host, encryption: Encryption::None, secret: $secret, keyRing: $ring);
function failure(callable $f): string
{
    try {
        return $f() ? 'done' : '';
    } catch (Mailbox\Failure $e) {
        return get_class($e) . " $e->errorCode" . ($e->getPrevious() ? ' ' . get_class($e->getPrevious()) : '') . ($e->report?->boundSecret ? ', still to be stored' : '');
    }
}

echo "a store that keeps secrets\n";
$old = $secret();
$store = new KeepingStore([1 => $at($old)]);
mailbox_set_store($store);
$report = mailbox_sync(1);
var_dump($report->complete, $report->boundSecret, count($store->replaced), $store->replaced[0][0], $store->replaced[0][1] === $old->toString());
echo implode(' ', $store->asked), "\n";
$bound = SealedSecret::fromString($store->replaced[0][2]);
$store->accounts[1] = $at($bound);
var_dump(mailbox_sync(1)->complete, count($store->replaced), $imap->heard());

echo "bound: not one byte for another name of the same machine\n";
$store->accounts[1] = $at($bound, 'localhost');
echo failure(fn () => mailbox_sync(1)), "\n";
var_dump(mailbox_test_connection(1)->failed()->errorCode, $imap->heard(), count($store->replaced));

echo "unbound: to any\n";
$store->accounts[1] = $at($old, 'localhost');
var_dump(mailbox_test_connection(1)->ok, count($store->replaced), array_slice($imap->heard(), -1));
var_dump($at(SealedSecret::fromString($store->replaced[1][2]), 'localhost')->bindSecret());

echo "a store that does not: whoever asked has to\n";
mailbox_set_store(new TestStore([1 => $at($old)]));
foreach ([mailbox_sync(1), mailbox_sync_many([1])[1], mailbox_test_connection(1), mailbox_test_connection($at($old))] as $report) {
    var_dump($at($report->boundSecret)->bindSecret(), array_key_exists('boundSecret', $report->toArray()), str_contains(json_encode($report), 'ecret'));
    ob_start();
    var_dump($report);
    var_dump(substr_count(ob_get_clean(), '***'));
}

echo "the account as an argument is nobody's yet\n";
$store->replaced = [];
mailbox_set_store($store);
var_dump(mailbox_test_connection($at($old))->boundSecret !== null, count($store->replaced));

echo "a store that fails\n";
$store->accounts[1] = $at($old);
$store->onReplace = fn () => throw new DomainException('disk full');
echo failure(fn () => mailbox_sync(1)), "\n";
echo failure(fn () => mailbox_test_connection(1)), "\n";
$many = mailbox_sync_many([1])[1];
var_dump($many->error->errorCode, $many->complete, $many->boundSecret !== null);

echo "bound although what came after the login failed\n";
$nothing = new Imap(['passwords' => ['a password'], 'folder' => false]);
$store->onReplace = null;
$store->accounts[1] = $at($old, port: $nothing->port);
echo failure(fn () => mailbox_sync(1)), ' ', count($store->replaced), "\n";
$store->onReplace = fn () => throw new DomainException('disk full');
echo failure(fn () => mailbox_sync(1)), "\n";

echo "not bound without a login\n";
$other = new Imap(['passwords' => ['another']]);
$store->accounts[1] = $at($old, port: $other->port);
$store->onReplace = fn () => print("bound?\n");
echo failure(fn () => mailbox_sync(1)), "\n";
?>
--EXPECT--
a store that keeps secrets
bool(true)
NULL
int(1)
int(1)
bool(true)
bound state commit
bool(true)
int(1)
array(4) {
  [0]=>
  string(5) "hello"
  [1]=>
  string(16) "PLAIN a password"
  [2]=>
  string(5) "hello"
  [3]=>
  string(16) "PLAIN a password"
}
bound: not one byte for another name of the same machine
Mailbox\AuthenticationFailed SEAL_HOST
string(9) "SEAL_HOST"
array(1) {
  [0]=>
  string(5) "hello"
}
int(1)
unbound: to any
bool(true)
int(2)
array(1) {
  [0]=>
  string(16) "PLAIN a password"
}
NULL
a store that does not: whoever asked has to
NULL
bool(false)
bool(false)
int(1)
NULL
bool(false)
bool(false)
int(1)
NULL
bool(false)
bool(false)
int(1)
NULL
bool(false)
bool(false)
int(1)
the account as an argument is nobody's yet
bool(true)
int(0)
a store that fails
Mailbox\StoreFailed STORE_FAILED DomainException, still to be stored
Mailbox\StoreFailed STORE_FAILED DomainException
string(12) "STORE_FAILED"
bool(true)
bool(true)
bound although what came after the login failed
Mailbox\ServerRefused FOLDER_NOT_FOUND 1
Mailbox\ServerRefused FOLDER_NOT_FOUND, still to be stored
not bound without a login
Mailbox\AuthenticationFailed AUTH_BAD_CREDENTIALS
