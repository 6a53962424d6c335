--TEST--
mailbox_parse(): headers, text, HTML and attachments of a mail
--EXTENSIONS--
mailbox
--FILE--
<?php
$png = hex2bin('89504e470d0a1a0a0000000d49484452');
$raw = str_replace("\n", "\r\n", <<<'MAIL'
From: =?UTF-8?Q?J=C3=BCrgen_Gr=C3=BCn?= <juergen@example.com>
To: "Ober, Anna" <anna@example.com>, bob@example.com
Cc: Team: x@example.com, y@example.com;
Reply-To: <reply@example.com>
Subject: =?ISO-8859-1?Q?Gr=FC=DFe?=
Date: Fri, 21 Nov 1997 09:55:06 -0600
Message-ID: <1234@local.machine.example>
In-Reply-To: <a@x> <b@x>
References: <r1@x>
 <r2@x>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=outer

--outer
Content-Type: multipart/alternative; boundary=inner

--inner
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

Gr=FC=DFe aus K=F6ln
--inner
Content-Type: text/html; charset=utf-8

<p>Hallo</p>
--inner--
--outer
Content-Type: image/png; name="logo.png"
Content-Disposition: inline; filename="logo.png"
Content-ID: <logo@x>
Content-Transfer-Encoding: base64

PNG
--outer
Content-Type: application/octet-stream
Content-Disposition: attachment; filename*=UTF-8''%C3%A4.bin

plain bytes
--outer--

MAIL);
$raw = str_replace('PNG', base64_encode($png), $raw);
$m = mailbox_parse($raw);
var_dump($m->uid, $m->flags, $m->internalDate, $m->emailId, $m->threadId, $m->labels, $m->size === strlen($raw), $m->rawSha256() === hash('sha256', $raw), $m->rawKept);
var_dump($m->messageId, $m->inReplyTo, $m->references, $m->subject, $m->date === gmmktime(15, 55, 6, 11, 21, 1997));
foreach (['from', 'to', 'cc', 'bcc', 'replyTo'] as $list) {
    echo "$list: ", implode(' | ', $m->$list), "\n";
}
// src/sync/identity.h: each value behind its length, each list behind its number
$n = static fn (int $n): string => pack('J', $n);
$s = static fn (?string $s): string => $n(strlen((string) $s)) . $s;
$list = static fn (array $list): string => $n(count($list)) . implode('', array_map(fn ($a) => $s($a->address), $list));
$headers = $s('mailbox header digest 1') . $s($m->messageId) . $n($m->date) . $list($m->from) . $list($m->to) . $list($m->cc) . $s($m->subject);
$located = $m->located(7);
var_dump($m->headerDigest() === hash('sha256', $headers), $located->headerDigest() === $m->headerDigest(), $located->rawSha256() === $m->rawSha256());
$empty = mailbox_parse('');
var_dump($empty->headerDigest() === hash('sha256', $s('mailbox header digest 1') . $s('') . $n(-1) . $n(0) . $n(0) . $n(0) . $s('')));
var_dump($m->text, $m->html, $m->truncated, $m->incomplete, str_starts_with($m->headers, 'From: =?UTF-8?'), str_contains($m->headers, '--outer'));
foreach ($m->attachments as $a) {
    echo "$a->filename $a->contentType ", var_export($a->disposition, true), ' ', var_export($a->contentId, true), ' ', var_export($a->inline, true), " {$a->size()} ", var_export($a->path, true), "\n";
    var_dump($a->sha256() === hash('sha256', $a->content()), strlen($a->content()) === $a->size());
}
var_dump($m->attachments[0]->content() === $png, $m->attachments[1]->content());
$a = clone $m->attachments[0];
unset($m, $raw);
var_dump($a->content() === $png);
?>
--EXPECT--
NULL
array(0) {
}
NULL
NULL
NULL
array(0) {
}
bool(true)
bool(true)
bool(false)
string(26) "1234@local.machine.example"
array(2) {
  [0]=>
  string(3) "a@x"
  [1]=>
  string(3) "b@x"
}
array(2) {
  [0]=>
  string(4) "r1@x"
  [1]=>
  string(4) "r2@x"
}
string(7) "Grüße"
bool(true)
from: Jürgen Grün <juergen@example.com>
to: Ober, Anna <anna@example.com> | bob@example.com
cc: x@example.com | y@example.com
bcc: 
replyTo: reply@example.com
bool(true)
bool(true)
bool(true)
bool(true)
string(17) "Grüße aus Köln"
string(12) "<p>Hallo</p>"
bool(false)
bool(false)
bool(true)
bool(false)
logo.png image/png 'inline' 'logo@x' true 16 NULL
bool(true)
bool(true)
ä.bin application/octet-stream 'attachment' NULL false 11 NULL
bool(true)
bool(true)
bool(true)
string(11) "plain bytes"
bool(true)
