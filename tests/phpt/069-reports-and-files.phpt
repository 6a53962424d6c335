--TEST--
Delivery reports, files uuencoded in a text, and paragraphs of format=flowed
--EXTENSIONS--
mailbox
--FILE--
<?php
/* RFC 3464 appendix E, as that RFC prints it */
$report = "Reporting-MTA: dns; cs.utk.edu\n\n"
    . "Original-Recipient: rfc822;arathib@vnet.ibm.com\nFinal-Recipient: rfc822;arathib@vnet.ibm.com\nAction: failed\nStatus: 5.0.0 (permanent failure)\n"
    . "Diagnostic-Code: smtp; 550 'arathib@vnet.IBM.COM' is not a\n registered gateway user\nRemote-MTA: dns; vnet.ibm.com\n\n"
    . "Original-Recipient: rfc822;wtd@example.com\nFinal-Recipient: rfc822;wtd@example.com\nAction: delayed\nStatus: 4.0.0 (hpnjld)\n";
$m = mailbox_parse(str_replace("\n", "\r\n", "Content-Type: multipart/report; report-type=delivery-status; boundary=r\n\n--r\n\nSorry.\n--r\n"
    . "Content-Type: message/delivery-status\n\n$report\n--r--\n"));
foreach ($m->deliveryStatus() as $s) {
    echo "$s->recipient | $s->originalRecipient | $s->action | $s->status | $s->diagnostic | $s->remoteMta | $s->reportingMta\n";
}
var_dump($m->deliveryStatus() == Mailbox\DeliveryStatus::parse($report), Mailbox\DeliveryStatus::parse("Hello\n\nYou"));
var_dump(mailbox_parse("Subject: x\r\n\r\ny")->deliveryStatus());
/* a report as long as somebody likes: its beginning is read */
$m = mailbox_parse("Content-Type: message/delivery-status\r\n\r\n$report\n" . str_repeat("X-Filler: filler\n", 2000000));
ini_set('memory_limit', (string) (memory_get_usage() + (8 << 20)));
var_dump(count($m->deliveryStatus()));
unset($m);

/* php's own convert_uuencode() makes the data */
$bytes = random_bytes(5000);
$m = mailbox_parse("Subject: two files\r\n\r\nHere:\r\nbegin 644 r\xc3\xa9sum\xc3\xa9.bin\r\n" . str_replace("\n", "\r\n", convert_uuencode($bytes)) . "end\r\n"
    . "and\r\nbegin 600 cat\r\n#0V%T\r\n`\r\nend\r\nbegin with this\r\n");
foreach ($m->uuencodedFiles() as $f) {
    echo $f['filename'], ' ', strlen($f['content']), "\n";
}
var_dump($m->uuencodedFiles()[0]['content'] === $bytes, $m->uuencodedFiles()[1]['content'], count($m->attachments), str_contains($m->text, '#0V%T'));

/* RFC 3676 section 4.1: a blank at the end is a soft break */
$flowed = "`Take some more tea,' the March Hare said to Alice, \r\nvery earnestly.\r\n\r\n> quoted and \r\n> flowed\r\n-- \r\nAlice\r\n";
foreach (['format=flowed', 'format=flowed; delsp=yes', 'format=fixed'] as $parameter) {
    $m = mailbox_parse("Content-Type: text/plain; $parameter\r\n\r\n$flowed");
    var_dump($m->text === str_replace("\r\n", "\n", $flowed), $m->plainText());
}
echo $m->signatureText(), "\n";
?>
--EXPECT--
arathib@vnet.ibm.com | arathib@vnet.ibm.com | failed | 5.0.0 | 550 'arathib@vnet.IBM.COM' is not a registered gateway user | vnet.ibm.com | cs.utk.edu
wtd@example.com | wtd@example.com | delayed | 4.0.0 |  |  | cs.utk.edu
bool(true)
array(0) {
}
array(0) {
}
int(2)
résumé.bin 5000
cat 3
bool(true)
string(3) "Cat"
int(0)
bool(true)
bool(true)
string(99) "`Take some more tea,' the March Hare said to Alice, very earnestly.

> quoted and flowed
-- 
Alice
"
bool(true)
string(97) "`Take some more tea,' the March Hare said to Alice,very earnestly.

> quoted andflowed
-- 
Alice
"
bool(true)
string(103) "`Take some more tea,' the March Hare said to Alice, 
very earnestly.

> quoted and 
> flowed
-- 
Alice
"
Alice
