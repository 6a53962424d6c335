<?php

declare(strict_types=1);

// php cron.php            what the host's cron URL does (throttled to once in 300 seconds)
// php cron.php --manual   what an admin's "run cron manually" does
// Prints "ran", "throttled" or "locked". Settings: bootstrap.php.

$app = require __DIR__ . '/bootstrap.php';
$app->modules->load();
$cron = new Host\Cron();
echo in_array('--manual', $argv, true) ? $cron->run(true) : $cron->request(), "\n";
