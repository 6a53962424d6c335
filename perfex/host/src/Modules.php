<?php

declare(strict_types=1);

namespace Host;

/** Modules: their headers, the modules table, activation and its opposites. */
final class Modules
{
    public function __construct(private readonly Database $db, private readonly string $path)
    {
    }

    /** Includes the init file of each active module, as every request does. */
    public function load(): void
    {
        foreach ($this->db->query("SELECT module_name FROM {$this->db->dbprefix}modules WHERE active = 1 ORDER BY id")->result_array() as $row) {
            $this->include($row['module_name']);
        }
        hooks()->do_action('modules_loaded');
    }

    public function activate(string $name): void
    {
        $this->include($name);
        hooks()->do_action('pre_activate_module', ['system_name' => $name]);
        // May end the request by redirect(); the row is not written then.
        hooks()->do_action("activate_{$name}_module");
        $version = $this->header($name)['Version'] ?? '';
        if ($this->row($name) === null) {
            $this->db->query("INSERT INTO {$this->db->dbprefix}modules (module_name, installed_version, active) VALUES (?, ?, 1)", [$name, $version]);
        } else {
            $this->db->query("UPDATE {$this->db->dbprefix}modules SET active = 1, installed_version = ? WHERE module_name = ?", [$version, $name]);
        }
        hooks()->do_action('module_activated', ['system_name' => $name]);
    }

    public function deactivate(string $name): void
    {
        $this->include($name);
        hooks()->do_action('pre_deactivate_module', ['system_name' => $name]);
        hooks()->do_action("deactivate_{$name}_module");
        $this->db->query("UPDATE {$this->db->dbprefix}modules SET active = 0 WHERE module_name = ?", [$name]);
        hooks()->do_action('module_deactivated', ['system_name' => $name]);
    }

    public function uninstall(string $name): void
    {
        if (($this->row($name)['active'] ?? 0) == 1) {
            throw new \RuntimeException("Deactivate the module $name first");
        }
        $this->include($name);
        hooks()->do_action('pre_uninstall_module', ['system_name' => $name]);
        hooks()->do_action("uninstall_{$name}_module");
        $this->db->query("DELETE FROM {$this->db->dbprefix}modules WHERE module_name = ?", [$name]);
        hooks()->do_action('module_uninstalled', ['system_name' => $name]);
    }

    /** @return array<string, string> the fields of the header comment */
    public function header(string $name): array
    {
        preg_match_all('/^[ \t\/*#@]*(Module Name|Module URI|Version|Description|Author|Author URI|Requires at least):(.*)$/mi', (string) file_get_contents($this->file($name), length: 8192), $m);

        return array_map('trim', array_combine($m[1], $m[2]));
    }

    /** @return ?array<string, mixed> */
    public function row(string $name): ?array
    {
        return $this->db->query("SELECT * FROM {$this->db->dbprefix}modules WHERE module_name = ?", [$name])->row_array();
    }

    private function include(string $name): void
    {
        require_once $this->file($name);
    }

    private function file(string $name): string
    {
        return "{$this->path}$name/$name.php";
    }
}
