--TEST--
A Message or Part that PDO made, without the extension, is of no use and does no harm
--EXTENSIONS--
mailbox
--SKIPIF--
<?php
foreach (['pdo', 'pdo_sqlite'] as $e) {
    if (!extension_loaded($e) && !is_file(PHP_EXTENSION_DIR . "/$e.so")) {
        die("skip $e is missing");
    }
}
?>
--FILE--
<?php
/* In a program of its own: "make test" has a folder of extensions without PDO. */
file_put_contents(__DIR__ . '/049.php', <<<'PHP'
    <?php
    $db = new PDO('sqlite::memory:');
    foreach (['Message' => 'size', 'Part' => 'index'] as $class => $property) {
        $object = $db->query("SELECT 1 AS \"$property\"")->fetchAll(PDO::FETCH_CLASS, "Mailbox\\$class")[0];
        $told = [];
        foreach ((new ReflectionClass($object))->getMethods(ReflectionMethod::IS_PUBLIC) as $method) {
            $arguments = ['located' => [1], 'header' => ['Subject'], 'saveTo' => [__DIR__ . '/049.out']][$method->name] ?? [];
            try {
                $method->invokeArgs($object, $arguments);
                echo "$method->name() works\n";
            } catch (Error $e) {
                $told[$e->getMessage()] = ($told[$e->getMessage()] ?? 0) + 1;
            }
        }
        var_dump($told, (clone $object)->$property);
        print_r($object, true);
    }
    var_dump(file_exists(__DIR__ . '/049.out'));
    PHP);
$load = '';
foreach (['pdo', 'pdo_sqlite'] as $e) {
    $load .= extension_loaded($e) ? '' : ' -d extension=' . escapeshellarg(PHP_EXTENSION_DIR . "/$e.so");
}
passthru(PHP_BINARY . ' ' . getenv('TEST_PHP_EXTRA_ARGS') . "$load " . escapeshellarg(__DIR__ . '/049.php') . ' 2>&1');
?>
--CLEAN--
<?php @unlink(__DIR__ . '/049.php'); ?>
--EXPECT--
array(1) {
  ["The Mailbox\Message object was never constructed"]=>
  int(18)
}
int(1)
array(1) {
  ["The Mailbox\Part object was never constructed"]=>
  int(11)
}
int(1)
bool(false)
