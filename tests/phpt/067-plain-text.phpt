--TEST--
What there is to read: plain text, reply, quote, signature, snippet
--EXTENSIONS--
mailbox
--FILE--
<?php
function written(string $text, string $type = 'text/plain'): Mailbox\Message
{
    return mailbox_parse("Content-Type: $type; charset=utf-8\r\n\r\n" . str_replace("\n", "\r\n", $text));
}
$m = written("Yes, that is right.\n\nOn Mon, 1 Jan 2024 at 10:00, Anna <a@example.org> wrote:\n> Is it?\n> Really\n\nSecond answer.\n-- \nBob\nTel. 1\n");
var_dump($m->plainText() === $m->text, $m->replyText(), $m->quotedText(), $m->signatureText(), $m->snippet(6), $m->snippet());
$m = written("<html><head><style>p {}</style><title>t</title></head><body><p>One &amp; t&auml;o</p><blockquote>quoted</blockquote><a href='https://example.org/x'>here</a></body></html>", 'text/html');
var_dump($m->text, $m->plainText());
$m = mailbox_parse("Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\n \r\n--b\r\nContent-Type: text/html\r\n\r\n<b>only here</b>\r\n--b--\r\n");
var_dump($m->text, $m->plainText(), $m->snippet());
$m = mailbox_parse("Content-Type: image/png\r\n\r\nx");
var_dump($m->plainText(), $m->replyText(), $m->quotedText(), $m->signatureText(), $m->snippet());
foreach ([0, -1, 10001] as $n) {
    try {
        $m->snippet($n);
    } catch (ValueError $e) {
        echo $e->getMessage(), "\n";
    }
}
?>
--EXPECT--
bool(true)
string(35) "Yes, that is right.

Second answer."
string(74) "On Mon, 1 Jan 2024 at 10:00, Anna <a@example.org> wrote:
> Is it?
> Really"
string(10) "Bob
Tel. 1"
string(6) "Yes, t"
string(34) "Yes, that is right. Second answer."
NULL
string(50) "One & täo

> quoted

here <https://example.org/x>"
string(1) " "
string(9) "only here"
string(9) "only here"
string(0) ""
string(0) ""
string(0) ""
string(0) ""
string(0) ""
Mailbox\Message::snippet(): Argument #1 ($characters) must be between 1 and 10000
Mailbox\Message::snippet(): Argument #1 ($characters) must be between 1 and 10000
Mailbox\Message::snippet(): Argument #1 ($characters) must be between 1 and 10000
