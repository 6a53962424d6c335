<?php

/*
Module Name: Mailbox
Module URI: https://github.com/mailbox-php/mailbox
Description: Brings each staff member's IMAP inbox into the CRM, over the PHP extension "mailbox"
Version: 0.1.0
Author: The mailbox authors
Requires at least: 3.0.*
*/

defined('BASEPATH') or exit('No direct script access allowed');

// The host may include this file twice in one process: hooks must not be there twice then.
if (defined('MAILBOX_MODULE')) {
    return;
}
define('MAILBOX_MODULE', 'mailbox');

// This file runs in every request of the CRM: it only says what is where.
spl_autoload_register(static function (string $class): void {
    if (str_starts_with($class, 'Mailbox\\Perfex\\')) {
        $file = __DIR__ . '/src/' . substr($class, strlen('Mailbox\\Perfex\\')) . '.php';
        if (is_file($file)) {
            require $file;
        }
    }
});
require_once __DIR__ . '/store/autoload.php';
require_once __DIR__ . '/helpers/mailbox_helper.php';

register_language_files(MAILBOX_MODULE, [MAILBOX_MODULE]);
register_activation_hook(MAILBOX_MODULE, 'mailbox_module_activate');
register_deactivation_hook(MAILBOX_MODULE, 'mailbox_module_deactivate');
register_uninstall_hook(MAILBOX_MODULE, 'mailbox_module_uninstall');

hooks()->add_action('after_cron_run', 'mailbox_module_cron');
hooks()->add_action('staff_member_updated', 'mailbox_module_staff_changed');
hooks()->add_action('staff_member_profile_updated', 'mailbox_module_staff_changed');
