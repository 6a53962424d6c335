--TEST--
mailbox_test_connection(): all stages in order, whatever happened
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
var_dump($r->failed() === $r->stages[2], $r->stage('tcp') === $r->stages[2], $r->stage('starttls'), $r->failed()->toArray()['errorCode']);
var_dump(json_encode($r) === str_replace('"data":[]', '"data":{}', json_encode($r->toArray())), $r->transcript, array_keys($r->toArray()), array_keys($r->toArray()['stages'][0]));
echo preg_replace(['/\d+(?= ms)/', '/(?<=port )\d+/'], 'N', (string) $r);
var_dump("$r" === implode('', array_map(fn ($s) => "$s\n", $r->stages)));
foreach (Mailbox\Encryption::cases() as $e) {
    echo $e->value, ': ', implode(' ', array_column(mailbox_test_connection(account(1, dead_port(), encryption: $e))->stages, 'name')), "\n";
}

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
int(16)
bool(true)
input ok NULL - -
dns ok NULL - -
tcp failed 'TCP_REFUSED' message hint
tls skipped NULL message -
certificate skipped NULL message -
greeting skipped NULL message -
capability skipped NULL message -
auth skipped NULL message -
identify skipped NULL message -
strategy skipped NULL message -
list skipped NULL message -
folder skipped NULL message -
counts skipped NULL message -
sample skipped NULL message -
throughput skipped NULL message -
logout skipped NULL message -
bool(true)
bool(true)
NULL
string(11) "TCP_REFUSED"
bool(true)
array(0) {
}
array(4) {
  [0]=>
  string(2) "ok"
  [1]=>
  string(6) "stages"
  [2]=>
  string(7) "seconds"
  [3]=>
  string(10) "transcript"
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
✓ input           N ms  host 127.0.0.1, port N, encryption tls, user_form address
✓ dns             N ms  addresses 127.0.0.1
✗ tcp             N ms  TCP_REFUSED
                        No connection to 127.0.0.1: Connection refused.
                        Nothing answers on that port. Check the port number.
– tls                   Not tried, because it depends on the stage "tcp".
– certificate           Not tried, because it depends on the stage "tcp".
– greeting              Not tried, because it depends on the stage "tcp".
– capability            Not tried, because it depends on the stage "tcp".
– auth                  Not tried, because it depends on the stage "tcp".
– identify              Not tried, because it depends on the stage "tcp".
– strategy              Not tried, because it depends on the stage "tcp".
– list                  Not tried, because it depends on the stage "tcp".
– folder                Not tried, because it depends on the stage "tcp".
– counts                Not tried, because it depends on the stage "tcp".
– sample                Not tried, because it depends on the stage "tcp".
– throughput            Not tried, because it depends on the stage "tcp".
– logout                Not tried, because it depends on the stage "tcp".
bool(true)
tls: input dns tcp tls certificate greeting capability auth identify strategy list folder counts sample throughput logout
starttls: input dns tcp greeting starttls tls certificate capability auth identify strategy list folder counts sample throughput logout
none: input dns tcp greeting capability auth identify strategy list folder counts sample throughput logout
string(3) "tls"
bool(true)
ACCOUNT_UNKNOWN -
STORE_FAILED DomainException
