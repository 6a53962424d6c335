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
try {
    mailbox_sync(1);
} catch (Mailbox\ConnectionFailed $e) {
    $who = $child ? 'parent' : 'child';
    echo "$who: $e->errorCode\n";
} catch (Error $e) {
    /* the child: its words come first, the parent waits for it */
    echo 'child: ', $e->getMessage(), "\n";
    exit(7);
}
pcntl_waitpid($child, $status);
var_dump(pcntl_wexitstatus($status));
?>
--EXPECTREGEX--
(child: A process that was forked by the store cannot go on with its parent's sync
parent: TCP_REFUSED
|parent: TCP_REFUSED
child: A process that was forked by the store cannot go on with its parent's sync
)int\(7\)
