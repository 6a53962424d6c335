<?php

declare(strict_types=1);

error_reporting(E_ALL);
set_error_handler(static function (int $level, string $message, string $file, int $line): bool {
    if ((error_reporting() & $level) === 0) {
        return false;
    }
    throw new \ErrorException($message, 0, $level, $file, $line);
});
foreach (['Suite', 'Process', 'Databases', 'Mails'] as $class) {
    require_once __DIR__ . "/$class.php";
}
require_once dirname(__DIR__, 3) . '/bin/lib/autoload.php';
