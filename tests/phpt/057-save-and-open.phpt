--TEST--
saveTo() writes a whole file or none; message() opens an attached mail; open_basedir holds for both
--EXTENSIONS--
mailbox
--FILE--
<?php
function attempt(callable $what): void
{
    try {
        var_dump($what());
    } catch (Mailbox\Failure $e) {
        echo $e::class, " $e->errorCode: ", preg_replace('/\d+/', 'N', str_replace(__DIR__, '', $e->getMessage())), "\n";
    } catch (Throwable $e) {
        echo $e::class, ': ', $e->getMessage(), "\n";
    }
}
$here = __DIR__ . '/057';
mkdir($here);
mkdir("$here/folder");
chdir($here);

$inner = "Subject: inner\r\nFrom: i@example.org\r\nContent-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\n\r\ntext\r\n--i\r\nContent-Type: message/rfc822\r\n\r\nSubject: innermost\r\nContent-Type: image/x\r\n\r\nbytes\r\n--i--\r\n";
$raw = "Subject: outer\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\n"
    . "--o\r\nContent-Type: application/x; name=\"../../x\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" . base64_encode("one\0two") . "\r\n"
    . "--o\r\nContent-Type: message/rfc822\r\n\r\n$inner\r\n"
    . "--o\r\nContent-Type: message/global\r\nContent-Transfer-Encoding: base64\r\n\r\n" . base64_encode("Subject: gl\u{f6}bal\r\n\r\nx") . "\r\n"
    . "--o\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n--o--\r\n";
file_put_contents("$here/m.eml", $raw);
foreach ([mailbox_parse($raw), mailbox_parse_file("$here/m.eml")] as $i => $m) {
    echo '-- ', ['from a string', 'from a file'][$i], "\n";
    $a = $m->attachments[0];
    var_dump($a->saveTo('out'), file_get_contents("$here/out") === "one\0two", substr(sprintf('%o', fileperms("$here/out")), -3) === sprintf('%o', 0666 & ~umask()));
    file_put_contents("$here/out", 'older and longer than the new one');
    symlink("$here/out", "$here/link");
    var_dump($a->saveTo("file://$here/out"), file_get_contents("$here/out") === "one\0two", unlink("$here/out"), touch("$here/out"), $a->saveTo("$here/link"), is_link("$here/link"), filesize("$here/out"));
    unlink("$here/link");
    unlink("$here/out");

    $sub = $m->attachments[1]->message();
    var_dump($sub->subject, $sub->text, $sub->size === strlen($inner) && $sub->rawSha256() === hash('sha256', $inner), $m->attachments[1]->content() === $inner);
    $subsub = $sub->attachments[0]->message();
    // an offset belongs to the message that it is asked of
    var_dump($subsub->subject, $subsub->attachments[0]->content(), $subsub->attachments[0]->bodyOffset, $subsub->headerList()[1]->offset);
    var_dump($m->attachments[2]->message()->subject);
    attempt(fn () => $m->attachments[3]->message());
}

echo "-- in the place of a file: with its mode, but never as somebody else\n";
foreach ([0600, 0666, 0400, 04755] as $mode) {
    file_put_contents("$here/out", 'x');
    chmod("$here/out", $mode);
    $a->saveTo("$here/out");
    clearstatcache();
    printf("%o -> %o %d\n", $mode, fileperms("$here/out") & 07777, filesize("$here/out"));
    unlink("$here/out");
}

echo "-- where it cannot be written\n";
attempt(fn () => $a->saveTo("$here/folder"));
stream_socket_server("unix://$here/socket");
attempt(fn () => $a->saveTo("$here/socket"));
var_dump(filetype("$here/socket"), unlink("$here/socket"));
attempt(fn () => $a->saveTo("$here/none/out"));
attempt(fn () => $a->saveTo(''));
attempt(fn () => $a->saveTo('php://stdout'));
attempt(fn () => $a->saveTo("a\0b"));
file_put_contents("$here/kept", 'kept');
$broken = mailbox_parse_file("$here/m.eml");
touch("$here/m.eml", 1000000000);
attempt(fn () => $broken->attachments[0]->saveTo("$here/kept"));
var_dump(file_get_contents("$here/kept"), array_diff(scandir($here), ['.', '..']));

echo "-- open_basedir\n";
$inside = mailbox_parse_file("$here/m.eml");
ini_set('open_basedir', "$here/folder");
attempt(fn () => mailbox_parse_file("$here/m.eml"));
attempt(fn () => $inside->attachments[0]->content());
attempt(fn () => $m->attachments[2]->saveTo("$here/out"));
$m = mailbox_parse($raw);
attempt(fn () => $m->attachments[0]->saveTo("$here/out"));
attempt(fn () => $m->attachments[0]->saveTo("$here/folder/out"));
?>
--CLEAN--
<?php
foreach (['out', 'link', 'kept', 'm.eml', 'folder/out'] as $f) {
    @unlink(__DIR__ . "/057/$f");
}
@rmdir(__DIR__ . '/057/folder');
@rmdir(__DIR__ . '/057');
?>
--EXPECT--
-- from a string
int(7)
bool(true)
bool(true)
int(7)
bool(true)
bool(true)
bool(true)
int(7)
bool(true)
int(7)
string(5) "inner"
string(4) "text"
bool(true)
bool(true)
string(9) "innermost"
string(5) "bytes"
int(45)
int(20)
string(7) "glöbal"
LogicException: A part of the type message/delivery-status is no message
-- from a file
int(7)
bool(true)
bool(true)
int(7)
bool(true)
bool(true)
bool(true)
int(7)
bool(true)
int(7)
string(5) "inner"
string(4) "text"
bool(true)
bool(true)
string(9) "innermost"
string(5) "bytes"
int(45)
int(20)
string(7) "glöbal"
LogicException: A part of the type message/delivery-status is no message
-- in the place of a file: with its mode, but never as somebody else
600 -> 600 7
666 -> 666 7
400 -> 400 7
4755 -> 755 7
-- where it cannot be written
Mailbox\FileFailed FILE_WRITE: /N/folder is a folder.
Mailbox\FileFailed FILE_WRITE: /N/socket is no plain file.
string(6) "socket"
bool(true)
Mailbox\FileFailed FILE_WRITE: No file can be made beside /N/none/out: No such file or directory.
ValueError: Mailbox\Part::saveTo(): Argument #1 ($path) cannot be empty
ValueError: Mailbox\Part::saveTo(): Argument #1 ($path) must be the path of a plain file
ValueError: Mailbox\Part::saveTo(): Argument #1 ($path) must not contain any null bytes
Mailbox\FileFailed FILE_CHANGED: The file /N/m.eml is not what it was when it was parsed.
string(4) "kept"
array(3) {
  [2]=>
  string(6) "folder"
  [3]=>
  string(4) "kept"
  [4]=>
  string(5) "m.eml"
}
-- open_basedir
Mailbox\FileFailed FILE_READ: open_basedir does not allow the path /N/m.eml.
Mailbox\FileFailed FILE_READ: open_basedir does not allow the path /N/m.eml.
Mailbox\FileFailed FILE_READ: open_basedir does not allow the path /N/m.eml.
Mailbox\FileFailed FILE_WRITE: open_basedir does not allow the path /N/out.
int(7)
