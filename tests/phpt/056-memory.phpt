--TEST--
A list of attachments costs nothing, and a large file goes through in pieces
--EXTENSIONS--
mailbox
--INI--
memory_limit=16M
--FILE--
<?php
function peak(): int
{
    return function_exists('memory_reset_peak_usage') ? memory_get_peak_usage() - memory_get_usage() : 0;
}
function forget(): void
{
    if (function_exists('memory_reset_peak_usage')) {
        memory_reset_peak_usage();
    }
}

// 120 MB with a limit of 16 MB: three attachments, the last of them a mail with one more
$file = __DIR__ . '/056.eml';
$f = fopen($file, 'w');
fwrite($f, "Subject: large\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n");
$block = random_bytes(57 * 1000);
$encoded = chunk_split(base64_encode($block));
foreach (['a', 'b'] as $name) {
    fwrite($f, "--b\r\nContent-Type: application/octet-stream; name=$name\r\nContent-Transfer-Encoding: base64\r\n\r\n");
    for ($i = 0; $i < 500; $i++) {
        fwrite($f, $encoded);
    }
}
fwrite($f, "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\nContent-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\nContent-Type: video/x\r\nContent-Transfer-Encoding: binary\r\n\r\n");
for ($i = 0; $i < 800; $i++) {
    fwrite($f, str_replace('-', '+', $block));
}
fwrite($f, "\r\n--i--\r\n--b--\r\n");
fclose($f);
unset($encoded);
var_dump(filesize($file) > 120e6);

forget();
$m = mailbox_parse_file($file);
var_dump(peak() < 300000, $m->size === filesize($file), $m->rawSha256() === hash_file('sha256', $file), count($m->attachments));

forget();
$want = hash_init('sha256');
for ($i = 0; $i < 500; $i++) {
    hash_update($want, $block);
}
$want = hash_final($want);
var_dump($m->attachments[1]->sha256() === $want, $m->attachments[1]->size() === 57000 * 500, peak() < 300000);

forget();
$to = fopen("$file.out", 'w');
var_dump(stream_copy_to_stream($m->attachments[1]->stream(), $to), fclose($to), hash_file('sha256', "$file.out") === $want, peak() < 300000);

forget();
var_dump($m->attachments[0]->saveTo("$file.out"), hash_file('sha256', "$file.out") === $want, peak() < 300000);

echo "-- a mail in the mail is a window into the same file\n";
forget();
$inner = $m->attachments[2]->message();
var_dump($inner->subject, $inner->attachments[0]->size() === strlen($block) * 800, peak() < 300000);

echo "-- a string is kept once: its attachments are places in it\n";
unset($m, $inner);
$one = "--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n" . chunk_split(base64_encode(str_repeat('x', 57000)));
$raw = "Content-Type: multipart/mixed; boundary=b\r\n\r\n" . str_repeat($one, 50) . "--b--\r\n";
forget();
$before = memory_get_usage();
$m = mailbox_parse($raw);
var_dump(count($m->attachments), memory_get_usage() - $before < 100000, peak() < 300000);
forget();
var_dump(strlen($m->attachments[49]->content()), peak() < 300000);
?>
--CLEAN--
<?php
@unlink(__DIR__ . '/056.eml');
@unlink(__DIR__ . '/056.eml.out');
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
bool(true)
int(3)
bool(true)
bool(true)
bool(true)
int(28500000)
bool(true)
bool(true)
bool(true)
int(28500000)
bool(true)
bool(true)
-- a mail in the mail is a window into the same file
string(5) "inner"
bool(true)
bool(true)
-- a string is kept once: its attachments are places in it
int(50)
bool(true)
bool(true)
int(57000)
bool(true)
