--TEST--
No way of looking at an object shows a key, a password or a sealed text
--EXTENSIONS--
mailbox
--FILE--
<?php
use Mailbox\{Account, KeyRing, SealedSecret};

$path = tempnam(sys_get_temp_dir(), 'mbx');
unlink($path);
$ring = KeyRing::create($path);
$key = explode(' ', trim(file_get_contents($path)))[1];
unlink($path);
$secret = $ring->seal('Tr0ub4dor&3', 1, 'a@example.com');
$text = $secret->toString();
$site = $ring->forSite('site', ['the application\'s key']);
$account = new Account(1, 'a@example.com', 'h', $secret, $site);

function shown(callable $how): string
{
    ob_start();
    try {
        $result = $how();
        echo is_string($result) ? $result : '';
    } catch (Throwable $e) {
        echo $e;
    }
    return ob_get_clean();
}

$ways = [
    'var_dump' => fn ($o) => var_dump($o),
    'print_r' => fn ($o) => print_r($o, true),
    'var_export' => fn ($o) => var_export($o, true),
    'json_encode' => fn ($o) => json_encode($o),
    'array' => fn ($o) => print_r((array) $o, true),
    'get_object_vars' => fn ($o) => print_r(get_object_vars($o), true),
    'foreach' => function ($o) { foreach ($o as $k => $v) var_dump($k, $v); },
    'get_mangled_object_vars' => fn ($o) => print_r(get_mangled_object_vars($o), true),
    'debug_zval_refcount' => fn ($o) => debug_zval_refcount($o),
    'reflection' => fn ($o) => (string) new ReflectionObject($o),
    'serialize' => fn ($o) => serialize($o),
    'trace' => function ($o) { $f = function ($o) { throw new Exception('x'); }; $f($o); },
    'string' => fn ($o) => (string) $o,
    'http_build_query' => fn ($o) => http_build_query([$o]),
    'clone' => fn ($o) => print_r(clone $o, true),
];
$clean = 0;
foreach (['key ring' => $ring, 'site' => $site, 'secret' => $secret, 'account' => $account] as $what => $object) {
    foreach ($ways as $name => $how) {
        $output = shown(fn () => $how($object));
        foreach (['key' => $key, 'raw key' => hex2bin($key), 'password' => 'Tr0ub4dor', 'application key' => 'the application', 'sealed text' => substr($text, 8, 40)] as $kind => $needle) {
            if (stripos($output, $needle) !== false) {
                echo "$name of the $what shows the $kind\n";
            } else {
                $clean++;
            }
        }
    }
}
echo "$clean looks showed nothing\n";
var_dump($ring, $secret);
var_dump($ring == KeyRing::inMemory(), $secret == SealedSecret::fromString($text), $ring == $ring);
?>
--EXPECTF--
300 looks showed nothing
object(Mailbox\KeyRing)#%d (1) {
  ["keys"]=>
  string(3) "***"
}
object(Mailbox\SealedSecret)#%d (1) {
  ["text"]=>
  string(3) "***"
}
bool(false)
bool(false)
bool(true)
