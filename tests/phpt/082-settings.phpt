--TEST--
php.ini's mailbox.ports, mailbox.private_networks, mailbox.ca_file and mailbox.proxy: whoever runs the machine has the last word
--EXTENSIONS--
mailbox
--FILE--
<?php
/* Entries that only php.ini has need a process for each trial; this file is run by itself then. */
if ($argc > 1) {
    require __DIR__ . '/lib/store.php';
    foreach (explode(' ', $argv[2]) as $at) {
        [$host, $port] = explode(':', $at);
        try {
            $transport = ['-' => fn () => null, 'none' => fn () => new Mailbox\Transport(), 'wide' => fn () => new Mailbox\Transport(privateNetworks: ['0.0.0.0/0', '::/0'], ports: ['1-65535']),
                'ca' => fn () => new Mailbox\Transport(caFile: '/code.pem'), 'proxy' => fn () => new Mailbox\Transport(proxy: 'socks5://127.0.0.1:1'),
                'user' => fn () => new Mailbox\Transport(proxyUser: 'Aladdin', proxyPassword: 'open sesame'),
                'same' => fn () => new Mailbox\Transport(proxy: ini_get('mailbox.proxy'), proxyUser: 'Aladdin', proxyPassword: 'open sesame')][$argv[1]]();
            $tls = $argv[1] === 'ca' || $argv[3] !== '';
            $report = mailbox_test_connection(account(1, (int) $port, host: $host, encryption: Mailbox\Encryption::from($tls ? 'tls' : 'none'), allowPlaintext: true, transport: $transport,
                caFile: $argv[3] === '' || $argv[3] === '-' ? null : $argv[3]), 5.0);
            echo $report->failed()?->errorCode ?? 'ok', str_contains($said = (string) $report->failed()?->message, '.pem') ? " $said" : '', '; ';
        } catch (ValueError | Mailbox\Failure $e) {
            echo str_replace(["Mailbox\\Transport::__construct(): ", (string) ini_get('mailbox.proxy') ?: '?'], ['', '<proxy>'], $e->getMessage()), '; ';
        }
    }
    exit;
}

require __DIR__ . '/lib/imap.php';
require __DIR__ . '/lib/proxy.php';

function trial(array $settings, string $transport, string $at, string $caFile = ''): void
{
    $d = '';
    foreach ($settings as $name => $value) {
        $d .= ' -d ' . escapeshellarg("mailbox.$name=\"$value\"");
    }
    echo shell_exec(escapeshellarg(PHP_BINARY) . ' ' . getenv('TEST_PHP_EXTRA_ARGS') . "$d -f " . escapeshellarg(__FILE__) . " -- $transport " . escapeshellarg($at) . ' ' . escapeshellarg($caFile)), "\n";
}

var_dump(ini_set('mailbox.ports', '1'), ini_get('mailbox.ports'), ini_get_all('mailbox', false));
$imap = new Imap();
$here = "127.0.0.1:$imap->port";

