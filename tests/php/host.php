<?php

declare(strict_types=1);

namespace Test;

use PDO;

/** A stand-in host of its own: database, web root, private folder, and a second module that watches. */
final class Host
{
    public readonly PDO $db;
    public readonly string $root;
    public readonly string $data;
    public readonly array $env;

    public function __construct(bool $active = true)
    {
        [$dsn, $user, $password] = Databases::fresh('mariadb');
        $this->db = new PDO("$dsn;charset=utf8mb4", $user, $password);
        preg_match_all('/(host|port|unix_socket|dbname)=([^;]*)/', $dsn, $m);
        $place = array_combine($m[1], $m[2]);
        $folder = Databases::folder() . '/host-' . bin2hex(random_bytes(4));
        $this->root = "$folder/www/crm";
        $this->data = "$folder/private";
        mkdir($this->root, 0700, true);
        mkdir("$folder/modules/watcher", 0700, true);
        symlink(dirname(__DIR__, 2) . '/perfex/mailbox', "$folder/modules/mailbox");
        $this->env = [
            'HOST_DB_HOST' => $place['unix_socket'] ?? $place['host'] ?? '127.0.0.1', 'HOST_DB_PORT' => $place['port'] ?? '3306', 'HOST_DB_NAME' => $place['dbname'],
            'HOST_DB_USER' => (string) $user, 'HOST_DB_PASSWORD' => (string) $password, 'HOST_ROOT' => $this->root, 'HOST_MODULES' => "$folder/modules",
            'HOST_DATA_DIR' => $this->data, 'HOST_LOG' => "$folder/log", 'HOST_NO_LOCK' => '',
        ];
        $this->manage('install');
        if ($active) {
            same([0, '', ''], $this->manage('activate', 'mailbox'));
        }
    }

    /** @return array{int, string, string} */
    public function manage(string ...$words): array
    {
        return Process::run([dirname(__DIR__, 2) . '/perfex/host/manage.php', ...$words], $this->env + ['MAILBOX_PASSWORD' => 'canary-a4e1']);
    }

    public function cron(string ...$words): string
    {
        [$code, $out, $err] = Process::run([dirname(__DIR__, 2) . '/perfex/host/cron.php', ...$words], $this->env);
        same([0, ''], [$code, $err]);

        return trim($out);
    }

    /** A staff member with a password, at a server that is not there. */
    public function staff(string $email = 'a@example.org'): int
    {
        $this->manage('option', 'mailbox_imap_server', '127.0.0.1:1');
        $this->manage('option', 'mailbox_encryption', 'none');
        $id = (int) $this->manage('staff', $email)[1];
        same([0, '', ''], $this->manage('password', (string) $id));

        return $id;
    }

    /** Makes the second module; $code runs in its init file. */
    public function watch(string $code): void
    {
        file_put_contents($this->env['HOST_MODULES'] . '/watcher/watcher.php', "<?php\n/*\nModule Name: Watcher\nVersion: 1.0\n*/\n$code");
        same([0, '', ''], $this->manage('activate', 'watcher'));
    }

    public function one(string $sql): mixed
    {
        return $this->db->query($sql)->fetchColumn();
    }

    public function health(int $id): array
    {
        return $this->db->query("SELECT * FROM tblmbx_account WHERE staff_id = $id")->fetch(PDO::FETCH_ASSOC);
    }

    /** @return list<string> */
    public function tables(): array
    {
        return $this->db->query("SHOW TABLES LIKE 'tblmbx\\_%'")->fetchAll(PDO::FETCH_COLUMN);
    }
}

