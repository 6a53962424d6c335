<?php

declare(strict_types=1);

namespace Mailbox\Perfex;

defined('BASEPATH') or exit('No direct script access allowed');

/** What must be there before the module can work. */
final class Requirements
{
    private const EXTENSION = '0.1.0';

    /** @return list<string> what is missing, and what to do about it, in words for the admin */
    public static function missing(): array
    {
        $missing = [];
        if (!extension_loaded('mailbox')) {
            $missing[] = 'The PHP extension "mailbox" is not loaded. Install it for the web server\'s PHP (' . PHP_VERSION . ') and for the one that runs cron.';
        } elseif (version_compare((string) phpversion('mailbox'), self::EXTENSION, '<')) {
            $missing[] = 'The PHP extension "mailbox" is version ' . phpversion('mailbox') . '; ' . self::EXTENSION . ' or newer is needed.';
        }
        if (!extension_loaded('openssl')) {
            $missing[] = 'The PHP extension "openssl" is not loaded.';
        }
        if (!extension_loaded('pdo_mysql')) {
            $missing[] = 'The PHP extension "pdo_mysql" is not loaded.';
        }
        if (get_instance()->db->query("SHOW CHARACTER SET LIKE 'utf8mb4'")->row_array() === null) {
            $missing[] = 'The database does not know the character set utf8mb4. MySQL 5.7 or MariaDB 10.3 does.';
        }
        if (Vault::applicationKey() === '') {
            $missing[] = 'APP_ENC_KEY is missing in application/config/app-config.php.';
        }
        $problem = Vault::configured()->problem();
        if ($problem !== null) {
            $missing[] = $problem;
        }

        return $missing;
    }
}
