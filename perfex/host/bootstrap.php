<?php

declare(strict_types=1);

/*
 * Starts the stand-in host from the environment:
 *   HOST_DB_HOST (127.0.0.1 or the path of a socket), HOST_DB_PORT, HOST_DB_NAME, HOST_DB_USER, HOST_DB_PASSWORD, HOST_DB_PREFIX (tbl)
 *   HOST_ROOT      the folder that is the web root (FCPATH); it need not hold anything
 *   HOST_MODULES   the folder with the modules (the one above this)
 *   HOST_DATA_DIR  the module's private folder (MAILBOX_DATA_DIR); may be missing
 *   HOST_ENC_KEY   APP_ENC_KEY; HOST_FORMER_ENC_KEYS: the former ones, separated by spaces (MAILBOX_FORMER_ENC_KEYS)
 *   HOST_NO_LOCK   1: as if the cron lock could not be had (APP_DISABLE_CRON_LOCK)
 *   HOST_LOG       a file for log_message(); may be missing
 */

spl_autoload_register(static function (string $class): void {
    if (str_starts_with($class, 'Host\\')) {
        require __DIR__ . '/src/' . substr($class, 5) . '.php';
    }
});

$env = static fn (string $name, string $default): string => ($value = getenv($name)) === false || $value === '' ? $default : $value;

define('BASEPATH', __DIR__ . '/');
define('FCPATH', rtrim($env('HOST_ROOT', dirname(__DIR__)), '/') . '/');
define('APP_MODULES_PATH', rtrim($env('HOST_MODULES', dirname(__DIR__)), '/') . '/');
define('APP_ENC_KEY', $env('HOST_ENC_KEY', str_repeat('0', 32)));
if ($env('HOST_DATA_DIR', '') !== '') {
    define('MAILBOX_DATA_DIR', getenv('HOST_DATA_DIR'));
}
if ($env('HOST_FORMER_ENC_KEYS', '') !== '') {
    define('MAILBOX_FORMER_ENC_KEYS', explode(' ', getenv('HOST_FORMER_ENC_KEYS')));
}
if ($env('HOST_NO_LOCK', '') === '1') {
    define('APP_DISABLE_CRON_LOCK', true);
}

require __DIR__ . '/functions.php';

return Host\App::boot(new Host\Database(
    $env('HOST_DB_HOST', '127.0.0.1'),
    (int) $env('HOST_DB_PORT', '3306'),
    $env('HOST_DB_USER', 'root'),
    $env('HOST_DB_PASSWORD', ''),
    $env('HOST_DB_NAME', 'perfex'),
    $env('HOST_DB_PREFIX', 'tbl'),
));
