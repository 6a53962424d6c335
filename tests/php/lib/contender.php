<?php

declare(strict_types=1);

// One of several processes that commit into one folder: php contender.php ROUNDS DSN USER PASSWORD
// Prints how many commits it made and how many met StaleState.

use Mailbox\PdoStore;
use Mailbox\StaleState;
use Test\Mails;

require __DIR__ . '/bootstrap.php';

$store = new PdoStore($argv[2], $argv[3] ?: null, $argv[4] ?: null, 't_');
$store->migrate();
$made = $stale = 0;
while ($made < (int) $argv[1]) {
    $version = $store->folderState(1, 'INBOX')?->version ?? 0;
    try {
        // UID and text follow from the version: had two runs committed over the same one, a message would be there twice.
        $store->commit(1, Mails::batch([Mails::located($version + 1, Mails::raw("version $version", getmypid() . '-' . $made))], $version));
        $made++;
    } catch (StaleState) {
        $stale++;
    }
}
echo json_encode([$made, $stale]), "\n";
