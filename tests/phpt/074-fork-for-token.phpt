--TEST--
A child that is forked while a token is fetched does not go on with its parent's work
--EXTENSIONS--
mailbox
pcntl
--FILE--
<?php
require __DIR__ . '/lib/store.php';
require __DIR__ . '/lib/imap.php';
use Mailbox\Encryption;

$imap = new Imap(['tokens' => ['good-token']]);
$child = null;
$parent = getmypid();
mailbox_set_store(new TokenStore([1 => account(1, $imap->port, encryption: Encryption::None, secret: null, keyRing: null)], function () use (&$child) {
    $child = pcntl_fork();
    return 'good-token';
}));
foreach ([fn () => mailbox_sync(1)->complete, fn () => mailbox_test_connection(1)->ok] as $call) {
    $code = 1;
    $result = null;
    try {
        $result = $call();
    } catch (Error $e) {
        $code = str_contains($e->getMessage(), 'cannot go on with its parent') ? 7 : 2;
    }
    if (getmypid() !== $parent) {
        /* not exit(): what belongs to the parent is not freed here, and a leak check would say so */
        pcntl_exec('/bin/sh', ['-c', "exit $code"]);
    }
    pcntl_waitpid($child, $status);
    var_dump($result, pcntl_wexitstatus($status));
}
?>
--EXPECT--
bool(true)
int(7)
bool(true)
int(7)
