<?php

declare(strict_types=1);

/* Servers that fail on single messages, on all of them for a while, at the login or in one folder: the rest of the mail
 * arrives, nothing arrives twice, what cannot be read is set aside, and an outage is blamed on no message. */

namespace MailboxTest;

use Mailbox\AuthenticationFailed;
use Mailbox\ProtocolError;
use Mailbox\ServerRefused;
use Mailbox\SyncOptions;

require __DIR__ . '/lib/e2e.php';
require __DIR__ . '/lib/sick.php';

/* 1. A message whose reading kills the process: here by SIGKILL while the server stalls in the middle of it. */

/** The extension stores which message it is going to read; only what comes after that is a death by this message. */
function untilQuiet(Target $target): void
{
    $version = static fn (): mixed => $target->pdo()->query('SELECT version FROM mbx_folder')->fetchColumn();
    for ($quiet = 0, $last = null; $quiet < 20; usleep(5000)) {
        $now = $version();
        $quiet = $now !== false && $now === $last ? $quiet + 1 : 0;
        $last = $now;
    }
}

/** A run in a process of its own, killed as soon as the server stalls; its report when it ended by itself. */
function killedAtFault(SickServer $server, Target $target): ?array
{
    $before = count($server->log('FAULT'));
    $process = child($server, $target, 1, [], $pipes);
    for ($until = microtime(true) + 60; proc_get_status($process)['running'] && microtime(true) < $until; usleep(5000)) {
        if (count($server->log('FAULT')) > $before) {
            untilQuiet($target);
            proc_terminate($process, 9);
            break;
        }
    }

    return answer($process, $pipes);
}

foreach (['alone' => [[1], 1], 'first of 30' => [range(1, 30), 1], 'among 30' => [range(1, 30), 10], 'last of 30' => [range(1, 30), 30]] as $name => [$uids, $bad]) {
    $target = new Target('sqlite', 'sick_kill_' . $bad . '_' . count($uids));
    $server = new SickServer(['--uids', '1:' . count($uids), '--sick', "$bad=stall"]);
    $others = array_values(array_diff($uids, [$bad]));
    for ($deaths = 0; ($report = killedAtFault($server, $target)) === null && $deaths < 8; $deaths++) {
    }
    same(3, $deaths, "killing message, $name: three deaths, then a run that ends");
    same([null, true, 1, 0], [$report['error'] ?? null, $report['complete'] ?? $report, $report['quarantined'] ?? null, $report['remaining'] ?? null],
        "killing message, $name: no error, complete, quarantined, remaining");
    same($others, storedUids($target), "killing message, $name: all others are stored");
    $server = new SickServer(['--uids', '1:' . count($uids), '--sick', "$bad=stall"]);
    $report = killedAtFault($server, $target);
    same([true, []], [$report['complete'] ?? $report, $server->fetches()], "killing message, $name: the next run lets it rest");
    $server = new SickServer(['--uids', '1:' . count($uids) + 1, '--sick', "$bad=stall"]);
    same(1, killedAtFault($server, $target)['imported'] ?? null, "killing message, $name: new mail comes past it");
    $server = new SickServer(['--uids', '1:' . count($uids) + 1]);
    $run = new Run($server->account($target->blobs), $target, new SyncOptions(retryQuarantined: true));
    same([1, 0, true], [$run->report?->imported, $run->report?->quarantined, $run->report?->complete], "killing message, $name: healthy again, retried by hand: it comes");
    same([...$uids, count($uids) + 1], storedUids($target), "killing message, $name: everything is stored");
}

/* 2. Dovecot with a message file that it may not read. */

$inbox = new Inbox('unreadable@example.test', '--count 30 --seed 70 --small');
$target = new Target('sqlite', 'sick_dovecot');
$files = glob("$inbox->maildir/{new,cur}/*", GLOB_BRACE);
sort($files);
$file = $files[9];
chmod($file, 0);
$account = account($inbox, $target->blobs);
$imported = 0;
$seen = [];
for ($i = 1; $i <= 8; $i++) {
    $run = new Run($account, $target);
    $imported += $run->report?->imported ?? 0;
    $seen[] = $run->error?->errorCode;
    if ($i === 1) {
        same([29, 29], [count(storedUids($target)), $imported], 'Dovecot, unreadable file: the first run brings the 29 others');
        same(1, $run->report->remaining + $run->report->quarantined, 'Dovecot, unreadable file: the report shows it');
    }
    if ($run->report?->quarantined === 1) {
        break;
    }
}
check($i <= 5, "Dovecot, unreadable file: quarantined after $i runs", (string) $run);
same([true, 0, null], [$run->report?->complete, $run->report?->remaining, $run->error?->errorCode], 'Dovecot, unreadable file: then a run is complete: complete, remaining, error');
$inbox->add('--count 3 --start 100 --seed 71 --small');
$run = new Run($account, $target);
$imported += $run->report?->imported ?? 0;
same([3, true, null], [$run->report?->imported, $run->report?->complete, $run->error?->errorCode], 'Dovecot, unreadable file: later mail still comes');
foreach (glob("$inbox->maildir/{new,cur}/" . preg_replace('/:.*/', '', basename($file)) . '*', GLOB_BRACE) as $found) {
    chmod($found, 0600); // Dovecot may have moved it
}
$run = new Run($account, $target, new SyncOptions(retryQuarantined: true));
$imported += $run->report?->imported ?? 0;
same([33, 0], [$imported, $run->report?->quarantined], 'Dovecot, readable again: every message was counted once');
verified($target->verifier()->compare(1, $inbox->facts()), 'Dovecot, readable again');

