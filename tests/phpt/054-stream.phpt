--TEST--
A part's content as a stream: pieces of any size, forward only, read only
--EXTENSIONS--
mailbox
--FILE--
<?php
/** Every way of reading gives the same bytes. */
function ways(Mailbox\Part $p, string $want): void
{
    foreach ([1 => 2000, 7 => 5000, 100 => 70000, 1000 => PHP_INT_MAX, 8192 => PHP_INT_MAX, 100000 => PHP_INT_MAX] as $n => $most) {
        $s = $p->stream();
        stream_set_chunk_size($s, $n);
        for ($got = ''; !feof($s) && strlen($got) < $most;) {
            $got .= $piece = fread($s, $n);
            if (strlen($piece) > $n) {
                echo "more than asked for\n";
            }
        }
        if ($got !== ($most === PHP_INT_MAX ? $want : substr($want, 0, strlen($got))) || $got === '') {
            echo "$p->encoding in pieces of $n differs: ", strlen($got), "\n";
        }
        fclose($s);
    }
    $to = fopen('php://memory', 'w+');
    if (stream_copy_to_stream($p->stream(), $to) !== strlen($want) || stream_get_contents($to, -1, 0) !== $want) {
        echo "$p->encoding: stream_copy_to_stream differs\n";
    }
    $s = $p->stream();
    for ($lines = []; ($line = fgets($s)) !== false;) {
        $lines[] = $line;
    }
    if (implode('', $lines) !== $want || count($lines) !== count(preg_split('/(?<=\n)(?!$)/D', $want))) {
        echo "$p->encoding: fgets differs\n";
    }
    if (strlen($want) > 1000 && stream_get_contents($p->stream(), 50, 1000) !== substr($want, 1000, 50)) {
        echo "$p->encoding: skipping differs\n";
    }
}

mt_srand(1);
$binary = '';
for ($i = 0; $i < 100000; $i++) {
    $binary .= chr(mt_rand(0, 255));
}
$text = str_repeat("Zeile mit Umlaut \u{fc} und = und Leerzeichen am Ende   \r\n", 3000) . 'Ende';
$bodies = [
    'base64' => [chunk_split(base64_encode($binary)), $binary . ''],
    'quoted-printable' => [quoted_printable_encode($text), $text],
    '8bit' => [$text, $text],
    'x-uuencode' => ["begin 644 x\r\n" . str_replace("\n", "\r\n", convert_uuencode($binary)) . "end", $binary],
];
$raw = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
foreach ($bodies as $encoding => [$body]) {
    $raw .= "--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: $encoding\r\n\r\n" . rtrim($body, "\r\n") . "\r\n";
}
$raw .= "--b\r\nContent-Type: application/empty\r\nContent-Transfer-Encoding: base64\r\n\r\n--b\r\nContent-Type: application/unpadded\r\nContent-Transfer-Encoding: base64\r\n\r\nQUJDREU\r\n--b--\r\n";
$file = __DIR__ . '/054.eml';
file_put_contents($file, $raw);
foreach ([mailbox_parse($raw), mailbox_parse_file($file)] as $m) {
    foreach (array_values($bodies) as $i => [, $want]) {
        ways($m->attachments[$i], $want);
    }
    $empty = $m->attachments[4]->stream();
    var_dump(fread($empty, 10), feof($empty), $m->attachments[4]->content(), $m->attachments[4]->size());
    ways($m->attachments[5], 'ABCDE');
}

echo "-- forward only, read only\n";
$s = $m->attachments[0]->stream();
$meta = stream_get_meta_data($s);
var_dump($meta['seekable'], $meta['mode'], $meta['stream_type'], fstat($s));
var_dump(strlen(fread($s, 100000)) > 0, ftell($s) > 0, @rewind($s), @fseek($s, 0, SEEK_END));
var_dump(@fwrite($s, 'x'), @ftruncate($s, 0));

echo "-- closed\n";
fclose($s);
try {
    fread($s, 1);
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}

echo "-- the file below it is not for closing\n";
$s = $m->attachments[0]->stream();
foreach (get_resources('stream') as $r) {
    if ($r !== $s && str_ends_with(stream_get_meta_data($r)['uri'] ?? '', '054.eml')) {
        var_dump(@fclose($r));
    }
}
var_dump(stream_get_contents($s) === $binary);

echo "-- each call is a stream of its own, and outlives the message\n";
[$a, $b] = [$m->attachments[1]->stream(), $m->attachments[1]->stream()];
unset($m, $raw);
var_dump(fread($a, 5), fread($b, 5), fread($a, 5) === fread($b, 5));
?>
--CLEAN--
<?php @unlink(__DIR__ . '/054.eml'); ?>
--EXPECT--
string(0) ""
bool(true)
string(0) ""
int(0)
string(0) ""
bool(true)
string(0) ""
int(0)
-- forward only, read only
bool(false)
string(2) "rb"
string(12) "Mailbox\Part"
bool(false)
bool(true)
bool(true)
bool(false)
int(-1)
bool(false)
bool(false)
-- closed
fread(): supplied resource is not a valid stream resource
-- the file below it is not for closing
bool(false)
bool(false)
bool(true)
-- each call is a stream of its own, and outlives the message
string(5) "Zeile"
string(5) "Zeile"
bool(true)
