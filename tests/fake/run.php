#!/usr/bin/env php
<?php
/* run.php [--all] [--seed N] [NAME...]   every case of tests/fake/cases through mailbox_test_connection() and mailbox_sync(),
 * then conversations that break off at every byte. Needs the extension, and names.so preloaded (bin/test does that).
 *
 *   --all    every byte; without it a sample
 *   --seed   of the sample
 *
 * The last line is "N passed, N failed, N skipped". */
declare(strict_types=1);

namespace Fake;

use Mailbox\Failure;
use Mailbox\SyncOptions;

require __DIR__ . '/Fake.php';
require __DIR__ . '/memory.php';
require __DIR__ . '/sessions.php';

$options = getopt('', ['all', 'seed:'], $rest);
$names = array_slice($argv, $rest);
$all = isset($options['all']);
$seed = (int) ($options['seed'] ?? (int) date('Ym'));
mt_srand($seed);

/* How much more memory than before a case may have taken, and how much later than its time it may end. */
const ROOM = 64 << 20;
const GRACE = 1.0;
/* Stages of a test before the login. */
const EARLY = ['input', 'dns', 'tcp', 'tls', 'certificate', 'greeting', 'starttls', 'capability'];

$folder = sys_get_temp_dir() . '/mailbox-fake-' . getmypid();
mkdir($folder, 0700);
register_shutdown_function(static fn () => exec('rm -rf ' . escapeshellarg($folder)));
$passed = $failed = 0;

function check(bool $ok, string $what, string $detail = ''): bool
{
    global $passed, $failed;
    $ok ? $passed++ : $failed++;
    if (!$ok) {
        echo "FAIL $what", $detail === '' ? '' : ": $detail", "\n";
    }

    return $ok;
}

function peak(bool $reset = false): int
{
    if ($reset) {
        file_put_contents('/proc/self/clear_refs', '5');
    }
    preg_match('/^VmHWM:\s+(\d+)/m', file_get_contents('/proc/self/status'), $m);

    return (int) $m[1] * 1024;
}

/** Whatever a client of ours must never do, whoever the server is. */
function wellBehaved(Server $server, string $case, array $result, bool $mayLogIn): array
{
    $wrong = $result['errors'];
    $channel = $server->cases[$case]['encryption'] === 'none' ? 'clear' : 'tls';
    foreach ($result['connections'] as $c) {
        $wrong = [...$wrong, ...$c['violations']];
        foreach ($c['secrets'] as $where => $forms) {
            if ($forms !== [] && (!$mayLogIn || $where !== $channel)) {
                $wrong[] = 'the password was sent ' . ($where === 'clear' ? 'in clear' : 'over TLS') . ' as ' . implode(', ', $forms);
            }
        }
    }
    if ($result['left_open'] > 0) {
        $wrong[] = 'a connection was left open';
    }

    return $wrong;
}

/** @return array{string, string} what came out, in the words of the case's header; and everything that was said of it */
function probed(Server $server, string $case, int $port, float $seconds): array
{
    $report = mailbox_test_connection($server->account($case, $port), $seconds, transcript: true);
    $stage = $report->failed();
    ob_start();
    var_dump($report);
    echo $report, json_encode($report, JSON_INVALID_UTF8_SUBSTITUTE);

    if ($stage !== null) {
        return ["$stage->errorCode $stage->name", ob_get_clean()];
    }
    $warned = array_filter($report->stages, static fn ($s): bool => $s->status === 'warning');

    return [implode(' ', [$report->ok ? 'ok' : '?', ...array_map(static fn ($s): string => "$s->errorCode $s->name", $warned)]), ob_get_clean()];
}

