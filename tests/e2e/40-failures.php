<?php

declare(strict_types=1);

/* What can be wrong with a server or an account: each has its own class, code and stage, says what to do, ends within its
 * deadline, and never names the password. */

namespace MailboxTest;

use Mailbox\Encryption;
use Mailbox\Failure;
use Mailbox\SyncOptions;

require __DIR__ . '/lib/e2e.php';

ini_set('zend.exception_ignore_args', '0');
ini_set('zend.exception_string_param_max_len', '1000');
ini_set('log_errors', '1');
ini_set('error_log', env('SERVERS') . '/failures.log');

$inbox = new Inbox('failures@example.test', '--count 3 --seed 8 --small');
$target = new Target('sqlite', 'failures');
$maria = new Target('mysql', 'failures_too');
$imap = (int) env('IMAP_PORT');
$canaries = [$inbox->password];
$spoken = []; // everything that was said, to be searched for the passwords

/** What a program may print of a failure. */
function words(\Throwable $e): string
{
    return $e . "\n" . print_r($e, true) . "\n" . print_r($e->getTrace(), true) . "\n" . json_encode($e instanceof Failure ? get_object_vars($e) : []);
}

$cases = [
    // name => [arguments of the account, class, errorCode, stage, seconds it may take]
    'wrong host name' => [['host' => '127.0.0.2'], 'TlsFailed', 'CERT_HOSTNAME', 'certificate', 5],
    'unknown CA' => [['host' => '127.0.0.4'], 'TlsFailed', 'CERT_UNKNOWN_CA', 'certificate', 5],
    'no CA of ours' => [['caFile' => env('SERVERS') . '/tls/stranger.pem'], 'TlsFailed', 'CERT_UNKNOWN_CA', 'certificate', 5],
    'CA file missing' => [['caFile' => env('SERVERS') . '/nowhere.pem'], 'TlsFailed', 'TLS_CA_FILE', 'tls', 5],
    'expired certificate' => [['host' => '127.0.0.3'], 'TlsFailed', 'CERT_EXPIRED', 'certificate', 5],
    'wrong host name, STARTTLS' => [['host' => '127.0.0.2', 'port' => $imap, 'encryption' => Encryption::StartTls], 'TlsFailed', 'CERT_HOSTNAME', 'certificate', 5],
    'plain port with TLS' => [['port' => $imap], 'TlsFailed', 'TLS_NOT_TLS', 'tls', 12],
    'TLS port with STARTTLS' => [['encryption' => Encryption::StartTls], 'Timeout', 'GREETING_TIMEOUT', 'greeting', 17],
    'wrong password' => [['secret' => keyRing()->seal($wrong = 'canary-' . bin2hex(random_bytes(9)), 1, $inbox->user)], 'AuthenticationFailed', 'AUTH_BAD_CREDENTIALS', 'auth', 10],
    'somebody else\'s password' => [['secret' => keyRing()->seal($inbox->password, 2, 'other@example.test')], 'AuthenticationFailed', 'AUTH_SEAL', 'auth', 5],
    'missing folder' => [['folders' => ['No such folder']], 'ServerRefused', 'FOLDER_NOT_FOUND', 'folder', 5],
    'dead port' => [['port' => (int) env('DEAD_PORT')], 'ConnectionFailed', 'TCP_REFUSED', 'tcp', 5],
    'silent server, TLS' => [['port' => (int) env('SILENT_PORT')], 'Timeout', 'TLS_TIMEOUT', 'tls', 12],
    'silent server, no encryption' => [['port' => (int) env('SILENT_PORT'), 'encryption' => Encryption::None], 'Timeout', 'GREETING_TIMEOUT', 'greeting', 17],
];
$canaries[] = $wrong;
$rest = 'capability auth identify strategy list folder counts sample throughput logout';
$stages = [
    'tls' => "input dns tcp tls certificate greeting $rest",
    'starttls' => "input dns tcp greeting starttls tls certificate $rest",
    'none' => "input dns tcp greeting $rest",
];
foreach ($cases as $name => [$arguments, $class, $code, $stage, $seconds]) {
    $account = account($inbox, $target->blobs, 1, more: $arguments);
    foreach (['sqlite' => $target, 'mysql' => $maria] as $driver => $where) {
        if ($driver === 'mysql' && $seconds > 5) {
            continue; // the waiting is the same
        }
        mailbox_set_store($where->store(static fn () => $account));
        $start = hrtime(true);
        $caught = null;
        try {
            mailbox_sync(1, new SyncOptions(seconds: 60.0));
        } catch (\Throwable $caught) {
            $spoken[] = words($caught);
        }
        $took = (hrtime(true) - $start) / 1e9;
        $got = $caught instanceof Failure ? [$caught::class, $caught->errorCode, $caught->stage] : [$caught === null ? 'no exception' : (string) $caught];
        same(["Mailbox\\$class", $code, $stage], $got, "$name: exception ($driver)");
        check($took <= $seconds, sprintf('%s: within %d s (%.1f s)', $name, $seconds, $took));
        if ($caught instanceof Failure) {
            check(strlen($caught->hint) > 15 && $caught->getMessage() !== '', "$name: says what to do: $caught->hint");
        }
    }

    // The connection test: the same stage and code, whatever time it is given.
    $limit = $seconds > 10 ? 3.0 : 20.0;
    $start = hrtime(true);
    $report = mailbox_test_connection($account, $limit, transcript: true);
    $took = (hrtime(true) - $start) / 1e9;
    $spoken[] = $report . json_encode($report) . print_r($report, true);
    $failed = $report->failed();
    same([false, $stage, $code], [$report->ok, $failed?->name, $failed?->errorCode], "$name: stage and code of the connection test");
    same($stages[$account->encryption->value], implode(' ', array_column($report->stages, 'name')), "$name: all stages are reported, in the order of the wire");
    check(($failed?->hint ?? '') !== '' && ($failed?->message ?? '') !== '', "$name: the connection test says what to do");
    check($took <= min($seconds, $limit + 1), sprintf('%s: connection test within its time (%.1f s)', $name, $took));
    $after = array_slice($report->stages, array_search($failed, $report->stages, true) + 1);
    same([], array_values(array_map(static fn ($s) => $s->name, array_filter($after, static fn ($s) => $s->status !== 'skipped'))), "$name: what depends on it is skipped");
}

