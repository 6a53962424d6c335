--TEST--
PHP's memory limit inside any method of a message or part is an ordinary fatal error, and what is used afterwards works
--EXTENSIONS--
mailbox
--FILE--
<?php
/* Each case runs out of memory in a program of its own; a leak there is found by the runs with the leak checkers. */
$large = "str_repeat(str_repeat('word ', 14) . \"\\r\\n\", 40000)";
$cases = [
    'plainText' => ["Content-Type: text/html\\r\\n\\r\\n", 'plainText()'],
    'replyText' => ['\r\n', 'replyText()'],
    'headerList' => ["a:b\\r\\n", 'headerList()', "str_repeat(\"x: y\\r\\n\", 9000)"],
    'content' => ["Content-Type: application/x\\r\\n\\r\\n", 'attachments[0]->content()'],
    'raw' => ["Content-Type: application/x\\r\\n\\r\\n", 'parts()[0]->raw()'],
    'text' => ["Content-Type: text/x\\r\\n\\r\\n", 'attachments[0]->text()'],
    'message' => ["Content-Type: message/rfc822\\r\\nContent-Transfer-Encoding: quoted-printable\\r\\n\\r\\n\\r\\n", 'attachments[0]->message()->text'],
    'threadIds' => ['References: ', 'threadIds()', "'<' . implode('> <', array_map(fn (\$i) => str_repeat(\"x\$i\", 100), range(1, 999))) . \">\\r\\n\\r\\n\""],
];
foreach ($cases as $name => [$head, $call]) {
    $body = $cases[$name][2] ?? $large;
    file_put_contents(__DIR__ . '/059.php', <<<PHP
        <?php
        register_shutdown_function(function () {
            ini_set('memory_limit', '128M');
            echo mailbox_parse("Subject: goes on\\r\\n\\r\\nx")->plainText();
        });
        \$m = mailbox_parse("$head" . $body);
        ini_set('memory_limit', (string) (memory_get_usage(true) + (1 << 21)));
        \$keep = [];
        for (\$i = 0; \$i < 1000; \$i++) {
            \$keep[] = \$m->$call;
        }
        echo 'had enough';
        PHP);
    $out = (string) shell_exec(getenv('TEST_PHP_EXECUTABLE') . ' ' . getenv('TEST_PHP_EXTRA_ARGS') . ' -d display_errors=1 -d log_errors=0 ' . escapeshellarg(__DIR__ . '/059.php') . ' 2>&1');
    echo $name, preg_match('/Allowed memory size of \d+ bytes exhausted.*\nx$/sD', $out) ? ': as it should be' : ":\n$out", "\n";
}
?>
--CLEAN--
<?php @unlink(__DIR__ . '/059.php'); ?>
--EXPECT--
plainText: as it should be
replyText: as it should be
headerList: as it should be
content: as it should be
raw: as it should be
text: as it should be
message: as it should be
threadIds: as it should be
