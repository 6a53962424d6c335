<?php

declare(strict_types=1);

namespace Host;

/** The super-object: what get_instance() gives, and what the stand-in keeps for itself. */
final class App
{
    private static ?self $instance = null;

    public readonly Hooks $hooks;
    public readonly Options $options;
    public readonly Modules $modules;
    /** @var list<array{type: string, message: string}> */
    public array $alerts = [];
    /** @var array<string, string> */
    public array $lang = [];

    private function __construct(public readonly Database $db)
    {
        $this->hooks = new Hooks();
        $this->options = new Options($db);
        $this->modules = new Modules($db, APP_MODULES_PATH);
    }

    public static function boot(Database $db): self
    {
        return self::$instance = new self($db);
    }

    public static function instance(): self
    {
        return self::$instance ?? throw new \LogicException('The host is not booted');
    }

    /** The tables that a fresh host has. */
    public function install(): void
    {
        $p = $this->db->dbprefix;
        foreach ([
            "{$p}options (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, name VARCHAR(191) NOT NULL, value LONGTEXT NOT NULL, autoload TINYINT NOT NULL DEFAULT 1, KEY name (name))",
            "{$p}modules (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, module_name VARCHAR(55) NOT NULL, installed_version VARCHAR(11) NOT NULL, active TINYINT NOT NULL)",
            "{$p}staff (staffid INT NOT NULL AUTO_INCREMENT PRIMARY KEY, email VARCHAR(100) NOT NULL, firstname VARCHAR(50) NOT NULL DEFAULT '', lastname VARCHAR(50) NOT NULL DEFAULT '', password VARCHAR(250) NOT NULL DEFAULT '', admin INT NOT NULL DEFAULT 0, active INT NOT NULL DEFAULT 1)",
            "{$p}activity_log (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, description MEDIUMTEXT NOT NULL, date DATETIME NOT NULL, staffid VARCHAR(100) NULL, KEY staffid (staffid))",
        ] as $table) {
            $this->db->query("CREATE TABLE IF NOT EXISTS $table ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci");
        }
    }
}
