--TEST--
Headers as sent, the thread, and what kind of mail it is
--EXTENSIONS--
mailbox
--FILE--
<?php
use Mailbox\Header;

echo "-- headers\n";
$raw = "From mbox line\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\n =?utf-8?Q?_aus_K=C3=B6ln?=\nX-Raw: caf\xe9 \x01 x\nReceived: from a\n\tby b;\n  now\nno colon here\nreceived :second\nEmpty:\n\nbody: no header\n";
$m = mailbox_parse($raw);
foreach ($m->headerList() as $h) {
    echo json_encode([$h->name, $h->value, $h->offset], JSON_UNESCAPED_UNICODE), ' ', substr($raw, $h->offset, strlen($h->raw)) === $h->raw ? '' : 'raw differs', "\n";
}
echo json_encode($m->headerList()[2]->raw), "\n";
echo json_encode([$m->header('SUBJECT'), $m->header('received'), $m->header('empty'), $m->header('body'), $m->header('x-raw'), $m->header('')], JSON_UNESCAPED_UNICODE), "\n";
foreach (["a: 1\rb: 2\r 3\r\rx", "a: 1\r\nb: 2\r\n 3\r\n\r\nx", "a: 1\nb: 2\n 3\n\nx"] as $ends) {
    echo json_encode(array_map(fn (Header $h) => [$h->name, $h->value, $h->raw, $h->offset], mailbox_parse($ends)->headerList())), "\n";
}
// a line that is too long is left out, what comes behind it stands where it stands
$raw = "First: 1\r\nBig: " . str_repeat('x', 2 << 20) . "\r\n fold\r\nLast: 2\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nBig: " . str_repeat('x', 2 << 20) . "\r\n\r\nx\r\n--b--\r\n";
foreach (($m = mailbox_parse($raw))->headerList() as $h) {
    echo "$h->raw @$h->offset ", substr($raw, $h->offset, strlen($h->raw)) === $h->raw ? 'there' : 'not there', "\n";
}
var_dump(mailbox_parse('')->headerList(), mailbox_parse('')->header('a'), unserialize(serialize($m->headerList()[0])) == $m->headerList()[0]);

function written(string $text, string $type = 'text/plain', string $head = ''): Mailbox\Message
{
    return mailbox_parse("{$head}Content-Type: $type; charset=utf-8\r\n\r\n" . str_replace("\n", "\r\n", $text));
}
echo "-- thread\n";
foreach (['Re: [list] AW: Fwd: Angebot', 'Angebot (fwd)', '[Fwd: Angebot]', 'Angebot', ''] as $subject) {
    $m = written('', 'text/plain', "Subject: $subject\r\n");
    echo json_encode([$m->baseSubject(), $m->isReply(), $m->isForward()]), "\n";
}
$m = written('', 'text/plain', "Message-ID: <me@x>\r\nIn-Reply-To: <c@x>\r\nReferences: <a@x> <b@x> <a@x>\r\n <me@x>\r\n");
echo json_encode([$m->threadIds(), $m->isReply(), written('')->threadIds()]), "\n";

echo "-- headers of parts\n";
$raw = "Subject: whole\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/calendar;\r\n method=REQUEST\r\n"
    . "Content-Description: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\nX: 1\r\nX: 2\r\n\r\nBEGIN:VCALENDAR\r\n--b\r\n\r\nX: text\r\n--b\r\nX: " . str_repeat('x', 1 << 20) . "\r\nY: lost\r\n\r\n--b--\r\n";
file_put_contents(__DIR__ . '/058.eml', $raw);
foreach ([mailbox_parse($raw), mailbox_parse_file(__DIR__ . '/058.eml'), mailbox_parse(str_replace("\r\n", "\r", $raw))] as $i => $m) {
    $parts = $m->parts();
    echo json_encode([$parts[1]->header('content-TYPE'), $parts[1]->header('Content-Description'), $parts[1]->header('x'), $parts[1]->header('Subject'), $parts[2]->header('X'),
        $parts[0]->header('Subject'), strlen($parts[3]->header('X')), $parts[3]->header('Y')], JSON_UNESCAPED_UNICODE), "\n";
    var_dump($parts[0]->headerList() == $m->headerList());
    $bytes = $i === 2 ? str_replace("\r\n", "\r", $raw) : $raw;
    foreach ($parts[1]->headerList() as $h) {
        echo "$h->name @$h->offset ", substr($bytes, $h->offset, strlen($h->raw)) === $h->raw ? 'there' : 'not there', "\n";
    }
}
unlink(__DIR__ . '/058.eml');
try {
    file_put_contents(__DIR__ . '/058.eml', 'X: y');
    $parts = mailbox_parse_file(__DIR__ . '/058.eml')->parts();
    unlink(__DIR__ . '/058.eml');
    $parts[0]->header('X');
} catch (Mailbox\FileFailed $e) {
    echo $e->errorCode, "\n";
}

