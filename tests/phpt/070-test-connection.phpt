--TEST--
mailbox_test_connection(): eight stages in order, whatever happened
--EXTENSIONS--
mailbox
--FILE--
<?php
require __DIR__ . '/lib/store.php';

$r = mailbox_test_connection(account(1, dead_port()));
var_dump($r->ok, count($r->stages), $r->seconds < 5);
foreach ($r->stages as $s) {
    echo "$s->name $s->status ", var_export($s->errorCode, true), ' ', $s->message === null ? '-' : 'message', ' ', $s->hint === null ? '-' : 'hint', "\n";
}
var_dump($r->failed() === $r->stages[1], $r->failed()->toArray()['errorCode']);
var_dump(json_encode($r) === str_replace('"data":[]', '"data":{}', json_encode($r->toArray())), array_keys($r->toArray()), array_keys($r->toArray()['stages'][0]));
var_dump(substr_count((string) $r, "\n"), str_contains((string) $r, 'failed   tcp'));

[$server, $port] = silent_server();
$start = microtime(true);
$r = mailbox_test_connection(account(1, $port), 1.0);
var_dump($r->failed()->name, microtime(true) - $start < 4);

mailbox_set_store(new TestStore(onAccount: fn (int $id) => $id === 2 ? throw new DomainException('gone') : null));
foreach ([1, 2] as $id) {
    try {
        mailbox_test_connection($id);
    } catch (Mailbox\StoreFailed $e) {
        echo $e->errorCode, ' ', $e->getPrevious() ? get_class($e->getPrevious()) : '-', "\n";
    }
}
?>
--EXPECT--
bool(false)
int(8)
bool(true)
dns ok NULL - -
tcp failed 'TCP_REFUSED' message hint
tls skipped NULL message -
certificate skipped NULL message -
greeting skipped NULL message -
auth skipped NULL message -
folder skipped NULL message -
counts skipped NULL message -
bool(true)
string(11) "TCP_REFUSED"
bool(true)
array(3) {
  [0]=>
  string(2) "ok"
  [1]=>
  string(6) "stages"
  [2]=>
  string(7) "seconds"
}
array(7) {
  [0]=>
  string(4) "name"
  [1]=>
  string(6) "status"
  [2]=>
  string(12) "milliseconds"
  [3]=>
  string(9) "errorCode"
  [4]=>
  string(7) "message"
  [5]=>
  string(4) "hint"
  [6]=>
  string(4) "data"
}
int(8)
bool(true)
string(3) "tls"
bool(true)
ACCOUNT_UNKNOWN -
STORE_FAILED DomainException
