<?php

declare(strict_types=1);

// Mailbox\Cli\*: each class in the file of its name. And the store, from the module.
spl_autoload_register(static function (string $class): void {
    if (str_starts_with($class, 'Mailbox\\Cli\\')) {
        $file = __DIR__ . '/' . substr($class, strlen('Mailbox\\Cli\\')) . '.php';
        if (is_file($file)) {
            require $file;
        }
    }
});
require_once dirname(__DIR__, 2) . '/perfex/mailbox/store/autoload.php';
