<?php

declare(strict_types=1);

/*
 * What an admin does in the real host's pages. Settings: bootstrap.php.
 *   php manage.php install                        makes the host's own tables
 *   php manage.php activate|deactivate|uninstall MODULE
 *   php manage.php staff EMAIL                    adds a staff member, prints the id
 *   php manage.php email ID EMAIL                 changes the sign-in address
 *   php manage.php active ID 0|1
 *   php manage.php option NAME [VALUE]            prints or sets
 *   php manage.php password ID                    saves the mailbox password in MAILBOX_PASSWORD
 *   php manage.php reset ID WORD                  sets the host's own password (its hash is WORD), as who is HOST_SIGNED_IN
 *   php manage.php rotate|renew                   a new key for the mailbox passwords; the rest of one that was broken off
 * Prints alerts as "type: message"; ends with 1 when a request was cut off by redirect().
 */

$app = require __DIR__ . '/bootstrap.php';
$p = $app->db->dbprefix;
[, $command, $first, $second] = $argv + [1 => '', 2 => '', 3 => null];
$code = 0;
try {
    match ($command) {
        'install' => $app->install(),
        'activate', 'deactivate', 'uninstall' => $app->modules->$command($first),
        'staff' => (static function () use ($app, $p, $first): void {
            $app->db->query("INSERT INTO {$p}staff (email) VALUES (?)", [$first]);
            echo $app->db->insert_id(), "\n";
        })(),
        'email' => $app->db->query("UPDATE {$p}staff SET email = ? WHERE staffid = ?", [$second, $first]),
        'active' => $app->db->query("UPDATE {$p}staff SET active = ? WHERE staffid = ?", [$second, $first]),
        'option' => $second === null ? print get_option($first) . "\n" : update_option($first, $second),
        'password' => (static function () use ($app, $first): void {
            $app->modules->load();
            mailbox_save_password((int) $first, (string) getenv('MAILBOX_PASSWORD'));
        })(),
        'reset' => (static function () use ($app, $p, $first, $second): void {
            $app->db->query("UPDATE {$p}staff SET password = ? WHERE staffid = ?", [$second, $first]);
            $app->modules->load();
            hooks()->do_action('staff_member_updated', (int) $first);
        })(),
        'rotate', 'renew' => (static function () use ($app, $command): void {
            $app->modules->load();
            echo json_encode($command === 'rotate' ? mailbox_rotate_key() : mailbox_renew_passwords()), "\n";
        })(),
        default => throw new InvalidArgumentException("Unknown command \"$command\"; the head of this file lists them"),
    };
} catch (Host\Redirect) {
    $code = 1;
}
foreach ($app->alerts as $alert) {
    echo "{$alert['type']}: {$alert['message']}\n";
}
exit($code);
