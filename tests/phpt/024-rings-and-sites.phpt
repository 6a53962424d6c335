--TEST--
Keys of a site, with the application's key, for an epoch; rotation, binding, and what older programs have stored
--EXTENSIONS--
mailbox
--SKIPIF--
<?php if (PHP_OS_FAMILY === 'Windows') die('skip file modes'); ?>
--FILE--
<?php
use Mailbox\{Account, AuthenticationFailed, Encryption, KeyRing, SealedSecret, StoreFailed};

$file = sys_get_temp_dir() . '/mailbox-ring-' . getmypid();
@unlink($file);
$ring = KeyRing::create($file);

/* Opening is not offered: sealing anew shows whether it opens. */
function opens(KeyRing $ring, SealedSecret $secret, string $host = 'imap.example.com', Encryption $encryption = Encryption::Tls, int $epoch = 0, int $id = 1, string $address = 'a@example.com'): string
{
    try {
        $renewed = (new Account($id, $address, $host, $secret, $ring, encryption: $encryption, epoch: $epoch))->renewSecret();
        return $renewed === null ? 'opens' : 'opens, is renewed';
    } catch (AuthenticationFailed $e) {
        return $e->errorCode;
    }
}

echo "sites\n";
$site = $ring->forSite('site-1', ['application key']);
$secret = $site->seal('pw', 1, 'a@example.com', 3);
foreach ([
    [$site, 3], [$site, 2], [$site, 0], [$ring, 3], [$ring->forSite('site-2', ['application key']), 3], [$ring->forSite('site-1'), 3],
    [$ring->forSite('site-1', ['another']), 3], [$ring->forSite('site-1', ['newer', 'application key']), 3], [KeyRing::inMemory()->forSite('site-1', ['application key']), 3],
    [$site->forSite('site-1', ['application key']), 3],
] as [$with, $epoch]) {
    echo opens($with, $secret, epoch: $epoch), "\n";
}
echo opens($site, $secret, epoch: 3, id: 2), ' ', opens($site, $secret, epoch: 3, address: 'b@example.com'), ' ', opens($site, $secret, epoch: 3, address: 'A@Example.com'), "\n";

echo "binding\n";
$unbound = $ring->seal('pw', 1, 'a@example.com');
$bind = fn (Encryption $e, SealedSecret $s) => (new Account(1, 'a@example.com', 'IMAP.example.com', $s, $ring, encryption: $e))->bindSecret();
$tls = $bind(Encryption::Tls, $unbound);
$clear = $bind(Encryption::None, $unbound);
var_dump($bind(Encryption::StartTls, $tls), $bind(Encryption::None, $clear), $bind(Encryption::Tls, $clear) !== null);
foreach ([$unbound, $tls, $clear] as $s) {
    echo opens($ring, $s), ', ', opens($ring, $s, encryption: Encryption::None), ', ', opens($ring, $s, 'imap.evil.example'), "\n";
}
try {
    $bind(Encryption::None, $tls);
} catch (AuthenticationFailed $e) {
    echo "$e->errorCode $e->stage\n";
}

echo "rotation\n";
var_dump(preg_match('/^[0-9a-f]{8}$/D', $ring->keyId()), $unbound->keyId() === $ring->keyId());
$rotated = KeyRing::rotate($file);
$lines = file($file);
var_dump(count($lines), str_starts_with($lines[0], $rotated->keyId() . ' '), str_starts_with($lines[1], $ring->keyId() . ' '), sprintf('%04o', fileperms($file) & 07777));
foreach ([$unbound, $tls, $clear] as $i => $s) {
    $encryption = $i === 2 ? Encryption::None : Encryption::Tls;
    $account = new Account(1, 'a@example.com', 'imap.example.com', $s, $rotated, encryption: $encryption);
    $new = $account->renewSecret();
    var_dump($new->keyId() === $rotated->keyId());
    echo opens($rotated, $new, encryption: $encryption), ', ', opens($ring, $new, encryption: $encryption), ', ', opens($rotated, $new, 'imap.evil.example', $encryption), "\n";
}
try {
    KeyRing::rotate("$file-none");
} catch (StoreFailed $e) {
    echo $e->errorCode, "\n";
}

