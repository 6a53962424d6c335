--TEST--
mailbox_parse() never fails for what is in the mail
--EXTENSIONS--
mailbox
--FILE--
<?php
$m = mailbox_parse('');
var_dump($m->size, $m->rawSha256(), $m->text, $m->html, $m->from, $m->subject, $m->headers);

/* the 61-byte mail that crashes libetpan's own parser, and others of that kind */
$odd = [
    "Content-Type: multipart/mixed; boundary=\"\\\"\"\r\n\r\n--\"\r\n\r\nx\r\n",
    str_repeat("Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n", 500),
    'From: ' . str_repeat('(', 100000),
    "Subject: =?utf-7?Q?+ADw-?=\r\n\r\n",
    "Content-Type: text/plain; charset=\"iso-2022-cn-ext//TRANSLIT\"\r\n\r\n\x1b\$+I\xff",
    str_repeat("\0", 1000),
    "Content-Transfer-Encoding: base64\r\n\r\n====",
    "Content-Disposition: attachment; filename=\"../../etc/passwd\"\r\n\r\nx",
];
foreach ($odd as $i => $raw) {
    $m = mailbox_parse($raw);
    foreach (['subject', 'text', 'html'] as $field) {
        if ($m->$field !== null && !preg_match('//u', $m->$field)) {
            echo "mail $i: $field is not UTF-8\n";
        }
    }
    foreach ($m->anomalies as $anomaly) {
        if (!preg_match('/^[a-z0-9_]+$/', $anomaly['name']) || $anomaly['offset'] < 0 || $anomaly['offset'] > strlen($raw)) {
            echo "mail $i: bad anomaly\n";
        }
    }
    foreach ($m->attachments as $a) {
        if (hash('sha256', $a->content()) !== $a->sha256()) {
            echo "mail $i: attachment differs\n";
        }
    }
}
var_dump(mailbox_parse($odd[1])->incomplete, mailbox_parse($odd[7])->attachments[0]->filename);

/* every cut of a mail gives a mail */
$raw = "Subject: s\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--b--\r\n";
for ($n = 0; $n <= strlen($raw); $n++) {
    mailbox_parse(substr($raw, 0, $n));
}
echo $n, " cuts\n";
?>
--EXPECT--
int(0)
string(64) "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
string(0) ""
NULL
array(0) {
}
NULL
string(0) ""
bool(true)
string(16) "../../etc/passwd"
151 cuts
