<?php

declare(strict_types=1);

namespace Fake;

use Mailbox\Account;
use Mailbox\Batch;
use Mailbox\Encryption;
use Mailbox\FolderState;
use Mailbox\ImportPolicy;
use Mailbox\KeyRing;
use Mailbox\Store;

/** server.py, and accounts at what it serves. */
final class Server
{
    public const USER = 'fake@example.test';
    /** @var array<string, array<string, string>> the headers of the cases */
    public readonly array $cases;
    public readonly string $password;
    public readonly string $folder;
    private readonly string $caFile;
    private readonly KeyRing $ring;
    /** @var resource */
    private $process;
    /** @var array<int, resource> */
    private array $pipes = [];

    public function __construct(string $folder, string $python = 'python3')
    {
        $this->folder = $folder;
        $this->process = proc_open([$python, '-B', __DIR__ . '/server.py', "$folder/pki"], [['pipe', 'r'], ['pipe', 'w'], ['file', "$folder/server.log", 'w']], $this->pipes,
            null, ['LD_PRELOAD' => ''] + getenv());
        $this->cases = json_decode($this->ask('cases'), true, 8, JSON_THROW_ON_ERROR);
        $this->password = json_decode($this->ask('password'));
        $this->caFile = json_decode($this->ask('ca'));
        $this->ring = KeyRing::inMemory();
    }

    public function __destruct()
    {
        fclose($this->pipes[0]);
        proc_close($this->process);
    }

    private function ask(string $line): string
    {
        fwrite($this->pipes[0], "$line\n");
        $answer = fgets($this->pipes[1]);
        if ($answer === false || str_starts_with($answer, 'error ')) {
            throw new \RuntimeException("$line: " . ($answer === false ? file_get_contents("$this->folder/server.log") : $answer));
        }

        return $answer;
    }

    /** @return array{int, int} the number to ask the result by, and the port */
    public function open(string $case, ?int $at = null, string $kind = 'fin'): array
    {
        return array_map('intval', explode(' ', $this->ask("open $case" . ($at === null ? '' : " $at $kind"))));
    }

    /** Waits until so many of that port's clients wait for a server that has fallen silent. */
    public function stalled(int $id, int $clients): void
    {
        $this->ask("stalled $id $clients");
    }

    /** @return array<string, mixed> what the clients of that port did */
    public function result(int $id): array
    {
        return json_decode($this->ask("result $id"), true, 16, JSON_THROW_ON_ERROR);
    }

    /** @param array<string, mixed> $more arguments of Account by name */
    public function account(string $case, int $port, int $staffId = 1, array $more = []): Account
    {
        $head = $this->cases[$case];

        return new Account(...$more + [
            'staffId' => $staffId, 'signInAddress' => self::USER, 'host' => $head['host'], 'port' => $port, 'encryption' => Encryption::from($head['encryption']),
            'secret' => $this->ring->seal($this->password, $staffId, self::USER), 'keyRing' => $this->ring, 'importPolicy' => $head['since'] === '' ? ImportPolicy::All : ImportPolicy::Since,
            'since' => $head['since'] === '' ? null : new \DateTimeImmutable($head['since']), 'user' => $head['user'], 'folders' => explode(', ', $head['open']),
            'blobDir' => "$this->folder/blobs", 'caFile' => $this->caFile, 'compress' => $head['compress'] !== '',
        ]);
    }
}

/** Keeps what it is given, in memory. */
final class Memory implements Store
{
    /** @var array<int, Account> */
    public array $accounts = [];
    /** @var array<int, array<string, FolderState>> */
    private array $states = [];
    /** @var array<int, list<int>> UIDs by staff id */
    public array $uids = [];
    /** @var array<int, array<string, list<string>>> where each mail is, by staff id and identity */
    public array $places = [];
    /** @var array<int, array<int, array{?string, ?string, list<string>}>> the server's names of messages and threads, and labels, by staff id and UID */
    public array $named = [];

    public function account(int $staffId): ?Account
    {
        return $this->accounts[$staffId] ?? null;
    }

    public function folderState(int $staffId, string $folder): ?FolderState
    {
        return $this->states[$staffId][$folder] ?? null;
    }

    public function knownMessages(int $staffId, string $folder, int $generation, int $afterUid, int $limit): array
    {
        return [];
    }

    public function commit(int $staffId, Batch $batch): void
    {
        if (($this->states[$staffId][$batch->folder]->version ?? 0) !== $batch->expectedVersion) {
            throw new \Mailbox\StaleState('another run committed first');
        }
        foreach ($batch->messages as $message) {
            if ($message->subject !== "message $message->uid" || $message->text === null || !str_starts_with($message->text, "This is message $message->uid.")) {
                throw new \LogicException("message $message->uid is not what the server has");
            }
            $place = "$batch->folder $message->uid";
            $known = $this->places[$staffId][$message->rawSha256()] ?? [];
            if ($known === [] || in_array($place, $known, true)) { // in another folder it is the same mail; told twice of one place it is a mistake
                $this->uids[$staffId][] = $message->uid;
            }
            $this->places[$staffId][$message->rawSha256()] = [...$known, $place];
            $this->named[$staffId][$message->uid] = [$message->emailId, $message->threadId, $message->labels];
        }
        $this->states[$staffId][$batch->folder] = $batch->state;
    }
}
