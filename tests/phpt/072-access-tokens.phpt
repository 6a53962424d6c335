--TEST--
Access tokens come from the store, are refreshed once when they have expired, and show nowhere
--EXTENSIONS--
mailbox
--INI--
zend.exception_ignore_args=0
--FILE--
<?php
require __DIR__ . '/lib/store.php';
require __DIR__ . '/lib/imap.php';
use Mailbox\{AuthenticationFailed, Encryption};

$imap = new Imap(['tokens' => ['good-token'], 'expired' => ['old-token', 'older-token'], 'passwords' => ['a password']]);
$at = fn (int $id) => account($id, $imap->port, encryption: Encryption::None, secret: null, keyRing: null);
$asked = [];
$gives = null;
$store = new TokenStore([1 => $at(1), 2 => $at(2), 3 => account(3, $imap->port, encryption: Encryption::None)], function (int $id, bool $refresh) use (&$asked, &$gives) {
    $asked[] = $id . ($refresh ? ' again' : '');
    return $gives($id, $refresh);
});
mailbox_set_store($store);
var_dump($store->accounts[1]->secret, $store->accounts[1]->keyRing, $store->accounts[1]->bindSecret(), $store->accounts[1]->renewSecret());

function run(string $what, callable $now): void
{
    global $imap, $asked, $gives, $store;
    $gives = $now;
    $seen = [];
    foreach (['sync' => fn () => mailbox_sync(1), 'many' => fn () => mailbox_sync_many([2])[2], 'test' => fn () => mailbox_test_connection(1), 'account' => fn () => mailbox_test_connection($store->accounts[2])] as $way => $call) {
        $previous = $error = null;
        try {
            $report = $call();
            $error = $way === 'many' ? $report->error : null;
            $failed = in_array($way, ['test', 'account']) ? $report->failed() : null;
            $seen[$way] = $error->errorCode ?? $failed->errorCode ?? 'ok';
            $text = print_r($report, true) . json_encode($report);
        } catch (Mailbox\Failure $error) {
            $seen[$way] = $error->errorCode;
            $text = print_r($error, true) . $error;
        }
        if ($error?->getPrevious()) {
            $seen[$way] .= ' ' . get_class($error->getPrevious());
        }
        if (preg_match('/(good|old|older)-token/', $text)) {
            echo "$way shows a token\n";
        }
    }
    echo "$what: ", json_encode($seen), ' ', implode(', ', $asked), ' ', json_encode(array_values(array_diff($imap->heard(), ['hello']))), "\n";
    $asked = [];
}

run('good', fn () => strrev('nekot-doog'));
run('old, then good', fn ($id, $refresh) => strrev($refresh ? 'nekot-doog' : 'nekot-dlo'));
run('old, then older', fn ($id, $refresh) => strrev($refresh ? 'nekot-redlo' : 'nekot-dlo'));
run('not for IMAP', fn () => strrev('nekot-epocs'));
run('sign in again', fn () => throw new AuthenticationFailed('invalid_grant'));
run('old, then sign in again', fn ($id, $refresh) => $refresh ? throw new AuthenticationFailed('invalid_grant') : strrev('nekot-dlo'));
run('no answer', fn () => throw new DomainException('no answer'));
foreach (['', "a\r\nb", "a\0b", 'a b', "p\xc3\xa4", str_repeat('x', 16385)] as $bad) {
    run('odd', fn () => $bad);
}
run('no text', fn () => null);

echo "who keeps a copy keeps it\n";
$kept = str_repeat('k', 5) . '-token';
$gives = fn () => $kept;
mailbox_test_connection(1);
var_dump($kept, $imap->heard()[1]);

echo "passwords beside tokens\n";
$gives = fn () => strrev('nekot-doog');
foreach (mailbox_sync_many([1, 2, 3]) as $id => $report) {
    echo $id, ' ', $report->error?->errorCode ?? 'ok', "\n";
}