/* 3. One message of thirty, each way to fail. */

$faults = [
    'NO [SERVERBUG]' => 'no [SERVERBUG] Internal error occurred. Refer to server log for more information.', 'NO' => 'no Some of the messages could not be read',
    'BAD' => 'bad Command failed', 'BYE' => 'bye Internal error', 'closed in the body' => 'cut', 'closed between messages' => 'close', 'OK without a body' => 'bare',
    'OK without an answer' => 'mute',
];
foreach ($faults as $name => $fault) {
    foreach (quick() ? [17] : [1, 17, 30] as $bad) {
        $target = new Target('sqlite', 'sick_one_' . md5($name) . "_$bad");
        $server = new SickServer(['--uids', '1:30', '--sick', "$bad=$fault"]);
        $account = $server->account($target->blobs);
        $others = array_values(array_diff(range(1, 30), [$bad]));
        $imported = $runs = 0;
        do {
            $run = new Run($account, $target);
            $imported += $run->report?->imported ?? 0;
            $runs++;
        } while ($runs < 2 && storedUids($target) !== $others);
        same($others, storedUids($target), "$name at message $bad: the 29 others after $runs run(s)");
        same([29, [29, 29]], [$imported, storedMessages($target)], "$name at message $bad: counted once, stored once");
        same([1, 0], [$run->report->remaining + $run->report->quarantined, $run->report->gone], "$name at message $bad: the report shows it as not there yet, not as gone");
        while (($run->report?->quarantined ?? 0) === 0 && $runs < 8) {
            $run = new Run($account, $target);
            $imported += $run->report?->imported ?? 0;
            $runs++;
        }
        same([1, true, null, 29], [$run->report->quarantined, $run->report->complete, $run->error?->errorCode, $imported], "$name at message $bad: quarantined after $runs runs, complete, no error");
        $server = new SickServer(['--uids', '1:30']);
        $run = new Run($server->account($target->blobs), $target, new SyncOptions(retryQuarantined: true));
        same([1, range(1, 30), [30, 30]], [$run->report?->imported, storedUids($target), storedMessages($target)], "$name at message $bad: the healed message comes alone");
    }
}

/* Many side by side: healthy ones behind them do not wait, and the server is not blamed for ever. */

foreach (['NO' => 'no Internal error', 'OK without a body' => 'bare', 'BYE' => 'bye Internal error'] as $name => $fault) {
    $target = new Target('sqlite', 'sick_many_' . md5($name));
    $server = new SickServer(['--uids', '1:60', '--sick', "20:31=$fault"]);
    $others = array_values(array_diff(range(1, 60), range(20, 31)));
    $account = $server->account($target->blobs);
    for ($runs = 0; $runs < 4 && storedUids($target) !== $others; $runs++) {
        $run = new Run($account, $target);
    }
    same($others, storedUids($target), "$name, 12 of 60: the others after $runs run(s)");
    // the same of new mail, which is taken in another order
    $server = new SickServer(['--uids', '1:90', '--sick', "20:31=$fault", '--sick', "61:72=$fault"]);
    $others = [...$others, ...range(73, 90)];
    $account = $server->account($target->blobs);
    for ($runs = 0; $runs < 6 && storedUids($target) !== $others; $runs++) {
        $run = new Run($account, $target);
    }
    same($others, storedUids($target), "$name, 12 of 30 new ones: the others after $runs run(s)");
    for (; $runs < 60 && ($run->report?->quarantined !== 24 || $run->error !== null); $runs++) {
        $run = new Run($account, $target);
    }
    same([24, true, 0, null], [$run->report?->quarantined, $run->report?->complete, $run->report?->remaining, $run->error?->errorCode], "$name, 24 in all: set aside after $runs runs, complete, no error");
    $server = new SickServer(['--uids', '1:90']);
    $run = new Run($server->account($target->blobs), $target, new SyncOptions(retryQuarantined: true));
    same([24, range(1, 90), 90], [$run->report?->imported, storedUids($target), storedMessages($target)[0]], "$name, 24 in all: healed, they come");
}

