<?php

declare(strict_types=1);

namespace Mailbox\Perfex;

defined('BASEPATH') or exit('No direct script access allowed');

/** Activation and uninstallation. May run any number of times. */
final class Installer
{
    /** Tables that tell which of the other modules named "mailbox" was here. They are never touched. */
    private const OTHERS = [
        'mail_inbox' => 'The tables of the older module "Mailbox" (mail_inbox, ...) are there. They stay as they are; importing them is a step of its own.',
        'mailbox_messages' => 'The tables of another module "mailbox" (mailbox_messages, ...) are there. They stay as they are.',
    ];

    public static function activate(): void
    {
        // The host does not roll back: everything that can be missing is looked for before anything is made.
        $missing = Requirements::missing();
        if ($missing !== []) {
            self::refuse($missing);

            return;
        }
        foreach (Settings::DEFAULTS as $name => $value) {
            add_option($name, $value);
        }
        $vault = Vault::configured();
        // Written down: the default follows the CRM's folder, and that may be moved.
        if (trim((string) get_option('mailbox_data_dir')) === '') {
            update_option('mailbox_data_dir', $vault->folder);
        }
        try {
            $vault->ringOrNew();
            Database::schema()->migrate();
        } catch (\Mailbox\StoreFailed $e) {
            self::refuse([$e->getMessage() . ' ' . $e->hint]);

            return;
        }
        $old = LegacyPasswords::convert();
        if ($old['converted'] > 0) {
            set_alert('info', "{$old['converted']} mailbox passwords of the older module were sealed, and emptied in the staff table. Backups may still hold them in clear: have them changed.");
        }
        if ($old['left'] !== []) {
            set_alert('warning', 'These staff members have to enter their mailbox password again, because the stored one cannot be read: ' . implode(', ', $old['left']) . '.');
        }
        $settings = Settings::read();
        if ($settings->host !== '' && $settings->problem !== null) {
            set_alert('warning', self::e($settings->problem));
        }
        foreach (self::OTHERS as $table => $words) {
            if (get_instance()->db->table_exists(db_prefix() . $table)) {
                set_alert('info', $words);
            }
        }
    }

    /** Removes tables, options, keys and attachments: all of ours, nothing of anybody else's. */
    public static function uninstall(): void
    {
        $vault = Vault::configured();
        Database::schema()->drop();
        $vault->destroy();
        foreach (array_keys(Settings::DEFAULTS) as $name) {
            delete_option($name);
        }
    }

    /** @param list<string> $reasons */
    private static function refuse(array $reasons): void
    {
        set_alert('danger', implode('<br>', array_map(self::e(...), ['The module "Mailbox" was not activated.', ...$reasons])));
        // redirect() ends the request, so the host does not come to mark the module as active.
        redirect(admin_url('modules'));
    }

    private static function e(string $text): string
    {
        return htmlspecialchars($text, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8');
    }
}
