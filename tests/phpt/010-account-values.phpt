--TEST--
An account refuses every value that can never work
--EXTENSIONS--
mailbox
--FILE--
<?php
use Mailbox\{Account, Encryption, ImportPolicy, KeyRing};

$ring = KeyRing::inMemory();
$good = ['staffId' => 1, 'signInAddress' => 'a@example.com', 'host' => 'imap.example.com', 'secret' => $ring->seal('pw', 1, 'a@example.com'), 'keyRing' => $ring];
$bad = [
    ['staffId' => 0], ['staffId' => -1],
    ['signInAddress' => ''], ['signInAddress' => "a@b\r\nX"], ['signInAddress' => "a\0b"], ['signInAddress' => str_repeat('a', 321)],
    ['host' => ''], ['host' => "h\r\n"], ['host' => 'imaps://imap.example.com'], ['host' => 'imap.example.com:993'], ['host' => 'user@imap.example.com'],
    ['host' => 'two words'], ['host' => "h\0x"], ['host' => str_repeat('a.', 200)],
    ['port' => 0], ['port' => -1], ['port' => 65536],
    ['user' => ''], ['user' => "u\nA1 LOGOUT"], ['user' => "u\rx"], ['user' => "u\0x"],
    ['folders' => []], ['folders' => ['']], ['folders' => ["IN\nBOX"]], ['folders' => ["IN\0BOX"]], ['folders' => ['A', 'A']], ['folders' => ['x' => 'INBOX']],
    ['folders' => [5]], ['folders' => [['INBOX']]],
    ['importPolicy' => ImportPolicy::Since],
    ['secret' => null], ['keyRing' => null], ['epoch' => -1],
    ['blobDir' => ''], ['blobDir' => "/a\0b"], ['caFile' => ''], ['caFile' => "/a\nb"],
];
foreach ($bad as $change) {
    try {
        new Account(...[...$good, ...$change]);
        echo 'accepted: ', json_encode($change), "\n";
    } catch (ValueError | TypeError $e) {
        echo get_class($e), ': ', str_replace('Mailbox\Account::__construct(): ', '', $e->getMessage()), "\n";
    }
}
foreach ([['secret' => 'text'], ['keyRing' => 'text'], ['encryption' => 'tls'], ['folders' => 'INBOX'], ['since' => '2024-01-01']] as $change) {
    try {
        new Account(...[...$good, ...$change]);
        echo 'accepted: ', json_encode($change), "\n";
    } catch (TypeError $e) {
        echo get_class($e), ': ', preg_replace('/.*?Argument/', 'Argument', $e->getMessage()), "\n";
    }
}
?>
--EXPECT--
ValueError: Argument #1 ($staffId) must be greater than 0
ValueError: Argument #1 ($staffId) must be greater than 0
ValueError: Argument #2 ($signInAddress) must have 1 to 320 bytes, none of them a line break or control character
ValueError: Argument #2 ($signInAddress) must have 1 to 320 bytes, none of them a line break or control character
ValueError: Argument #2 ($signInAddress) must have 1 to 320 bytes, none of them a line break or control character
ValueError: Argument #2 ($signInAddress) must have 1 to 320 bytes, none of them a line break or control character
ValueError: Argument #3 ($host) must have 1 to 253 bytes, none of them a line break or control character
ValueError: Argument #3 ($host) must have 1 to 253 bytes, none of them a line break or control character
ValueError: Argument #3 ($host) must be a server's name or address, without port, scheme or user
ValueError: Argument #3 ($host) must be a server's name or address, without port, scheme or user
ValueError: Argument #3 ($host) must be a server's name or address, without port, scheme or user
ValueError: Argument #3 ($host) must be a server's name or address, without port, scheme or user
ValueError: Argument #3 ($host) must have 1 to 253 bytes, none of them a line break or control character
ValueError: Argument #3 ($host) must have 1 to 253 bytes, none of them a line break or control character
ValueError: Argument #6 ($port) must be between 1 and 65535
ValueError: Argument #6 ($port) must be between 1 and 65535
ValueError: Argument #6 ($port) must be between 1 and 65535
ValueError: Argument #8 ($user) must have 1 to 1024 bytes, none of them a line break or control character
ValueError: Argument #8 ($user) must have 1 to 1024 bytes, none of them a line break or control character
ValueError: Argument #8 ($user) must have 1 to 1024 bytes, none of them a line break or control character
ValueError: Argument #8 ($user) must have 1 to 1024 bytes, none of them a line break or control character
ValueError: Argument #9 ($folders) must be a list of 1 to 1000 folder names
ValueError: Argument #9 ($folders) must hold names of 1 to 1024 bytes, none of them a line break or control character
ValueError: Argument #9 ($folders) must hold names of 1 to 1024 bytes, none of them a line break or control character
ValueError: Argument #9 ($folders) must hold names of 1 to 1024 bytes, none of them a line break or control character
ValueError: Argument #9 ($folders) must name each folder once
ValueError: Argument #9 ($folders) must be a list of 1 to 1000 folder names
TypeError: Argument #9 ($folders) must be a list of strings, int given in it
TypeError: Argument #9 ($folders) must be a list of strings, array given in it
ValueError: Argument #11 ($since) must not be null with ImportPolicy::Since
ValueError: Argument #5 ($keyRing) must be null if and only if argument #4 ($secret) is
ValueError: Argument #5 ($keyRing) must be null if and only if argument #4 ($secret) is
ValueError: Argument #15 ($epoch) must not be negative
ValueError: Argument #12 ($blobDir) must be a path
ValueError: Argument #12 ($blobDir) must be a path
ValueError: Argument #13 ($caFile) must be a path
ValueError: Argument #13 ($caFile) must be a path
TypeError: Argument #4 ($secret) must be of type ?Mailbox\SealedSecret, string given
TypeError: Argument #5 ($keyRing) must be of type ?Mailbox\KeyRing, string given
TypeError: Argument #7 ($encryption) must be of type Mailbox\Encryption, string given
TypeError: Argument #9 ($folders) must be of type array, string given
TypeError: Argument #11 ($since) must be of type ?DateTimeInterface, string given
