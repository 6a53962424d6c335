<?php
/** A store that has accounts and nothing else; it keeps nothing. */
abstract class StoreOfAccounts implements Mailbox\Store
{
    /** @param array<int, Mailbox\Account> $accounts */
    public function __construct(public array $accounts = [])
    {
    }

    public function account(int $staffId): ?Mailbox\Account
    {
        return $this->accounts[$staffId] ?? null;
    }

    public function folderState(int $staffId, string $folder): ?Mailbox\FolderState
    {
        return null;
    }

    public function knownMessages(int $staffId, string $folder, int $generation, int $afterUid, int $limit): array
    {
        return [];
    }

    public function commit(int $staffId, Mailbox\Batch $batch): void
    {
    }
}

/** Does what each test tells it to. */
final class TestStore extends StoreOfAccounts
{
    public int $calls = 0;

    /** @param array<int, Mailbox\Account> $accounts */
    public function __construct(array $accounts = [], public ?Closure $onAccount = null, public ?Closure $onState = null)
    {
        parent::__construct($accounts);
    }

    public function account(int $staffId): ?Mailbox\Account
    {
        $this->calls++;
        return $this->onAccount ? ($this->onAccount)($staffId) : parent::account($staffId);
    }

    public function folderState(int $staffId, string $folder): ?Mailbox\FolderState
    {
        return $this->onState ? ($this->onState)($staffId, $folder) : null;
    }
}

/** An account whose server is 127.0.0.1:$port. */
function account(int $staffId, int $port, mixed ...$more): Mailbox\Account
{
    static $ring;
    $ring ??= Mailbox\KeyRing::inMemory();
    return new Mailbox\Account(...[...[
        'staffId' => $staffId,
        'signInAddress' => "staff$staffId@example.com",
        'host' => '127.0.0.1',
        'port' => $port,
        'secret' => $ring->seal('a password', $staffId, "staff$staffId@example.com"),
        'keyRing' => $ring,
        'blobDir' => sys_get_temp_dir() . '/mailbox-phpt-' . getmypid(),
    ], ...$more]);
}

/** A port on which nothing listens. */
function dead_port(): int
{
    $server = stream_socket_server('tcp://127.0.0.1:0');
    $port = (int) substr(strrchr(stream_socket_get_name($server, false), ':'), 1);
    fclose($server);
    return $port;
}

/** A server that takes connections and never says a word: [resource to keep, port]. */
function silent_server(): array
{
    $server = stream_socket_server('tcp://127.0.0.1:0');
    return [$server, (int) substr(strrchr(stream_socket_get_name($server, false), ':'), 1)];
}

function remove_blobs(): void
{
    $dir = sys_get_temp_dir() . '/mailbox-phpt-' . getmypid();
    @rmdir("$dir/tmp");
    @rmdir($dir);
}
register_shutdown_function(fn () => register_shutdown_function('remove_blobs')); /* after a test's own */

/** Keeps secrets, too. */
final class KeepingStore extends StoreOfAccounts implements Mailbox\SecretStore
{
    /** @var list<array{int, string, string}> */
    public array $replaced = [];
    /** @var list<string> what was asked of it, in that order */
    public array $asked = [];

    /** @param array<int, Mailbox\Account> $accounts */
    public function __construct(array $accounts = [], public ?Closure $onReplace = null)
    {
        parent::__construct($accounts);
    }

    public function folderState(int $staffId, string $folder): ?Mailbox\FolderState
    {
        $this->asked[] = 'state';
        return null;
    }

    public function commit(int $staffId, Mailbox\Batch $batch): void
    {
        $this->asked[] = 'commit';
    }

    public function replaceSecret(int $staffId, Mailbox\SealedSecret $old, Mailbox\SealedSecret $new): void
    {
        $this->asked[] = 'bound';
        if ($this->onReplace) {
            ($this->onReplace)($staffId, $old, $new);
        }
        $this->replaced[] = [$staffId, $old->toString(), $new->toString()];
    }
}

/** Its accounts have access tokens. */
final class TokenStore extends StoreOfAccounts implements Mailbox\TokenStore
{
    /** @param array<int, Mailbox\Account> $accounts */
    public function __construct(array $accounts, public Closure $onToken)
    {
        parent::__construct($accounts);
    }

    public function accessToken(int $staffId, bool $refresh): string
    {
        return ($this->onToken)($staffId, $refresh);
    }
}
