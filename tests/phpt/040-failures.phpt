--TEST--
Failures that a store makes: what it leaves out comes from the table
--EXTENSIONS--
mailbox
--FILE--
<?php
use Mailbox\{Failure, StaleState, StoreFailed, Timeout};

function show(Failure $e): void
{
    echo get_class($e), '|', $e->getMessage(), "|$e->errorCode|$e->stage|", strlen($e->hint) > 10 ? 'hint' : $e->hint, '|', var_export($e->retryable, true), '|',
        var_export($e->serverText, true), '|', var_export($e->report, true), '|', var_export($e->retryAfter, true), '|', $e->getPrevious()?->getMessage(), '|', $e->getCode(), "\n";
}
show(new StaleState('somebody was first'));
show(new StoreFailed('no', previous: new Exception('why')));
show(new StoreFailed('no', 'BLOB_WRITE', 'blob', 'try', false));
show(new Timeout('late', 'TIMEOUT_TOTAL'));
show(new Timeout('late', 'OF_MY_OWN'));
show(new Timeout());
final class Mine extends StaleState
{
    public function __construct()
    {
        parent::__construct('mine');
    }
}
show(new Mine());
try {
    throw new Timeout('x');
} catch (Mailbox\Exception $e) {
    var_dump($e instanceof RuntimeException, $e->getLine() > 0);
}
foreach ([fn () => $e->__construct('y'), fn () => new Failure('x')] as $bad) {
    try {
        $bad();
    } catch (Error $error) {
        echo $error->getMessage(), "\n";
    }
}
?>
--EXPECT--
Mailbox\StaleState|somebody was first|STORE_STALE||hint|true|''|NULL|NULL||0
Mailbox\StoreFailed|no|STORE_FAILED||hint|true|''|NULL|NULL|why|0
Mailbox\StoreFailed|no|BLOB_WRITE|blob|try|false|''|NULL|NULL||0
Mailbox\Timeout|late|TIMEOUT_TOTAL||hint|true|''|NULL|NULL||0
Mailbox\Timeout|late|OF_MY_OWN|||false|''|NULL|NULL||0
Mailbox\Timeout|||||false|''|NULL|NULL||0
Mine|mine|STORE_STALE||hint|true|''|NULL|NULL||0
bool(true)
bool(true)
Mailbox\Timeout is constructed already
Cannot instantiate abstract class Mailbox\Failure
