--TEST--
Parts: structure, raw slices, content, text, digests, damage
--EXTENSIONS--
mailbox
--FILE--
<?php
use Mailbox\Attachment;
use Mailbox\Part;

$png = random_bytes(4000);
$latin = "Gr\xfc\xdfe\r\naus K\xf6ln";
$raw = "Subject: s\r\nContent-Type: multipart/mixed; boundary=outer\r\n\r\npreamble\r\n--outer\r\nContent-Type: multipart/alternative; boundary=inner\r\n\r\n"
    . "--inner\r\nContent-Type: text/plain; charset=ISO-8859-1\r\nContent-Transfer-Encoding: base64\r\n\r\n" . base64_encode($latin) . "\r\n"
    . "--inner\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>caf=C3=A9=\r\n</p>\r\n--inner--\r\n"
    . "--outer\r\nContent-Type: image/png; name=p.png\r\nContent-ID: <p@x>\r\nContent-Disposition: inline\r\nContent-Transfer-Encoding: base64\r\n\r\n" . chunk_split(base64_encode($png))
    . "--outer\r\nContent-Type: text/csv; charset=windows-1252\r\nContent-Disposition: attachment; filename=t.csv\r\nContent-ID: <12>\r\n\r\na;\x80\r\nb;c\r\n\r\n"
    . "--outer\r\nContent-Type: application/x\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 cat.txt\r\n#0V%T\r\n`\r\nend\r\n"
    . "--outer\r\nContent-Type: application/y\r\nContent-ID: <p@x>\r\nContent-Transfer-Encoding: base64\r\n\r\nQUJD*REVG\r\nR\r\n--outer--\r\nepilogue\r\n";
$m = mailbox_parse($raw);
$parts = $m->parts();
foreach ($parts as $i => $p) {
    printf("%d %s%s %s %s %s %s %s %s\n", $p->index, str_repeat('  ', $p->depth), $p::class, json_encode($p->parent), $p->role, $p->contentType, $p->encoding, json_encode([$p->charset, $p->disposition, $p->filename, $p->contentId]), $p instanceof Attachment ? json_encode([$p->inline, $p->path]) : '');
    // the offsets are those of the raw message, and the slice is what is there
    $slice = substr($raw, $p->headerOffset, $p->endOffset - $p->headerOffset);
    if ($i !== $p->index || $p->raw() !== $slice || !str_starts_with($slice, $i ? 'Content-Type:' : 'Subject:') || substr($raw, $p->bodyOffset - 4, 4) !== "\r\n\r\n") {
        echo "part $i: wrong slice\n";
    }
    if ($p->size() !== strlen($p->content()) || $p->sha256() !== hash('sha256', $p->content()) || stream_get_contents($p->stream()) !== $p->content()) {
        echo "part $i: wrong digest\n";
    }
}
// the boundary and its line break end a part
var_dump(substr($raw, $parts[2]->endOffset, 9) === "\r\n--inner", $parts[0]->endOffset === strlen($raw));
var_dump($parts[2]->content() === $latin, $parts[2]->text(), $parts[3]->content(), $parts[3]->text(), $parts[4]->content() === $png);
var_dump($parts[5]->content() === "a;\x80\r\nb;c\r\n", $parts[5]->text() === "a;\u{20AC}\nb;c\n", $parts[6]->content(), $parts[7]->content());
var_dump($parts[1]->content() === substr($raw, $parts[1]->bodyOffset, $parts[1]->endOffset - $parts[1]->bodyOffset));

echo "-- the attachments are the same objects\n";
var_dump($m->attachments === array_values(array_filter($parts, fn (Part $p) => $p instanceof Attachment)));
$ids = $m->contentIds();
var_dump(array_keys($ids), $ids['p@x'] === $parts[4], $ids[12] === $parts[5]);

echo "-- what decoding finds\n";
foreach ($parts as $i => $p) {
    if ($p->anomalies() !== []) {
        echo $i, ' ', json_encode($p->anomalies()), ' ', $p->bodyOffset, "\n";
    }
}

echo "-- what does not go\n";
foreach ([
    fn () => $parts[4]->text(),
    fn () => $parts[0]->text(),
    fn () => $parts[4]->message(),
    fn () => new Part(),
    fn () => (new ReflectionClass(Part::class))->newInstanceWithoutConstructor()->content(),
    fn () => (new ReflectionClass(Attachment::class))->newInstanceWithoutConstructor(),
    fn () => serialize($parts[4]),
    fn () => serialize($m),
    fn () => $parts[4]->index = 3,
    fn () => $parts[4]->other = 3,
] as $try) {
    try {
        var_dump($try());
    } catch (Throwable $e) {
        echo $e::class, ': ', $e->getMessage(), "\n";
    }
}

echo "-- clones, and parts that outlive their message\n";
$clone = clone $m;
$part = clone $clone->parts()[4];
var_dump($clone == $m, $clone->attachments === $m->attachments);
unset($m, $clone, $parts, $ids, $raw, $p);
var_dump($part->content() === $png, $part->sha256() === hash('sha256', $png));
?>
--EXPECT--
0 Mailbox\Part null multipart multipart/mixed identity [null,null,null,null] 
1   Mailbox\Part 0 multipart multipart/alternative identity [null,null,null,null] 
2     Mailbox\Part 1 text text/plain base64 ["ISO-8859-1",null,null,null] 
3     Mailbox\Part 1 html text/html quoted-printable ["utf-8",null,null,null] 
4   Mailbox\Attachment 0 attachment image/png base64 [null,"inline","p.png","p@x"] [true,null]
5   Mailbox\Attachment 0 attachment text/csv identity ["windows-1252","attachment","t.csv","12"] [false,null]
6   Mailbox\Attachment 0 attachment application/x x-uuencode [null,null,null,null] [false,null]
7   Mailbox\Attachment 0 attachment application/y base64 [null,null,null,"p@x"] [false,null]
bool(true)
bool(true)
bool(true)
string(17) "Grüße
aus Köln"
string(12) "<p>café</p>"
string(12) "<p>café</p>"
bool(true)
bool(true)
bool(true)
string(3) "Cat"
string(6) "ABCDEF"
bool(true)
-- the attachments are the same objects
bool(true)
array(2) {
  [0]=>
  string(3) "p@x"
  [1]=>
  int(12)
}
bool(true)
bool(true)
-- what decoding finds
7 [{"name":"encoding_bad_data","offset":6329},{"name":"encoding_cut","offset":6329}] 6329
-- what does not go
LogicException: A part of the type image/png has no text
LogicException: A part of the type multipart/mixed has no text
LogicException: A part of the type image/png is no message
Error: Call to private Mailbox\Part::__construct() from global scope
Error: The Mailbox\Part object was never constructed
ReflectionException: Class Mailbox\Attachment is an internal class marked as final that cannot be instantiated without invoking its constructor
Exception: Serialization of 'Mailbox\Attachment' is not allowed
Exception: Serialization of 'Mailbox\Message' is not allowed
Error: Cannot modify readonly property Mailbox\Part::$index
Error: Cannot create dynamic property Mailbox\Attachment::$other
-- clones, and parts that outlive their message
bool(true)
bool(true)
bool(true)
bool(true)
