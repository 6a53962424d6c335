--TEST--
The module exports one symbol, so that it cannot clash with another extension's
--EXTENSIONS--
mailbox
--SKIPIF--
<?php
if (PHP_OS_FAMILY !== 'Linux') die('skip reads /proc');
if (!shell_exec('command -v nm')) die('skip needs nm');
?>
--FILE--
<?php
preg_match('#/\S*/mailbox\.so#', file_get_contents('/proc/self/maps'), $m);
foreach (explode("\n", trim(shell_exec('nm -D --defined-only ' . escapeshellarg($m[0])))) as $line) {
    $name = preg_replace('/^\S* *\S /', '', $line);
    /* what sanitizers and gcov add is not ours */
    if (!preg_match('/^(__asan|__ubsan|__odr_asan|__gcov|__sanitizer|mangle_path)/', $name)) {
        echo $name, "\n";
    }
}
?>
--EXPECT--
get_module
