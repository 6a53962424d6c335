--TEST--
A fatal error in the store leaves no worker, and a shutdown function can sync again
--EXTENSIONS--
mailbox
--INI--
memory_limit=16M
--FILE--
<?php
require __DIR__ . '/lib/store.php';
require __DIR__ . '/lib/threads.php';

[$server, $port] = silent_server();
register_shutdown_function(function () {
    mailbox_set_store(new TestStore([1 => account(1, dead_port())]));
    var_dump(mailbox_sync_many([1])[1]->error->errorCode);
    echo threads(), " thread\n";
});
mailbox_set_store(new TestStore(onAccount: fn (int $id) => $id === 1 ? account(1, $port) : str_repeat('x', 1 << 26)));
mailbox_sync_many([1, 2]);
?>
--EXPECTF--
Fatal error: Allowed memory size of 16777216 bytes exhausted (tried to allocate %d bytes) in %s on line %d
string(11) "TCP_REFUSED"
1 thread
