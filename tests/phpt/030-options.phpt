--TEST--
SyncOptions: defaults and limits
--EXTENSIONS--
mailbox
--FILE--
<?php
use Mailbox\SyncOptions;

var_dump(new SyncOptions(), new SyncOptions(0.5, 0.25, 1, true));
foreach ([['seconds' => 0.0], ['seconds' => -1.0], ['seconds' => NAN], ['seconds' => INF], ['accountSeconds' => -0.1], ['accountSeconds' => NAN], ['workers' => 0], ['workers' => 65]] as $bad) {
    try {
        new SyncOptions(...$bad);
        echo "accepted\n";
    } catch (ValueError $e) {
        echo $e->getMessage(), "\n";
    }
}
?>
--EXPECTF--
object(Mailbox\SyncOptions)#%d (4) {
  ["seconds"]=>
  float(300)
  ["accountSeconds"]=>
  float(0)
  ["workers"]=>
  int(16)
  ["retryQuarantined"]=>
  bool(false)
}
object(Mailbox\SyncOptions)#%d (4) {
  ["seconds"]=>
  float(0.5)
  ["accountSeconds"]=>
  float(0.25)
  ["workers"]=>
  int(1)
  ["retryQuarantined"]=>
  bool(true)
}
Mailbox\SyncOptions::__construct(): Argument #1 ($seconds) must be greater than 0 and at most a year
Mailbox\SyncOptions::__construct(): Argument #1 ($seconds) must be greater than 0 and at most a year
Mailbox\SyncOptions::__construct(): Argument #1 ($seconds) must be greater than 0 and at most a year
Mailbox\SyncOptions::__construct(): Argument #1 ($seconds) must be greater than 0 and at most a year
Mailbox\SyncOptions::__construct(): Argument #2 ($accountSeconds) must not be negative and at most a year
Mailbox\SyncOptions::__construct(): Argument #2 ($accountSeconds) must not be negative and at most a year
Mailbox\SyncOptions::__construct(): Argument #3 ($workers) must be between 1 and 64
Mailbox\SyncOptions::__construct(): Argument #3 ($workers) must be between 1 and 64