echo "legacy\n";
/* made as CodeIgniter 3 makes it, for "hunter2 <%>" */
$application = 'd41d8cd98f00b204e9800998ecf8427e';
$encrypted = '9a7506b1ef5de764237c714097bf59804f9a47730f9d019f0ae92df3a48e4ff0c4bf9997ebe33a7b6deb28cddaad98b1f1d1d9b7334b1d1f11e0dba7d9450eadQUFBQUFBQUFBQUFBQUFBQZwKrOBS+Z2nhbQrpqqJopo=';
foreach ([['in clear', ''], [$encrypted, $application], [$unbound->toString(), $application], [$encrypted, 'wrong'], ['', ''], ["a\nb", '']] as [$stored, $key]) {
    try {
        $s = $ring->sealLegacy($stored, 1, 'a@example.com', $key, 4);
        echo $s === null ? 'sealed already' : opens($ring, $s, epoch: 4) . ', ' . opens($ring, $s), "\n";
    } catch (AuthenticationFailed | ValueError $e) {
        echo $e instanceof ValueError ? $e->getMessage() : $e->errorCode, "\n";
    }
}
var_dump(SealedSecret::fromString('what a program of old has stored')->keyId());

echo "what cannot be\n";
foreach ([
    fn () => $ring->forSite(''), fn () => $ring->forSite("a\0"), fn () => $ring->forSite(str_repeat('x', 256)), fn () => $ring->forSite('s', array_fill(0, 9, 'k')),
    fn () => $ring->forSite('s', ['']), fn () => $ring->forSite('s', [5]), fn () => $ring->seal('pw', 1, 'a', -1), fn () => $ring->sealLegacy('pw', 0, 'a'), fn () => $ring->sealLegacy('pw', 1, ''),
    fn () => $ring->sealLegacy('pw', 1, 'a', '', -1),
] as $bad) {
    try {
        $bad();
        echo "done\n";
    } catch (ValueError $e) {
        echo $e->getMessage(), "\n";
    }
}
?>
--CLEAN--
<?php array_map('unlink', glob(sys_get_temp_dir() . '/mailbox-ring-*')); ?>
--EXPECT--
sites
opens
AUTH_SEAL
AUTH_SEAL
AUTH_SEAL
AUTH_SEAL
AUTH_SEAL
AUTH_SEAL
opens, is renewed
AUTH_SEAL
opens
AUTH_SEAL AUTH_SEAL opens
binding
NULL
NULL
bool(true)
opens, opens, opens
opens, SEAL_HOST, SEAL_HOST
opens, opens, SEAL_HOST
SEAL_HOST auth
rotation
int(1)
bool(true)
int(2)
bool(true)
bool(true)
string(4) "0600"
bool(true)
opens, AUTH_SEAL, opens
bool(true)
opens, AUTH_SEAL, SEAL_HOST
bool(true)
opens, AUTH_SEAL, SEAL_HOST
SEAL_KEY
legacy
opens, AUTH_SEAL
opens, AUTH_SEAL
sealed already
AUTH_SEAL
Mailbox\KeyRing::sealLegacy(): Argument #1 ($stored) must have 1 to 16384 bytes, none of them NUL or a line break
Mailbox\KeyRing::sealLegacy(): Argument #1 ($stored) must have 1 to 16384 bytes, none of them NUL or a line break
NULL
what cannot be
Mailbox\KeyRing::forSite(): Argument #1 ($site) must have 1 to 255 bytes, none of them NUL
Mailbox\KeyRing::forSite(): Argument #1 ($site) must have 1 to 255 bytes, none of them NUL
Mailbox\KeyRing::forSite(): Argument #1 ($site) must have 1 to 255 bytes, none of them NUL
Mailbox\KeyRing::forSite(): Argument #2 ($applicationKeys) must hold at most 8 keys
Mailbox\KeyRing::forSite(): Argument #2 ($applicationKeys) must hold strings of 1 to 4096 bytes
Mailbox\KeyRing::forSite(): Argument #2 ($applicationKeys) must hold strings of 1 to 4096 bytes
Mailbox\KeyRing::seal(): Argument #4 ($epoch) must not be negative
Mailbox\KeyRing::sealLegacy(): Argument #2 ($staffId) must be greater than 0
Mailbox\KeyRing::sealLegacy(): Argument #3 ($signInAddress) must be an address of 1 to 320 bytes without NUL
Mailbox\KeyRing::sealLegacy(): Argument #5 ($epoch) must not be negative
