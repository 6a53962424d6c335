<?php

declare(strict_types=1);

namespace Mailbox\Cli;

use Mailbox\Account;
use Mailbox\Batch;
use Mailbox\FolderState;
use Mailbox\SealedSecret;
use Mailbox\SecretStore;

/** A store around another one: tells how far an import is, after each commit. */
final class ProgressStore implements SecretStore
{
    /** raw bytes of the messages that were committed */
    public int $bytes = 0;
    public int $messages = 0;
    public int $commits = 0;
    /** @var array<string, int> still to come, by staff id and folder */
    private array $remaining = [];

    /** @param \Closure(self, int $staffId, Batch): void $tell */
    public function __construct(private readonly SecretStore $inner, private readonly \Closure $tell)
    {
    }

    /** Messages that are still to come, in all folders seen so far. */
    public function remaining(): int
    {
        return array_sum($this->remaining);
    }

    public function account(int $staffId): ?Account
    {
        return $this->inner->account($staffId);
    }

    public function replaceSecret(int $staffId, SealedSecret $old, SealedSecret $new): void
    {
        $this->inner->replaceSecret($staffId, $old, $new);
    }

    public function folderState(int $staffId, string $folder): ?FolderState
    {
        return $this->inner->folderState($staffId, $folder);
    }

    public function knownMessages(int $staffId, string $folder, int $generation, int $afterUid, int $limit): array
    {
        return $this->inner->knownMessages($staffId, $folder, $generation, $afterUid, $limit);
    }

    public function commit(int $staffId, Batch $batch): void
    {
        $this->inner->commit($staffId, $batch);
        $this->commits++;
        $this->messages += count($batch->messages);
        foreach ($batch->messages as $message) {
            $this->bytes += $message->size;
        }
        $this->remaining["$staffId {$batch->folder}"] = $batch->remaining;
        ($this->tell)($this, $staffId, $batch);
    }
}
