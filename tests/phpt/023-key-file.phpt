--TEST--
Key files: made once, closed to others, loaded again
--EXTENSIONS--
mailbox
--SKIPIF--
<?php if (PHP_OS_FAMILY === 'Windows') die('skip file modes'); ?>
--FILE--
<?php
use Mailbox\{KeyRing, SealedSecret, StoreFailed};

$dir = sys_get_temp_dir() . '/mailbox-keys-' . getmypid();
mkdir($dir, 0700);
chdir($dir);
function attempt(callable $f): void
{
    global $dir;
    try {
        $f();
        echo "done\n";
    } catch (StoreFailed $e) {
        echo "$e->errorCode, ", $e->retryable ? 'retryable' : 'not retryable', ": ", str_replace($dir, '', $e->getMessage()), ' ', str_replace($dir, '', $e->hint), "\n";
    } catch (ValueError $e) {
        echo $e->getMessage(), "\n";
    }
}
KeyRing::create('ring');
printf("%04o\n", fileperms("$dir/ring") & 07777);
echo strlen(KeyRing::load("$dir/ring")->seal('pw', 1, 'a@b.c')->toString()), "\n";
attempt(fn () => KeyRing::create("$dir/ring"));
attempt(fn () => KeyRing::load("$dir/none"));
attempt(fn () => KeyRing::load($dir));
chmod("$dir/ring", 0640);
attempt(fn () => KeyRing::load("$dir/ring"));
file_put_contents("$dir/bad", "not a key\n");
chmod("$dir/bad", 0600);
attempt(fn () => KeyRing::load("$dir/bad"));
attempt(fn () => KeyRing::load(''));
attempt(fn () => KeyRing::load("a\0b"));
attempt(fn () => SealedSecret::fromString(''));
attempt(fn () => SealedSecret::fromString("a\0b"));
attempt(fn () => SealedSecret::fromString(str_repeat('a', 24577)));
ini_set('open_basedir', "$dir/inside");
attempt(fn () => KeyRing::load("$dir/ring"));
attempt(fn () => KeyRing::create("$dir/other"));
?>
--CLEAN--
<?php
foreach (glob(sys_get_temp_dir() . '/mailbox-keys-*') as $dir) {
    array_map('unlink', glob("$dir/*"));
    rmdir($dir);
}
?>
--EXPECT--
0600
199
SEAL_KEY, not retryable: The key file /ring cannot be made: File exists. The file is there already: use it. Without it the passwords that it sealed are lost.
SEAL_KEY, not retryable: The key file /none cannot be read: No such file or directory. The key file is missing or unreadable. Restore it, or enter the passwords again.
SEAL_KEY, not retryable: The key file  is not a file. The key file is missing or unreadable. Restore it, or enter the passwords again.
SEAL_KEY, not retryable: The key file /ring is open to other users of this machine (mode 0640). Close the file to everybody but its owner: chmod 600 /ring
SEAL_KEY, not retryable: Line 1 of the key file /bad is not a key: 8 hex digits, a space, 64 hex digits. The key file is missing or unreadable. Restore it, or enter the passwords again.
Mailbox\KeyRing::load(): Argument #1 ($path) must not be empty
Mailbox\KeyRing::load(): Argument #1 ($path) must not contain any null bytes
Mailbox\SealedSecret::fromString(): Argument #1 ($sealed) must be what SealedSecret::toString() gave
Mailbox\SealedSecret::fromString(): Argument #1 ($sealed) must be what SealedSecret::toString() gave
Mailbox\SealedSecret::fromString(): Argument #1 ($sealed) must be what SealedSecret::toString() gave
SEAL_KEY, not retryable: open_basedir does not allow the key file /ring. The key file is missing or unreadable. Restore it, or enter the passwords again.
SEAL_KEY, not retryable: open_basedir does not allow the key file /other. The key file is missing or unreadable. Restore it, or enter the passwords again.
