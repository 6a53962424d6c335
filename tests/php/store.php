<?php

declare(strict_types=1);

namespace Test;

use Mailbox\PdoStore;
use Mailbox\StaleState;
use Mailbox\StoreFailed;
use PDO;

/** The database behind a store, seen from outside. */
function look(array $database): PDO
{
    $pdo = new PDO(...$database);
    if ($pdo->getAttribute(PDO::ATTR_DRIVER_NAME) === 'mysql') {
        $pdo->exec('SET NAMES utf8mb4');
    } else {
        $pdo->exec('PRAGMA foreign_keys = ON');
    }

    return $pdo;
}

/** @return array{int, int, int} messages, locations, attachments */
function counted(PDO $pdo): array
{
    return array_map(static fn (string $t): int => (int) $pdo->query("SELECT COUNT(*) FROM t_mbx_$t")->fetchColumn(), ['message', 'location', 'attachment']);
}

foreach (['sqlite', 'mariadb'] as $driver) {
    test("$driver: migrations twice, and by four processes at once", static function () use ($driver): void {
        $database = Databases::fresh($driver);
        $store = new PdoStore(...$database, prefix: 't_');
        same(0, $store->schema()->version());
        same(\Mailbox\Pdo\Schema::newest(), $store->migrate());
        same(0, $store->migrate());

        $database = Databases::fresh($driver);
        $processes = array_map(static fn (): Process => new Process([__DIR__ . '/lib/contender.php', '0', ...array_map('strval', $database)]), range(1, 4));
        foreach ($processes as $process) {
            same([0, "[0,0]\n", ''], $process->wait());
        }
        same(1, (int) look($database)->query('SELECT COUNT(*) FROM t_mbx_schema')->fetchColumn());
    });

    test("$driver: tables of a newer version are refused", static function () use ($driver): void {
        $database = Databases::fresh($driver);
        $store = new PdoStore(...$database, prefix: 't_');
        $store->migrate();
        look($database)->exec('INSERT INTO t_mbx_schema (version, applied_at) VALUES (999, 0)');
        same('STATE_VERSION', throws(StoreFailed::class, $store->migrate(...))->errorCode);
    });

    test("$driver: a batch is stored whole and read back equal", static function () use ($driver): void {
        $store = Databases::store($driver);
        $raw = Mails::raw('=?utf-8?B?' . base64_encode("Gr\u{fc}\u{df}e \u{1F600}") . '?=', "four bytes: \u{1F4A9} and \u{20AC}\r\n'quotes\\' \"and\" \\0 \\", ['a.bin' => random_bytes(300), 'b.bin' => 'b']);
        $message = Mails::located(7, $raw, ['\\Seen', '\\FLAGGED', '$Label1'], 1709209845);
        $state = implode('', array_map('chr', range(0, 255))) . "\xff\xfe'\\\0";
        $store->commit(1, Mails::batch([$message], state: $state, remaining: 12));

        $back = $store->folderState(1, 'INBOX');
        same(bin2hex($state), bin2hex($back->bytes));
        same(1, $back->version);
        same([7 => 1 | 4], $store->knownMessages(1, 'INBOX', 1, 0, 10));
        $id = $store->archive()->find(1, $message->rawSha256());
        $m = $store->archive()->message(1, $id);
        same("Gr\u{fc}\u{df}e \u{1F600}", $m['subject']);
        same([['name' => 'A B', 'address' => 'a@example.org']], $m['from_list']);
        same($message->text, $m['text']);
        contains("\u{1F4A9} and \u{20AC}", $m['text']);
        same(bin2hex($message->headers), bin2hex($m['headers']));
        same([1709209845, strlen($raw), hash('sha256', $raw)], [(int) $m['received'], (int) $m['size'], $m['raw_sha256']]);
        same(['a.bin', 'b.bin'], array_column($m['attachments'], 'filename'));
        same(hash('sha256', 'b'), $m['attachments'][1]['sha256']);
        same([['INBOX', 7]], array_map(static fn (array $l): array => [$l['folder'], (int) $l['uid']], $m['locations']));
        same([1 => ['messages' => 1, 'attachments' => 2, 'remaining' => 12]], $store->archive()->counts());
    });

    test("$driver: bytes that are not UTF-8 stay in the raw headers", static function () use ($driver): void {
        $store = Databases::store($driver);
        $message = Mails::located(1, "Subject: caf\xe9 \xff\xfe\r\nX-Odd: \x80\x81'\\\r\n\r\nbody\r\n");
        $store->commit(1, Mails::batch([$message]));
        $m = $store->archive()->message(1, $store->archive()->find(1, $message->rawSha256()));
        same(bin2hex($message->headers), bin2hex($m['headers']));
        contains("\x80\x81'\\", $m['headers']);
        same($message->subject, $m['subject']);
    });

    test("$driver: a state of another version is stale, and nothing is stored", static function () use ($driver): void {
        $database = Databases::fresh($driver);
        $store = new PdoStore(...$database, prefix: 't_');
        $store->migrate();
        $store->commit(1, Mails::batch([Mails::located(1, Mails::raw('one'))]));
        foreach ([0, 2, 5] as $expected) {
            $e = throws(StaleState::class, static fn () => $store->commit(1, Mails::batch([Mails::located(2, Mails::raw("two $expected"))], $expected, state: 'other')));
            same(['STORE_STALE', true], [$e->errorCode, $e->retryable]);
        }
        same([1, 1, 0], counted(look($database)));
        same(['state', 1], [$store->folderState(1, 'INBOX')->bytes, $store->folderState(1, 'INBOX')->version]);
        $store->commit(1, Mails::batch([Mails::located(2, Mails::raw('two'))], 1));
        same([2, 2, 0], counted(look($database)));
    });

    test("$driver: three processes race for one folder, each version is committed once", static function () use ($driver): void {
        $database = Databases::fresh($driver);
        (new PdoStore(...$database, prefix: 't_'))->migrate();
        $processes = array_map(static fn (): Process => new Process([__DIR__ . '/lib/contender.php', '20', ...array_map('strval', $database)]), range(1, 3));
        foreach ($processes as $process) {
            [$code, $out, $err] = $process->wait();
            same([0, ''], [$code, $err]);
            same(20, json_decode($out)[0]);
        }
        same([60, 60, 0], counted(look($database)));
        same(60, (new PdoStore(...$database, prefix: 't_'))->folderState(1, 'INBOX')->version);
    });

    test("$driver: a message that is there is linked, a location that is there is done", static function () use ($driver): void {
        $database = Databases::fresh($driver);
        $store = new PdoStore(...$database, prefix: 't_');
        $store->migrate();
        $raw = Mails::raw('again', 'text', ['a.bin' => 'aaa']);
        $store->commit(1, Mails::batch([Mails::located(1, $raw)]));
        // another folder, the same location again, and twice in one batch
        $store->commit(1, Mails::batch([Mails::located(9, $raw)], folder: 'Archive'));
        $store->commit(1, Mails::batch([Mails::located(1, $raw), Mails::located(2, $raw), Mails::located(3, $raw)], 1));
        same([1, 4, 1], counted(look($database)));
        // nobody else's message is taken for it
        $store->commit(2, Mails::batch([Mails::located(1, $raw)], staffId: 2));
        same([2, 5, 2], counted(look($database)));
        // another generation of the folder: the UID means something else
        $store->commit(1, Mails::batch([Mails::located(1, Mails::raw('new'))], 2, generation: 2));
        same([1 => 0, 2 => 0, 3 => 0], $store->knownMessages(1, 'INBOX', 1, 0, 10));
        same([1 => 0], $store->knownMessages(1, 'INBOX', 2, 0, 10));
    });

    test("$driver: folders whose names a collation would call equal are two", static function () use ($driver): void {
        $store = Databases::store($driver);
        $names = ['Arger', "\u{c4}rger", 'ARGER', 'Arger ', str_repeat("\u{1F4C1}", 300)];
        foreach ($names as $i => $name) {
            $store->commit(1, Mails::batch([], folder: $name, state: "state $i"));
        }
        foreach ($names as $i => $name) {
            same("state $i", $store->folderState(1, $name)->bytes);
        }
    });

    test("$driver: known messages come in pages, by UID", static function () use ($driver): void {
        $store = Databases::store($driver);
        $uids = [4294967295, 5, 17, 3, 100];
        $store->commit(1, Mails::batch(array_map(static fn (int $uid): \Mailbox\Message => Mails::located($uid, Mails::raw("uid $uid"), ['\\Answered', '\\Deleted', '\\Draft']), $uids)));
        same([3 => 26, 5 => 26], $store->knownMessages(1, 'INBOX', 1, 0, 2));
        same([17 => 26, 100 => 26], $store->knownMessages(1, 'INBOX', 1, 5, 2));
        same([4294967295 => 26], $store->knownMessages(1, 'INBOX', 1, 100, 2));
        same([], $store->knownMessages(2, 'INBOX', 1, 0, 2));
    });

    test("$driver: a text of 3 MiB, and a row of many long fields", static function () use ($driver): void {
        $store = Databases::store($driver);
        $text = str_repeat("\u{1F600} long line with 'quotes' and \\ signs\r\n", 90000);
        $message = Mails::located(1, Mails::raw('huge', $text));
        $subject = str_repeat('s', 300000);
        $long = Mails::located(2, "Subject: $subject\r\nFrom: a@example.org\r\n\r\nx\r\n");
        $store->commit(1, Mails::batch([$message, $long]));
        $m = $store->archive()->message(1, $store->archive()->find(1, $message->rawSha256()));
        same(hash('sha256', $message->text), hash('sha256', $m['text']));
        same(true, strlen($m['text']) > 3 << 20);
        $m = $store->archive()->message(1, $store->archive()->find(1, $long->rawSha256()));
        same(hash('sha256', (string) $long->subject), hash('sha256', (string) $m['subject']));
    });

    test("$driver: 300 messages with 900 attachments in one batch take few statements", static function () use ($driver): void {
        $store = Databases::store($driver);
        $messages = [];
        for ($uid = 1; $uid <= 300; $uid++) {
            $messages[] = Mails::located($uid, Mails::raw("number $uid", str_repeat("line $uid\r\n", 20), ['a' => "a$uid", 'b' => 'same', 'c' => '']));
        }
        $store->commit(1, Mails::batch($messages));
        same(['messages' => 300, 'attachments' => 900, 'remaining' => 0], $store->archive()->counts()[1]);
        foreach ([1, 64, 65, 299, 300] as $uid) {
            $m = $store->archive()->message(1, $store->archive()->find(1, $messages[$uid - 1]->rawSha256()));
            same(["number $uid", hash('sha256', "a$uid")], [$m['subject'], $m['attachments'][0]['sha256']]);
        }
        $db = new \Mailbox\Pdo\Connection(...Databases::fresh($driver));
        $db->run('CREATE TABLE mbx_row (a INT PRIMARY KEY, b ' . ($driver === 'sqlite' ? 'BLOB' : 'LONGBLOB') . ')');
        $rows = static fn (int $n, int $bytes): array => array_map(static fn (int $i): array => [$i, new \Mailbox\Pdo\Bytes(str_repeat("'", $bytes))], range(1, $n));
        same(3, (new \Mailbox\Pdo\Rows($db))->add('row', ['a', 'b'], $rows(130, 10)));
        same(0, (new \Mailbox\Pdo\Rows($db))->add('row', ['a', 'b'], []));
        same(true, (new \Mailbox\Pdo\Rows($db))->add('row', ['a', 'b'], $rows(140, 100_000), true) >= 28);
        same(140, (int) $db->value('SELECT COUNT(*) FROM mbx_row'));
    });

    test("$driver: a commit that fails at its end leaves nothing", static function () use ($driver): void {
        $database = Databases::fresh($driver);
        $store = new PdoStore(...$database, prefix: 't_');
        $store->migrate();
        $pdo = look($database);
        $pdo->exec($driver === 'sqlite'
            ? "CREATE TRIGGER broken BEFORE INSERT ON t_mbx_location WHEN NEW.uid = 3 BEGIN SELECT RAISE(ABORT, 'broken on purpose'); END"
            : "CREATE TRIGGER broken BEFORE INSERT ON t_mbx_location FOR EACH ROW IF NEW.uid = 3 THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'broken on purpose'; END IF");
        $batch = Mails::batch(array_map(static fn (int $uid): \Mailbox\Message => Mails::located($uid, Mails::raw("m $uid", 'text', ['a' => 'a'])), [1, 2, 3]));
        $e = throws(StoreFailed::class, static fn () => $store->commit(1, $batch));
        same(['STORE_FAILED', 'store'], [$e->errorCode, $e->stage]);
        contains('broken on purpose', $e->getMessage());
        same([0, 0, 0], counted($pdo));
        same(null, $store->folderState(1, 'INBOX'));
        $pdo->exec('DROP TRIGGER broken');
        $store->commit(1, $batch);
        same([3, 3, 3], counted($pdo));
    });

    test("$driver: nobody's mail is found or pointed at by another's id", static function () use ($driver): void {
        $database = Databases::fresh($driver);
        $store = new PdoStore(...$database, prefix: 't_');
        $store->migrate();
        $message = Mails::located(1, Mails::raw('mine', 'text', ['a' => 'a']));
        $store->commit(1, Mails::batch([$message]));
        $store->commit(2, Mails::batch([], staffId: 2));
        $id = $store->archive()->find(1, $message->rawSha256());
        same(null, $store->archive()->message(2, $id));
        same(null, $store->archive()->find(2, $message->rawSha256()));
        same([], $store->archive()->newest(2));
        $pdo = look($database);
        foreach ([
            "INSERT INTO t_mbx_location (staff_id, folder_id, generation, uid, message_id, flags) SELECT 2, id, 1, 1, $id, 0 FROM t_mbx_folder WHERE staff_id = 2",
            "INSERT INTO t_mbx_location (staff_id, folder_id, generation, uid, message_id, flags) SELECT 2, id, 1, 1, $id, 0 FROM t_mbx_folder WHERE staff_id = 1",
            "INSERT INTO t_mbx_attachment (staff_id, message_id, position, content_type, size, sha256) VALUES (2, $id, 0, 'a/b', 1, 'x')",
            "INSERT INTO t_mbx_chunk (staff_id, message_id, field, position, bytes) VALUES (2, $id, 'text', 0, 'x')",
        ] as $sql) {
            same('23000', throws(\PDOException::class, static fn () => $pdo->exec($sql))->getCode());
        }
    });

    test("$driver: what cannot be stored is refused before anything is written", static function () use ($driver): void {
        $database = Databases::fresh($driver);
        $store = new PdoStore(...$database, prefix: 't_');
        $store->migrate();
        contains('UID', throws(\ValueError::class, static fn () => $store->commit(1, Mails::batch([mailbox_parse(Mails::raw('no uid'))])))->getMessage());
        throws(\ValueError::class, static fn () => $store->commit(2, Mails::batch([])));
        same(null, $store->folderState(1, 'INBOX'));
    });

    test("$driver: without tables the failure says what to do", static function () use ($driver): void {
        $store = new PdoStore(...Databases::fresh($driver));
        contains('migrate', throws(StoreFailed::class, static fn () => $store->folderState(1, 'INBOX'))->hint);
    });
}