function synced(Server $server, string $case, int $port, float $seconds): array
{
    $store = new Memory();
    $store->accounts[1] = $server->account($case, $port);
    mailbox_set_store($store);
    $error = null;
    try {
        $report = mailbox_sync(1, new SyncOptions(seconds: $seconds));
    } catch (Failure $error) {
        $report = $error->report;
    }
    ob_start();
    var_dump($report);
    if ($error !== null) { // not as a whole: its trace names our own arguments
        echo implode("\n", [$error->getMessage(), $error->hint, $error->serverText, $error->errorCode]);
    }
    $uids = $store->uids[1] ?? [];
    $places = array_sum(array_map(count(...), $store->places[1] ?? []));
    $outcome = match (true) {
        count($uids) !== count(array_unique($uids)) => 'twice',
        $error !== null => "$error->errorCode $error->stage",
        $report->complete => 'ok',
        default => 'unfinished',
    };

    return [$outcome . ' ' . count($uids) . ($places > count($uids) ? " in $places places" : '') . ($report !== null && $report->quarantined > 0 ? " set aside $report->quarantined" : '') . ($report?->retryAfter !== null ? " pause $report->retryAfter" : ''), ob_get_clean()];
}

$server = new Server($folder);
$begin = microtime(true);
foreach ($server->cases as $case => $head) {
    if ($names !== [] && !in_array($case, $names, true)) {
        continue;
    }
    foreach (['test' => probed(...), 'sync' => synced(...)] as $way => $run) {
        if ($head[$way] === '') {
            continue;
        }
        [$id, $port] = $server->open($case);
        $before = peak(true);
        $start = microtime(true);
        [$outcome, $said] = $run($server, $case, $port, (float) $head['seconds']);
        $took = microtime(true) - $start;
        $grown = peak() - $before;
        $result = $server->result($id);
        $early = in_array(substr(strrchr($head['test'], ' ') ?: '', 1), EARLY, true);
        $wrong = wellBehaved($server, $case, $result, !$early && $head['login'] !== 'never');
        foreach ([$server->password, base64_encode($server->password), addcslashes($server->password, '"\\')] as $form) {
            if (str_contains($said, $form)) {
                $wrong[] = 'the password is in what the caller sees';
            }
        }
        if ($took > (float) $head['seconds'] + GRACE) {
            $wrong[] = sprintf('it took %.1f s of %s', $took, $head['seconds']);
        }
        if ($grown > ROOM && getenv('ASAN_OPTIONS') === false) {
            $wrong[] = sprintf('it took %d MB', $grown >> 20);
        }
        if ($head['compress'] !== '' && in_array(true, array_column($result['connections'], 'compressed'), true) !== ($head['compress'] === 'used')) {
            $wrong[] = "compression was not $head[compress]";
        }
        if ($outcome !== $head[$way]) {
            $wrong[] = "\"$outcome\" instead of \"$head[$way]\", after " . json_encode(end($result['connections'])['commands'] ?? null);
        }
        check($wrong === [], "$way of $case", implode('; ', $wrong));
    }
}
printf("cases: %.1f s\n", microtime(true) - $begin);

/* Conversations that break off after every byte of the server's, on the wire: TLS records and handshake included. */

/** @param list<array{int, string}> $breaks where and how; all at once */
function broken(Server $server, string $case, array $breaks, float $seconds): array
{
    $store = new Memory();
    $instances = [];
    foreach ($breaks as $i => [$at, $kind]) {
        [$instances[$i], $port] = $server->open($case, $at, $kind);
        $store->accounts[$i + 1] = $server->account($case, $port, $i + 1);
    }
    mailbox_set_store($store);
    $reports = mailbox_sync_many(array_keys($store->accounts), new SyncOptions(seconds: 60.0, accountSeconds: $seconds, workers: 64));
    $wrong = [];
    foreach ($breaks as $i => [$at, $kind]) {
        $report = $reports[$i + 1];
        $result = $server->result($instances[$i]);
        $uids = $store->uids[$i + 1] ?? [];
        sort($uids);
        $code = $report->error?->errorCode;
        $served = array_merge(...array_column($result['connections'], 'served'));
        $said = wellBehaved($server, $case, $result, true);
        if ($report->complete && ($code !== null || $uids !== [1, 2, 3])) {
            $said[] = 'success with ' . count($uids) . ' of 3 messages';
        }
        if (array_diff($uids, $served) !== []) {
            $said[] = 'a message that was never sent whole';
        }
        if ($code !== null && !in_array($code, $kind === 'stall' ? ['TIMEOUT_TOTAL'] : ['CONNECTION_LOST', 'TCP_REFUSED'], true)) {
            $said[] = $code;
        }
        if ($report->seconds > $seconds + GRACE) {
            $said[] = sprintf('it took %.1f s', $report->seconds);
        }
        if (count($uids) !== count(array_unique($uids))) {
            $said[] = 'a message twice';
        }
        if ($said !== []) {
            $wrong[] = "$case, $kind after $at bytes: " . implode('; ', $said);
        }
    }

    return $wrong;
}

