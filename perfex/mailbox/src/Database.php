<?php

declare(strict_types=1);

namespace Mailbox\Perfex;

use Mailbox\Pdo\Accounts;
use Mailbox\Pdo\Connection;
use Mailbox\Pdo\Schema;
use Mailbox\PdoStore;

defined('BASEPATH') or exit('No direct script access allowed');

/** The host's database settings, but a connection of our own; one a request. */
final class Database
{
    private static ?Connection $connection = null;
    private static ?PdoStore $store = null;

    public static function store(): PdoStore
    {
        return self::$store ??= new PdoStore(self::connection(), accountOf: static fn (int $staffId) => (new AccountFactory(Settings::read()))->account($staffId));
    }

    /** Works without the extension, as pages that show what is wrong must. */
    public static function accounts(): Accounts
    {
        return new Accounts(self::connection());
    }

    /** Works without the extension, as uninstalling must. */
    public static function schema(): Schema
    {
        return new Schema(self::connection());
    }

    public static function connection(): Connection
    {
        if (self::$connection === null) {
            $db = get_instance()->db;
            self::$connection = new Connection(self::dsn($db), $db->username, $db->password, db_prefix());
        }

        return self::$connection;
    }

    /** CodeIgniter's words for where MySQL is: a name, "name:port", a socket's path, "p:" for persistent. */
    private static function dsn(object $db): string
    {
        $host = preg_replace('/^p:/', '', (string) $db->hostname);
        $port = (int) ($db->port ?? 0);
        if (preg_match('/^([^:\/]+):(\d+)$/D', $host, $m) === 1) {
            [$host, $port] = [$m[1], (int) $m[2]];
        }
        $place = str_starts_with($host, '/') ? "unix_socket=$host" : 'host=' . ($host === '' ? 'localhost' : $host) . ($port > 0 ? ";port=$port" : '');

        return "mysql:$place;dbname={$db->database};charset=utf8mb4";
    }
}
