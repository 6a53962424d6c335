<?php

declare(strict_types=1);

/* A whole inbox into MariaDB and into SQLite: every row and attachment as it was sent; a second run brings nothing; the
 * server is as it was. */

namespace MailboxTest;

require __DIR__ . '/lib/e2e.php';

$count = quick() ? 200 : 2000;
$inbox = new Inbox('import@example.test', "--count $count");
$facts = $inbox->facts();
$bytes = array_sum(array_column($facts, 'size'));
$attachments = array_sum(array_map(static fn (array $f): int => count($f['attachments']), $facts));
$attachmentBytes = array_sum(array_map(static fn (array $f): int => array_sum(array_column($f['attachments'], 'size')), $facts));
$before = $inbox->state();
same($count, count($before['flags']), "the server has $count messages");

foreach (['mysql', 'sqlite'] as $driver) {
    $target = new Target($driver, "import_$driver");
    $store = $target->store(static fn (int $staffId) => account($inbox, $target->blobs, $staffId));
    mailbox_set_store($store);
    $report = mailbox_sync(1);
    same([true, $count, $count, $count, 0, 0, 0, 0], [$report->complete, $report->exists, $report->found, $report->imported, $report->skipped, $report->quarantined, $report->gone, $report->remaining],
        "$driver: complete, exists, found, imported, skipped, quarantined, gone, remaining");
    same([$attachments, $attachmentBytes, $bytes], [$report->attachments, $report->attachmentBytes, $report->messageBytes], "$driver: attachments, their bytes, bytes of the mails");
    verified($target->verifier()->compare(1, $facts), $driver);
    $dump = $target->verifier()->canonical(1);

    $again = mailbox_sync(1);
    same([true, 0, 0], [$again->complete, $again->found, $again->imported], "$driver: a second run brings nothing");
    same(true, $dump === $target->verifier()->canonical(1), "$driver: the second run changed nothing");
    check($again->roundTrips <= 8, "$driver: the second run took few round trips ($again->roundTrips)");
    same($before, $inbox->state(), "$driver: the server is as it was: flags, UIDNEXT, HIGHESTMODSEQ");
    same([], array_values(array_filter(Verifier::files($target->blobs), static fn (string $f) => str_starts_with($f, 'tmp/'))), "$driver: no temporary files");
    $dumps[$driver] = $dump;
}
same(true, preg_replace('/"uid":\d+/', '', $dumps['mysql']) === preg_replace('/"uid":\d+/', '', $dumps['sqlite']), 'both databases hold the same');

// The verifier can fail: each of these faults must be seen.
$pdo = $target->pdo();
$faults = [
    'another subject' => "UPDATE mbx_message SET subject = 'x' WHERE id = 5",
    'a text without its last letter' => 'UPDATE mbx_message SET text = substr(text, 1, length(text) - 1) WHERE id = (SELECT min(id) FROM mbx_message WHERE length(text) > 3)',
    'a flag' => 'UPDATE mbx_location SET flags = flags + 1 - 2 * (flags & 1) WHERE message_id = 7',
    'a lost attachment' => 'DELETE FROM mbx_attachment WHERE message_id = (SELECT min(message_id) FROM mbx_attachment)',
    'a lost message' => 'DELETE FROM mbx_location WHERE message_id = 9; DELETE FROM mbx_attachment WHERE message_id = 9; DELETE FROM mbx_message WHERE id = 9',
    'a second row' => 'INSERT INTO mbx_message SELECT NULL, staff_id, zeroblob(32), header_digest, size, raw_kept, received, internal_date, sent, imported_at, email_id, thread_id, labels, message_id_sha256, message_id, in_reply_to, reference_ids, subject, from_list, to_list, cc_list, bcc_list, reply_to_list, truncated, incomplete, anomalies, attachments, text, html, headers FROM mbx_message WHERE id = 11',
];
foreach ($faults as $name => $sql) {
    $pdo->beginTransaction();
    $pdo->exec($sql);
    check((new Verifier($pdo, $target->blobs))->compare(1, $facts)->differences !== [], "the verifier sees $name");
    $pdo->rollBack();
}
$blob = "$target->blobs/" . $pdo->query('SELECT path FROM mbx_attachment WHERE size > 0')->fetchColumn();
chmod($blob, 0600);
$good = file_get_contents($blob);
file_put_contents($blob, $good ^ "\x01");
check($target->verifier()->compare(1, $facts)->differences !== [], 'the verifier sees a changed file');
