<?php

declare(strict_types=1);

namespace Mailbox\Pdo;

use Mailbox\StoreFailed;
use PDO;
use PDOException;
use PDOStatement;

/**
 * A database connection of our own: strict, UTF-8 whole (four bytes), UTC, errors as exceptions.
 *
 * The host's own connection is not good enough: Perfex's sample configuration says `utf8` (three bytes) and may strip
 * strict mode, where a long subject is cut and a body ends at its first emoji, without an error.
 */
final class Connection
{
    private const TRIES = 3;
    /** one statement is not made larger than this, so that building it costs little memory */
    private const STATEMENT_BYTES = 1 << 20;

    private ?PDO $pdo = null;
    /** @var array<string, PDOStatement> */
    private array $prepared = [];
    private readonly \Closure $open;
    private string $driver = '';
    private int $packetBytes = 0;
    private int $variables = 0;
    private bool $inTransaction = false;

    /**
     * @param string|\Closure(): PDO $dsn a DSN ("mysql:...", "sqlite:...") or a factory, called at first use and
     *                                    again after a connection was lost
     */
    public function __construct(
        string|\Closure $dsn,
        ?string $user = null,
        #[\SensitiveParameter] ?string $password = null,
        public readonly string $prefix = '',
    ) {
        if (preg_match('/^[A-Za-z0-9_]{0,32}$/D', $prefix) !== 1) {
            throw new \ValueError('The table prefix may hold letters, digits and underscores only');
        }
        // PDO quotes by the character set that it connected with; SET NAMES afterwards does not tell it.
        if (is_string($dsn) && str_starts_with($dsn, 'mysql:') && !str_contains($dsn, 'charset=')) {
            $dsn .= ';charset=utf8mb4';
        }
        $this->open = $dsn instanceof \Closure ? $dsn : static fn (): PDO => new PDO($dsn, $user, $password, [
            PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION,
            PDO::ATTR_TIMEOUT => 10,
        ]);
    }

    /** The closure above holds the database password. */
    public function __debugInfo(): array
    {
        return ['driver' => $this->driver, 'prefix' => $this->prefix, 'connected' => $this->pdo !== null];
    }

    public function isSqlite(): bool
    {
        $this->pdo();

        return $this->driver === 'sqlite';
    }

    /** Bytes that one statement may have at most, by the server's limit. */
    public function packetBytes(): int
    {
        $this->pdo();

        return $this->packetBytes;
    }

    /** Bytes that a statement of several rows should have at most. */
    public function statementBytes(): int
    {
        return min(self::STATEMENT_BYTES, $this->packetBytes());
    }

    /** Placeholders that one statement may have. */
    public function variables(): int
    {
        $this->pdo();

        return $this->variables;
    }

    /** `{name}` in SQL is the table `<prefix>mbx_name`. */
    public function sql(string $sql): string
    {
        return preg_replace('/\{(\w+)\}/', $this->prefix . 'mbx_$1', $sql);
    }

    /**
     * Runs one statement. Strings that are bytes, not text, must be wrapped in Bytes.
     *
     * @param list<int|float|string|bool|null|Bytes> $values
     * @throws PDOException inside a transaction(), StoreFailed outside
     */
    public function run(string $sql, array $values = []): PDOStatement
    {
        if ($this->inTransaction) {
            return $this->execute($sql, $values);
        }
        try {
            return $this->execute($sql, $values);
        } catch (PDOException $e) {
            if (!self::isLost($e)) {
                throw $this->failed($e);
            }
        }
        // Nothing is half done outside a transaction: the server may close a connection that was idle for long.
        $this->close();
        try {
            return $this->execute($sql, $values);
        } catch (PDOException $e) {
            throw $this->failed($e);
        }
    }

    /** @param list<int|float|string|bool|null|Bytes> $values @return list<array<string, mixed>> */
    public function rows(string $sql, array $values = []): array
    {
        $statement = $this->run($sql, $values);
        $rows = $statement->fetchAll(PDO::FETCH_ASSOC);
        $statement->closeCursor();

        return $rows;
    }

    /** @param list<int|float|string|bool|null|Bytes> $values @return ?array<string, mixed> the first row */
    public function row(string $sql, array $values = []): ?array
    {
        return $this->rows($sql, $values)[0] ?? null;
    }

    /** @param list<int|float|string|bool|null|Bytes> $values */
    public function value(string $sql, array $values = []): mixed
    {
        $row = $this->row($sql, $values);

        return $row === null ? null : reset($row);
    }

    public function lastId(): int
    {
        return (int) $this->pdo()->lastInsertId();
    }

