<?php

declare(strict_types=1);

namespace Host;

use mysqli;

/**
 * What modules see as `$CI->db`: the settings as public properties, and a few calls.
 *
 * The connection is as careless as the real host's may be: three-byte utf8 and no strict mode.
 */
final class Database
{
    public readonly string $hostname;
    public readonly string $username;
    public readonly string $password;
    public readonly string $database;
    public readonly int $port;
    public readonly string $dbprefix;
    public readonly string $char_set;
    private ?mysqli $link = null;

    public function __construct(string $hostname, int $port, string $username, #[\SensitiveParameter] string $password, string $database, string $dbprefix)
    {
        $this->hostname = $hostname;
        $this->port = $port;
        $this->username = $username;
        $this->password = $password;
        $this->database = $database;
        $this->dbprefix = $dbprefix;
        $this->char_set = 'utf8';
    }

    /** @param list<int|string|null> $binds for the question marks */
    public function query(string $sql, array $binds = []): Result|bool
    {
        $statement = $this->link()->prepare($sql);
        $statement->execute($binds);
        $result = $statement->get_result();

        return $result === false ? true : new Result($result->fetch_all(MYSQLI_ASSOC));
    }

    public function table_exists(string $table): bool
    {
        $table = str_starts_with($table, $this->dbprefix) ? $table : $this->dbprefix . $table;

        return $this->query('SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?', [$this->database, $table])->num_rows() > 0;
    }

    public function insert_id(): int
    {
        return (int) $this->link()->insert_id;
    }

    private function link(): mysqli
    {
        if ($this->link === null) {
            mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
            $socket = str_starts_with($this->hostname, '/') ? $this->hostname : null;
            $this->link = new mysqli($socket === null ? $this->hostname : 'localhost', $this->username, $this->password, $this->database, $this->port, $socket);
            $this->link->set_charset('utf8');
            $this->link->query("SET SESSION sql_mode = ''");
        }

        return $this->link;
    }
}
