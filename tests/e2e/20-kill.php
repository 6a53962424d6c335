<?php

declare(strict_types=1);

/* kill -9: whatever the moment, one clean run later the database and the blob folder are those of an undisturbed import. */

namespace MailboxTest;

require __DIR__ . '/lib/e2e.php';

$seed = (int) (getenv('E2E_SEED') ?: 20261122);
mt_srand($seed);
echo "seed $seed\n";

/** Runs a child and kills it after so many seconds; true when it was still working. */
function killedAfter(float $seconds, Inbox $inbox, Target $target): bool
{
    $process = child($inbox, $target, 1, [], $pipes);
    usleep((int) ($seconds * 1e6));
    proc_terminate($process, 9);

    return answer($process, $pipes) === null;
}

/** @return array{float, string, array} seconds at best, canonical dump and report of an import that nobody disturbs */
function undisturbed(Inbox $inbox, string $driver, string $name): array
{
    $seconds = INF;
    for ($i = 0; $i < 3; $i++) { // the first one waits for the server's own first look at the folder
        $target = new Target($driver, "{$name}_$i");
        $start = hrtime(true);
        $report = answer(child($inbox, $target, 1, [], $pipes), $pipes);
        $seconds = min($seconds, (hrtime(true) - $start) / 1e9);
    }
    verified($target->verifier()->compare(1, $inbox->facts()), "undisturbed $name");

    return [$seconds, $target->verifier()->canonical(1), $report ?? []];
}

function clean(Inbox $inbox, Target $target): array
{
    return answer(child($inbox, $target, 1, [], $pipes), $pipes) ?? ['error' => 'died'];
}

// 1. Fifty imports, each killed once at a random moment of its own, then one clean run.
$inbox = new Inbox('kill@example.test', '--count 240 --seed 5 --small');
[$seconds, $expected, $report] = undisturbed($inbox, 'sqlite', 'kill_none');
$rounds = quick() ? 8 : 50;
$commits = $report['commits'];
$bad = [];
$killed = 0;
for ($i = 0; $killed < $rounds && $i < 4 * $rounds; $i++) {
    $target = new Target('sqlite', "kill_$i");
    if ($i % 5 === 4) { // every fifth just before or after a commit, where it matters most
        $at = mt_rand(1, $commits);
        $when = ['before', 'after'][mt_rand(0, 1)];
        $moment = "$when commit $at";
        $dead = answer(child($inbox, $target, 1, ['dieAtCommit' => $at, 'dieWhen' => $when], $pipes), $pipes) === null;
    } else {
        $moment = sprintf('%.3f s', $delay = $seconds * mt_rand(100, 1000) / 1000);
        $dead = killedAfter($delay, $inbox, $target);
    }
    $killed += $dead;
    $answer = clean($inbox, $target);
    $verifier = $target->verifier();
    if (($answer['complete'] ?? false) !== true || $verifier->canonical(1) !== $expected) {
        $bad[] = "$moment: " . json_encode($answer) . ' ' . $verifier->compare(1, $inbox->facts()) . ' ' . implode('; ', array_slice($verifier->differences, 0, 3));
    }
}
same($rounds, $killed, "$killed of $i runs were killed while they worked");
same([], $bad, "$killed imports killed once at a random moment, one clean run each: all equal the undisturbed import");

// What a dead run left half-written goes when it is old.
$leftover = "$target->blobs/tmp/" . str_repeat('0', 16);
@mkdir("$target->blobs/tmp", 0700);
file_put_contents($leftover, 'half');
touch($leftover, time() - 8 * 86400);
clean($inbox, $target);
same(false, is_file($leftover), 'an old temporary file is swept');

// 2. One large import, killed at fifty random moments one after another, then one clean run.
$inbox = new Inbox('chain@example.test', '--count ' . (quick() ? 300 : 2000) . ' --seed 6');
[$seconds, $expected] = undisturbed($inbox, 'mysql', 'chain_none');
$target = new Target('mysql', 'chain');
$rounds = quick() ? 10 : 50;
$killed = $progress = 0;
for ($i = 0; $killed < $rounds && $i < 2 * $rounds; $i++) {
    // enough to start up, then a fiftieth of the import on average
    $killed += killedAfter(0.06 + $seconds * 3 / $rounds * mt_rand(0, 1000) / 1000, $inbox, $target);
    $now = (int) $target->pdo()->query('SELECT COUNT(*) FROM mbx_message')->fetchColumn();
    if ($now < $progress) {
        check(false, "messages were lost between two runs: $progress, then $now");
    }
    $progress = $now;
}
echo "     $progress messages were in when the last of them was killed\n";
same($rounds, $killed, "$killed of $i runs were killed while they worked");
$answer = clean($inbox, $target);
same([true, 0, 0], [$answer['complete'] ?? $answer, $answer['remaining'] ?? null, $answer['quarantined'] ?? null], "one clean run after $rounds kills: complete, remaining, quarantined");
verified($target->verifier()->compare(1, $inbox->facts()), 'after the clean run');
same(true, $target->verifier()->canonical(1) === $expected, 'database and blob folder equal the undisturbed import');
$answer = clean($inbox, $target);
same(0, $answer['imported'] ?? null, 'and then nothing is new');
