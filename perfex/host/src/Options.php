<?php

declare(strict_types=1);

namespace Host;

/** The options table. Values are strings, a missing one is ''. */
final class Options
{
    public function __construct(private readonly Database $db)
    {
    }

    public function get(string $name): string
    {
        return (string) ($this->row($name)['value'] ?? '');
    }

    public function exists(string $name): bool
    {
        return $this->row($name) !== null;
    }

    public function add(string $name, mixed $value, int $autoload): bool
    {
        if ($this->exists($name)) {
            return false;
        }
        $this->db->query("INSERT INTO {$this->db->dbprefix}options (name, value, autoload) VALUES (?, ?, ?)", [$name, (string) $value, $autoload]);

        return true;
    }

    public function update(string $name, mixed $value): bool
    {
        if (!$this->exists($name)) {
            return $this->add($name, $value, 1);
        }
        $this->db->query("UPDATE {$this->db->dbprefix}options SET value = ? WHERE name = ?", [(string) $value, $name]);

        return true;
    }

    public function delete(string $name): bool
    {
        $this->db->query("DELETE FROM {$this->db->dbprefix}options WHERE name = ?", [$name]);

        return true;
    }

    private function row(string $name): ?array
    {
        return $this->db->query("SELECT value FROM {$this->db->dbprefix}options WHERE name = ?", [$name])->row_array();
    }
}
