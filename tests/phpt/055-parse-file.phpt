--TEST--
mailbox_parse_file() gives what mailbox_parse() gives; what cannot be read is a clear failure
--EXTENSIONS--
mailbox
--SKIPIF--
<?php
if (!is_file('/proc/version')) die('skip needs /proc');
?>
--FILE--
<?php
use Mailbox\Failure;

/** Everything that a message has, its parts' bytes as digests. */
function everything(Mailbox\Message $m): array
{
    $all = get_object_vars($m);
    unset($all['attachments']);
    $all['headerList'] = $m->headerList();
    foreach (['plainText', 'replyText', 'quotedText', 'signatureText', 'snippet', 'baseSubject', 'isReply', 'isForward', 'threadIds', 'rawSha256', 'headerDigest'] as $method) {
        $all[$method] = $m->$method();
    }
    foreach ($m->parts() as $i => $p) {
        $all["part $i"] = [get_object_vars($p), $p->size(), $p->sha256(), $p->anomalies(), sha1($p->raw()), sha1($p->content()), sha1(stream_get_contents($p->stream()))];
        if (str_starts_with($p->contentType, 'text/')) {
            $all["part $i"][] = $p->text();
        }
        if ($p->contentType === 'message/rfc822') {
            $all["part $i"][] = everything($p->message());
        }
    }

    return $all;
}

$files = glob(dirname(__DIR__) . '/corpus/mime/*.eml');
$differ = $parts = 0;
foreach ($files as $file) {
    $a = everything(mailbox_parse(file_get_contents($file)));
    $b = everything(mailbox_parse_file($file));
    $parts += count(preg_grep('/^part /', array_keys($a)));
    if (serialize($a) !== serialize($b)) {
        $differ++;
        echo basename($file), " differs\n";
    }
}
echo count($files) >= 433 && $parts > 900 ? 'the corpus' : 'only ' . count($files) . " files, $parts parts", ": $differ differ\n";

$here = __DIR__ . '/055';
mkdir($here);
mkdir("$here/folder");
file_put_contents("$here/one.eml", "Subject: one\r\n\r\ntext");
chdir($here);
var_dump(mailbox_parse_file('one.eml')->subject, mailbox_parse_file("file://$here/one.eml")->subject);
file_put_contents("$here/empty.eml", '');
var_dump(mailbox_parse_file('empty.eml')->size);

function attempt(callable $what): void
{
    try {
        var_dump($what());
    } catch (Failure $e) {
        echo $e::class, " $e->errorCode $e->stage ", var_export($e->retryable, true), ': ', str_replace(__DIR__, '', $e->getMessage()), $e->hint === '' ? ' no hint' : '', "\n";
    } catch (Throwable $e) {
        echo $e::class, ': ', $e->getMessage(), "\n";
    }
}
echo "-- no such file, a folder, a pipe, a device, other streams, nothing\n";
attempt(fn () => mailbox_parse_file("$here/none.eml"));
attempt(fn () => mailbox_parse_file("$here/folder"));
if (function_exists('posix_mkfifo')) {
    posix_mkfifo("$here/pipe", 0600);
} else {
    exec('mkfifo ' . escapeshellarg("$here/pipe"));
}
attempt(fn () => mailbox_parse_file("$here/pipe"));
attempt(fn () => mailbox_parse_file('/dev/zero'));
// has a size of 0 and a content
attempt(fn () => mailbox_parse_file('/proc/version'));
attempt(fn () => mailbox_parse_file('php://stdin'));
attempt(fn () => mailbox_parse_file('data:text/plain,x'));
attempt(fn () => mailbox_parse_file('http://127.0.0.1:1/x'));
attempt(fn () => mailbox_parse_file(''));
attempt(fn () => mailbox_parse_file("a\0b"));

echo "-- gone, changed, replaced by its equal\n";
$raw = "Subject: s\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: application/x\r\nContent-Transfer-Encoding: base64\r\n\r\nQUJD\r\n--b--\r\n";
foreach (['gone' => 'unlink', 'longer' => fn ($f) => file_put_contents($f, 'x', FILE_APPEND), 'touched' => fn ($f) => touch($f, 1000000000), 'replaced' => function ($f) use ($raw) {
    $time = filemtime($f);
    file_put_contents("$f.new", $raw);
    touch("$f.new", $time);
    rename("$f.new", $f);
}] as $name => $change) {
    $file = "$here/$name.eml";
    file_put_contents($file, $raw);
    $m = mailbox_parse_file($file);
    $change($file);
    // the list is there without the file: nothing of an attachment was read before it is asked for
    echo "$name: ", count($m->attachments), " {$m->attachments[0]->contentType}\n";
    foreach (['content', 'raw', 'size', 'sha256', 'stream', 'anomalies'] as $method) {
        attempt(fn () => $m->attachments[0]->$method());
    }
    attempt(fn () => $m->rawSha256());
    attempt(fn () => $m->attachments[0]->saveTo("$here/saved"));
    var_dump(file_exists("$here/saved"));
}

