<?php

declare(strict_types=1);

namespace MailboxTest;

use Mailbox\Account;
use Mailbox\Encryption;
use Mailbox\ImportPolicy;
use Mailbox\KeyRing;
use Mailbox\PdoStore;
use PDO;

require_once __DIR__ . '/../../mail/Verifier.php';
require_once __DIR__ . '/../../../perfex/mailbox/store/PdoStore.php';

error_reporting(E_ALL);
set_error_handler(static function (int $no, string $message, string $file, int $line): bool {
    if ((error_reporting() & $no) === 0) {
        return true; // behind an @
    }
    throw new \ErrorException($message, 0, $no, $file, $line);
});

function env(string $name): string
{
    $value = getenv($name);
    if ($value === false || $value === '') {
        throw new \RuntimeException("$name is not set: start this test with tests/e2e/run");
    }

    return $value;
}

function quick(): bool
{
    return getenv('E2E_QUICK') === '1';
}

function check(bool $ok, string $what, string $detail = ''): bool
{
    echo $ok ? 'PASS' : 'FAIL', " $what\n";
    if (!$ok && $detail !== '') {
        echo '     ', str_replace("\n", "\n     ", $detail), "\n";
    }
    if (!$ok) {
        $GLOBALS['e2eFailed'] = true;
    }

    return $ok;
}

function same(mixed $expected, mixed $got, string $what): bool
{
    return check($expected === $got, $what, 'expected ' . var_export($expected, true) . ', got ' . var_export($got, true));
}

/** No differences, or the first few of them. */
function verified(Verifier $verifier, string $what): bool
{
    return check($verifier->differences === [], "$what: $verifier", implode("\n", array_slice($verifier->differences, 0, 20)));
}

register_shutdown_function(static function (): void {
    if ($GLOBALS['e2eFailed'] ?? false) {
        exit(1);
    }
});

/** A mailbox on the private Dovecot, with generated mail. */
final class Inbox
{
    public readonly string $manifest;
    public readonly string $maildir;
    public readonly string $password;

    public function __construct(public readonly string $user, string $options = '')
    {
        $this->password = 'canary-' . bin2hex(random_bytes(9));
        $this->manifest = env('SERVERS') . "/$user.manifest";
        $this->maildir = env('SERVERS') . "/mail/$user";
        file_put_contents(env('SERVERS') . '/dovecot/users', "$user:{PLAIN}$this->password::::::\n", FILE_APPEND);
        $this->add($options, false);
        // Dovecot looks at its file of users once a second.
        for ($until = microtime(true) + 10; !$this->lets(); usleep(50000)) {
            if (microtime(true) > $until) {
                throw new \RuntimeException("$user cannot log in");
            }
        }
    }

    /** Does the server take the login? Opens no folder. */
    private function lets(): bool
    {
        $connection = stream_socket_client('tcp://127.0.0.1:' . env('IMAP_PORT'));
        fwrite($connection, "a LOGIN \"$this->user\" \"$this->password\"\r\nb LOGOUT\r\n");

        return str_contains(stream_get_contents($connection), "\na OK");
    }

    /** More mail; each call needs its own --start or --seed. */
    public function add(string $options, bool $append = true): void
    {
        run('python3 -B ' . escapeshellarg(__DIR__ . '/../../mail/generate.py') . ' --maildir ' . escapeshellarg($this->maildir)
            . ' --manifest ' . escapeshellarg($this->manifest) . ' --owner mail ' . ($append ? '--append ' : '') . $options);
    }

    /** @return array<string, array<string, mixed>> */
    public function facts(?callable $wanted = null): array
    {
        return Verifier::manifest($this->manifest, $wanted);
    }

    /**
     * What the server says of the folder, seen by another IMAP client.
     *
     * @return array{uidvalidity: int, uidnext: int, highestmodseq: int, flags: array<string, string>}
     */
    public function state(string $expunge = ''): array
    {
        return json_decode(run('python3 -B ' . escapeshellarg(__DIR__ . '/imap_state.py') . ' ' . escapeshellarg(json_encode([
            'port' => (int) env('IMAPS_PORT'), 'ca' => env('CA_FILE'), 'user' => $this->user, 'password' => $this->password, 'expunge' => $expunge,
        ]))), true, 512, JSON_THROW_ON_ERROR);
    }
}

