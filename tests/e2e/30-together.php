<?php

declare(strict_types=1);

/* Two syncs of one account at the same time: each message once, whoever wins. */

namespace MailboxTest;

require __DIR__ . '/lib/e2e.php';

$inbox = new Inbox('together@example.test', '--count 200 --seed 7');
$start = hrtime(true);
$alone = new Target('sqlite', 'alone');
answer(child($inbox, $alone, 1, [], $pipes), $pipes);
$seconds = (hrtime(true) - $start) / 1e9;
$expected = $alone->verifier()->canonical(1);
$rounds = quick() ? 4 : 10;
$stale = 0;
for ($i = 0; $i < $rounds; $i++) {
    $target = new Target($i % 2 ? 'sqlite' : 'mysql', "together_$i");
    $first = child($inbox, $target, 1, [], $pipes1);
    usleep((int) ($seconds * 1e6 * intdiv($i, 2) * 2 / $rounds));
    $second = child($inbox, $target, 1, [], $pipes2);
    $answers = [answer($first, $pipes1), answer($second, $pipes2)];
    foreach ($answers as $k => $answer) {
        if (isset($answer['error'])) {
            $stale++;
            same('STORE_STALE', $answer['errorCode'], "round $i: run $k met the other one, and only that");
        } elseif ($answer === null) {
            check(false, "round $i: run $k died");
        }
    }
    $imported = array_sum(array_column($answers, 'imported'));
    $rest = answer(child($inbox, $target, 1, [], $pipes), $pipes);
    same([true, true], [$rest['complete'] ?? null, $target->verifier()->canonical(1) === $expected], "round $i: each message once ($imported by the finishers, {$rest['imported']} by a run afterwards)");
}
echo "     $stale runs met another\n";
check($stale > 0, 'at least one run met another, so this tested something');
