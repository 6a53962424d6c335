--TEST--
A store that throws: StoreFailed with the original as previous; one account's failure touches no other
--EXTENSIONS--
mailbox
--FILE--
<?php
require __DIR__ . '/lib/store.php';

final class OwnStale extends Mailbox\StaleState
{
}
$store = new TestStore(onAccount: fn (int $id) => match ($id) {
    1 => throw new DomainException('database gone'),
    2 => throw new OwnStale('was first'),
    3 => account(4, 1),
    4 => account(4, dead_port()),
    5 => throw new TypeError('a mistake'),
    6 => account(6, 993, blobDir: null),
    default => null,
});
mailbox_set_store($store);
foreach ([1, 2, 3, 4, 5, 6, 7] as $id) {
    try {
        mailbox_sync($id);
        echo "synced\n";
    } catch (Mailbox\Failure $e) {
        $previous = $e->getPrevious();
        echo get_class($e), " $e->errorCode $e->stage ", $previous ? get_class($previous) . '(' . $previous->getMessage() . ')' : '-', ': ', $e->getMessage(), "\n";
        echo get_class($e->report), " {$e->report->staffId} ", var_export($e->report->complete, true), ' ', var_export($e->report->error, true), "\n";
    }
}
$reports = mailbox_sync_many([7, 5, 4, 1, 4]);
foreach ($reports as $id => $report) {
    echo "$id $report->staffId {$report->error->errorCode} ", get_class($report->error), ' ', var_export($report->error->report, true), "\n";
}
echo json_encode($reports[1]->toArray()['error']), "\n";
var_dump(json_encode($reports[7]) === json_encode($reports[7]->toArray()));
?>
--EXPECT--
Mailbox\StoreFailed STORE_FAILED store DomainException(database gone): The store's account() threw DomainException: database gone
Mailbox\SyncReport 1 false NULL
Mailbox\StaleState STORE_STALE store OwnStale(was first): The store's account() threw OwnStale: was first
Mailbox\SyncReport 2 false NULL
Mailbox\StoreFailed STORE_FAILED store -: The store was asked for the account of staff member 3 and gave that of 4.
Mailbox\SyncReport 3 false NULL
Mailbox\ConnectionFailed TCP_REFUSED tcp -: No connection to 127.0.0.1: Connection refused.
Mailbox\SyncReport 4 false NULL
Mailbox\StoreFailed STORE_FAILED store TypeError(a mistake): The store's account() threw TypeError: a mistake
Mailbox\SyncReport 5 false NULL
Mailbox\StoreFailed BLOB_DIR input -: The account names no folder for attachments ($blobDir).
Mailbox\SyncReport 6 false NULL
Mailbox\StoreFailed ACCOUNT_UNKNOWN input -: No mailbox is set up for staff member 7.
Mailbox\SyncReport 7 false NULL
7 7 ACCOUNT_UNKNOWN Mailbox\StoreFailed NULL
5 5 STORE_FAILED Mailbox\StoreFailed NULL
4 4 TCP_REFUSED Mailbox\ConnectionFailed NULL
1 1 STORE_FAILED Mailbox\StoreFailed NULL
{"errorCode":"STORE_FAILED","stage":"store","message":"The store's account() threw DomainException: database gone","hint":"The database did not take the mail; its own words are shown.","retryable":true,"retryAfter":null}
bool(true)