test('mariadb: a text larger than the server takes in one packet', static function (): void {
    $admin = Databases::admin();
    $before = (int) $admin->query('SELECT @@GLOBAL.max_allowed_packet')->fetchColumn();
    $admin->exec('SET GLOBAL max_allowed_packet = 1048576');
    try {
        $store = Databases::store('mariadb');
        $message = Mails::located(1, Mails::raw('packet', str_repeat("0123456789 \u{20AC}\r\n", 150000), ['a' => 'a']));
        $small = Mails::located(2, Mails::raw('small'));
        $store->commit(1, Mails::batch([$message, $small]));
        $m = $store->archive()->message(1, $store->archive()->find(1, $message->rawSha256()));
        same([true, hash('sha256', $message->text), 1], [strlen($m['text']) > 1 << 20, hash('sha256', $m['text']), count($m['attachments'])]);
        same($small->text, $store->archive()->message(1, $store->archive()->find(1, $small->rawSha256()))['text']);
    } finally {
        $admin->exec("SET GLOBAL max_allowed_packet = $before");
    }
});

test('mariadb: a deadlock starts the transaction again, three times in all', static function (): void {
    $database = Databases::fresh('mariadb');
    /** @var ?PDO $connection */
    $connection = null;
    $store = new PdoStore(static function () use ($database, &$connection): PDO {
        return $connection = new PDO(...$database);
    }, prefix: 't_');
    $store->migrate();
    look($database)->exec("CREATE TRIGGER contended BEFORE INSERT ON t_mbx_location FOR EACH ROW IF @failures > 0 THEN SET @failures = @failures - 1; SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213, MESSAGE_TEXT = 'Deadlock found'; END IF");
    $connection->exec('SET @failures = 2');
    $store->commit(1, Mails::batch([Mails::located(1, Mails::raw('one'))]));
    same([1, 1, 0], counted(look($database)));
    $connection->exec('SET @failures = 3');
    $e = throws(StoreFailed::class, static fn () => $store->commit(1, Mails::batch([Mails::located(2, Mails::raw('two'))], 1)));
    same(true, $e->retryable);
    same([1, 1, 0], counted(look($database)));
});

