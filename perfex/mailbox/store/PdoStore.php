<?php

declare(strict_types=1);

namespace Mailbox;

use Mailbox\Pdo\Accounts;
use Mailbox\Pdo\Archive;
use Mailbox\Pdo\Bytes;
use Mailbox\Pdo\Connection;
use Mailbox\Pdo\MessageRow;
use Mailbox\Pdo\Rows;
use Mailbox\Pdo\Schema;
use PDOException;

require_once __DIR__ . '/autoload.php';

/**
 * Keeps mail in MariaDB, MySQL or SQLite, on a connection of its own. Tables: migrations.php.
 *
 * Who has which account is the host's business, and so are access tokens: it gives callables. Credentials and health may be kept here too
 * (accounts()), what was imported is read by archive().
 */
final class PdoStore implements SecretStore, TokenStore
{
    private readonly Connection $db;
    private readonly Rows $rows;
    private readonly \Closure $accountOf;
    private readonly ?\Closure $tokenOf;
    private readonly Accounts $accounts;
    private readonly Archive $archive;
    /** @var array<string, int> folder ids by staff id and name; they never change */
    private array $folderIds = [];

    /**
     * @param string|\Closure|Connection $dsn "mysql:host=...;dbname=...;charset=utf8mb4", "sqlite:/path", a closure that
     *                                        gives a PDO, or a connection (the three arguments after it do not count then)
     * @param string $prefix goes before `mbx_` in each table's name
     * @param ?callable(int): ?Account $accountOf the account of a staff id; may be null where the store is only read
     * @param ?callable(int, bool): string $tokenOf TokenStore::accessToken()
     */
    public function __construct(
        string|\Closure|Connection $dsn,
        ?string $user = null,
        #[\SensitiveParameter] ?string $password = null,
        string $prefix = '',
        ?callable $accountOf = null,
        ?callable $tokenOf = null,
    ) {
        $this->db = $dsn instanceof Connection ? $dsn : new Connection($dsn, $user, $password, $prefix);
        $this->rows = new Rows($this->db);
        $this->accounts = new Accounts($this->db);
        $this->archive = new Archive($this->db);
        $this->tokenOf = $tokenOf === null ? null : $tokenOf(...);
        $this->accountOf = $accountOf === null ? static fn (int $staffId): ?Account => null : $accountOf(...);
    }

    /** Makes or updates the tables; returns how many migrations were applied. */
    public function migrate(): int
    {
        return $this->schema()->migrate();
    }

    public function schema(): Schema
    {
        return new Schema($this->db);
    }

    public function accounts(): Accounts
    {
        return $this->accounts;
    }

    public function archive(): Archive
    {
        return $this->archive;
    }

    public function account(int $staffId): ?Account
    {
        return ($this->accountOf)($staffId);
    }

    public function replaceSecret(int $staffId, SealedSecret $old, SealedSecret $new): void
    {
        $this->accounts->replaceCredential($staffId, $old, $new);
    }

    public function accessToken(int $staffId, bool $refresh): string
    {
        return $this->tokenOf === null ? throw new StoreFailed('Nobody was named who has access tokens', 'ACCESS_TOKEN') : ($this->tokenOf)($staffId, $refresh);
    }

    public function folderState(int $staffId, string $folder): ?FolderState
    {
        $row = $this->db->row('SELECT id, state, version FROM {folder} WHERE staff_id = ? AND name_sha256 = ?', [$staffId, self::nameKey($folder)]);
        if ($row === null) {
            return null;
        }
        $this->folderIds["$staffId $folder"] = (int) $row['id'];

        return new FolderState($row['state'], (int) $row['version']);
    }

    public function knownMessages(int $staffId, string $folder, int $generation, int $afterUid, int $limit): array
    {
        $rows = $this->db->rows(
            'SELECT l.uid, l.flags FROM {folder} f JOIN {location} l ON l.staff_id = f.staff_id AND l.folder_id = f.id
             WHERE f.staff_id = ? AND f.name_sha256 = ? AND l.generation = ? AND l.uid > ? ORDER BY l.uid LIMIT ?',
            [$staffId, self::nameKey($folder), $generation, $afterUid, max(0, $limit)],
        );

        return array_map(intval(...), array_column($rows, 'flags', 'uid'));
    }

    public function commit(int $staffId, Batch $batch): void
    {
        if ($batch->staffId !== $staffId) {
            throw new \ValueError("The batch belongs to staff {$batch->staffId}, not $staffId");
        }
        if ($batch->state->version !== $batch->expectedVersion + 1) {
            throw new \ValueError('The state of a batch must have the version after the expected one');
        }
        foreach ($batch->messages as $message) {
            if ($message->uid === null) {
                throw new \ValueError('A message without a UID cannot be stored: it was not fetched from a folder');
            }
        }
        $folderId = $this->db->transaction(function () use ($staffId, $batch): int {
            // First, so that a second run waits here or fails at once, before it has written anything.
            $folderId = $this->advance($staffId, $batch);
            if ($batch->messages !== []) {
                $this->locate($staffId, $folderId, $batch, $this->storeMessages($staffId, $batch->messages));
            }

            return $folderId;
        });
        $this->folderIds["$staffId {$batch->folder}"] = $folderId;
    }

