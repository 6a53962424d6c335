<?php

declare(strict_types=1);

/* import.php prepare|import OPTIONS.json: makes the tables and the key file; imports and prints the report. */

use Mailbox\Account;
use Mailbox\ImportPolicy;
use Mailbox\KeyRing;
use Mailbox\PdoStore;
use Mailbox\SealedSecret;

require __DIR__ . '/../../perfex/mailbox/store/PdoStore.php';

[, $job, $file] = $argv;
$o = json_decode(file_get_contents($file), true, 512, JSON_THROW_ON_ERROR);
if ($job === 'prepare') {
    (new PdoStore($o['dsn'], $o['dbUser'], ''))->migrate();
    $o['sealed'] = KeyRing::create($o['keys'])->seal(getenv('BENCH_PASSWORD'), 1, $o['user'])->toString();
    file_put_contents($file, json_encode($o, JSON_THROW_ON_ERROR));
    exit;
}
mailbox_set_store(new PdoStore($o['dsn'], $o['dbUser'], '', '', static fn (int $staffId): Account => new Account(
    staffId: $staffId, signInAddress: $o['user'], host: '127.0.0.1', secret: SealedSecret::fromString($o['sealed']), keyRing: KeyRing::load($o['keys']),
    port: $o['port'], importPolicy: ImportPolicy::All, blobDir: $o['blobs'], caFile: $o['ca'],
)));
$report = mailbox_sync(1)->toArray();
preg_match('/^VmHWM:\s+(\d+)/m', file_get_contents('/proc/self/status'), $peak);
echo json_encode($report + ['peakRss' => $peak[1] * 1024, 'peakPhp' => memory_get_peak_usage(true)], JSON_THROW_ON_ERROR), "\n";
