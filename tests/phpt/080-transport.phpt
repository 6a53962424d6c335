--TEST--
Mailbox\Transport: defaults, what cannot work, and a password that nothing shows
--EXTENSIONS--
mailbox
--SKIPIF--
<?php if (PHP_VERSION_ID < 80200) die('skip sensitive parameters came with PHP 8.2'); ?>
--INI--
zend.exception_ignore_args=0
open_basedir={PWD}
--FILE--
<?php
use Mailbox\Transport;

require __DIR__ . '/lib/store.php';

var_dump(new Transport());
$pin = 'sha256//' . base64_encode(str_repeat("\xff", 32));
$full = new Transport(__DIR__ . '/ca.pem', [$pin, str_repeat('aB', 32)], true, ['192.168.0.0/16', 'fd00::/8', '10.0.0.1'], [993, '143', '1143-1150'],
    'socks5://proxy.example:1080', 'Aladdin', 'Tr0ub4dor');
var_dump($full->caFile === __DIR__ . '/ca.pem', $full->pins === [$pin, str_repeat('aB', 32)], $full->pinReplacesCa, $full->privateNetworks, $full->ports, $full->proxy, $full->proxyUser);
var_dump((new Transport(privateNetworks: []))->privateNetworks);
$changes = 993;
$made = new Transport(ports: [&$changes]);
$changes = 25;
var_dump($made->ports);

/* the password */
ob_start();
var_dump($full, (array) $full, get_object_vars($full));
var_export($full);
print_r($full);

