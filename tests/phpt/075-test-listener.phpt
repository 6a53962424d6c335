--TEST--
mailbox_test_connection(): a listener hears each stage when it is over, and may end the test; the transcript has no password
--EXTENSIONS--
mailbox
--FILE--
<?php
require __DIR__ . '/lib/store.php';
require __DIR__ . '/lib/imap.php';
use Mailbox\{ConnectionStage, Encryption, KeyRing};

$imap = new Imap();
$account = function (string $password) use ($imap) {
    $ring = KeyRing::inMemory();
    return account(1, $imap->port, encryption: Encryption::None, secret: $ring->seal($password, 1, 'staff1@example.com'), keyRing: $ring);
};

$heard = [];
$report = mailbox_test_connection($account('a password'), transcript: true, onStage: function (ConnectionStage $stage) use (&$heard) {
    $heard[] = $stage;
});
var_dump($report->ok, $heard === $report->stages);
foreach ($report->stages as $stage) {
    echo $stage->name, ' ', $stage->status, $stage->errorCode === null ? '' : " $stage->errorCode", "\n";
}
echo preg_replace(['/^ *\d+\.\d{3}/m', '/ID \(.*\)/'], ['T', 'ID (...)'], implode("\n", $report->transcript)), "\n";
foreach (['a password', base64_encode("staff1@example.com\0staff1@example.com\0a password"), 'YSBwYXNz', 'EgcGFzc3'] as $form) {
    var_dump(str_contains(json_encode($report), $form));
}

echo "a wrong password, while somebody listens: ", mailbox_test_connection($account('another'), onStage: fn () => null)->failed()->errorCode, "\n";

echo "what a listener throws\n";
$imap->heard();
foreach (['dns', 'auth', 'logout'] as $at) {
    try {
        mailbox_test_connection($account('a password'), 10, false, function (ConnectionStage $stage) use ($at) {
            if ($stage->name === $at) {
                throw new DomainException("enough at $at");
            }
        });
        echo "went on\n";
    } catch (DomainException $e) {
        echo $e->getMessage(), "\n";
    }
}

echo "a listener that tests and parses itself\n";
$inner = [];
mailbox_test_connection($account('a password'), onStage: function (ConnectionStage $stage) use (&$inner, $account) {
    if ($stage->name === 'tcp') {
        $inner[] = mailbox_test_connection($account('a password'))->ok;
        $inner[] = mailbox_parse("Subject: x\r\n\r\n")->subject;
    }
});
echo json_encode($inner), "\n";

final class Listener
{
    public function __call(string $name, array $arguments): void
    {
        static $n = 0;
        echo ++$n === 1 ? "$name {$arguments[0]->name}\n" : '';
    }
}
mailbox_test_connection($account('a password'), onStage: [new Listener(), 'anything']);
try {
    mailbox_test_connection($account('a password'), onStage: 'no function');
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
?>
--EXPECT--
bool(true)
bool(true)
input ok
dns ok
tcp ok
greeting ok
capability ok
auth ok
identify ok
strategy ok
list warning LIST_EMPTY
folder ok
counts ok
sample skipped
throughput ok
logout ok
T S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=OAUTHBEARER] ready
T C: 1 AUTHENTICATE PLAIN <up to 64 bytes>
T S: 1 OK [CAPABILITY IMAP4rev1] <2 bytes>
T C: 2 LIST "" "*"
T S: 2 OK x
T C: 3 EXAMINE "INBOX"
T S: * 0 EXISTS
T S: * OK [UIDVALIDITY 7] x
T S: * OK [UIDNEXT 1] x
T S: 3 OK [READ-ONLY] x
T C: 4 UID SEARCH ALL
T S: * SEARCH
T S: 4 OK x
T C: 5 UID SEARCH UNSEEN
T S: * SEARCH
T S: 5 OK x
T C: 6 LOGOUT
bool(false)
bool(false)
bool(false)
bool(false)
a wrong password, while somebody listens: AUTH_BAD_CREDENTIALS
what a listener throws
enough at dns
enough at auth
enough at logout
a listener that tests and parses itself
[true,"x"]
anything input
mailbox_test_connection(): Argument #4 ($onStage) must be a valid callback or null, function "no function" not found or invalid function name
