<?php

defined('BASEPATH') or exit('No direct script access allowed');

use Mailbox\Perfex\Cron;
use Mailbox\Perfex\Installer;
use Mailbox\Perfex\Passwords;
use Mailbox\Perfex\Settings;

function mailbox_module_activate(): void
{
    Installer::activate();
}

/** Nothing: what was imported, passwords and settings stay until the module is uninstalled. */
function mailbox_module_deactivate(): void
{
}

function mailbox_module_uninstall(): void
{
    Installer::uninstall();
}

/**
 * The hook after the CRM's own cron jobs. Nothing may come out of here: the host does not catch, and the hooks of
 * other modules come after this one.
 *
 * @param mixed $manually true when somebody pressed the button
 */
function mailbox_module_cron(mixed $manually = false): void
{
    try {
        (new Cron(Settings::read()))->run();
    } catch (\Throwable $e) {
        Cron::report($e);
    }
}

/**
 * The hooks after a staff member was changed. Nothing may come out of here: the host does not catch.
 *
 * @param mixed $staffId
 */
function mailbox_module_staff_changed(mixed $staffId = null): void
{
    try {
        if ((int) $staffId > 0) {
            $by = get_staff_user_id();
            Passwords::staffChanged((int) $staffId, $by === false || $by === '' ? false : (int) $by);
        }
    } catch (\Throwable $e) {
        Cron::report($e);
    }
}

/**
 * Puts a new key into the key file and seals every password with it. When it was broken off, mailbox_renew_passwords()
 * does the rest.
 *
 * @return array{renewed: int, left: array<int, string>} left: error codes of those that do not open, by staff id
 */
function mailbox_rotate_key(): array
{
    return Passwords::rotate();
}

/**
 * Seals what is not under the newest key and APP_ENC_KEY. After a change of APP_ENC_KEY the former value has to stand in the
 * constant MAILBOX_FORMER_ENC_KEYS (a list, newest first) until this has left nobody.
 *
 * @return array{renewed: int, left: array<int, string>}
 */
function mailbox_renew_passwords(): array
{
    return Passwords::renew();
}

/**
 * Seals and keeps a staff member's mailbox password; the next cron run tries it.
 *
 * Call it with the id of who is signed in, never with one from the request. Take the password from the unfiltered
 * POST data: the host's filter against scripts may alter it.
 *
 * @throws \ValueError for a password that can never work (empty, line breaks), or an unknown or inactive staff member
 * @throws \Mailbox\StoreFailed when the key file or the database cannot be used
 */
function mailbox_save_password(int $staffId, #[\SensitiveParameter] string $password): void
{
    Passwords::save($staffId, $password);
}

/** Forgets a staff member's mailbox password. What was imported stays. */
function mailbox_forget_password(int $staffId): void
{
    Passwords::forget($staffId);
}

/**
 * How a staff member's mailbox is doing; null: none was set up.
 *
 * @return ?array<string, mixed> last_check, last_success, next_check, failures, error_code, error_message, error_hint, has_password
 */
function mailbox_health(int $staffId): ?array
{
    return Mailbox\Perfex\Database::accounts()->health($staffId);
}
