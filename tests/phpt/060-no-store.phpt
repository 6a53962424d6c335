--TEST--
A sync without a store, and what may be a store
--EXTENSIONS--
mailbox
--FILE--
<?php
require __DIR__ . '/lib/store.php';

foreach ([fn () => mailbox_sync(1), fn () => mailbox_sync_many([1]), fn () => mailbox_test_connection(1)] as $call) {
    try {
        $call();
    } catch (Error $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}
foreach ([null, 5, 'no_such_function', new stdClass(), []] as $bad) {
    try {
        mailbox_set_store($bad);
        echo "accepted\n";
    } catch (TypeError $e) {
        echo $e->getMessage(), "\n";
    }
}
mailbox_set_store(fn () => new stdClass());
try {
    mailbox_sync(1);
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
mailbox_set_store(fn () => throw new DomainException('factory'));
try {
    mailbox_sync(1);
} catch (DomainException $e) {
    echo get_class($e), "\n";
}
$made = 0;
mailbox_set_store(function () use (&$made) {
    $made++;
    return new TestStore();
});
echo $made, "\n";
foreach ([1, 2] as $id) {
    try {
        mailbox_sync($id);
    } catch (Mailbox\StoreFailed $e) {
        echo "$e->errorCode: {$e->getMessage()}\n";
    }
}
echo $made, "\n";
foreach ([fn () => mailbox_sync(0), fn () => mailbox_sync_many([1, '2']), fn () => mailbox_sync_many([1, -2]), fn () => mailbox_test_connection(0), fn () => mailbox_test_connection(1, 0.0)] as $call) {
    try {
        $call();
    } catch (TypeError | ValueError $e) {
        echo $e->getMessage(), "\n";
    }
}
var_dump(mailbox_sync_many([]));
?>
--EXPECT--
Error: No store is set; call mailbox_set_store() first
Error: No store is set; call mailbox_set_store() first
Error: No store is set; call mailbox_set_store() first
mailbox_set_store(): Argument #1 ($store) must be of type Mailbox\Store|callable, null given
mailbox_set_store(): Argument #1 ($store) must be of type Mailbox\Store|callable, int given
mailbox_set_store(): Argument #1 ($store) must be of type Mailbox\Store|callable, string given
mailbox_set_store(): Argument #1 ($store) must be of type Mailbox\Store|callable, stdClass given
mailbox_set_store(): Argument #1 ($store) must be of type Mailbox\Store|callable, array given
The factory given to mailbox_set_store() must return a Mailbox\Store, stdClass returned
DomainException
0
ACCOUNT_UNKNOWN: No mailbox is set up for staff member 1.
ACCOUNT_UNKNOWN: No mailbox is set up for staff member 2.
1
mailbox_sync(): Argument #1 ($staff_id) must be greater than 0
mailbox_sync_many(): Argument #1 ($staff_ids) must be a list of int, string given in it
mailbox_sync_many(): Argument #1 ($staff_ids) must hold staff ids greater than 0
mailbox_test_connection(): Argument #1 ($account) must be greater than 0
mailbox_test_connection(): Argument #2 ($seconds) must be greater than 0 and at most 3600
array(0) {
}