test('host: activation twice, deactivation keeps, uninstalling removes', static function (): void {
    $host = new Host();
    $host->manage('option', 'mailbox_check_every', '7');
    $key = file_get_contents("$host->data/mailbox.key");
    $id = $host->staff();
    same([0, '', ''], $host->manage('activate', 'mailbox'));
    same(['1', '0.1.0'], [(string) $host->one("SELECT active FROM tblmodules WHERE module_name = 'mailbox'"), $host->one("SELECT installed_version FROM tblmodules WHERE module_name = 'mailbox'")]);
    same("7\n", $host->manage('option', 'mailbox_check_every')[1]);
    same($key, file_get_contents("$host->data/mailbox.key"));
    same(['0600', '0700'], [substr(sprintf('%o', fileperms("$host->data/mailbox.key")), -4), substr(sprintf('%o', fileperms($host->data)), -4)]);
    same(0, (int) $host->one('SELECT COUNT(*) - COUNT(DISTINCT name) FROM tbloptions'));

    same(0, $host->manage('deactivate', 'mailbox')[0]);
    same([8, 1], [count($host->tables()), (int) $host->one("SELECT COUNT(*) FROM tblmbx_credential WHERE staff_id = $id")]);
    same('ran', $host->cron('--manual'));
    same(null, $host->health($id)['last_check'], 'an inactive module does nothing');

    mkdir("$host->data/blobs/ab", 0700, true);
    file_put_contents("$host->data/blobs/ab/" . str_repeat('ab', 32), 'x');
    file_put_contents("$host->data/somebody-elses", 'x');
    same(0, $host->manage('uninstall', 'mailbox')[0]);
    same([], $host->tables());
    same(0, (int) $host->one("SELECT COUNT(*) FROM tbloptions WHERE name LIKE 'mailbox%'"));
    same([false, false, true], [is_file("$host->data/mailbox.key"), is_dir("$host->data/blobs"), is_file("$host->data/somebody-elses")]);
});

test('host: activation is refused where something is missing, and makes nothing', static function (): void {
    $host = new Host(active: false);
    [$code, $out] = Process::run([dirname(__DIR__, 2) . '/perfex/host/manage.php', 'activate', 'mailbox'], ['HOST_DATA_DIR' => "$host->root/inside"] + $host->env);
    same(1, $code);
    contains('below the web root', $out);
    same([[], 0, false], [$host->tables(), (int) $host->one('SELECT COUNT(*) FROM tblmodules'), is_dir("$host->root/inside")]);

    if (Process::run(['-r', 'exit(extension_loaded("mailbox") ? 0 : 1);'], plain: true)[0] === 0) {
        skip('the extension is in php.ini: it cannot be left out');
    }
    [$code, $out] = Process::run([dirname(__DIR__, 2) . '/perfex/host/manage.php', 'activate', 'mailbox'], $host->env, plain: true);
    same(1, $code);
    contains('danger: ', $out);
    contains('extension "mailbox" is not loaded', html_entity_decode($out));
    same([[], 0], [$host->tables(), (int) $host->one('SELECT COUNT(*) FROM tblmodules')]);
});

test('host: the init file is included in every request, twice is harmless', static function (): void {
    $host = new Host();
    $host->watch('include APP_MODULES_PATH . "mailbox/mailbox.php"; include APP_MODULES_PATH . "mailbox/mailbox.php";');
    $id = $host->staff();
    same('ran', $host->cron());
    same(1, (int) $host->health($id)['failures'], 'the hook ran once');
});

test('host: options, and nobody is signed in in cron', static function (): void {
    $host = new Host();
    $host->watch('file_put_contents(getenv("HOST_LOG") . ".seen", json_encode([get_option("no such option"), get_staff_user_id(), get_option("mailbox_check_every"), get_option("mailbox_folder_scan"), add_option("mailbox_enabled", "0"), _l("mailbox_password")]));');
    same('ran', $host->cron());
    same(['', false, '3', 'Inbox', false, 'Mailbox password'], json_decode(file_get_contents($host->env['HOST_LOG'] . '.seen'), true));
});

