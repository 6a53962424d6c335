<?php

declare(strict_types=1);

/* COMPRESS=DEFLATE with a real server: the same rows and files with it and without it, and how much less goes over the wire. */

namespace MailboxTest;

use Mailbox\ImportPolicy;
use Mailbox\SyncReport;

require __DIR__ . '/lib/e2e.php';

$saved = static fn (SyncReport $with, SyncReport $without): string => sprintf('%s bytes of the wire instead of %s, %.1f times less, for %s bytes of IMAP',
    number_format($with->wireBytesIn), number_format($without->wireBytesIn), $without->wireBytesIn / $with->wireBytesIn, number_format($with->bytesIn));

$count = quick() ? 200 : 1000;
$inbox = new Inbox('compress@example.test', "--count $count --seed 4");
$facts = $inbox->facts();
foreach (['without' => false, 'with' => true] as $name => $compress) {
    $target = new Target('sqlite', "compress_$name");
    mailbox_set_store($target->store(static fn (int $staffId) => account($inbox, $target->blobs, $staffId, more: ['compress' => $compress])));
    $reports[$name] = mailbox_sync(1);
    same([true, $count], [$reports[$name]->complete, $reports[$name]->imported], "$name: complete, imported");
    verified($target->verifier()->compare(1, $facts), $name);
    $dumps[$name] = $target->verifier()->canonical(1);
    $tested[$name] = mailbox_test_connection(1);
}
same(true, $dumps['with'] === $dumps['without'], 'the databases hold the same');
check(abs($reports['with']->bytesIn - $reports['without']->bytesIn) < 200, 'the same IMAP came'); // but for what COMPRESS itself says
check($reports['without']->wireBytesIn > $reports['without']->bytesIn, 'without: TLS comes on top');
check($reports['with']->wireBytesIn < $reports['with']->bytesIn * 0.9, 'with: fewer bytes on the wire than of IMAP');
same([null, null], [$tested['with']->failed()?->errorCode, $tested['without']->failed()?->errorCode], 'the connection test goes through');
$said = static fn (string $name): array => array_values(array_filter(array_map(static fn ($stage) => $stage->data['compression'] ?? null, $tested[$name]->stages)));
same([['DEFLATE'], []], [$said('with'), $said('without')], 'and says whether it is compressed');
echo "an import of $count mails: ", $saved($reports['with'], $reports['without']), "\n";

/* A poll that asks for the flags and dates of ten thousand small mails, and imports the one that came since. */
$inbox = new Inbox('poll@example.test', '--count 1 --small');
$time = 1770000000;
for ($i = 0; $i < 10000; $i++) {
    $file = "$inbox->maildir/cur/$time.$i.poll:2," . ($i % 3 ? 'S' : '');
    file_put_contents($file, "Subject: $i\r\n\r\n$i\r\n");
    touch($file, $time);
    chown($file, 'mail');
}
foreach (['first' => false, 'without' => false, 'with' => true] as $name => $compress) { // with the first the server makes its index
    $target = new Target('sqlite', "poll_$name");
    mailbox_set_store($target->store(static fn (int $staffId) => account($inbox, $target->blobs, $staffId, ImportPolicy::Since,
        ['compress' => $compress, 'since' => new \DateTimeImmutable('@' . ($time + 43200))])));
    $reports[$name] = mailbox_sync(1);
    check($reports[$name]->complete && $reports[$name]->imported === 1 && $reports[$name]->exists === 10001, "$name: a poll of ten thousand flags");
}
check($reports['with']->wireBytesIn * 3 < $reports['without']->wireBytesIn, 'flags come to less than a third');
echo 'flags of 10,000 mails: ', $saved($reports['with'], $reports['without']), "\n";
