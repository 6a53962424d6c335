--TEST--
exit() in the store ends the program, and the workers with it
--EXTENSIONS--
mailbox
--FILE--
<?php
require __DIR__ . '/lib/store.php';

[$server, $port] = silent_server();
register_shutdown_function(function () use ($port) {
    echo "shutdown\n";
    mailbox_set_store(new TestStore([1 => account(1, dead_port())]));
    var_dump(mailbox_sync_many([1])[1]->error->errorCode);
});
mailbox_set_store(new TestStore([1 => account(1, $port)], onState: function () {
    echo "exit\n";
    exit(3);
}, onAccount: fn (int $id) => $id === 1 ? account(1, $port) : exit(4)));
$start = microtime(true);
mailbox_sync_many([1, 2]);
echo "not reached\n";
?>
--EXPECT--
shutdown
string(11) "TCP_REFUSED"
