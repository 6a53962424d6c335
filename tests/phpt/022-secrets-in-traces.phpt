--TEST--
A password that is refused does not show in the exception or its trace
--EXTENSIONS--
mailbox
--SKIPIF--
<?php if (PHP_VERSION_ID < 80200) die('skip sensitive parameters came with PHP 8.2'); ?>
--INI--
zend.exception_ignore_args=0
--FILE--
<?php
use Mailbox\KeyRing;

$ring = KeyRing::inMemory();
foreach ([["Tr0ub4dor\n", 1, 'a'], ["Tr0ub4dor\0", 1, 'a'], ['', 1, 'a'], [str_repeat('Tr0ub4dor', 2000), 1, 'a'], ['Tr0ub4dor', 0, 'a'], ['Tr0ub4dor', 1, '']] as $arguments) {
    try {
        $ring->seal(...$arguments);
        echo "sealed\n";
    } catch (ValueError $e) {
        echo $e->getMessage(), "\n";
        var_dump(str_contains(print_r($e, true) . $e . print_r($e->getTrace(), true), 'Tr0ub4dor'), $e->getTrace()[0]['args'][0]);
    }
}
foreach ([
    fn () => $ring->sealLegacy('', 1, 'a', 'Tr0ub4dor'), fn () => $ring->sealLegacy("Tr0ub4dor\n", 1, 'a'), fn () => $ring->sealLegacy('Tr0ub4dor', 0, 'a', 'Tr0ub4dor'),
    fn () => $ring->forSite('', ['Tr0ub4dor']), fn () => $ring->forSite('s', ['Tr0ub4dor', '']),
] as $f) {
    try {
        $f();
        echo "sealed\n";
    } catch (ValueError $e) {
        var_dump(str_contains(print_r($e, true) . $e . print_r($e->getTrace(), true), 'Tr0ub4dor'));
    }
}
$parameter = (new ReflectionMethod(KeyRing::class, 'seal'))->getParameters()[0];
var_dump($parameter->getAttributes()[0]->getName());
?>
--EXPECTF--
Mailbox\KeyRing::seal(): Argument #1 ($password) must have 1 to 16384 bytes, none of them NUL or a line break
bool(false)
object(SensitiveParameterValue)#%d (%d) {
}
Mailbox\KeyRing::seal(): Argument #1 ($password) must have 1 to 16384 bytes, none of them NUL or a line break
bool(false)
object(SensitiveParameterValue)#%d (%d) {
}
Mailbox\KeyRing::seal(): Argument #1 ($password) must have 1 to 16384 bytes, none of them NUL or a line break
bool(false)
object(SensitiveParameterValue)#%d (%d) {
}
Mailbox\KeyRing::seal(): Argument #1 ($password) must have 1 to 16384 bytes, none of them NUL or a line break
bool(false)
object(SensitiveParameterValue)#%d (%d) {
}
Mailbox\KeyRing::seal(): Argument #2 ($staffId) must be greater than 0
bool(false)
object(SensitiveParameterValue)#%d (%d) {
}
Mailbox\KeyRing::seal(): Argument #3 ($signInAddress) must be an address of 1 to 320 bytes without NUL
bool(false)
object(SensitiveParameterValue)#%d (%d) {
}
bool(false)
bool(false)
bool(false)
bool(false)
bool(false)
string(18) "SensitiveParameter"
