<?php

declare(strict_types=1);

namespace Mailbox\Pdo;

use Mailbox\StoreFailed;

/** The tables: makes them, and brings older ones up to date. */
final class Schema
{
    private const TABLES = ['chunk', 'attachment', 'location', 'message', 'folder', 'credential', 'account', 'schema'];

    public function __construct(private readonly Connection $db)
    {
    }

    /** The newest version that this code knows. */
    public static function newest(): int
    {
        return max(array_keys(self::migrations()));
    }

    /** The version of the tables in the database; 0: there are none. */
    public function version(): int
    {
        $found = $this->db->isSqlite()
            ? $this->db->value("SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = ?", [$this->db->sql('{schema}')])
            : $this->db->value('SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?', [$this->db->sql('{schema}')]);

        return (int) $found === 0 ? 0 : (int) $this->db->value('SELECT MAX(version) FROM {schema}');
    }

    /**
     * Applies what is missing; any number of processes may call it at once.
     *
     * @return int how many migrations were applied
     * @throws StoreFailed
     */
    public function migrate(): int
    {
        $version = $this->version();
        if ($version === self::newest()) {
            return 0;
        }
        if ($version > self::newest()) {
            throw new StoreFailed("The tables have version $version; this program knows " . self::newest(), 'STATE_VERSION', 'store', 'The tables were made by a newer version. Update this one.', false);
        }

        return $this->db->exclusively('schema', function (): int {
            $this->db->run('CREATE TABLE IF NOT EXISTS {schema} (version INTEGER NOT NULL PRIMARY KEY, applied_at BIGINT NOT NULL)'
                . ($this->db->isSqlite() ? '' : ' ENGINE=InnoDB'));
            $applied = 0;
            $from = $this->version();
            foreach (self::migrations() as $number => $statements) {
                if ($number <= $from) {
                    continue;
                }
                foreach ($statements[$this->db->isSqlite() ? 'sqlite' : 'mysql'] as $sql) {
                    $this->db->run($sql);
                }
                $this->db->run('INSERT INTO {schema} (version, applied_at) VALUES (?, ?)', [$number, time()]);
                $applied++;
            }

            return $applied;
        });
    }

    /** Removes every table and all that is in it. */
    public function drop(): void
    {
        foreach (self::TABLES as $table) {
            $this->db->run('DROP TABLE IF EXISTS {' . $table . '}');
        }
    }

    /** @return array<int, array<string, list<string>>> */
    private static function migrations(): array
    {
        return require __DIR__ . '/migrations.php';
    }
}
