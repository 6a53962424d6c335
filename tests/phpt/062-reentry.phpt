--TEST--
A store cannot start another sync, but may test a connection and parse mail
--EXTENSIONS--
mailbox
--FILE--
<?php
require __DIR__ . '/lib/store.php';

$store = new TestStore(onAccount: function (int $id) {
    foreach ([fn () => mailbox_sync(2), fn () => mailbox_sync_many([2])] as $again) {
        try {
            $again();
            echo "ran\n";
        } catch (Error $e) {
            echo $e->getMessage(), "\n";
        }
    }
    var_dump(mailbox_test_connection(account(9, dead_port()))->failed()->errorCode, mailbox_parse("Subject: x\r\n\r\n")->subject);
    mailbox_set_store(new TestStore()); /* for the next call */
    return null;
});
mailbox_set_store(function () use ($store) {
    try {
        mailbox_sync(1);
    } catch (Error $e) {
        echo 'factory: ', $e->getMessage(), "\n";
    }
    return $store;
});
foreach ([1, 1] as $id) {
    try {
        mailbox_sync($id);
    } catch (Mailbox\StoreFailed $e) {
        echo $e->errorCode, "\n";
    }
}
echo $store->calls, "\n";
?>
--EXPECT--
factory: A store must not start a sync while one is running
A store must not start a sync while one is running
A store must not start a sync while one is running
string(11) "TCP_REFUSED"
string(1) "x"
ACCOUNT_UNKNOWN
ACCOUNT_UNKNOWN
1