// The good account passes every stage, over both ways of encryption, by name and by address.
foreach ([[], ['host' => 'localhost'], ['port' => $imap, 'encryption' => Encryption::StartTls], ['port' => $imap, 'encryption' => Encryption::None]] as $arguments) {
    $account = account($inbox, $target->blobs, 1, more: $arguments);
    $report = mailbox_test_connection($account, transcript: true);
    $name = ($arguments['host'] ?? '127.0.0.1') . ' ' . ($arguments['encryption'] ?? Encryption::Tls)->value;
    check($report->ok && $report->failed() === null, "good account, $name: every stage", (string) $report);
    $spoken[] = (string) $report . json_encode($report);
    if (($arguments['encryption'] ?? null) === Encryption::StartTls) {
        mailbox_set_store($target->store(static fn () => $account));
        same(3, mailbox_sync(1)->imported, "import over STARTTLS");
    }
}

// No object that holds a secret can be looked into, copied or kept.
$account = account($inbox, $target->blobs);
foreach (['account' => $account, 'sealed password' => $account->secret, 'key ring' => $account->keyRing] as $name => $object) {
    ob_start();
    var_dump($object);
    print_r($object);
    echo @var_export($object, true), json_encode($object, JSON_PARTIAL_OUTPUT_ON_ERROR), print_r((array) $object, true);
    $spoken[] = ob_get_clean();
    foreach (['serialize' => static fn () => serialize($object), 'clone' => static fn () => clone $object] as $how => $attempt) {
        if ($how === 'clone' && $object === $account) {
            continue;
        }
        $refused = false;
        try {
            $spoken[] = is_string($result = $attempt()) ? $result : '';
        } catch (\Throwable $e) {
            $refused = true;
            $spoken[] = words($e);
        }
        check($refused, "$name: $how is refused");
    }
}
try {
    keyRing()->seal("$inbox->password\r\n", 1, $inbox->user);
    check(false, 'a password with a line break is refused');
} catch (\ValueError $e) {
    $spoken[] = words($e);
    check(true, 'a password with a line break is refused');
}

/** Is one of the passwords in there, as it is or as base64 would have it? */
function leaks(string $text, array $canaries, string $user): bool
{
    foreach ($canaries as $password) {
        foreach ([$password, rtrim(base64_encode($password), '='), rtrim(base64_encode("\0$user\0$password"), '='), bin2hex($password)] as $form) {
            if (str_contains($text, $form)) {
                return true;
            }
        }
    }

    return false;
}

check(leaks(print_r(['x' => $inbox->password], true), $canaries, $inbox->user), 'the search finds a password that is there');
same([], array_keys(array_filter($spoken, static fn (string $text): bool => leaks($text, $canaries, $inbox->user))), 'no password in any message, trace, dump or report (' . count($spoken) . ' texts)');
$files = array_filter(Verifier::files(env('SERVERS')), static fn (string $f): bool => $f !== 'dovecot/users' && !str_starts_with($f, 'dovecot/run/') && !str_starts_with($f, 'mail/') && !str_ends_with($f, 'sock'));
$found = array_filter($files, static fn (string $f): bool => leaks((string) @file_get_contents(env('SERVERS') . "/$f"), $canaries, $inbox->user));
same([], array_values($found), 'no password in ' . count($files) . ' files: databases, blobs, logs, keys');