function run(string $command): string
{
    exec($command . ' 2>&1', $out, $code);
    if ($code !== 0) {
        throw new \RuntimeException("$command\n" . implode("\n", $out));
    }

    return implode("\n", $out);
}

/** Where a test imports to: an empty database and blob folder. */
final class Target
{
    public readonly string $dsn;
    public readonly ?string $dbUser;
    public readonly string $blobs;

    public function __construct(string $driver, string $name)
    {
        $this->blobs = env('SERVERS') . "/blobs-$name";
        mkdir($this->blobs, 0700);
        if ($driver === 'sqlite') {
            $this->dsn = 'sqlite:' . env('SERVERS') . "/$name.sqlite";
            $this->dbUser = null;
        } else {
            run('mariadb --no-defaults -uroot -S ' . escapeshellarg(env('DB_SOCKET')) . ' -e ' . escapeshellarg("CREATE DATABASE `$name` CHARACTER SET utf8mb4"));
            $this->dsn = 'mysql:unix_socket=' . env('DB_SOCKET') . ";dbname=$name;charset=utf8mb4";
            $this->dbUser = 'root';
        }
        $this->store()->migrate();
    }

    public function pdo(): PDO
    {
        return Verifier::connect($this->dsn, $this->dbUser, '');
    }

    public function store(?callable $accountOf = null): PdoStore
    {
        return new PdoStore($this->dsn, $this->dbUser, '', '', $accountOf);
    }

    public function verifier(): Verifier
    {
        return new Verifier($this->pdo(), $this->blobs);
    }
}

function keyRing(): KeyRing
{
    $path = env('SERVERS') . '/keys';

    return is_file($path) ? KeyRing::load($path) : KeyRing::create($path);
}

/** @param array<string, mixed> $more arguments of Account by name */
function account(Inbox $inbox, string $blobDir, int $staffId = 1, ImportPolicy $policy = ImportPolicy::All, array $more = []): Account
{
    $ring = keyRing();

    return new Account(...$more + [
        'staffId' => $staffId, 'signInAddress' => $inbox->user, 'host' => '127.0.0.1',
        'secret' => $ring->seal($inbox->password, $staffId, $inbox->user), 'keyRing' => $ring,
        'port' => (int) env('IMAPS_PORT'), 'encryption' => Encryption::Tls, 'importPolicy' => $policy,
        'blobDir' => $blobDir, 'caFile' => env('CA_FILE'),
    ]);
}

/**
 * A sync in a process of its own: it can be killed, and its memory is its own.
 * The password goes there sealed, in a file.
 *
 * @param array<string, mixed> $more for lib/child.php: dieAtCommit, dieWhen, seconds, retryQuarantined
 * @return resource
 */
function child(Inbox|SickServer $inbox, Target $target, int $staffId = 1, array $more = [], ?array &$pipes = null)
{
    static $count = 0;
    $file = env('SERVERS') . '/child-' . getmypid() . '-' . ++$count . '.json';
    file_put_contents($file, json_encode($more + [
        'dsn' => $target->dsn, 'dbUser' => $target->dbUser, 'blobs' => $target->blobs, 'staff' => $staffId, 'user' => $inbox->user,
        'sealed' => keyRing()->seal($inbox->password, $staffId, $inbox->user)->toString(), 'keys' => env('SERVERS') . '/keys',
        'port' => $inbox instanceof SickServer ? $inbox->port : (int) env('IMAPS_PORT'), 'encryption' => $inbox instanceof SickServer ? 'none' : 'tls',
        'ca' => env('CA_FILE'), 'policy' => 'all', 'seconds' => 120.0,
    ], JSON_THROW_ON_ERROR));
    $process = proc_open([env('PHP'), '-d', 'extension=' . env('MAILBOX_SO'), '-d', 'memory_limit=256M', __DIR__ . '/child.php', $file],
        [0 => ['file', '/dev/null', 'r'], 1 => ['pipe', 'w'], 2 => ['file', "$file.stderr", 'w']], $pipes);
    if (!is_resource($process)) {
        throw new \RuntimeException('no child process');
    }

    return $process;
}

/** Waits for a child; its answer (the report, or error and code), null when it died. */
function answer($process, array $pipes): ?array
{
    $out = stream_get_contents($pipes[1]);
    fclose($pipes[1]);
    proc_close($process);

    return $out === '' ? null : json_decode($out, true, 512, JSON_THROW_ON_ERROR);
}