echo "-- kind\n";
foreach ([
    "From: a@example.org\r\n",
    "Auto-Submitted: Auto-Replied (absence)\r\n",
    "Auto-Submitted: no\r\n",
    "List-Id: Our list <list.example.org>\r\nList-Unsubscribe: <mailto:u@example.org>, <https://example.org/u?a=1>, <javascript:x>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
    "Precedence: bulk\r\n",
    "Return-Path: <>\r\n",
    "Return-Path: <a@example.org>\r\nX-Auto-Response-Suppress: All\r\n",
] as $head) {
    $m = written('', 'text/plain', $head);
    echo json_encode([$m->autoSubmitted, $m->listId, $m->listUnsubscribe, $m->oneClickUnsubscribe, $m->bulk, $m->autoReply, $m->noAutoReply, $m->bounce, $m->reportType], JSON_UNESCAPED_SLASHES), "\n";
}
$m = mailbox_parse("Content-Type: multipart/report; report-type=Delivery-Status; boundary=b\r\n\r\n--b\r\n\r\nfailed\r\n--b--\r\n");
var_dump($m->bounce, $m->reportType);

echo "-- as a server has it\n";
$l = $m->located(7, ['\Seen'], 1700000000);
var_dump($l->uid, $l->flags, $l->internalDate, $m->uid, $m->flags, $l->parts() == $m->parts(), $m->located(8)->internalDate);
try {
    $m->located(0);
} catch (ValueError $e) {
    echo $e->getMessage(), "\n";
}
?>
--CLEAN--
<?php @unlink(__DIR__ . '/058.eml'); ?>
--EXPECT--
-- headers
["Subject","Grüße aus Köln",15] 
["X-Raw","café   x",80] 
["Received","from a by b;  now",96] 
["received","second",140] 
["Empty","",157] 
"Received: from a\n\tby b;\n  now"
["Grüße aus Köln","from a by b;  now","",null,"café   x",null]
[["a","1","a: 1",0],["b","2 3","b: 2\r 3",5]]
[["a","1","a: 1",0],["b","2 3","b: 2\r\n 3",6]]
[["a","1","a: 1",0],["b","2 3","b: 2\n 3",5]]
First: 1 @0 there
Last: 2 @2097176 there
Content-Type: multipart/mixed; boundary=b @2097185 there
array(0) {
}
NULL
bool(true)
-- thread
["Angebot",true,true]
["Angebot",false,true]
["Angebot",false,true]
["Angebot",false,false]
["",false,false]
[["a@x","b@x","c@x"],true,[]]
-- headers of parts
["text\/calendar; method=REQUEST","Grüße","1",null,null,"whole",1048573,null]
bool(true)
Content-Type @66 there
Content-Description @113 there
X @163 there
X @169 there
["text\/calendar; method=REQUEST","Grüße","1",null,null,"whole",1048573,null]
bool(true)
Content-Type @66 there
Content-Description @113 there
X @163 there
X @169 there
["text\/calendar; method=REQUEST","Grüße","1",null,null,"whole",1048573,null]
bool(true)
Content-Type @62 there
Content-Description @107 there
X @156 there
X @161 there
FILE_READ
-- kind
[null,null,[],false,false,false,false,false,null]
["auto-replied",null,[],false,false,true,false,false,null]
[null,null,[],false,false,false,false,false,null]
[null,"list.example.org",["mailto:u@example.org","https://example.org/u?a=1"],true,true,false,false,false,null]
[null,null,[],false,true,false,false,false,null]
[null,null,[],false,false,false,false,true,null]
[null,null,[],false,false,false,true,false,null]
bool(true)
string(15) "delivery-status"
-- as a server has it
int(7)
array(1) {
  [0]=>
  string(5) "\Seen"
}
int(1700000000)
NULL
array(0) {
}
bool(true)
NULL
Mailbox\Message::located(): Argument #1 ($uid) must be between 1 and 4294967295
