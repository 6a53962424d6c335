--TEST--
A signal handler that throws ends a sync and a connection test while they wait
--EXTENSIONS--
mailbox
pcntl
--FILE--
<?php
require __DIR__ . '/lib/store.php';

[$server, $port] = silent_server();
pcntl_async_signals(true);
mailbox_set_store(new TestStore([1 => account(1, $port), 2 => account(2, $port)]));
foreach ([
    'sync' => fn () => mailbox_sync(1),
    'many' => fn () => mailbox_sync_many([1, 2]),
    'test' => fn () => mailbox_test_connection(1),
] as $name => $call) {
    pcntl_signal(SIGALRM, fn () => throw new UnexpectedValueException('alarm'));
    pcntl_alarm(1);
    $start = microtime(true);
    try {
        $call();
        echo "$name: came back\n";
    } catch (UnexpectedValueException $e) {
        $seconds = microtime(true) - $start;
        echo "$name: ", $e->getMessage(), ' ', $seconds < 4 ? 'in time' : "after $seconds s", "\n";
    }
}
/* a handler that returns changes nothing */
$seen = 0;
pcntl_signal(SIGALRM, function () use (&$seen) {
    $seen++;
});
pcntl_alarm(1);
$report = mailbox_sync_many([1], new Mailbox\SyncOptions(seconds: 2.0))[1];
var_dump($seen, $report->complete);
?>
--EXPECT--
sync: alarm in time
many: alarm in time
test: alarm in time
int(1)
bool(false)
