--TEST--
A child that the store forks does not go on with its parent's sync
--EXTENSIONS--
mailbox
pcntl
--FILE--
<?php
require __DIR__ . '/lib/store.php';

$child = null;
mailbox_set_store(new TestStore(onAccount: function (int $id) use (&$child) {
    $child = pcntl_fork();
    return account($id, dead_port());
}));
$code = 1;
try {
    mailbox_sync(1);
} catch (Mailbox\ConnectionFailed $e) {
    $result = $e->errorCode;
} catch (Error $e) {
    $code = str_contains($e->getMessage(), 'forked by the store') ? 7 : 2;
}
if (!$child) {
    /* not exit(): what belongs to the parent is not freed here, and a leak check would say so */
    pcntl_exec('/bin/sh', ['-c', "exit $code"]);
}
pcntl_waitpid($child, $status);
var_dump($result, pcntl_wexitstatus($status));
?>
--EXPECT--
string(11) "TCP_REFUSED"
int(7)
