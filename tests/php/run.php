<?php

declare(strict_types=1);

/*
 * php [-d extension=...] tests/php/run.php [PART OF A NAME]
 * MAILBOX_TEST_MARIADB_DSN, _USER, _PASSWORD name a MariaDB on which databases may be made; without it those tests are
 * skipped. Ends with "N passed, N failed, N skipped".
 */

require __DIR__ . '/lib/bootstrap.php';
if (!function_exists('mailbox_parse')) {
    fwrite(STDERR, "The extension \"mailbox\" is not loaded: php -d extension=/path/to/mailbox.so tests/php/run.php\n");
    exit(2);
}
foreach (['store', 'accounts', 'host', 'cli'] as $file) {
    require __DIR__ . "/$file.php";
}
exit(Test\Suite::run($argv[1] ?? ''));
