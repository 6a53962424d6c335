<?php

declare(strict_types=1);

// The host's global functions, as far as a module in cron needs them.

use Host\App;
use Host\Hooks;
use Host\Redirect;

function &get_instance(): App
{
    $instance = App::instance();

    return $instance;
}

function hooks(): Hooks
{
    return App::instance()->hooks;
}

function db_prefix(): string
{
    return App::instance()->db->dbprefix;
}

function get_option(string $name): string
{
    return App::instance()->options->get($name);
}

function add_option(string $name, mixed $value = '', int $autoload = 1): bool
{
    return App::instance()->options->add($name, $value, $autoload);
}

function update_option(string $name, mixed $value, ?int $autoload = null): bool
{
    return App::instance()->options->update($name, $value);
}

function delete_option(string $name): bool
{
    return App::instance()->options->delete($name);
}

function option_exists(string $name): bool
{
    return App::instance()->options->exists($name);
}

function register_activation_hook(string $module, mixed $function): void
{
    hooks()->add_action("activate_{$module}_module", $function);
}

function register_deactivation_hook(string $module, mixed $function): void
{
    hooks()->add_action("deactivate_{$module}_module", $function);
}

function register_uninstall_hook(string $module, mixed $function): void
{
    hooks()->add_action("uninstall_{$module}_module", $function);
}

function register_cron_task(mixed $function): void
{
    hooks()->add_action('after_cron_run', $function);
}

/** @param list<string> $files without _lang.php */
function register_language_files(string $module, array $files): void
{
    foreach ($files as $file) {
        $lang = [];
        include APP_MODULES_PATH . "$module/language/english/{$file}_lang.php";
        App::instance()->lang = $lang + App::instance()->lang;
    }
}

function module_dir_path(string $module, string $concat = ''): string
{
    return APP_MODULES_PATH . "$module/$concat";
}

function _l(string $line, mixed $label = '', bool $log_errors = true): string
{
    return vsprintf(App::instance()->lang[$line] ?? $line, (array) $label);
}

function log_activity(string $description, mixed $staffid = null): void
{
    $db = App::instance()->db;
    $db->query("INSERT INTO {$db->dbprefix}activity_log (description, date, staffid) VALUES (?, NOW(), ?)", [$description, $staffid]);
}

function log_message(string $level, string $msg): void
{
    $file = getenv('HOST_LOG');
    if ($file !== false && $file !== '') {
        file_put_contents($file, strtoupper($level) . " - $msg\n", FILE_APPEND);
    }
}

function set_alert(string $type, string $message): void
{
    App::instance()->alerts[] = ['type' => $type, 'message' => $message];
}

function admin_url(string $path = ''): string
{
    return 'https://crm.example/admin/' . $path;
}

function redirect(string $uri = ''): never
{
    throw new Redirect($uri);
}

/** Nobody is signed in in cron; HOST_SIGNED_IN says who sits before manage.php. */
function get_staff_user_id(): int|false
{
    return (int) getenv('HOST_SIGNED_IN') ?: false;
}
