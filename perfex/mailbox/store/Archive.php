<?php

declare(strict_types=1);

namespace Mailbox\Pdo;

/** Reads what was imported. Every question names the staff member: nobody's mail is found by an id alone. */
final class Archive
{
    public function __construct(private readonly Connection $db)
    {
    }

    /**
     * One message with everything that is stored of it; null: this staff member has none of that id.
     *
     * @return ?array<string, mixed> columns of the message table; digests in hex, lists decoded, `attachments` and `locations` as lists
     */
    public function message(int $staffId, int $id): ?array
    {
        $row = $this->db->row('SELECT * FROM {message} WHERE staff_id = ? AND id = ?', [$staffId, $id]);
        if ($row === null) {
            return null;
        }
        $row = $this->chunks($staffId, $id) + $row;
        foreach (['in_reply_to', 'reference_ids', 'from_list', 'to_list', 'cc_list', 'bcc_list', 'reply_to_list', 'anomalies'] as $list) {
            $row[$list] = self::decoded($row[$list]);
        }
        foreach (['raw_sha256', 'header_digest', 'message_id_sha256'] as $digest) {
            $row[$digest] = $row[$digest] === null ? null : bin2hex($row[$digest]);
        }
        $row['attachments'] = array_map(
            static fn (array $a): array => ['sha256' => bin2hex($a['sha256'])] + $a,
            $this->db->rows('SELECT filename, content_type, disposition, content_id, inline, size, sha256, path FROM {attachment} WHERE staff_id = ? AND message_id = ? ORDER BY position', [$staffId, $id]),
        );
        $row['locations'] = $this->db->rows(
            'SELECT f.name AS folder, l.generation, l.uid, l.flags FROM {location} l JOIN {folder} f ON f.staff_id = l.staff_id AND f.id = l.folder_id WHERE l.staff_id = ? AND l.message_id = ? ORDER BY f.name, l.uid',
            [$staffId, $id],
        );

        return $row;
    }

    /**
     * A page of the list, newest first; bodies are not read.
     *
     * @return list<array{id: int, received: int, subject: ?string, from_list: list<array{name: ?string, address: string}>, size: int, attachments: int}>
     */
    public function newest(int $staffId, int $limit = 50, int $offset = 0): array
    {
        $rows = $this->db->rows(
            'SELECT id, received, subject, from_list, size, attachments FROM {message} WHERE staff_id = ? ORDER BY received DESC, id DESC LIMIT ? OFFSET ?',
            [$staffId, max(0, $limit), max(0, $offset)],
        );

        return array_map(static fn (array $row): array => ['from_list' => self::decoded($row['from_list'])] + $row, $rows);
    }

    /** Finds the message of an identity: its id, or null. */
    public function find(int $staffId, string $rawSha256): ?int
    {
        $id = $this->db->value('SELECT id FROM {message} WHERE staff_id = ? AND raw_sha256 = ?', [$staffId, new Bytes(hex2bin($rawSha256))]);

        return $id === null ? null : (int) $id;
    }

    /**
     * What each staff member has: messages and attachments stored, messages still to come when the last commit was made.
     *
     * @return array<int, array{messages: int, attachments: int, remaining: int}> by staff id
     */
    public function counts(): array
    {
        $counts = [];
        foreach ($this->db->rows('SELECT staff_id, SUM(remaining) AS remaining FROM {folder} GROUP BY staff_id') as $row) {
            $counts[(int) $row['staff_id']] = ['messages' => 0, 'attachments' => 0, 'remaining' => (int) $row['remaining']];
        }
        foreach ($this->db->rows('SELECT staff_id, COUNT(*) AS messages FROM {message} GROUP BY staff_id') as $row) {
            $counts[(int) $row['staff_id']]['messages'] = (int) $row['messages'];
        }
        foreach ($this->db->rows('SELECT staff_id, COUNT(*) AS attachments FROM {attachment} GROUP BY staff_id') as $row) {
            $counts[(int) $row['staff_id']]['attachments'] = (int) $row['attachments'];
        }
        ksort($counts);

        return $counts;
    }

    /** @return array<string, string> fields that were too long for their row */
    private function chunks(int $staffId, int $id): array
    {
        $fields = [];
        foreach ($this->db->rows('SELECT field, bytes FROM {chunk} WHERE staff_id = ? AND message_id = ? ORDER BY field, position', [$staffId, $id]) as $row) {
            $fields[$row['field']] = ($fields[$row['field']] ?? '') . $row['bytes'];
        }

        return $fields;
    }

    private static function decoded(?string $json): array
    {
        return $json === null || $json === '' ? [] : json_decode($json, true, 512, JSON_THROW_ON_ERROR);
    }
}
