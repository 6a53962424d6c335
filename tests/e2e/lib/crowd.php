<?php

declare(strict_types=1);

/* Many accounts on one dead port, in a process of its own (its limits are the caller's). Prints how often each code came, as JSON. */

use Mailbox\Account;
use Mailbox\Encryption;
use Mailbox\KeyRing;
use Mailbox\PdoStore;
use Mailbox\SyncOptions;

require __DIR__ . '/../../../perfex/mailbox/store/PdoStore.php';

[, $count, $port, $dsn, $blobs, $workers] = $argv;
$ring = KeyRing::inMemory();
mailbox_set_store(new PdoStore($dsn, null, '', '', static fn (int $staffId): Account => new Account(
    staffId: $staffId, signInAddress: 'one@example.test', host: '127.0.0.1', secret: $ring->seal('canary', $staffId, 'one@example.test'), keyRing: $ring,
    port: (int) $port, encryption: Encryption::None, blobDir: $blobs,
)));
$reports = mailbox_sync_many(range(1, (int) $count), new SyncOptions(seconds: 60.0, workers: (int) $workers));
$codes = [];
foreach ($reports as $report) {
    $code = $report->error === null ? 'no error' : $report->error->errorCode;
    $codes[$code] = ($codes[$code] ?? 0) + 1;
}
echo json_encode(['files' => count(scandir('/proc/self/fd')), 'codes' => $codes], JSON_THROW_ON_ERROR), "\n";