foreach ($names === [] ? ['good', 'starttls-good', 'clear-good', 'compress-clear'] : [] as $case) {
    [$id, $port] = $server->open($case);
    synced($server, $case, $port, 10.0);
    $bytes = $server->result($id)['connections'][0]['bytes_out'];
    $begin = microtime(true);
    foreach (['fin' => 10.0, 'reset' => 10.0, 'stall' => 0.25] as $kind => $seconds) {
        $positions = range(0, $bytes);
        if (!$all) {
            shuffle($positions);
            $positions = array_slice($positions, 0, 128);
        }
        $wrong = [];
        foreach (array_chunk($positions, 64) as $some) {
            $wrong = [...$wrong, ...broken($server, $case, array_map(static fn (int $at): array => [$at, $kind], $some), $seconds)];
        }
        check($wrong === [], sprintf('%s broken off by %s at %d of %d bytes (seed %d)', $case, $kind, count($positions), $bytes + 1, $seed), implode("\n     ", array_slice($wrong, 0, 8)));
    }
    printf("%s: %d bytes, %.1f s\n", $case, $bytes, microtime(true) - $begin);
}

/* The core's own deadlines, where the account has time enough: base/limits.h. */
if ($all && $names === []) {
    $store = new Memory();
    $slow = [1 => ['tls-silent', 'TLS_TIMEOUT', 10.0], ['greeting-silent', 'GREETING_TIMEOUT', 15.0], ['login-stall', 'TIMEOUT_COMMAND', 30.0], ['folder-stall', 'TIMEOUT_COMMAND', 30.0]];
    foreach ($slow as $i => [$case]) {
        [$instances[$i], $port] = $server->open($case);
        $store->accounts[$i] = $server->account($case, $port, $i);
    }
    mailbox_set_store($store);
    $reports = mailbox_sync_many(array_keys($slow), new SyncOptions(seconds: 90.0));
    foreach ($slow as $i => [$case, $code, $seconds]) {
        $server->result($instances[$i]);
        $said = ($reports[$i]->error?->errorCode ?? 'no error') . sprintf(' after %.1f s', $reports[$i]->seconds);
        check($reports[$i]->error?->errorCode === $code && abs($reports[$i]->seconds - $seconds) < GRACE, "$case: $code after $seconds s", $said);
    }
}

if ($names === []) {
    foreach (['good', 'cert-tls-1.2'] as $case) {
        $wrong = sessions($server, $case);
        check($wrong === [], "TLS sessions of $case", implode('; ', $wrong));
    }
}

/* What the server calls its messages comes with them. */
foreach ($names === [] ? [
    'gmail-ids' => ['1278455344230334867', '1266894439832287888', ['\\Inbox', '\\Sent', 'Grün {7}']],
    'list-extended' => ['M2', 'T2', []],
    'clear-good' => [null, null, []],
] : [] as $case => $named) {
    $store = new Memory();
    [$id, $port] = $server->open($case);
    $store->accounts[1] = $server->account($case, $port);
    mailbox_set_store($store);
    mailbox_sync(1, new SyncOptions(seconds: 10.0));
    $server->result($id);
    check(($store->named[1][2] ?? null) === $named, "$case: the server's names of a message", json_encode($store->named[1][2] ?? null));
}

if ($names === []) {
    foreach (['fetch-stall', 'fetch-stall-tls'] as $case) {
        $wrong = memory($server, $case);
        check($wrong === [], "memory of a program that imports: $case", implode('; ', $wrong));
    }
}

unset($server);
echo "$passed passed, $failed failed, 0 skipped\n";
exit($failed === 0 ? 0 : 1);