echo "ports\n";
foreach (['-', 'none', 'wide'] as $transport) {
    trial(['ports' => '993 1143-1150'], $transport, "$here 127.0.0.1:992");
    trial(['ports' => "993, $imap->port"], $transport, "$here 127.0.0.1:143");
}
echo "networks\n";
foreach (['-', 'none', 'wide'] as $transport) {
    trial(['private_networks' => 'none'], $transport, "$here 10.1.2.3:993 169.254.169.254:993");
    trial(['private_networks' => '127.0.0.0/8, 10.0.0.0/8'], $transport, "$here 192.168.1.1:993 169.254.169.254:993");
    trial([], $transport, "$here 169.254.169.254:993");
}
echo "what cannot be read stops everything\n";
foreach (['ports' => 'imaps', 'private_networks' => 'office', 'proxy' => 'proxy:1080'] as $name => $value) {
    trial([$name => $value], '-', $here);
    trial([$name => $value], 'none', $here);
}
echo "CA file: that of the account, of its transport, of php.ini\n";
foreach (['/account.pem', '-'] as $account) {
    foreach (['ca', 'none', '-'] as $transport) {
        trial(['ca_file' => '/ini.pem'], $transport, $here, $account);
    }
}
echo "proxy\n";
$open = new Proxy($imap->port);
$closed = new Proxy($imap->port, 'Aladdin', 'open sesame');
foreach ([$open, $closed] as $proxy) {
    foreach (['-', 'none', 'user', 'same', 'proxy'] as $transport) {
        trial(['proxy' => "socks5://127.0.0.1:$proxy->port"], $transport, 'imap.example:993');
        echo json_encode($proxy->asked()), "\n";
    }
}
trial([], 'user', $here);
echo "no way around the bounds\n";
foreach (['ports' => '993', 'private_networks' => 'none'] as $name => $value) {
    trial([$name => $value], 'proxy', 'imap.example:993');
    trial([$name => $value, 'proxy' => "socks5://127.0.0.1:$open->port"], 'same', 'imap.example:993');
}
?>
--EXPECT--
bool(false)
string(0) ""
array(4) {
  ["mailbox.ca_file"]=>
  string(0) ""
  ["mailbox.ports"]=>
  string(0) ""
  ["mailbox.private_networks"]=>
  string(0) ""
  ["mailbox.proxy"]=>
  string(0) ""
}
ports
INPUT_PORT; INPUT_PORT; 
ok; INPUT_PORT; 
INPUT_PORT; INPUT_PORT; 
ok; INPUT_PORT; 
INPUT_PORT; INPUT_PORT; 
ok; INPUT_PORT; 
networks
ADDRESS_REFUSED; ADDRESS_REFUSED; ADDRESS_REFUSED; 
ok; ADDRESS_REFUSED; ADDRESS_REFUSED; 
ok; ADDRESS_REFUSED; 
ADDRESS_REFUSED; ADDRESS_REFUSED; ADDRESS_REFUSED; 
ok; ADDRESS_REFUSED; ADDRESS_REFUSED; 
ok; ADDRESS_REFUSED; 
ADDRESS_REFUSED; ADDRESS_REFUSED; ADDRESS_REFUSED; 
ok; ADDRESS_REFUSED; ADDRESS_REFUSED; 
ok; ADDRESS_REFUSED; 
what cannot be read stops everything
A setting of mailbox in php.ini: "imaps" is not a port or a range of ports.; 
A setting of mailbox in php.ini: "imaps" is not a port or a range of ports.; 
A setting of mailbox in php.ini: "office" is not a network such as 192.168.0.0/16.; 
A setting of mailbox in php.ini: "office" is not a network such as 192.168.0.0/16.; 
A setting of mailbox in php.ini: The proxy is not given as socks5://host:port or http://host:port.; 
A setting of mailbox in php.ini: The proxy is not given as socks5://host:port or http://host:port.; 
CA file: that of the account, of its transport, of php.ini
TLS_CA_FILE "/account.pem" cannot be read: No such file or directory.; 
TLS_CA_FILE "/account.pem" cannot be read: No such file or directory.; 
TLS_CA_FILE "/account.pem" cannot be read: No such file or directory.; 
TLS_CA_FILE "/code.pem" cannot be read: No such file or directory.; 
TLS_CA_FILE "/ini.pem" cannot be read: No such file or directory.; 
TLS_CA_FILE "/ini.pem" cannot be read: No such file or directory.; 
proxy
ok; 
["imap.example:993"]
ok; 
["imap.example:993"]
ok; 
["imap.example:993"]
ok; 
["imap.example:993"]
Argument #6 ($proxy) must be null or "<proxy>", which php.ini sets (mailbox.proxy); 
[]
PROXY_AUTH; 
[]
PROXY_AUTH; 
[]
ok; 
["imap.example:993"]
ok; 
["imap.example:993"]
Argument #6 ($proxy) must be null or "<proxy>", which php.ini sets (mailbox.proxy); 
[]
Argument #7 ($proxyUser) must be null where no proxy is set; 
no way around the bounds
Argument #6 ($proxy) must be null where php.ini bounds ports or networks and sets no proxy itself (mailbox.proxy); 
ok; 
Argument #6 ($proxy) must be null where php.ini bounds ports or networks and sets no proxy itself (mailbox.proxy); 
ok;
