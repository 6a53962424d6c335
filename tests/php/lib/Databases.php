<?php

declare(strict_types=1);

namespace Test;

use Mailbox\PdoStore;
use PDO;

/** Fresh databases: a SQLite file, or a database on the MariaDB that the environment names. */
final class Databases
{
    private static ?string $folder = null;
    /** @var list<string> */
    private static array $made = [];

    /** A folder of this run, removed at its end. */
    public static function folder(): string
    {
        if (self::$folder === null) {
            self::$folder = sys_get_temp_dir() . '/mailbox-tests-' . bin2hex(random_bytes(6));
            mkdir(self::$folder, 0700);
            register_shutdown_function(self::clean(...));
        }

        return self::$folder;
    }

    /** @return array{string, ?string, ?string} DSN, user, password of an empty database */
    public static function fresh(string $driver): array
    {
        if ($driver === 'sqlite') {
            return ['sqlite:' . self::folder() . '/' . bin2hex(random_bytes(6)) . '.sqlite', null, null];
        }
        $place = self::mariadb();
        $name = 'mbx_test_' . bin2hex(random_bytes(6));
        // latin1 on purpose: the tables must not depend on what the database was made with
        self::admin()->exec("CREATE DATABASE $name CHARACTER SET latin1");
        self::$made[] = $name;
        self::folder();

        return ["mysql:$place;dbname=$name", ...self::login()];
    }

    public static function store(string $driver, ?callable $accountOf = null, string $prefix = 't_'): PdoStore
    {
        $store = new PdoStore(...self::fresh($driver), prefix: $prefix, accountOf: $accountOf);
        $store->migrate();

        return $store;
    }

    /** "host=...;port=..." of MAILBOX_TEST_MARIADB_DSN; skips the test where there is none. */
    public static function mariadb(): string
    {
        $dsn = getenv('MAILBOX_TEST_MARIADB_DSN');
        if ($dsn === false || $dsn === '') {
            skip('MAILBOX_TEST_MARIADB_DSN is not set');
        }

        return implode(';', array_filter(explode(';', preg_replace('/^mysql:/', '', $dsn)), static fn (string $p): bool => preg_match('/^(host|port|unix_socket)=/', $p) === 1));
    }

    /** @return array{?string, ?string} */
    public static function login(): array
    {
        return [getenv('MAILBOX_TEST_MARIADB_USER') ?: 'root', getenv('MAILBOX_TEST_MARIADB_PASSWORD') ?: ''];
    }

    public static function admin(): PDO
    {
        return new PDO('mysql:' . self::mariadb(), ...self::login());
    }

    private static function clean(): void
    {
        foreach (self::$made as $name) {
            self::admin()->exec("DROP DATABASE IF EXISTS $name");
        }
        $entries = new \RecursiveIteratorIterator(new \RecursiveDirectoryIterator(self::$folder, \FilesystemIterator::SKIP_DOTS), \RecursiveIteratorIterator::CHILD_FIRST);
        foreach ($entries as $entry) {
            $entry->isDir() && !$entry->isLink() ? rmdir($entry->getPathname()) : unlink($entry->getPathname());
        }
        rmdir(self::$folder);
    }
}