    /**
     * All of it or nothing. A deadlock or a lock that could not be had starts it again, three times in all; a lost
     * connection ends it, because nobody knows then what the server still did.
     *
     * @template T
     * @param callable(): T $work may be called more than once
     * @return T
     */
    public function transaction(callable $work): mixed
    {
        if ($this->inTransaction) {
            throw new \LogicException('Transactions are not nested');
        }
        for ($try = 1;; $try++) {
            try {
                $this->begin();
                $result = $work();
                $this->pdo()->exec('COMMIT');
                $this->inTransaction = false;

                return $result;
            } catch (PDOException $e) {
                $this->rollBack();
                if (self::isLost($e)) {
                    $this->close();
                }
                if ($try >= self::TRIES || !self::isContention($e)) {
                    throw $this->failed($e);
                }
                usleep(random_int(5_000, 50_000) * $try);
            } catch (\Throwable $e) {
                $this->rollBack();
                throw $e;
            }
        }
    }

    /** Work that only one process does at a time; DDL of MySQL cannot be in a transaction. */
    public function exclusively(string $name, callable $work): mixed
    {
        if ($this->isSqlite()) {
            return $this->transaction($work);
        }
        // Names of locks are the whole server's and at most 64 characters long.
        $lock = 'mbx:' . sha1($this->value('SELECT DATABASE()') . '.' . $this->prefix . '.' . $name);
        if ((int) $this->value('SELECT GET_LOCK(?, 30)', [$lock]) !== 1) {
            throw new StoreFailed('Another process has been preparing the database for 30 seconds', 'STORE_FAILED', 'store', 'Try again when it has finished.', true);
        }
        try {
            return $work();
        } finally {
            $this->value('SELECT RELEASE_LOCK(?)', [$lock]);
        }
    }

    public function close(): void
    {
        $this->prepared = [];
        $this->pdo = null;
        $this->inTransaction = false;
    }

    private function begin(): void
    {
        // IMMEDIATE: a deferred transaction of SQLite that reads first cannot wait for the writer before it.
        $begin = $this->isSqlite() ? 'BEGIN IMMEDIATE' : 'START TRANSACTION';
        try {
            $this->pdo()->exec($begin);
        } catch (PDOException $e) {
            if (!self::isLost($e)) {
                throw $e;
            }
            $this->close();
            $this->pdo()->exec($begin);
        }
        $this->inTransaction = true;
    }

    private function rollBack(): void
    {
        if (!$this->inTransaction || $this->pdo === null) {
            $this->inTransaction = false;

            return;
        }
        $this->inTransaction = false;
        try {
            $this->pdo->exec('ROLLBACK');
        } catch (PDOException) {
            // SQLite has rolled back by itself after some errors; a lost connection has as well. A connection
            // in doubt is not used again.
            $this->close();
        }
    }

    private function execute(string $sql, array $values): PDOStatement
    {
        $pdo = $this->pdo();
        $statement = $this->prepared[$sql] ??= $pdo->prepare($this->sql($sql));
        foreach ($values as $i => $value) {
            [$bound, $type] = match (true) {
                $value instanceof Bytes => [$value->bytes, PDO::PARAM_LOB],
                $value === null => [null, PDO::PARAM_NULL],
                is_int($value) => [$value, PDO::PARAM_INT],
                is_bool($value) => [(int) $value, PDO::PARAM_INT],
                default => [(string) $value, PDO::PARAM_STR],
            };
            $statement->bindValue($i + 1, $bound, $type);
        }
        try {
            $statement->execute();
        } catch (PDOException $e) {
            // PDO does not reset a statement of SQLite that failed on a constraint; it could not be bound again.
            unset($this->prepared[$sql]);
            throw $e;
        }

        return $statement;
    }

    private function pdo(): PDO
    {
        if ($this->pdo !== null) {
            return $this->pdo;
        }
        try {
            $pdo = ($this->open)();
            $pdo->setAttribute(PDO::ATTR_ERRMODE, PDO::ERRMODE_EXCEPTION);
            $this->driver = $pdo->getAttribute(PDO::ATTR_DRIVER_NAME);
            match ($this->driver) {
                'mysql' => $this->prepareMysql($pdo),
                'sqlite' => $this->prepareSqlite($pdo),
                default => throw new \ValueError('The store works with MariaDB/MySQL and SQLite, not with ' . $this->driver),
            };
        } catch (PDOException $e) {
            // Without the previous exception: on PHP 8.1 its trace would hold the database password.
            throw new StoreFailed('The database cannot be opened: ' . self::words($e), 'STORE_FAILED', 'store', 'Check that the database runs and that name and password in its settings are right.', true);
        }

        return $this->pdo = $pdo;
    }