/* 4. An outage: no message is to blame. */

foreach (['refuses' => ['no Internal error', ServerRefused::class, 'SERVER_NO'], 'does not understand' => ['bad Internal error', ProtocolError::class, 'SERVER_BAD'],
    'hands nothing out' => ['bare', ProtocolError::class, 'SERVER_SILENT'], 'answers nothing' => ['mute', ProtocolError::class, 'SERVER_SILENT'],
    'hangs up' => ['bye Internal error', ServerRefused::class, 'SERVER_BYE'], 'breaks' => ['close', \Mailbox\ConnectionFailed::class, 'CONNECTION_LOST']] as $name => [$fault, $class, $code]) {
    $target = new Target('sqlite', 'sick_outage_' . md5($name));
    for ($i = 1; $i <= 6; $i++) { // as often as a message would be tried before it is set aside
        $server = new SickServer(['--uids', '1:200', '--sick', "1:200=$fault"]);
        $run = new Run($server->account($target->blobs), $target);
        $outcome[$i] = [$run->error === null ? null : $run->error::class, $run->error?->errorCode, $run->report?->imported, $run->report?->remaining, $run->report?->quarantined];
        $fetches[$i] = count($server->fetches());
    }
    same(array_fill(1, 6, [$class, $code, 0, 200, 0]), $outcome, "a server that $name: six runs: class, code, imported, remaining, quarantined");
    check(max($fetches) < 60, 'a server that ' . $name . ': ' . max($fetches) . ' requests for mail at most');
    $server = new SickServer(['--uids', '1:200']);
    $run = new Run($server->account($target->blobs), $target);
    same([200, true, null, range(1, 200)], [$run->report?->imported, $run->report?->complete, $run->error?->errorCode, storedUids($target)], "a server that $name: healthy again, the next run brings all");
}

/* 5. A server that asks for patience. */

foreach (['[LIMIT] slow down', '[limit reached] later', 'Too many simultaneous requests', '[THROTTLED] no', 'Account throttled'] as $words) {
    $target = new Target('sqlite', 'sick_patience_' . md5($words));
    $server = new SickServer(['--uids', '1:20', '--sick', "5=no $words"]);
    $account = $server->account($target->blobs);
    $outcome = [];
    for ($i = 1; $i <= 4; $i++) {
        $before = count($server->fetches());
        $run = new Run($account, $target);
        $outcome[] = [$run->error?->errorCode, $run->report?->remaining, $run->report?->quarantined, count($server->fetches()) - $before];
    }
    same(array_fill(0, 4, ['SERVER_THROTTLED', 16, 0, 1]), $outcome, "NO $words: four runs end with it after one request, no attempt is counted");
    check(str_contains($run->error?->serverText ?? '', $words), "NO $words: the server's words are told");
    same(range(1, 4), storedUids($target), "NO $words: what came before is stored");
}

/* One that cannot do it now: said of one message it is the message's fault, said of all it is nobody's. */
$target = new Target('sqlite', 'sick_unavailable_one');
$server = new SickServer(['--uids', '1:20', '--sick', '5=no [UNAVAILABLE] UID FETCH Server error - Please try again later']);
$outcome = [];
for ($i = 1; $i <= 4; $i++) {
    $run = new Run($server->account($target->blobs), $target);
    $outcome[] = [$run->error?->errorCode, $run->report?->remaining, $run->report?->quarantined];
}
same([['SERVER_UNAVAILABLE', 1, 0], ['SERVER_UNAVAILABLE', 1, 0], ['SERVER_UNAVAILABLE', 0, 1], [null, 0, 1]], $outcome, 'one message is unavailable: four runs: code, remaining, quarantined');
same([...range(1, 4), ...range(6, 20)], storedUids($target), 'one message is unavailable: the others come');
$target = new Target('sqlite', 'sick_unavailable');
$server = new SickServer(['--uids', '1:200', '--sick', '1:200=no [UNAVAILABLE] later']);
$outcome = [];
for ($i = 1; $i <= 4; $i++) {
    $before = count($server->fetches());
    $run = new Run($server->account($target->blobs), $target);
    $outcome[] = [$run->error?->errorCode, $run->report?->remaining, $run->report?->quarantined, count($server->fetches()) - $before];
}
same(array_fill(0, 4, ['SERVER_UNAVAILABLE', 200, 0, 3]), $outcome, 'all are unavailable: four runs end with it after three requests, no attempt is counted');

/* 6. A folder that is gone must not hold up the others. */

