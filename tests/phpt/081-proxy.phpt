--TEST--
Mailbox\Transport: a test of the connection and syncs through a SOCKS5 and an HTTP proxy, with a password and with a wrong one
--EXTENSIONS--
mailbox
--FILE--
<?php
require __DIR__ . '/lib/store.php';
require __DIR__ . '/lib/imap.php';
require __DIR__ . '/lib/proxy.php';

$imap = new Imap();
foreach (['socks5', 'http'] as $scheme) {
    $open = new Proxy($imap->port);
    $closed = new Proxy($imap->port, 'Aladdin', 'open sesame');
    foreach ([[$open, null, null], [$open, 'Aladdin', 'open sesame'], [$closed, 'Aladdin', 'open sesame'], [$closed, 'Aladdin', 'wrong'], [$closed, null, null]] as [$proxy, $user, $password]) {
        $transport = new Mailbox\Transport(proxy: "$scheme://127.0.0.1:$proxy->port", proxyUser: $user, proxyPassword: $password);
        $make = fn (int $id) => account($id, 993, host: 'imap.example', encryption: Mailbox\Encryption::None, allowPlaintext: true, transport: $transport);
        $report = mailbox_test_connection($make(1));
        echo "$scheme: ", $report->failed()?->errorCode ?? 'ok', ' ', implode(' ', $proxy->asked()), ' ', json_encode($imap->heard()), "\n";
        mailbox_set_store(new TestStore(onAccount: $make));
        $transport = null; // the accounts on other threads hold it
        foreach (mailbox_sync_many([1, 2, 3]) as $r) {
            echo $r->error?->errorCode ?? ($r->complete ? 'complete' : 'incomplete'), ' ';
        }
        echo count($proxy->asked()), "\n";
        $imap->heard();
    }
}
/* what may not be connected to is not asked of the proxy either, nor a port */
$open = new Proxy($imap->port);
foreach (['169.254.169.254', '10.1.2.3', '8.8.8.8'] as $host) {
    $transport = new Mailbox\Transport(privateNetworks: ['127.0.0.0/8'], proxy: "socks5://127.0.0.1:$open->port", ports: [993]);
    foreach ([993, 143] as $port) {
        $report = mailbox_test_connection(account(1, $port, host: $host, encryption: Mailbox\Encryption::None, allowPlaintext: true, transport: $transport));
        echo "$host:$port ", $report->failed()?->errorCode ?? 'ok', ' ', json_encode($open->asked()), "\n";
    }
}
/* a proxy that is not there is not the mail server's fault */
$gone = stream_socket_server('tcp://127.0.0.1:0');
$port = (int) substr(strrchr(stream_socket_get_name($gone, false), ':'), 1);
fclose($gone);
foreach (["http://127.0.0.1:$port", 'socks5://proxy.invalid:1080'] as $proxy) {
    $failed = mailbox_test_connection(account(1, 993, host: 'imap.example', transport: new Mailbox\Transport(proxy: $proxy)))->failed();
    echo $failed->name, ' ', str_starts_with($failed->errorCode, 'DNS_') ? 'DNS' : $failed->errorCode, ': ', $failed->hint, "\n";
}
?>
--EXPECT--
socks5: ok imap.example:993 ["hello","PLAIN a password"]
complete complete complete 3
socks5: ok imap.example:993 ["hello","PLAIN a password"]
complete complete complete 3
socks5: ok imap.example:993 ["hello","PLAIN a password"]
complete complete complete 3
socks5: PROXY_AUTH  []
PROXY_AUTH PROXY_AUTH PROXY_AUTH 0
socks5: PROXY_AUTH  []
PROXY_AUTH PROXY_AUTH PROXY_AUTH 0
http: ok imap.example:993 ["hello","PLAIN a password"]
complete complete complete 3
http: ok imap.example:993 ["hello","PLAIN a password"]
complete complete complete 3
http: ok imap.example:993 ["hello","PLAIN a password"]
complete complete complete 3
http: PROXY_AUTH  []
PROXY_AUTH PROXY_AUTH PROXY_AUTH 0
http: PROXY_AUTH  []
PROXY_AUTH PROXY_AUTH PROXY_AUTH 0
169.254.169.254:993 ADDRESS_REFUSED []
169.254.169.254:143 INPUT_PORT []
10.1.2.3:993 ADDRESS_REFUSED []
10.1.2.3:143 INPUT_PORT []
8.8.8.8:993 ok ["8.8.8.8:993"]
8.8.8.8:143 INPUT_PORT []
tcp TCP_REFUSED: This is about the proxy, not the mail server. Check the proxy's name and port.
dns DNS: This is about the proxy, not the mail server. Check the proxy's name and port.
