--TEST--
An account's defaults, and that it is made once and never changed
--EXTENSIONS--
mailbox
--FILE--
<?php
use Mailbox\{Account, Encryption, ImportPolicy, KeyRing};

$ring = KeyRing::inMemory();
$secret = $ring->seal('pw', 1, 'a@example.com');
$a = new Account(1, 'a@example.com', 'imap.example.com', $secret, $ring);
var_dump($a->port, $a->encryption, $a->user, $a->folders, $a->importPolicy, $a->since, $a->blobDir, $a->caFile, $a->allowPlaintext, $a->epoch, $a->compress);
var_dump($a->secret === $secret, $a->keyRing === $ring);
var_dump((new Account(1, 'a@example.com', 'h', $secret, $ring, encryption: Encryption::StartTls))->port);
var_dump((new Account(1, 'a@example.com', 'h', $secret, $ring, encryption: Encryption::None, port: 1143))->port);
$since = new DateTimeImmutable('2024-02-29');
$b = new Account(1, 'a@example.com', '2001:db8::1', $secret, $ring, user: 'anna', folders: ['INBOX', 'Ablage/Größe'], importPolicy: ImportPolicy::Since, since: $since);
var_dump($b->user, $b->folders[1], $b->since === $since, $b->host);
foreach ([
    fn () => $a->__construct(2, 'b@example.com', 'h', $secret, $ring),
    fn () => $a->port = 1,
    fn () => $a->other = 1,
    fn () => (new ReflectionClass(Account::class))->newInstanceWithoutConstructor(),
] as $change) {
    try {
        $change();
        echo "done\n";
    } catch (Error | ReflectionException $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}
var_dump($a->staffId);
?>
--EXPECT--
int(993)
enum(Mailbox\Encryption::Tls)
string(13) "a@example.com"
array(1) {
  [0]=>
  string(5) "INBOX"
}
enum(Mailbox\ImportPolicy::Unread)
NULL
NULL
NULL
bool(false)
int(0)
bool(false)
bool(true)
bool(true)
int(143)
int(1143)
string(4) "anna"
string(14) "Ablage/Größe"
bool(true)
string(11) "2001:db8::1"
Error: Mailbox\Account is constructed already
Error: Cannot modify readonly property Mailbox\Account::$port
Error: Cannot create dynamic property Mailbox\Account::$other
ReflectionException: Class Mailbox\Account is an internal class marked as final that cannot be instantiated without invoking its constructor
int(1)