echo "-- cut while a stream is open\n";
$file = "$here/cut.eml";
file_put_contents($file, str_replace('QUJD', str_repeat(str_repeat('QUJD', 19) . "\r\n", 9000), $raw));
$s = mailbox_parse_file($file)->attachments[0]->stream();
$first = fread($s, 3000);
ftruncate(fopen($file, 'r+'), 1000);
set_error_handler(function (int $level, string $message) use ($here): bool {
    echo "$level ", str_replace(dirname($here), '', $message), "\n";

    return true;
});
while (!feof($s)) {
    fread($s, 8192);
}
restore_error_handler();
var_dump($first === str_repeat('ABC', 1000));
?>
--CLEAN--
<?php
foreach (glob(__DIR__ . '/055/*') as $f) {
    is_dir($f) ? rmdir($f) : unlink($f);
}
rmdir(__DIR__ . '/055');
?>
--EXPECT--
the corpus: 0 differ
string(3) "one"
string(3) "one"
int(0)
-- no such file, a folder, a pipe, a device, other streams, nothing
Mailbox\FileFailed FILE_READ input false: The file /055/none.eml cannot be found: No such file or directory.
Mailbox\FileFailed FILE_READ input false: /055/folder is a folder.
Mailbox\FileFailed FILE_READ input false: /055/pipe is no plain file.
Mailbox\FileFailed FILE_READ input false: /dev/zero is no plain file.
Mailbox\FileFailed FILE_READ input false: The file /proc/version has a size of 0, but is not empty.
ValueError: mailbox_parse_file(): Argument #1 ($path) must be the path of a plain file
ValueError: mailbox_parse_file(): Argument #1 ($path) must be the path of a plain file
ValueError: mailbox_parse_file(): Argument #1 ($path) must be the path of a plain file
ValueError: mailbox_parse_file(): Argument #1 ($path) cannot be empty
ValueError: mailbox_parse_file(): Argument #1 ($path) must not contain any null bytes
-- gone, changed, replaced by its equal
gone: 1 application/x
Mailbox\FileFailed FILE_READ input false: The file /055/gone.eml cannot be found: No such file or directory.
Mailbox\FileFailed FILE_READ input false: The file /055/gone.eml cannot be found: No such file or directory.
Mailbox\FileFailed FILE_READ input false: The file /055/gone.eml cannot be found: No such file or directory.
Mailbox\FileFailed FILE_READ input false: The file /055/gone.eml cannot be found: No such file or directory.
Mailbox\FileFailed FILE_READ input false: The file /055/gone.eml cannot be found: No such file or directory.
Mailbox\FileFailed FILE_READ input false: The file /055/gone.eml cannot be found: No such file or directory.
Mailbox\FileFailed FILE_READ input false: The file /055/gone.eml cannot be found: No such file or directory.
Mailbox\FileFailed FILE_READ input false: The file /055/gone.eml cannot be found: No such file or directory.
bool(false)
longer: 1 application/x
Mailbox\FileFailed FILE_CHANGED input false: The file /055/longer.eml is not what it was when it was parsed.
Mailbox\FileFailed FILE_CHANGED input false: The file /055/longer.eml is not what it was when it was parsed.
Mailbox\FileFailed FILE_CHANGED input false: The file /055/longer.eml is not what it was when it was parsed.
Mailbox\FileFailed FILE_CHANGED input false: The file /055/longer.eml is not what it was when it was parsed.
Mailbox\FileFailed FILE_CHANGED input false: The file /055/longer.eml is not what it was when it was parsed.
Mailbox\FileFailed FILE_CHANGED input false: The file /055/longer.eml is not what it was when it was parsed.
Mailbox\FileFailed FILE_CHANGED input false: The file /055/longer.eml is not what it was when it was parsed.
Mailbox\FileFailed FILE_CHANGED input false: The file /055/longer.eml is not what it was when it was parsed.
bool(false)
touched: 1 application/x
Mailbox\FileFailed FILE_CHANGED input false: The file /055/touched.eml is not what it was when it was parsed.
Mailbox\FileFailed FILE_CHANGED input false: The file /055/touched.eml is not what it was when it was parsed.
Mailbox\FileFailed FILE_CHANGED input false: The file /055/touched.eml is not what it was when it was parsed.
Mailbox\FileFailed FILE_CHANGED input false: The file /055/touched.eml is not what it was when it was parsed.
Mailbox\FileFailed FILE_CHANGED input false: The file /055/touched.eml is not what it was when it was parsed.
Mailbox\FileFailed FILE_CHANGED input false: The file /055/touched.eml is not what it was when it was parsed.
Mailbox\FileFailed FILE_CHANGED input false: The file /055/touched.eml is not what it was when it was parsed.
Mailbox\FileFailed FILE_CHANGED input false: The file /055/touched.eml is not what it was when it was parsed.
bool(false)
replaced: 1 application/x
Mailbox\FileFailed FILE_CHANGED input false: The file /055/replaced.eml is not what it was when it was parsed.
Mailbox\FileFailed FILE_CHANGED input false: The file /055/replaced.eml is not what it was when it was parsed.
Mailbox\FileFailed FILE_CHANGED input false: The file /055/replaced.eml is not what it was when it was parsed.
Mailbox\FileFailed FILE_CHANGED input false: The file /055/replaced.eml is not what it was when it was parsed.
Mailbox\FileFailed FILE_CHANGED input false: The file /055/replaced.eml is not what it was when it was parsed.
Mailbox\FileFailed FILE_CHANGED input false: The file /055/replaced.eml is not what it was when it was parsed.
Mailbox\FileFailed FILE_CHANGED input false: The file /055/replaced.eml is not what it was when it was parsed.
Mailbox\FileFailed FILE_CHANGED input false: The file /055/replaced.eml is not what it was when it was parsed.
bool(false)
-- cut while a stream is open
2 fread(): The file /055/cut.eml became shorter while it was read.
bool(true)
