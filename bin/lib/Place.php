<?php

declare(strict_types=1);

namespace Mailbox\Cli;

use Mailbox\PdoStore;

/** Where the command line keeps mail: a data folder with attachments, and a database. */
final class Place
{
    public const OPTIONS = [
        'database' => ['FILE', 'SQLite file, or a DSN (mysql:host=...;dbname=...; name and password from MAILBOX_DB_USER, MAILBOX_DB_PASSWORD)'],
        'data-dir' => ['DIR', 'folder for attachments and, unless --database says otherwise, the database'],
    ];

    public readonly string $dataDir;
    public readonly string $dsn;

    public function __construct(Options $options)
    {
        $database = $options->get('database');
        $this->dataDir = rtrim($options->get('data-dir') ?? ($database !== null && !self::isDsn($database) ? dirname($database) . '/' . basename($database) . '.data' : self::home()), '/') ?: '/';
        $database ??= $this->dataDir . '/mailbox.sqlite';
        $this->dsn = self::isDsn($database) ? $database : "sqlite:$database";
    }

    /** For reading what is there. */
    public function existing(): PdoStore
    {
        $file = str_starts_with($this->dsn, 'sqlite:') ? substr($this->dsn, 7) : null;
        if ($file !== null && !is_file($file)) {
            throw new UsageError("There is no database $file yet. \"mailbox sync\" makes one; --database FILE names another.");
        }

        return $this->open(null);
    }

    /** For importing: makes what is missing. */
    public function open(?callable $accountOf): PdoStore
    {
        $folders = [$this->dataDir];
        if (str_starts_with($this->dsn, 'sqlite:')) {
            $folders[] = dirname(substr($this->dsn, 7));
        }
        foreach ($accountOf === null ? [] : $folders as $folder) {
            if (!is_dir($folder) && !@mkdir($folder, 0700, true) && !is_dir($folder)) {
                throw new \RuntimeException("The folder $folder cannot be made. Make it, or name another with --data-dir.");
            }
        }
        // The database holds mail: nobody else's business.
        $umask = umask(0077);
        try {
            $store = new PdoStore($this->dsn, getenv('MAILBOX_DB_USER') ?: null, getenv('MAILBOX_DB_PASSWORD') ?: null, accountOf: $accountOf);
            $store->migrate();
        } finally {
            umask($umask);
        }

        return $store;
    }

    public function blobs(): string
    {
        return $this->dataDir . '/blobs';
    }

    public function roster(): Roster
    {
        return new Roster($this->dataDir . '/accounts.json');
    }

    private static function isDsn(string $database): bool
    {
        return preg_match('/^(mysql|sqlite):/', $database) === 1;
    }

    private static function home(): string
    {
        return (getenv('XDG_DATA_HOME') ?: (getenv('HOME') ?: '.') . '/.local/share') . '/mailbox';
    }
}
