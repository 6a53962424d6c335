<?php

declare(strict_types=1);

namespace MailboxTest;

use Mailbox\Account;
use Mailbox\Encryption;
use Mailbox\Failure;
use Mailbox\ImportPolicy;
use Mailbox\SyncOptions;
use Mailbox\SyncReport;

/** tests/servers/sick.py with its options. Another illness of the same mailbox is another server: the port may differ. */
final class SickServer
{
    public readonly string $user;
    public readonly int $port;
    private readonly string $logFile;
    /** @var resource */
    private $process;

    /** @param list<string> $options */
    public function __construct(array $options, public readonly string $password = 'canary-sick')
    {
        static $count = 0;
        $this->user = 'sick@example.test';
        $this->logFile = env('SERVERS') . '/sick-' . ++$count . '.log';
        $this->process = proc_open(['python3', '-B', __DIR__ . '/../../servers/sick.py', $this->logFile, ...$options],
            [0 => ['file', '/dev/null', 'r'], 1 => ['pipe', 'w'], 2 => ['file', "$this->logFile.stderr", 'w']], $pipes);
        $this->port = (int) fgets($pipes[1]);
        if ($this->port === 0) {
            throw new \RuntimeException('sick.py did not start: ' . file_get_contents("$this->logFile.stderr"));
        }
    }

    public function __destruct()
    {
        proc_terminate($this->process, 9);
        proc_close($this->process);
    }

    /** @return list<string> what was logged and begins so */
    public function log(string $prefix = ''): array
    {
        return array_values(array_filter(file($this->logFile, FILE_IGNORE_NEW_LINES), static fn (string $line): bool => str_starts_with($line, $prefix)));
    }

    /** The UIDs of the FETCH commands for bodies, as they were written. */
    public function fetches(): array
    {
        return array_values(array_filter($this->log('UID FETCH '), static fn (string $line): bool => str_contains($line, 'BODY')));
    }

    /** @param array<string, mixed> $more arguments of Account by name */
    public function account(string $blobDir, int $staffId = 1, array $more = []): Account
    {
        $ring = keyRing();

        return new Account(...$more + [
            'staffId' => $staffId, 'signInAddress' => $this->user, 'host' => '127.0.0.1', 'secret' => $ring->seal($this->password, $staffId, $this->user),
            'keyRing' => $ring, 'port' => $this->port, 'encryption' => Encryption::None, 'importPolicy' => ImportPolicy::All, 'blobDir' => $blobDir,
        ]);
    }
}

/** One run as a caller sees it. */
final class Run
{
    public readonly ?SyncReport $report;
    public readonly ?Failure $error;

    public function __construct(Account $account, Target $target, ?SyncOptions $options = null)
    {
        mailbox_set_store($target->store(static fn (): Account => $account));
        $report = $error = null;
        try {
            $report = mailbox_sync(1, $options ?? new SyncOptions(seconds: 60.0));
        } catch (Failure $error) {
            $report = $error->report;
        }
        $this->report = $report;
        $this->error = $error;
    }

    public function __toString(): string
    {
        return json_encode($this->report) . ($this->error === null ? '' : " $this->error");
    }
}

/** @return list<int> UIDs of what is stored, one for each location */
function storedUids(Target $target): array
{
    return array_map('intval', $target->pdo()->query('SELECT uid FROM mbx_location ORDER BY uid')->fetchAll(\PDO::FETCH_COLUMN));
}

/** @return array{int, int} rows of messages, and how many different ones they are */
function storedMessages(Target $target): array
{
    return array_map('intval', $target->pdo()->query('SELECT COUNT(*), COUNT(DISTINCT raw_sha256) FROM mbx_message')->fetch(\PDO::FETCH_NUM));
}
