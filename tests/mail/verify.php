#!/usr/bin/env php
<?php

declare(strict_types=1);

require __DIR__ . '/Verifier.php';

use MailboxTest\Verifier;

$o = getopt('', ['dsn:', 'user:', 'blobs:', 'manifest:', 'staff:', 'prefix:', 'unread']);
if (!isset($o['dsn'], $o['blobs'], $o['manifest'])) {
    fwrite(STDERR, "verify.php --dsn=DSN [--user=NAME] --blobs=DIR --manifest=FILE [--staff=1] [--prefix=P] [--unread]\nThe database password is read from DB_PASSWORD.\n");
    exit(2);
}
$verifier = new Verifier(Verifier::connect($o['dsn'], $o['user'] ?? null, getenv('DB_PASSWORD') ?: null), $o['blobs'], $o['prefix'] ?? '');
$wanted = isset($o['unread']) ? static fn (array $fact): bool => !in_array('\\Seen', $fact['flags'], true) : null;
$verifier->compare((int) ($o['staff'] ?? 1), Verifier::manifest($o['manifest'], $wanted));
foreach ($verifier->differences as $difference) {
    echo $difference, "\n";
}
echo $verifier, "\n";
exit($verifier->differences === [] ? 0 : 1);