test('mariadb: a connection that was lost is opened again, but no transaction is', static function (): void {
    $database = Databases::fresh('mariadb');
    /** @var list<PDO> $connections */
    $connections = [];
    $store = new PdoStore(static function () use ($database, &$connections): PDO {
        return $connections[] = new PDO(...$database);
    }, prefix: 't_');
    $store->migrate();
    $kill = static function () use (&$connections): void {
        Databases::admin()->exec('KILL ' . end($connections)->query('SELECT CONNECTION_ID()')->fetchColumn());
    };
    $kill();
    same(null, $store->folderState(1, 'INBOX'));
    $kill();
    $store->commit(1, Mails::batch([Mails::located(1, Mails::raw('one'))]));
    same(3, count($connections));

    // Killed from within: the trigger's table lock is held by nobody, the connection dies at the second of two rows.
    look($database)->exec('CREATE TRIGGER dying BEFORE INSERT ON t_mbx_location FOR EACH ROW BEGIN DECLARE n INT; IF NEW.uid = 3 THEN SELECT SLEEP(30) INTO n; END IF; END');
    $id = end($connections)->query('SELECT CONNECTION_ID()')->fetchColumn();
    $killer = new Process(['-r', '$p = new PDO($argv[1], $argv[2], $argv[3]); $end = microtime(true) + 20;
        while (microtime(true) < $end) { if ($p->query("SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE ID = $argv[4] AND STATE = \'User sleep\'")->fetchColumn()) { $p->exec("KILL $argv[4]"); exit(0); } usleep(2000); } exit(1);',
        '--', $database[0], (string) $database[1], (string) $database[2], (string) $id]);
    $e = throws(StoreFailed::class, static fn () => $store->commit(1, Mails::batch([Mails::located(2, Mails::raw('two')), Mails::located(3, Mails::raw('three'))], 1)));
    same(0, $killer->wait()[0]);
    contains('broke off', $e->hint);
    same([1, 1, 0], counted(look($database)));
    same(1, $store->folderState(1, 'INBOX')->version);
});

