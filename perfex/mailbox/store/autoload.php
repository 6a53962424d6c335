<?php

declare(strict_types=1);

// Mailbox\PdoStore and Mailbox\Pdo\*: each class in the file of its name, read when it is first needed.
spl_autoload_register(static function (string $class): void {
    if ($class === 'Mailbox\\PdoStore' || str_starts_with($class, 'Mailbox\\Pdo\\')) {
        $file = __DIR__ . '/' . substr($class, strrpos($class, '\\') + 1) . '.php';
        if (is_file($file)) {
            require_once $file;
        }
    }
});
