<?php

declare(strict_types=1);

namespace Mailbox\Pdo;

/** Inserts of many rows in few statements. */
final class Rows
{
    /** more rows a statement gain nothing measurable, and each count of rows is a prepared statement of its own */
    private const ROWS = 64;

    public function __construct(private readonly Connection $db)
    {
    }

    /**
     * @param list<string> $columns the first must belong to the primary key
     * @param iterable<list<int|string|bool|null|Bytes>> $rows
     * @param bool $skipPresent a row that is there already is left alone; else it is an error
     * @return int how many statements it took
     */
    public function add(string $table, array $columns, iterable $rows, bool $skipPresent = false): int
    {
        $limit = max(1, min(self::ROWS, intdiv($this->db->variables(), count($columns))));
        $statementBytes = $this->db->statementBytes();
        $values = [];
        $count = $bytes = $statements = 0;
        foreach ($rows as $row) {
            $rowBytes = self::bytes($row);
            if ($count > 0 && ($count === $limit || $bytes + $rowBytes > $statementBytes)) {
                $this->send($table, $columns, $count, $values, $skipPresent);
                $statements++;
                $values = [];
                $count = $bytes = 0;
            }
            array_push($values, ...$row);
            $count++;
            $bytes += $rowBytes;
        }
        if ($count > 0) {
            $this->send($table, $columns, $count, $values, $skipPresent);
            $statements++;
        }

        return $statements;
    }

    /**
     * The bytes that a row takes in a statement, at most: escaping doubles a byte in the worst case.
     *
     * @param list<int|string|bool|null|Bytes> $row
     */
    public static function bytes(array $row): int
    {
        $bytes = 0;
        foreach ($row as $value) {
            $bytes += 24 + match (true) {
                $value instanceof Bytes => 2 * strlen($value->bytes),
                is_string($value) => 2 * strlen($value),
                default => 0,
            };
        }

        return $bytes;
    }

    private function send(string $table, array $columns, int $count, array $values, bool $skipPresent): void
    {
        // Not INSERT IGNORE: that turns every other error, a value that was cut, into a warning.
        $clash = match (true) {
            !$skipPresent => '',
            $this->db->isSqlite() => ' ON CONFLICT DO NOTHING',
            default => " ON DUPLICATE KEY UPDATE $columns[0] = $columns[0]",
        };
        $row = '(' . implode(', ', array_fill(0, count($columns), '?')) . ')';
        $this->db->run(
            'INSERT INTO {' . $table . '} (' . implode(', ', $columns) . ') VALUES ' . implode(', ', array_fill(0, $count, $row)) . $clash,
            $values,
        );
    }
}
