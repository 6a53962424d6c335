<?php

declare(strict_types=1);

/* One sync in a process of its own. Prints one JSON object: the report, or the failure. */

use Mailbox\Account;
use Mailbox\Batch;
use Mailbox\Encryption;
use Mailbox\FolderState;
use Mailbox\ImportPolicy;
use Mailbox\KeyRing;
use Mailbox\PdoStore;
use Mailbox\SealedSecret;
use Mailbox\Store;
use Mailbox\SyncOptions;

require __DIR__ . '/../../../perfex/mailbox/store/PdoStore.php';

$o = json_decode(file_get_contents($argv[1]), true, 512, JSON_THROW_ON_ERROR);

/** Dies by SIGKILL just before or just after the n-th commit. */
final class MortalStore implements Store
{
    private int $commits = 0;

    public function __construct(private readonly Store $inner, private readonly int $dieAt, private readonly string $when)
    {
    }

    public function account(int $staffId): ?Account
    {
        return $this->inner->account($staffId);
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
        $last = ++$this->commits === $this->dieAt;
        if ($last && $this->when === 'before') {
            posix_kill(getmypid(), 9);
        }
        $this->inner->commit($staffId, $batch);
        if ($last) {
            posix_kill(getmypid(), 9);
        }
    }
}

$store = new PdoStore($o['dsn'], $o['dbUser'], '', '', static function (int $staffId) use ($o): Account {
    return new Account(
        staffId: $staffId, signInAddress: $o['user'], host: '127.0.0.1', secret: SealedSecret::fromString($o['sealed']),
        keyRing: KeyRing::load($o['keys']), port: $o['port'], encryption: Encryption::from($o['encryption'] ?? 'tls'), importPolicy: ImportPolicy::from($o['policy']), blobDir: $o['blobs'], caFile: $o['ca'],
    );
});
mailbox_set_store(isset($o['dieAtCommit']) ? new MortalStore($store, $o['dieAtCommit'], $o['dieWhen']) : $store);
try {
    $answer = mailbox_sync($o['staff'], new SyncOptions(seconds: (float) $o['seconds'], retryQuarantined: $o['retryQuarantined'] ?? false))->toArray();
} catch (Mailbox\Failure $e) {
    $answer = ['error' => $e::class, 'errorCode' => $e->errorCode, 'message' => $e->getMessage()];
}
preg_match('/^VmHWM:\s+(\d+)/m', file_get_contents('/proc/self/status'), $peak);
echo json_encode($answer + ['peakRss' => $peak[1] * 1024, 'peakPhp' => memory_get_peak_usage(true)], JSON_THROW_ON_ERROR), "\n";
