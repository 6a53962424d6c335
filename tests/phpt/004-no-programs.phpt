--TEST--
The module cannot run a program: it imports no function that does (CVE-2018-19518 was a mailbox name on the way to a shell)
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
$names = preg_replace('/@.*/', '', explode("\n", trim(shell_exec('nm -D --undefined-only -P ' . escapeshellarg($m[0]) . " | cut -d' ' -f1"))));
echo implode("\n", preg_grep('/^_*(exec(v|ve|vp|vpe|veat|l|le|lp)|fexecve|system|popen|posix_spawn(p)?|v?fork|clone3?|wordexp|php_exec|php_popen_.*)$/', $names)), "\n";
var_dump(in_array('SSL_read_ex', $names, true), count($names) > 100);
?>
--EXPECT--

bool(true)
bool(true)
