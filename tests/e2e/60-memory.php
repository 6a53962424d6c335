<?php

declare(strict_types=1);

/* Memory does not depend on the size of what comes. */

namespace MailboxTest;

require __DIR__ . '/lib/e2e.php';

$inbox = new Inbox('memory@example.test', '--count 10 --seed 12 --huge 40000000');
foreach (['sqlite', 'mysql'] as $driver) {
    $target = new Target($driver, "memory_$driver");
    $answer = answer(child($inbox, $target, 1, ['seconds' => 300.0], $pipes), $pipes);
    same([true, 10, 400000000], [$answer['complete'] ?? $answer, $answer['imported'] ?? null, $answer['attachmentBytes'] ?? null], "$driver: ten attachments of 40 MB");
    check($answer['peakRss'] < 96 << 20, sprintf('%s: the process stayed under 96 MB (%.1f)', $driver, $answer['peakRss'] / (1 << 20)));
    check($answer['peakPhp'] < 32 << 20, sprintf('%s: PHP\'s own memory stayed under 32 MB (%.1f)', $driver, $answer['peakPhp'] / (1 << 20)));
    verified($target->verifier()->compare(1, $inbox->facts()), $driver);
}