test('host: cron is throttled, locked while hooks run, and says when it is manual', static function (): void {
    $host = new Host();
    $seen = $host->env['HOST_LOG'] . '.cron';
    $cron = var_export(dirname(__DIR__, 2) . '/perfex/host/cron.php', true);
    $host->watch('hooks()->add_action("after_cron_run", function ($manually) { $second = getenv("SECOND") ? "" : trim(shell_exec("SECOND=1 " . escapeshellarg(PHP_BINARY) . " " . escapeshellarg(' . $cron . ') . " --manual"));
        file_put_contents(' . var_export($seen, true) . ', json_encode([$manually, $second]) . "\n", FILE_APPEND); }, 20);
        if (getenv("EVERY") !== false) { hooks()->add_filter("cron_functions_execute_seconds", fn () => (int) getenv("EVERY")); }');
    same('ran', $host->cron());
    same('throttled', $host->cron());
    same('ran', $host->cron('--manual'));
    same("[false,\"locked\"]\n[true,\"locked\"]\n", file_get_contents($seen));
    putenv('EVERY=-5');
    try {
        same('ran', $host->cron());
    } finally {
        putenv('EVERY');
    }
});

test('host: a failing import stops no later hook; the host itself does not catch', static function (): void {
    $host = new Host();
    $id = $host->staff();
    $seen = $host->env['HOST_LOG'] . '.later';
    $host->watch('hooks()->add_action("after_cron_run", fn () => file_put_contents(' . var_export($seen, true) . ', "x", FILE_APPEND), 20);
        if (getenv("THROW")) { hooks()->add_action("after_cron_run", fn () => throw new Exception("not caught"), 15); }');
    // The table that the module reads first is gone: everything in it throws.
    $host->db->exec('RENAME TABLE tblstaff TO tblstaff_away');
    same('ran', $host->cron('--manual'));
    same('x', file_get_contents($seen));
    contains('Mailbox: ', $host->one('SELECT description FROM tblactivity_log ORDER BY id DESC LIMIT 1'));
    // Even when the failure cannot be noted.
    $host->db->exec('RENAME TABLE tblactivity_log TO tblactivity_log_away');
    same('ran', $host->cron('--manual'));
    same('xx', file_get_contents($seen));
    $host->db->exec('RENAME TABLE tblactivity_log_away TO tblactivity_log, tblstaff_away TO tblstaff');
    same(null, $host->health($id)['lease_owner']);

    same(255, Process::run([dirname(__DIR__, 2) . '/perfex/host/cron.php', '--manual'], $host->env + ['THROW' => '1'])[0]);
    same('xx', file_get_contents($seen));
});

test('host: who is due is checked, who is not or is inactive is left alone', static function (): void {
    $host = new Host();
    $id = $host->staff();
    $gone = $host->staff('b@example.org');
    $host->manage('active', (string) $gone, '0');
    $host->manage('staff', 'no-password@example.org');
    same('ran', $host->cron('--manual'));
    $first = $host->health($id);
    same(['TCP_REFUSED', 1, null], [$first['error_code'], (int) $first['failures'], $first['lease_owner']]);
    $wait = $first['next_check'] - $first['last_check'];
    same(true, $wait >= 180 && $wait <= 198, "$wait seconds");
    same(null, $host->health($gone)['last_check']);
    same(1, (int) $host->one("SELECT COUNT(*) FROM tblactivity_log WHERE description LIKE '%TCP_REFUSED%'"));

    same('ran', $host->cron('--manual'));
    same(1, (int) $host->health($id)['failures'], 'not due yet');
    $host->db->exec("UPDATE tblmbx_account SET next_check = 0, lease_owner = 'other', lease_until = " . (time() + 60) . " WHERE staff_id = $id");
    same('ran', $host->cron('--manual'));
    same([1, 'other'], [(int) $host->health($id)['failures'], $host->health($id)['lease_owner']], 'somebody else works on it');
    $host->db->exec("UPDATE tblmbx_account SET lease_until = 0 WHERE staff_id = $id");
    same('ran', $host->cron('--manual'));
    same(2, (int) $host->health($id)['failures']);
    same(1, (int) $host->one("SELECT COUNT(*) FROM tblactivity_log WHERE description LIKE '%TCP_REFUSED%'"), 'the same failure is logged once');

    $host->manage('option', 'mailbox_enabled', '0');
    $host->db->exec("UPDATE tblmbx_account SET next_check = 0 WHERE staff_id = $id");
    same('ran', $host->cron('--manual'));
    same(2, (int) $host->health($id)['failures'], 'switched off');
});

test('host: another key, another address: the password does not open, and the health says so', static function (): void {
    $host = new Host();
    $id = $host->staff();
    $again = static function () use ($host, $id): ?string {
        $host->db->exec("UPDATE tblmbx_account SET next_check = 0 WHERE staff_id = $id");
        same('ran', $host->cron('--manual'));

        return $host->health($id)['error_code'];
    };
    same('TCP_REFUSED', $again());
    $host->manage('email', (string) $id, 'other@example.org');
    same('AUTH_SEAL', $again());
    $host->manage('email', (string) $id, 'a@example.org');
    same('TCP_REFUSED', $again());
    rename("$host->data/mailbox.key", "$host->data/kept");
    same('SEAL_KEY', $again());
    same(0, $host->manage('activate', 'mailbox')[0]);
    same('AUTH_SEAL', $again());
    contains('assword', $host->health($id)['error_hint']);
    same([0, '', ''], $host->manage('password', (string) $id));
    same('TCP_REFUSED', $again());
});

test('host: without encryption nothing is imported unless the admin says so', static function (): void {
    $host = new Host();
    $id = $host->staff();
    $host->manage('option', 'mailbox_imap_server', 'imap.example.com');
    $host->manage('option', 'mailbox_encryption', '');
    same('ran', $host->cron('--manual'));
    same(null, $host->health($id)['last_check']);
    contains('mailbox_encryption', $host->one('SELECT description FROM tblactivity_log ORDER BY id DESC LIMIT 1'));
    [, $out] = $host->manage('activate', 'mailbox');
    contains('warning: ', $out);
});

test('host: settings as users of the older module have them', static function (): void {
    $host = new Host();
    $host->watch('hooks()->add_action("modules_loaded", fn () => file_put_contents(getenv("HOST_LOG") . ".settings", json_encode((array) Mailbox\Perfex\Settings::read())));');
    $read = static function (array $options) use ($host): array {
        foreach ($options + ['mailbox_imap_port' => '', 'mailbox_encryption' => 'tls', 'mailbox_only_loop_on_unseen_emails' => '1', 'mailbox_first_import' => ''] as $name => $value) {
            $host->db->prepare('UPDATE tbloptions SET value = ? WHERE name = ?')->execute([$value, $name]);
        }
        $host->cron('--manual');

        return json_decode(file_get_contents($host->env['HOST_LOG'] . '.settings'), true);
    };
    $s = $read(['mailbox_imap_server' => ' imap.example.com:1993 ', 'mailbox_check_every' => '1']);
    same(['imap.example.com', 1993, 'tls', 'INBOX', 180, 'unread', null], [$s['host'], $s['port'], $s['encryption'], $s['folder'], $s['intervalSeconds'], $s['policy'], $s['problem']]);
    $s = $read(['mailbox_imap_server' => 'imap.example.com:1993', 'mailbox_imap_port' => '994', 'mailbox_encryption' => 'ssl', 'mailbox_only_loop_on_unseen_emails' => '0', 'mailbox_check_every' => '10', 'mailbox_folder_scan' => 'Support']);
    same([994, 'tls', 'Support', 600, 'all'], [$s['port'], $s['encryption'], $s['folder'], $s['intervalSeconds'], $s['policy']]);
    $s = $read(['mailbox_imap_server' => '[::1]:143', 'mailbox_encryption' => 'none', 'mailbox_first_import' => 'new']);
    same(['::1', 143, 'none', 'new', null], [$s['host'], $s['port'], $s['encryption'], $s['policy'], $s['problem']]);
    contains('mailbox_encryption', $read(['mailbox_imap_server' => 'imap.example.com', 'mailbox_encryption' => ''])['problem']);
    contains('port', $read(['mailbox_imap_server' => 'imap.example.com:0'])['problem']);
    contains('not known', $read(['mailbox_imap_server' => 'imap.example.com', 'mailbox_encryption' => 'rot13'])['problem']);
    contains('date', $read(['mailbox_imap_server' => 'imap.example.com', 'mailbox_first_import' => 'since'])['problem']);
});

test('host: the password is nowhere in the clear', static function (): void {
    $host = new Host();
    $host->staff();
    $host->cron('--manual');
    $found = [];
    foreach ($host->db->query('SHOW TABLES')->fetchAll(PDO::FETCH_COLUMN) as $table) {
        foreach ($host->db->query("SELECT * FROM `$table`")->fetchAll(PDO::FETCH_ASSOC) as $row) {
            if (str_contains(implode(' ', $row), 'canary') || str_contains(implode(' ', $row), base64_encode('canary-a4e1'))) {
                $found[] = $table;
            }
        }
    }
    same([], $found);
    same(1, (int) $host->one('SELECT COUNT(*) FROM tblmbx_credential'));
    same(false, str_contains((string) @file_get_contents($host->env['HOST_LOG']), 'canary'));
    same([], $host->db->query("SHOW COLUMNS FROM tblstaff LIKE 'mail%'")->fetchAll());
});

test('host: a new key, a new APP_ENC_KEY: passwords are renewed, and open as before', static function (): void {
    $host = new Host();
    $id = $host->staff();
    $other = $host->staff('b@example.org');
    $host->manage('active', (string) $other, '0');
    $code = static function (array $env = []) use ($host, $id): ?string {
        $host->db->exec("UPDATE tblmbx_account SET next_check = 0 WHERE staff_id = $id");
        Process::run([dirname(__DIR__, 2) . '/perfex/host/cron.php', '--manual'], $env + $host->env);

        return $host->health($id)['error_code'];
    };
    $sealed = static fn (): string => $host->one("SELECT sealed FROM tblmbx_credential WHERE staff_id = $id");
    same('TCP_REFUSED', $code());
    $first = $sealed();
    same([0, "{\"renewed\":1,\"left\":{\"$other\":\"ACCOUNT_UNKNOWN\"}}\n", ''], $host->manage('rotate'));
    same(2, count(file("$host->data/mailbox.key")));
    same([false, 'TCP_REFUSED'], [$sealed() === $first, $code()]);
    $second = $sealed();
    same([0, "{\"renewed\":0,\"left\":{\"$other\":\"ACCOUNT_UNKNOWN\"}}\n", ''], $host->manage('renew'));
    same($second, $sealed());

    // the key file without the application's key opens nothing, nor does another site
    same('AUTH_SEAL', $code(['HOST_ENC_KEY' => 'new']));
    $both = ['HOST_ENC_KEY' => 'new', 'HOST_FORMER_ENC_KEYS' => str_repeat('0', 32)];
    same('TCP_REFUSED', $code($both));
    $run = Process::run([dirname(__DIR__, 2) . '/perfex/host/manage.php', 'renew'], $both + $host->env);
    same("{\"renewed\":1,\"left\":{\"$other\":\"ACCOUNT_UNKNOWN\"}}\n", $run[1]);
    same(['AUTH_SEAL', 'TCP_REFUSED'], [$code(), $code(['HOST_ENC_KEY' => 'new'])]);
    $site = trim($host->manage('option', 'mailbox_site_id')[1]);
    same(1, preg_match('/^[0-9a-f]{32}$/D', $site));
    $host->manage('option', 'mailbox_site_id', 'another');
    same('AUTH_SEAL', $code(['HOST_ENC_KEY' => 'new']));
    $host->db->exec("DELETE FROM tbloptions WHERE name = 'mailbox_site_id'");
    same('SEAL_KEY', $code(['HOST_ENC_KEY' => 'new']));
});

test('host: who sets another person\'s password does not get the mailbox with it', static function (): void {
    $host = new Host();
    $id = $host->staff();
    $reset = static fn (string $word, string $by): array => Process::run([dirname(__DIR__, 2) . '/perfex/host/manage.php', 'reset', (string) $id, $word], ['HOST_SIGNED_IN' => $by] + $host->env);
    $code = static function () use ($host, $id): ?string {
        $host->db->exec("UPDATE tblmbx_account SET next_check = 0 WHERE staff_id = $id");
        $host->cron('--manual');

        return $host->health($id)['error_code'];
    };
    same([0, '', ''], $reset('own-1', (string) $id));
    same('TCP_REFUSED', $code(), 'the person');
    same([0, '', ''], $reset('own-1', '99'));
    same('TCP_REFUSED', $code(), 'somebody else changed something, but not the password');
    same([0, '', ''], $reset('others-1', '99'));
    same('AUTH_SEAL', $code());
    same([0, '', ''], $reset('own-1', '99'));
    same('AUTH_SEAL', $code(), 'setting it back brings nothing back');
    same([0, '', ''], $host->manage('password', (string) $id));
    same('TCP_REFUSED', $code());
    same(2, (int) $host->health($id)['epoch']);
    $host->db->exec("UPDATE tblstaff SET password = 'unseen' WHERE staffid = $id");
    same([0, '', ''], $reset('unseen', '99'));
    same('AUTH_SEAL', $code(), 'nobody knows who that was');
});

test('host: passwords of the older module are sealed and emptied; what cannot be read stays', static function (): void {
    $host = new Host(active: false);
    $host->db->exec('ALTER TABLE tblstaff ADD mail_password VARCHAR(250) NULL');
    $ids = array_map(static fn (string $email): int => (int) $host->manage('staff', $email)[1], ['clear@example.org', 'ci@example.org', 'foreign@example.org', 'none@example.org']);
    // CodeIgniter 3's Encryption library with its defaults, over PHP's own functions
    $encrypt = static function (string $plain, string $key): string {
        $iv = random_bytes(16);
        $text = base64_encode($iv . openssl_encrypt($plain, 'aes-128-cbc', substr(hash_hkdf('sha512', $key, strlen($key), 'encryption'), 0, 16), OPENSSL_RAW_DATA, $iv));

        return hash_hmac('sha512', $text, hash_hkdf('sha512', $key, 64, 'authentication')) . $text;
    };
    foreach (['canary-a4e1 <%>', $encrypt('canary-a4e1', str_repeat('0', 32)), $encrypt('canary-a4e1', 'another key')] as $i => $stored) {
        $host->db->prepare('UPDATE tblstaff SET mail_password = ? WHERE staffid = ?')->execute([$stored, $ids[$i]]);
    }
    [$code, $out] = $host->manage('activate', 'mailbox');
    same(0, $code);
    contains('info: 2 mailbox passwords', $out);
    contains("enter their mailbox password again, because the stored one cannot be read: $ids[2].", $out);
    same(['', '', false, null], array_map(static fn (int $id) => ($v = $host->one("SELECT mail_password FROM tblstaff WHERE staffid = $id")) === null || $v === '' ? $v : false, $ids));
    same([$ids[0], $ids[1]], array_map('intval', $host->db->query('SELECT staff_id FROM tblmbx_credential ORDER BY staff_id')->fetchAll(PDO::FETCH_COLUMN)));

    $host->manage('option', 'mailbox_imap_server', '127.0.0.1:1');
    $host->manage('option', 'mailbox_encryption', 'none');
    $host->cron('--manual');
    same(['TCP_REFUSED', 'TCP_REFUSED'], [$host->health($ids[0])['error_code'], $host->health($ids[1])['error_code']], 'they open');
    // again: nothing to do; and one that its owner has entered here is not replaced
    same(0, $host->manage('password', (string) $ids[0])[0]);
    $kept = $host->one("SELECT sealed FROM tblmbx_credential WHERE staff_id = $ids[0]");
    $host->db->exec("UPDATE tblstaff SET mail_password = 'canary-older' WHERE staffid = $ids[0]");
    contains('info: 1 mailbox passwords', $host->manage('activate', 'mailbox')[1]);
    same([$kept, ''], [$host->one("SELECT sealed FROM tblmbx_credential WHERE staff_id = $ids[0]"), $host->one("SELECT mail_password FROM tblstaff WHERE staffid = $ids[0]")]);
    same(false, str_contains(implode(' ', $host->db->query('SELECT description FROM tblactivity_log')->fetchAll(PDO::FETCH_COLUMN)) . @file_get_contents($host->env['HOST_LOG']), 'canary'));
});