    private function prepareMysql(PDO $pdo): void
    {
        // Quoting that believes in GBK or Shift_JIS leaves the backslash of this pair alone, and the server takes it for an escape.
        if ($pdo->quote("\xbf\\") !== "'\xbf\\\\'") {
            throw new StoreFailed('The database connection quotes for another character set', 'STORE_FAILED', 'store', 'Put charset=utf8mb4 into the DSN.', false);
        }
        // The server's own: quoting every byte here and parsing it again there costs an import a sixth of its time. A
        // statement is prepared once for each number of rows, of which Rows allows few.
        $pdo->setAttribute(PDO::ATTR_EMULATE_PREPARES, false);
        $pdo->setAttribute(PDO::ATTR_STRINGIFY_FETCHES, false);
        $pdo->exec("SET NAMES utf8mb4 COLLATE utf8mb4_unicode_ci, time_zone = '+00:00', autocommit = 1, foreign_key_checks = 1, unique_checks = 1,"
            . " sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',"
            . ' innodb_lock_wait_timeout = 10');
        $server = $pdo->query("SHOW VARIABLES WHERE Variable_name IN ('max_allowed_packet', 'binlog_format', 'log_bin')")->fetchAll(PDO::FETCH_KEY_PAIR);
        // Without gap locks commits of different staff do not wait for each other; statement-based replication forbids it.
        $statementBased = ($server['log_bin'] ?? 'OFF') === 'ON' && ($server['binlog_format'] ?? '') === 'STATEMENT';
        $pdo->exec('SET SESSION TRANSACTION ISOLATION LEVEL ' . ($statementBased ? 'REPEATABLE READ' : 'READ COMMITTED'));
        // PHP 8.1 and 8.2 know no larger packet than the server allows; keep room for the header and the SQL around.
        $this->packetBytes = max(16 << 10, (int) ($server['max_allowed_packet'] ?? 1 << 20) - 8192);
        $this->variables = 60_000;
    }

    private function prepareSqlite(PDO $pdo): void
    {
        $pdo->exec('PRAGMA busy_timeout = 10000');
        $pdo->exec('PRAGMA foreign_keys = ON');
        $this->useWal($pdo);
        // NORMAL loses the last commits when the machine itself goes down; they would be imported again, but a
        // commit that was reported must stay.
        $pdo->exec('PRAGMA synchronous = FULL');
        $this->packetBytes = 512 << 20;
        $this->variables = version_compare((string) $pdo->getAttribute(PDO::ATTR_SERVER_VERSION), '3.32.0', '>=') ? 32_000 : 990;
    }

    /** The change to WAL is once for ever, and the one thing for which SQLite's busy_timeout does not wait. */
    private function useWal(PDO $pdo): void
    {
        $end = microtime(true) + 10.0;
        for (;;) {
            try {
                $pdo->exec('PRAGMA journal_mode = WAL');

                return;
            } catch (PDOException $e) {
                if (!self::isContention($e) || microtime(true) > $end) {
                    throw $e;
                }
                usleep(random_int(2_000, 20_000));
            }
        }
    }

    private function failed(PDOException $e): StoreFailed
    {
        $number = (int) ($e->errorInfo[1] ?? 0);
        $hint = match (true) {
            self::isLost($e) => 'The connection to the database broke off. The next run goes on where this one stopped.',
            self::isContention($e) => 'The database was busy for too long. The next run goes on where this one stopped.',
            $this->driver === 'mysql' && in_array($number, [1021, 1114], true), $this->driver === 'sqlite' && $number === 13 => 'The disk of the database is full. Make room.',
            $this->driver === 'mysql' && $number === 1146, str_contains($e->getMessage(), 'no such table') => 'The tables are missing. Activate the module again, or call migrate().',
            default => 'The database did not take the mail; its own words are shown.',
        };

        return new StoreFailed('The database refused: ' . self::words($e), 'STORE_FAILED', 'store', $hint, true, $e);
    }

    /** The database's words, printable and short: they may quote what a sender wrote. */
    private static function words(PDOException $e): string
    {
        $text = preg_replace('/[^\x20-\x7e]+/', '?', $e->errorInfo[2] ?? $e->getMessage());

        return strlen($text) > 300 ? substr($text, 0, 300) . '...' : $text;
    }

    private static function isLost(PDOException $e): bool
    {
        $number = (int) ($e->errorInfo[1] ?? 0);

        return in_array($number, [2006, 2013, 1927, 1053, 4031], true) || str_contains($e->getMessage(), 'server has gone away');
    }

    private static function isContention(PDOException $e): bool
    {
        // 1062 a message that another run stored between our look and our insert: it is found next time.
        // 1213 deadlock (also a failed certification of Galera), 1205 lock wait, 1020 record changed (MariaDB 11); SQLITE_BUSY 5, SQLITE_LOCKED 6.
        $state = (string) ($e->errorInfo[0] ?? '');
        $number = (int) ($e->errorInfo[1] ?? 0);

        return in_array($number, [1062, 1213, 1205, 1020], true) || $state === '40001' || ($state === 'HY000' && in_array($number, [5, 6], true));
    }
}