echo json_encode($full), (new ReflectionClass($full));
var_dump(str_contains(ob_get_clean(), 'Tr0ub4dor'));
foreach ([fn () => serialize($full), fn () => clone $full, fn () => $full->__construct(), fn () => $full->ports = null, fn () => $full->password = 'x'] as $f) {
    try {
        $f();
        echo "went\n";
    } catch (Throwable $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}
var_dump($full == new Transport(__DIR__ . '/ca.pem', [$pin, str_repeat('aB', 32)], true, ['192.168.0.0/16', 'fd00::/8', '10.0.0.1'], [993, '143', '1143-1150'],
    'socks5://proxy.example:1080', 'Aladdin', 'another'));
var_dump(account(1, 993, transport: $full)->transport === $full, account(1, 993)->transport);

/* what cannot work */
foreach ([
    ['caFile' => ''], ['caFile' => "a\nb"], ['caFile' => '/etc/ssl/ca.pem'],
    ['pins' => ['x']], ['pins' => ['sha256//AAAA']], ['pins' => [str_repeat('g', 64)]], ['pins' => ['a b']], ['pins' => ['']], ['pins' => [1]], ['pins' => ['k' => $pin]],
    ['pinReplacesCa' => true],
    ['privateNetworks' => ['10.0.0.0/33']], ['privateNetworks' => ['office']], ['privateNetworks' => ['10.0.0.0/8,::1']], ['privateNetworks' => [10]],
    ['ports' => []], ['ports' => [0]], ['ports' => [65536]], ['ports' => [-1]], ['ports' => ['993-143']], ['ports' => ['imaps']], ['ports' => [993.0]],
    ['proxy' => 'proxy.example:1080'], ['proxy' => 'https://proxy.example:1'], ['proxy' => 'socks5://Aladdin:Tr0ub4dor@proxy.example:1080'], ['proxy' => "socks5://a:1\0Tr0ub4dor"],
    ['proxyUser' => 'Aladdin'], ['proxy' => 'http://a:1', 'proxyUser' => 'a:b'], ['proxy' => 'socks5://a:1', 'proxyUser' => ''], ['proxy' => 'socks5://a:1', 'proxyUser' => "a\r\n"],
    ['proxy' => 'socks5://a:1', 'proxyUser' => str_repeat('a', 256)],
    ['proxyPassword' => 'Tr0ub4dor'], ['proxy' => 'socks5://a:1', 'proxyPassword' => 'Tr0ub4dor'],
    ['proxy' => 'socks5://a:1', 'proxyUser' => 'a', 'proxyPassword' => "Tr0ub4dor\n"], ['proxy' => 'socks5://a:1', 'proxyUser' => 'a', 'proxyPassword' => str_repeat('Tr0ub4dor', 30)],
    ['ports' => ['x'], 'proxy' => 'socks5://a:1', 'proxyUser' => 'a', 'proxyPassword' => 'Tr0ub4dor'],
] as $arguments) {
    try {
        new Transport(...$arguments);
        echo "made of ", json_encode($arguments), "\n";
    } catch (ValueError | TypeError $e) {
        echo get_class($e) === 'TypeError' ? 'TypeError ' : '', substr($e->getMessage(), strlen('Mailbox\Transport::__construct(): Argument ')), "\n";
        if (str_contains(print_r($e, true) . $e . print_r($e->getTrace(), true), 'Tr0ub4dor')) {
            echo "and it shows the password\n";
        }
    }
}
?>
--EXPECTF--
object(Mailbox\Transport)#%d (7) {
  ["caFile"]=>
  NULL
  ["pins"]=>
  array(0) {
  }
  ["pinReplacesCa"]=>
  bool(false)
  ["privateNetworks"]=>
  NULL
  ["ports"]=>
  NULL
  ["proxy"]=>
  NULL
  ["proxyUser"]=>
  NULL
}
bool(true)
bool(true)
bool(true)
array(3) {
  [0]=>
  string(14) "192.168.0.0/16"
  [1]=>
  string(8) "fd00::/8"
  [2]=>
  string(8) "10.0.0.1"
}
array(3) {
  [0]=>
  int(993)
  [1]=>
  string(3) "143"
  [2]=>
  string(9) "1143-1150"
}
string(27) "socks5://proxy.example:1080"
string(7) "Aladdin"
array(0) {
}
array(1) {
  [0]=>
  int(993)
}
bool(false)
Exception: Serialization of 'Mailbox\Transport' is not allowed
Error: Trying to clone an uncloneable object of class Mailbox\Transport
Error: Mailbox\Transport is constructed already
Error: Cannot modify readonly property Mailbox\Transport::$ports
Error: Cannot create dynamic property Mailbox\Transport::$password
bool(false)
bool(true)
NULL
#1 ($caFile) must be a path
#1 ($caFile) must be a path
#1 ($caFile) must be a path that open_basedir allows
#2 ($pins) cannot be used: "x" is not the SHA-256 of a key, in hex or base64.
#2 ($pins) cannot be used: "sha256//AAAA" is not the SHA-256 of a key, in hex or base64.
#2 ($pins) cannot be used: "gggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggg" is not the SHA-256 of a key, in hex or base64.
#2 ($pins) must hold values of 1 to 100 bytes each, without spaces, commas and control characters
#2 ($pins) must hold values of 1 to 100 bytes each, without spaces, commas and control characters
TypeError #2 ($pins) must be a list of string, int given in it
#2 ($pins) must be a list of at most 1000 values
#3 ($pinReplacesCa) must be false where no key is pinned
#4 ($privateNetworks) cannot be used: "10.0.0.0/33" is not a network such as 192.168.0.0/16.
#4 ($privateNetworks) cannot be used: "office" is not a network such as 192.168.0.0/16.
#4 ($privateNetworks) must hold values of 1 to 100 bytes each, without spaces, commas and control characters
TypeError #4 ($privateNetworks) must be a list of string, int given in it
#5 ($ports) must not be empty; null allows all ports
#5 ($ports) cannot be used: "0" is not a port or a range of ports.
#5 ($ports) cannot be used: "65536" is not a port or a range of ports.
#5 ($ports) cannot be used: "-1" is not a port or a range of ports.
#5 ($ports) cannot be used: "993-143" is not a port or a range of ports.
#5 ($ports) cannot be used: "imaps" is not a port or a range of ports.
TypeError #5 ($ports) must be a list of int and string, float given in it
#6 ($proxy) cannot be used: The proxy is not given as socks5://host:port or http://host:port.
#6 ($proxy) cannot be used: The proxy is not given as socks5://host:port or http://host:port.
#6 ($proxy) cannot be used: The proxy is not given as socks5://host:port or http://host:port.
#6 ($proxy) must not hold NUL
#7 ($proxyUser) must be null where no proxy is set
#7 ($proxyUser) cannot be used: The proxy's user name or password is too long, or the name holds a colon.
#7 ($proxyUser) must have 1 to 255 bytes, none of them a line break or control character
#7 ($proxyUser) must have 1 to 255 bytes, none of them a line break or control character
#7 ($proxyUser) must have 1 to 255 bytes, none of them a line break or control character
#8 ($proxyPassword) must be null where no user name is set
#8 ($proxyPassword) must be null where no user name is set
#8 ($proxyPassword) must have 1 to 255 bytes, none of them a line break or control character
#8 ($proxyPassword) must have 1 to 255 bytes, none of them a line break or control character
#5 ($ports) cannot be used: "x" is not a port or a range of ports.