$target = new Target('sqlite', 'sick_folders');
$server = new SickServer(['--uids', '1:5']);
$run = new Run($server->account($target->blobs, more: ['folders' => ['Gone', 'INBOX']]), $target);
same([ServerRefused::class, 'FOLDER_NOT_FOUND', 'folder'], $run->error === null ? null : [$run->error::class, $run->error->errorCode, $run->error->stage], 'a missing folder: class, code, stage');
same([5, false, range(1, 5)], [$run->report?->imported, $run->report?->complete, storedUids($target)], 'a missing folder: the other is imported');

/* 7. A server that never tells UIDNEXT. */

$target = new Target('sqlite', 'sick_nouidnext');
$server = new SickServer(['--uids', '1:30', '--no-uidnext']);
same(30, (new Run($server->account($target->blobs), $target))->report?->imported, 'no UIDNEXT: the first run brings all');
$server = new SickServer(['--uids', '1:29', '--no-uidnext']); // the newest was deleted
$run = new Run($server->account($target->blobs), $target);
same([0, 0, true, null, []], [$run->report?->found, $run->report?->imported, $run->report?->complete, $run->error?->errorCode, $server->fetches()], 'no UIDNEXT: the newest deleted, nothing is fetched again');
$server = new SickServer(['--uids', '1:29,31', '--no-uidnext']);
$run = new Run($server->account($target->blobs), $target);
same([1, 1, [31, 31]], [$run->report?->found, $run->report?->imported, storedMessages($target)], 'no UIDNEXT: a new one comes');
same([1], array_values(array_unique(array_map('intval', $target->pdo()->query('SELECT generation FROM mbx_location')->fetchAll(\PDO::FETCH_COLUMN)))), 'no UIDNEXT: it was one mailbox all the time');

/* 8. Servers that repeat the login. */

$password = 'Cn"7\\qX' . bin2hex(random_bytes(6)) . '\\"zW' . bin2hex(random_bytes(6));
$forms = [$password, addcslashes($password, '"\\'), stripslashes($password), str_replace('\\', '', $password), base64_encode($password),
    base64_encode("\0sick@example.test\0$password")];

/** Any eight letters in a row of a form of the password. */
function repeats(string $text, array $forms): ?string
{
    foreach ($forms as $form) {
        for ($i = 0; $i + 8 <= strlen($form); $i++) {
            if (str_contains($text, substr($form, $i, 8)) && !str_contains("\0sick@example.test\0", (string) base64_decode(substr($form, $i, 8), true) ?: '!')) {
                return substr($form, $i, 8);
            }
        }
    }

    return null;
}

foreach (['', 'AUTH=PLAIN SASL-IR', 'AUTH=PLAIN', 'AUTH=PLAIN SASL-IR LOGINDISABLED'] as $capability) {
    foreach (['bye', 'bad', 'no'] as $kind) {
        foreach (['line', 'clear', 'head'] as $what) {
            $name = "$kind that repeats the login ($what), " . ($capability ?: 'LOGIN');
            $target = new Target('sqlite', 'sick_login_' . md5($name));
            $server = new SickServer(['--uids', '1:2', '--capability', $capability, '--login', "$kind-$what"], $password);
            $account = $server->account($target->blobs);
            $run = new Run($account, $target);
            ob_start();
            echo $run->error, "\n", $run->error?->serverText, "\n", json_encode($run->report), "\n";
            var_dump($run->error, $run->report);
            print_r($run->error?->getTrace());
            $test = mailbox_test_connection($account, transcript: true);
            var_dump($test);
            echo $test, json_encode($test);
            $many = mailbox_sync_many([1]);
            var_dump($many);
            echo json_encode($many);
            $text = ob_get_clean();
            same([true, 'auth'], [count($server->log('LOGIN')) + count($server->log('AUTHENTICATE')) >= 3, $run->error?->stage], "$name: the login fails");
            same(null, repeats($text, $forms), "$name: no piece of the password is shown");
        }
    }
}
// What a server says without repeating anything is still shown.
same('x', repeats('... ' . substr($password, 3, 8) . ' ...', $forms) === null ? null : 'x', 'the search finds a piece that is there');

/* 9. Many accounts, few descriptors. */

$target = new Target('sqlite', 'sick_crowd');
foreach ([16, 64] as $workers) {
    $out = run('bash -c ' . escapeshellarg('ulimit -n 256; exec "$@"') . ' - ' . implode(' ', array_map('escapeshellarg',
        [env('PHP'), '-d', 'extension=' . env('MAILBOX_SO'), __DIR__ . '/lib/crowd.php', '300', env('DEAD_PORT'), $target->dsn, $target->blobs, (string) $workers])));
    same(['TCP_REFUSED' => 300], json_decode($out, true)['codes'] ?? $out, "300 accounts on a dead port, 256 descriptors, $workers workers: each is told so");
}