echo "a store without tokens, no store\n";
mailbox_set_store(new TestStore([1 => $at(1)]));
var_dump(mailbox_sync_many([1])[1]->error->getMessage(), mailbox_test_connection(1)->failed()->errorCode);
try {
    mailbox_sync(1);
} catch (Mailbox\StoreFailed $e) {
    echo "$e->errorCode $e->stage\n";
}
mailbox_set_store(fn () => throw new DomainException('no store'));
try {
    mailbox_test_connection($at(1));
} catch (DomainException $e) {
    echo $e->getMessage(), "\n";
}
?>
--EXPECTF--
NULL
NULL
NULL
NULL
good: {"sync":"ok","many":"ok","test":"ok","account":"ok"} 1, 2, 1, 2 ["OAUTHBEARER good-token","OAUTHBEARER good-token","OAUTHBEARER good-token","OAUTHBEARER good-token"]
old, then good: {"sync":"ok","many":"ok","test":"ok","account":"ok"} 1, 1 again, 2, 2 again, 1, 1 again, 2, 2 again ["OAUTHBEARER old-token","OAUTHBEARER good-token","OAUTHBEARER old-token","OAUTHBEARER good-token","OAUTHBEARER old-token","OAUTHBEARER good-token","OAUTHBEARER old-token","OAUTHBEARER good-token"]
old, then older: {"sync":"AUTH_TOKEN_EXPIRED","many":"AUTH_TOKEN_EXPIRED","test":"AUTH_TOKEN_EXPIRED","account":"AUTH_TOKEN_EXPIRED"} 1, 1 again, 2, 2 again, 1, 1 again, 2, 2 again ["OAUTHBEARER old-token","OAUTHBEARER older-token","OAUTHBEARER old-token","OAUTHBEARER older-token","OAUTHBEARER old-token","OAUTHBEARER older-token","OAUTHBEARER old-token","OAUTHBEARER older-token"]
not for IMAP: {"sync":"AUTH_SCOPE","many":"AUTH_SCOPE","test":"AUTH_SCOPE","account":"AUTH_SCOPE"} 1, 2, 1, 2 ["OAUTHBEARER scope-token","OAUTHBEARER scope-token","OAUTHBEARER scope-token","OAUTHBEARER scope-token"]
sign in again: {"sync":"AUTH_TOKEN_EXPIRED Mailbox\\AuthenticationFailed","many":"AUTH_TOKEN_EXPIRED Mailbox\\AuthenticationFailed","test":"AUTH_TOKEN_EXPIRED","account":"AUTH_TOKEN_EXPIRED"} 1, 2, 1, 2 []
old, then sign in again: {"sync":"AUTH_TOKEN_EXPIRED Mailbox\\AuthenticationFailed","many":"AUTH_TOKEN_EXPIRED Mailbox\\AuthenticationFailed","test":"AUTH_TOKEN_EXPIRED","account":"AUTH_TOKEN_EXPIRED"} 1, 1 again, 2, 2 again, 1, 1 again, 2, 2 again ["OAUTHBEARER old-token","OAUTHBEARER old-token","OAUTHBEARER old-token","OAUTHBEARER old-token"]
no answer: {"sync":"ACCESS_TOKEN DomainException","many":"ACCESS_TOKEN DomainException","test":"ACCESS_TOKEN","account":"ACCESS_TOKEN"} 1, 2, 1, 2 []
odd: {"sync":"ACCESS_TOKEN","many":"ACCESS_TOKEN","test":"ACCESS_TOKEN","account":"ACCESS_TOKEN"} 1, 2, 1, 2 []
odd: {"sync":"ACCESS_TOKEN","many":"ACCESS_TOKEN","test":"ACCESS_TOKEN","account":"ACCESS_TOKEN"} 1, 2, 1, 2 []
odd: {"sync":"ACCESS_TOKEN","many":"ACCESS_TOKEN","test":"ACCESS_TOKEN","account":"ACCESS_TOKEN"} 1, 2, 1, 2 []
odd: {"sync":"ACCESS_TOKEN","many":"ACCESS_TOKEN","test":"ACCESS_TOKEN","account":"ACCESS_TOKEN"} 1, 2, 1, 2 []
odd: {"sync":"ACCESS_TOKEN","many":"ACCESS_TOKEN","test":"ACCESS_TOKEN","account":"ACCESS_TOKEN"} 1, 2, 1, 2 []
odd: {"sync":"ACCESS_TOKEN","many":"ACCESS_TOKEN","test":"ACCESS_TOKEN","account":"ACCESS_TOKEN"} 1, 2, 1, 2 []
no text: {"sync":"ACCESS_TOKEN TypeError","many":"ACCESS_TOKEN TypeError","test":"ACCESS_TOKEN","account":"ACCESS_TOKEN"} 1, 2, 1, 2 []
who keeps a copy keeps it
string(11) "kkkkk-token"
string(23) "OAUTHBEARER kkkkk-token"
passwords beside tokens
1 ok
2 ok
3 ok
a store without tokens, no store
string(%d) "The account has no password, and the store is no Mailbox\TokenStore that could be asked for an access token."
string(12) "ACCESS_TOKEN"
ACCESS_TOKEN auth
no store
