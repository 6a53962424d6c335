--TEST--
PHP's memory limit inside mailbox_parse() is an ordinary fatal error
--EXTENSIONS--
mailbox
--INI--
memory_limit=8M
--FILE--
<?php
register_shutdown_function(function () {
    echo mailbox_parse("Subject: still works\r\n\r\n")->subject, "\n";
});
mailbox_parse("\r\n" . str_repeat(str_repeat('x', 70) . "\r\n", 60000));
?>
--EXPECTF--
Fatal error: Allowed memory size of 8388608 bytes exhausted%s
still works
