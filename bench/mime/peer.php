<?php
/* peer.php mailbox|mailparse FILE LIMIT [check]   one of the two PHP extensions over a corpus. Reading a message is not
 * measured, making everything that a caller wants of it is. */
declare(strict_types=1);

final class Sums
{
    public int $messages = 0, $attached = 0, $attachments = 0, $attachment_bytes = 0, $text_bytes = 0, $header_bytes = 0;
    public int $c_attachment = 0, $c_plain = 0, $c_html = 0, $c_subject = 0, $c_name = 0, $c_address = 0, $c_filename = 0, $c_date = 0;
    public float $wall = 0, $cpu = 0;
    public int $peak = 0;
    private bool $check;

    public function __construct(bool $check)
    {
        $this->check = $check;
    }

    public function header(string $field, ?string $value): void
    {
        $this->header_bytes += strlen((string) $value);
        if ($this->check && $value !== null && $value !== '') {
            $this->$field += crc32(self::bare($value));
        }
    }

    public function text(string $field, string $value): void
    {
        if (!$this->check) {
            $this->text_bytes += strlen($value);
        } elseif ($value !== '') {
            $value = self::bare($value);
            $this->$field += crc32($value);
            $this->text_bytes += strlen($value);
        }
    }

    public function attachment(string $bytes): void
    {
        $this->attachments++;
        $this->attachment_bytes += strlen($bytes);
        if ($this->check) {
            $this->c_attachment += crc32($bytes);
        }
    }

    private static function bare(string $value): string
    {
        static $blanks = null;
        $blanks ??= implode(array_map('chr', range(0, 32)));
        return implode(explode(' ', strtr($value, $blanks, str_repeat(' ', 33))));
    }
}

function with_mailbox(Sums $s, string $raw): void
{
    $m = mailbox_parse($raw);
    $s->header('c_subject', $m->subject);
    foreach ([$m->from, $m->to] as $list) {
        foreach ($list as $a) {
            $s->header('c_name', $a->name);
            $s->header('c_address', $a->address);
        }
    }
    $s->c_date += $m->date;
    $s->text('c_plain', (string) $m->text);
    $s->text('c_html', (string) $m->html);
    foreach ($m->attachments as $file) {
        if ($file->contentType === 'message/rfc822') {
            $s->attached++;
            with_mailbox($s, $file->content());
        } else {
            $s->header('c_filename', $file->filename);
            $s->attachment($file->content());
        }
    }
}

/** mailparse leaves charsets to its caller: iconv for headers and for text that is not UTF-8, and a check for text that is. */
function with_mailparse(Sums $s, string $raw): void
{
    $m = mailparse_msg_create();
    mailparse_msg_parse($m, $raw);
    $texts = $types = [];
    $own = $bytes = '';
    $take = static function (string $piece) use (&$bytes): void {
        $bytes .= $piece;
    };
    foreach (mailparse_msg_get_structure($m) as $id) {
        $part = mailparse_msg_get_part($m, $id);
        $about = mailparse_msg_get_part_data($part);
        $type = $about['content-type'];
        // a message's own headers: the whole one's, and those of the part that an attached message consists of
        $message = preg_replace('/\.1$/', '', $id);
        if ($id === '1' || ($message !== $id && ($types[$message] ?? '') === 'message/rfc822')) {
            $own = $id;
            $texts[$own] = ['', ''];
            $h = $about['headers'];
            $s->header('c_subject', isset($h['subject']) ? iconv_mime_decode($h['subject'], ICONV_MIME_DECODE_CONTINUE_ON_ERROR, 'UTF-8') : null);
            foreach (['from', 'to'] as $field) {
                foreach (mailparse_rfc822_parse_addresses($h[$field] ?? '') as $a) {
                    $name = $a['display'] === $a['address'] ? null : iconv_mime_decode($a['display'], ICONV_MIME_DECODE_CONTINUE_ON_ERROR, 'UTF-8');
                    $s->header('c_name', $name);
                    $s->header('c_address', $a['address']);
                }
            }
            $s->c_date += isset($h['date']) ? strtotime($h['date']) : 0;
        }
        $types[$id] = $type;
        if (str_starts_with($type, 'multipart/')) {
            continue;
        }
        if ($type === 'message/rfc822') {
            $s->attached++;
            continue;
        }
        $bytes = '';
        mailparse_msg_extract_part($part, $raw, $take);
        if (($type === 'text/plain' || $type === 'text/html') && ($about['content-disposition'] ?? '') !== 'attachment') {
            $charset = strtolower($about['content-charset'] ?? $about['charset'] ?? 'us-ascii');
            if ($charset !== 'utf-8' && $charset !== 'us-ascii') {
                $bytes = (string) iconv($charset, 'UTF-8', $bytes);
            } elseif (!mb_check_encoding($bytes, 'UTF-8')) {
                $bytes = mb_scrub($bytes, 'UTF-8');
            }
            $texts[$own][$type === 'text/html' ? 1 : 0] .= $bytes;
        } else {
            $s->header('c_filename', $about['disposition-filename'] ?? $about['content-name'] ?? null);
            $s->attachment($bytes);
        }
    }
    foreach ($texts as [$plain, $html]) {
        $s->text('c_plain', $plain);
        $s->text('c_html', $html);
    }
    mailparse_msg_free($m);
}

function cpu(): float
{
    $u = getrusage();
    return $u['ru_utime.tv_sec'] + $u['ru_stime.tv_sec'] + ($u['ru_utime.tv_usec'] + $u['ru_stime.tv_usec']) / 1e6;
}

function read_all($f, int $n): string
{
    $raw = '';
    while (strlen($raw) < $n && ($piece = fread($f, $n - strlen($raw))) !== false && $piece !== '') {
        $raw = $raw === '' ? $piece : $raw . $piece;
    }
    return $raw;
}

[, $peer, $path, $limit] = $argv;
$s = new Sums(isset($argv[4]));
$read = "with_$peer";
$corpus = fopen($path, 'rb');
stream_set_read_buffer($corpus, 0);
foreach (file("$path.idx") as $line) {
    [$at, $n] = array_map('intval', explode(' ', $line));
    if ($limit && $at >= $limit) {
        break;
    }
    $raw = read_all($corpus, $n);
    $c = cpu();
    $w = hrtime(true);
    $read($s, $raw);
    $s->wall += (hrtime(true) - $w) / 1e9;
    $s->cpu += cpu() - $c;
    $s->messages++;
}
preg_match('/VmHWM:\s+(\d+)/', file_get_contents('/proc/self/status'), $hwm);
preg_match('/RssFile:\s+(\d+)/', file_get_contents('/proc/self/status'), $mapped);
$s->peak = ($hwm[1] - $mapped[1]) * 1024;
echo json_encode($s), "\n";
