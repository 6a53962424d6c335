--TEST--
exit() and a fatal error while the store is asked for a token, in a sync and in a connection test
--EXTENSIONS--
mailbox
--INI--
memory_limit=16M
--FILE--
<?php
require __DIR__ . '/lib/store.php';
require __DIR__ . '/lib/imap.php';
require __DIR__ . '/lib/threads.php';
use Mailbox\Encryption;

if (($argv[1] ?? '') === '') {
    foreach (['exit', 'fatal'] as $how) {
        foreach (['sync', 'test'] as $what) {
            echo "$how, $what: ";
            passthru(PHP_BINARY . ' ' . (getenv('TEST_PHP_EXTRA_ARGS') ?: getenv('TEST_PHP_ARGS')) . ' -d memory_limit=16M -d display_errors=1 ' . escapeshellarg(__FILE__) . ' ' . escapeshellarg($how) . " $what", $code);
            echo " $code\n";
        }
    }
    return;
}
[, $how, $what] = $argv;
$imap = new Imap(['tokens' => ['good-token'], 'expired' => ['old-token']]);
$account = fn (int $id) => account($id, $imap->port, encryption: Encryption::None, secret: null, keyRing: null);
$end = fn () => $how === 'exit' ? exit(3) : str_repeat('x', 1 << 26);
register_shutdown_function(function () use ($account, $what) {
    mailbox_set_store(new TokenStore([7 => $account(7)], fn () => 'good-token'));
    echo threads(), ' thread, then ', mailbox_sync(7)->complete ? 'works' : 'fails', ', ', mailbox_test_connection(7)->ok ? 'works' : 'fails', '.';
});
/* the first time for one account, the other waits for the refresh of its token */
mailbox_set_store(new TokenStore([1 => $account(1), 2 => $account(2)], fn (int $id, bool $refresh) => $id === 1 || $refresh ? $end() : 'old-token'));
$what === 'sync' ? mailbox_sync_many([2, 1]) : mailbox_test_connection(2);
echo 'went on ';
?>
--EXPECTF--
exit, sync: 1 thread, then works, works. 3
exit, test: 1 thread, then works, works. 3
fatal, sync: %A
Fatal error: Allowed memory size of 16777216 bytes exhausted%s
1 thread, then works, works. 255
fatal, test: %A
Fatal error: Allowed memory size of 16777216 bytes exhausted%s
1 thread, then works, works. 255
