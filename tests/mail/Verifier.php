<?php

declare(strict_types=1);

namespace MailboxTest;

use PDO;

/**
 * Compares what lies in a store's tables and blob folder with the generator's manifest (generate.py says what is in it).
 *
 * Reads the tables with SQL of its own: neither the extension nor PdoStore takes part, so neither can hide a fault.
 */
final class Verifier
{
    private const FLAGS = [1 => '\\Seen', 2 => '\\Answered', 4 => '\\Flagged', 8 => '\\Deleted', 16 => '\\Draft'];

    public int $messages = 0;
    public int $attachments = 0;
    /** @var list<string> */
    public array $differences = [];

    public function __construct(private readonly PDO $db, private readonly string $blobDir, private readonly string $prefix = '')
    {
        $db->setAttribute(PDO::ATTR_ERRMODE, PDO::ERRMODE_EXCEPTION);
    }

    public static function connect(string $dsn, ?string $user = null, #[\SensitiveParameter] ?string $password = null): PDO
    {
        return new PDO($dsn, $user, $password, [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION, PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC]);
    }

    /** @return array<string, array<string, mixed>> by key */
    public static function manifest(string $file, ?callable $wanted = null): array
    {
        $facts = [];
        foreach (new \SplFileObject($file) as $line) {
            if (trim($line) === '') {
                continue;
            }
            $fact = json_decode($line, true, 512, JSON_THROW_ON_ERROR);
            if (isset($facts[$fact['key']])) {
                throw new \RuntimeException("the manifest has {$fact['key']} twice");
            }
            if ($wanted === null || $wanted($fact)) {
                $facts[$fact['key']] = $fact;
            }
        }

        return $facts;
    }

    /** @param array<string, array<string, mixed>> $facts */
    public function compare(int $staffId, array $facts): self
    {
        $seen = [];
        $attachments = $this->attachmentRows($staffId);
        $locations = $this->locations($staffId);
        $rows = $this->query('SELECT * FROM {message} WHERE staff_id = ? ORDER BY id', [$staffId]);
        foreach ($rows as $row) {
            $this->messages++;
            $key = $row['message_id'] ?? (preg_match('/^X-Test-Key: (\S+)/mi', (string) $row['headers'], $m) ? $m[1] : 'id ' . $row['id']);
            $fact = $facts[$key] ?? null;
            if ($fact === null) {
                $this->differences[] = "$key: a row that nobody sent";
                continue;
            }
            if (isset($seen[$key])) {
                $this->differences[] = "$key: stored twice";
            }
            $seen[$key] = true;
            $this->compareMessage($key, $fact, $row, $locations[$row['id']] ?? []);
            $this->compareAttachments($key, $fact['attachments'], $attachments[$row['id']] ?? []);
        }
        foreach (array_diff_key($facts, $seen) as $key => $_) {
            $this->differences[] = "$key: missing";
        }

        return $this;
    }

    public function __toString(): string
    {
        return sprintf('%d messages, %d attachments, %d differences', $this->messages, $this->attachments, count($this->differences));
    }

    /**
     * Everything that an import decides, as text that is the same for two imports of the same mailbox: no ids, no times of
     * importing, no state. Includes the blobs' names and the digests of their bytes.
     */
    public function canonical(int $staffId): string
    {
        $out = [];
        $attachments = $this->attachmentRows($staffId);
        $locations = $this->locations($staffId);
        foreach ($this->query('SELECT * FROM {message} WHERE staff_id = ? ORDER BY raw_sha256', [$staffId]) as $row) {
            $id = $row['id'];
            unset($row['id'], $row['imported_at']);
            ksort($row);
            $files = array_map(static function (array $a): array {
                unset($a['message_id']);
                ksort($a);

                return array_map(strval(...), $a);
            }, $attachments[$id] ?? []);
            $out[] = json_encode([array_map(self::printable(...), $row), array_map(static fn (array $f) => array_map(self::printable(...), $f), $files), $locations[$id] ?? []], JSON_THROW_ON_ERROR);
        }
        foreach (self::files($this->blobDir) as $file) {
            if (!str_starts_with($file, 'tmp/')) {
                $out[] = "$file " . hash_file('sha256', "$this->blobDir/$file");
            }
        }

        return implode("\n", $out) . "\n";
    }

    /** @return list<string> paths below a folder, sorted */
    public static function files(string $dir): array
    {
        $files = [];
        if (is_dir($dir)) {
            foreach (new \RecursiveIteratorIterator(new \RecursiveDirectoryIterator($dir, \FilesystemIterator::SKIP_DOTS)) as $file) {
                $files[] = substr($file->getPathname(), strlen($dir) + 1);
            }
        }
        sort($files);

        return $files;
    }

    private function compareMessage(string $key, array $fact, array $row, array $locations): void
    {
        foreach (['from' => 'from_list', 'to' => 'to_list', 'cc' => 'cc_list'] as $name => $column) {
            $got = array_map(static fn (array $a): array => [$a['name'], $a['address']], json_decode($row[$column], true, 512, JSON_THROW_ON_ERROR));
            $this->same($key, $name, $fact[$name], $got);
        }
        $this->same($key, 'Message-ID', $fact['has_id'] ? $fact['key'] : null, $row['message_id']);
        $this->same($key, 'subject', $fact['subject'], $row['subject']);
        $this->same($key, 'text', self::body($fact['text']), self::body($row['text']));
        $this->same($key, 'html', self::body($fact['html']), self::body($row['html']));
        $this->same($key, 'date', $fact['date'], self::int($row['sent']));
        $this->same($key, 'internaldate', $fact['internaldate'], self::int($row['internal_date']));
        $this->same($key, 'references', $fact['references'], json_decode($row['reference_ids'], true));
        $this->same($key, 'in_reply_to', $fact['in_reply_to'], json_decode($row['in_reply_to'], true));
        $this->same($key, 'size', $fact['size'], (int) $row['size']);
        $this->same($key, 'raw_sha256', $fact['raw_sha256'], bin2hex($row['raw_sha256']));
        $this->same($key, 'truncated', 0, (int) $row['truncated']);
        $this->same($key, 'incomplete', 0, (int) $row['incomplete']);
        $this->same($key, 'number of attachments', count($fact['attachments']), (int) $row['attachments']);
        $this->same($key, 'places', 1, count($locations));
        $flags = [];
        foreach (self::FLAGS as $bit => $name) {
            if (($locations[0]['flags'] ?? 0) & $bit) {
                $flags[] = $name;
            }
        }
        sort($flags);
        $this->same($key, 'flags', $fact['flags'], $flags);
    }

    private function compareAttachments(string $key, array $expected, array $rows): void
    {
        foreach (array_values($rows) as $i => $row) {
            $this->attachments++;
            $want = $expected[$i] ?? null;
            if ($want === null) {
                $this->differences[] = "$key: attachment $i is surplus";
                continue;
            }
            $sha = bin2hex($row['sha256']);
            foreach (['filename', 'content_type', 'content_id'] as $column) {
                $this->same($key, "attachment $i $column", $want[$column], $row[$column]);
            }
            $this->same($key, "attachment $i size", $want['size'], (int) $row['size']);
            $this->same($key, "attachment $i sha256", $want['sha256'], $sha);
            $file = "$this->blobDir/{$row['path']}";
            if ($row['path'] === null || !is_file($file)) {
                $this->differences[] = "$key: attachment $i has no file";
                continue;
            }
            $this->same($key, "attachment $i file", $want['sha256'], hash_file('sha256', $file));
            $this->same($key, "attachment $i file name", substr($sha, 0, 2) . "/$sha", $row['path']);
        }
        for ($i = count($rows); $i < count($expected); $i++) {
            $this->differences[] = "$key: attachment $i ({$expected[$i]['filename']}) is missing";
        }
    }

    private function same(string $key, string $what, mixed $expected, mixed $got): void
    {
        if ($expected !== $got) {
            $show = static fn (mixed $v): string => substr(json_encode($v, JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE), 0, 300);
            $this->differences[] = "$key: $what is {$show($got)}, expected {$show($expected)}";
        }
    }

    /** Bodies compare as LF text without the line breaks at the very end; an empty one is none. */
    private static function body(?string $text): ?string
    {
        $text = $text === null ? '' : rtrim(str_replace("\r\n", "\n", $text), "\n");

        return $text === '' ? null : $text;
    }

    private static function int(mixed $value): ?int
    {
        return $value === null ? null : (int) $value;
    }

    private static function printable(mixed $value): ?string
    {
        return $value === null ? null : (preg_match('//u', (string) $value) === 1 ? (string) $value : 'x' . bin2hex((string) $value));
    }

    private function attachmentRows(int $staffId): array
    {
        $byMessage = [];
        foreach ($this->query('SELECT * FROM {attachment} WHERE staff_id = ? ORDER BY message_id, position', [$staffId]) as $row) {
            $byMessage[$row['message_id']][] = $row;
        }

        return $byMessage;
    }

    private function locations(int $staffId): array
    {
        $byMessage = [];
        foreach ($this->query('SELECT f.name, l.message_id, l.generation, l.uid, l.flags FROM {location} l JOIN {folder} f ON f.staff_id = l.staff_id AND f.id = l.folder_id WHERE l.staff_id = ? ORDER BY l.uid', [$staffId]) as $row) {
            $byMessage[$row['message_id']][] = ['folder' => $row['name'], 'generation' => (int) $row['generation'], 'uid' => (int) $row['uid'], 'flags' => (int) $row['flags']];
        }

        return $byMessage;
    }

    private function query(string $sql, array $values): \Traversable
    {
        $statement = $this->db->prepare(preg_replace('/\{(\w+)\}/', $this->prefix . 'mbx_$1', $sql));
        $statement->execute($values);

        return $statement;
    }
}