test('mariadb: the connection is strict, whole UTF-8 and UTC, whatever the host has', static function (): void {
    $database = Databases::fresh('mariadb');
    $connection = null;
    $store = new PdoStore(static function () use ($database, &$connection): PDO {
        $connection = new PDO(...$database);
        $connection->exec("SET NAMES utf8mb3, sql_mode = '', time_zone = '+05:30', autocommit = 0");

        return $connection;
    }, prefix: 't_');
    $store->migrate();
    $s = $connection->query('SELECT @@sql_mode AS mode, @@character_set_client AS client, @@character_set_connection AS connection, @@time_zone AS zone, @@autocommit AS auto, @@innodb_lock_wait_timeout AS wait')->fetch(PDO::FETCH_ASSOC);
    contains('STRICT_ALL_TABLES', $s['mode']);
    same(['utf8mb4', 'utf8mb4', '+00:00', 1, 10], [$s['client'], $s['connection'], $s['zone'], (int) $s['auto'], (int) $s['wait']]);
    same(['utf8mb4_unicode_ci'], look($database)->query("SELECT DISTINCT TABLE_COLLATION FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME LIKE 't_mbx_%' AND TABLE_NAME <> 't_mbx_schema'")->fetchAll(PDO::FETCH_COLUMN));
    same(['int(11)'], look($database)->query("SELECT DISTINCT COLUMN_TYPE FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND COLUMN_NAME = 'staff_id'")->fetchAll(PDO::FETCH_COLUMN));
});

test('mariadb: quoting for another character set is refused, not worked around', static function (): void {
    $database = Databases::fresh('mariadb');
    $gbk = new PdoStore(static fn (): PDO => new PDO("$database[0];charset=gbk", $database[1], $database[2]), prefix: 't_');
    contains('charset=utf8mb4', throws(StoreFailed::class, $gbk->migrate(...))->hint);
    throws(StoreFailed::class, static fn () => (new PdoStore("$database[0];charset=gbk", $database[1], $database[2]))->migrate());
    (new PdoStore(...$database))->migrate();
});

test('mariadb: a wrong database password is a clear failure without the password', static function (): void {
    $store = new PdoStore('mysql:' . Databases::mariadb() . ';dbname=mysql', 'nobody-here', 'canary-7f3a');
    $e = throws(StoreFailed::class, static fn () => $store->folderState(1, 'INBOX'));
    contains('cannot be opened', $e->getMessage());
    same(false, str_contains(print_r($e, true) . $e, 'canary-7f3a'));
    same(false, str_contains(print_r($store, true), 'canary-7f3a'));
});