    /** Swaps the folder's state if its version is the expected one. Returns the folder's id. */
    private function advance(int $staffId, Batch $batch): int
    {
        $state = new Bytes($batch->state->bytes);
        if ($batch->expectedVersion === 0) {
            try {
                $this->db->run(
                    'INSERT INTO {folder} (staff_id, name_sha256, name, generation, uidvalidity, state, version, remaining, committed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
                    [$staffId, self::nameKey($batch->folder), $batch->folder, $batch->generation, $batch->uidValidity, $state, $batch->state->version, $batch->remaining, time()],
                );
            } catch (PDOException $e) {
                if ($e->getCode() === '23000') {
                    throw self::stale($batch);
                }
                throw $e;
            }

            return $this->db->lastId();
        }
        $swapped = $this->db->run(
            'UPDATE {folder} SET generation = ?, uidvalidity = ?, state = ?, version = ?, remaining = ?, committed_at = ? WHERE staff_id = ? AND name_sha256 = ? AND version = ?',
            [$batch->generation, $batch->uidValidity, $state, $batch->state->version, $batch->remaining, time(), $staffId, self::nameKey($batch->folder), $batch->expectedVersion],
        )->rowCount();
        if ($swapped !== 1) {
            throw self::stale($batch);
        }

        return $this->folderIds["$staffId {$batch->folder}"]
            ?? (int) $this->db->value('SELECT id FROM {folder} WHERE staff_id = ? AND name_sha256 = ?', [$staffId, self::nameKey($batch->folder)]);
    }

    /**
     * Stores those that are new, with their attachments.
     *
     * @param list<Message> $messages
     * @return array<string, int> ids by identity, of the new ones and of those that were there
     */
    private function storeMessages(int $staffId, array $messages): array
    {
        $packet = $this->db->packetBytes();
        $byIdentity = [];
        foreach ($messages as $message) {
            $byIdentity[$message->rawSha256()] ??= $message;
        }
        // Asked first, so that plain inserts do: ON DUPLICATE KEY UPDATE costs MariaDB half as much again for rows with long
        // columns. Another run that stores the same message in between makes the insert fail; the transaction starts again.
        $ids = $this->idsOf($staffId, array_map(strval(...), array_keys($byIdentity)));
        $byIdentity = array_diff_key($byIdentity, $ids);
        $overflows = [];
        $this->rows->add('message', MessageRow::COLUMNS, (static function () use ($byIdentity, $staffId, $packet, &$overflows): iterable {
            foreach ($byIdentity as $identity => $message) {
                yield MessageRow::values($staffId, $message, $packet, $overflow);
                if ($overflow !== []) {
                    $overflows[$identity] = $overflow;
                }
            }
        })());
        $ids += $this->idsOf($staffId, array_map(strval(...), array_keys($byIdentity)));

        $this->rows->add('attachment', MessageRow::ATTACHMENT_COLUMNS, (static function () use ($byIdentity, $staffId, $ids, $packet): iterable {
            foreach ($byIdentity as $identity => $message) {
                foreach ($message->attachments as $position => $attachment) {
                    yield MessageRow::attachmentValues($staffId, $ids[$identity], $position, $attachment, $packet);
                }
            }
        })());
        foreach ($overflows as $identity => $overflow) {
            $this->rows->add('chunk', MessageRow::CHUNK_COLUMNS, MessageRow::chunkValues($staffId, $ids[$identity], $overflow, $packet));
        }

        return $ids;
    }

    /**
     * @param list<string> $identities hex
     * @return array<string, int>
     */
    private function idsOf(int $staffId, array $identities): array
    {
        $ids = [];
        foreach (array_chunk($identities, 500) as $some) {
            $rows = $this->db->rows(
                'SELECT id, raw_sha256 FROM {message} WHERE staff_id = ? AND raw_sha256 IN (' . implode(', ', array_fill(0, count($some), '?')) . ')',
                [$staffId, ...array_map(static fn (string $hex): Bytes => new Bytes(hex2bin($hex)), $some)],
            );
            foreach ($rows as $row) {
                $ids[bin2hex($row['raw_sha256'])] = (int) $row['id'];
            }
        }

        return $ids;
    }

    /** @param array<string, int> $ids */
    private function locate(int $staffId, int $folderId, Batch $batch, array $ids): void
    {
        $this->rows->add(
            'location',
            ['staff_id', 'folder_id', 'generation', 'uid', 'message_id', 'flags'],
            array_map(
                static fn (Message $m): array => [$staffId, $folderId, $batch->generation, $m->uid, $ids[$m->rawSha256()], MessageRow::flagBits($m->flags)],
                $batch->messages,
            ),
            true,
        );
    }

    /** Names of folders have no length that an index could count on. */
    private static function nameKey(string $folder): Bytes
    {
        return new Bytes(hash('sha256', $folder, true));
    }

    private static function stale(Batch $batch): StaleState
    {
        return new StaleState("Another run has committed the folder \"{$batch->folder}\" first", 'STORE_STALE', 'store', 'Another run works on this account. Nothing needs to be done.', true);
    }
}
