--TEST--
Address, FolderState and Batch as a store's own tests make them
--EXTENSIONS--
mailbox
--FILE--
<?php
use Mailbox\{Address, Batch, FolderState};

echo new Address('Anna Ober', 'a@example.com'), "|", new Address(null, 'a@example.com'), "|", new Address('', 'a@example.com'), "\n";
var_dump(new Address(null, 'x') instanceof Stringable);
$state = new FolderState("\0\1", 3);
$message = mailbox_parse("Subject: s\r\n\r\nt\r\n");
$batch = new Batch(1, 'INBOX', 2, 77, [$message], $state, 2, 10, 1);
var_dump($batch->messages[0] === $message, $batch->state === $state, $batch->expectedVersion, $batch->remaining, $batch->imported, bin2hex($batch->state->bytes));
foreach ([
    fn () => new FolderState('x', 0),
    fn () => new Batch(1, 'INBOX', 1, 1, ['x'], $state, 2),
    fn () => new Batch(1, 'INBOX', 1, 1, ['a' => $message], $state, 2),
    fn () => $state->__construct('y', 1),
    fn () => $batch->__construct(2, 'X', 1, 1, [], $state, 2),
    fn () => (new Address(null, 'a'))->__construct('x', 'b'),
    fn () => $batch->remaining = 5,
] as $bad) {
    try {
        $bad();
        echo "accepted\n";
    } catch (Error $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}
?>
--EXPECT--
Anna Ober <a@example.com>|a@example.com|a@example.com
bool(true)
bool(true)
bool(true)
int(2)
int(10)
int(1)
string(4) "0001"
ValueError: Mailbox\FolderState::__construct(): Argument #2 ($version) must be greater than 0
TypeError: Mailbox\Batch::__construct(): Argument #5 ($messages) must be a list of Mailbox\Message objects
TypeError: Mailbox\Batch::__construct(): Argument #5 ($messages) must be a list of Mailbox\Message objects
Error: Mailbox\FolderState is constructed already
Error: Mailbox\Batch is constructed already
Error: Mailbox\Address is constructed already
Error: Cannot modify readonly property Mailbox\Batch::$remaining
