<?php

declare(strict_types=1);

/* What a server calls messages and threads (RFC 8474, or Gmail's own), and Gmail's labels, in the rows of both databases. Dovecot
 * tells none of it, so the server is the scripted one. */

namespace MailboxTest;

require __DIR__ . '/lib/e2e.php';
require __DIR__ . '/../fake/Fake.php';

mkdir($folder = env('SERVERS') . '/fake', 0700);
$server = new \Fake\Server($folder);
$labels = '["\\\\Inbox","\\\\Sent","Grün {7}"]';
foreach ([
    'gmail-ids' => [['1278455344230334866', '1266894439832287888', $labels], ['1278455344230334867', '1266894439832287888', $labels], ['1278455344230334868', '1266894439832287888', $labels]],
    'list-extended' => [['M1', 'T1', null], ['M2', 'T2', null], ['M3', 'T3', null]],
    'clear-good' => [[null, null, null], [null, null, null], [null, null, null]],
] as $case => $rows) {
    foreach (['sqlite', 'mysql'] as $driver) {
        $target = new Target($driver, "names_{$driver}_" . strtr($case, '-', '_'));
        [$id, $port] = $server->open($case);
        mailbox_set_store($target->store(static fn (int $staffId) => $server->account($case, $port, $staffId, ['blobDir' => $target->blobs])));
        $report = mailbox_sync(1);
        same([true, 3], [$report->complete, $report->imported], "$case, $driver: complete, imported");
        $result = $server->result($id);
        same([], [...$result['errors'], ...array_merge(...array_column($result['connections'], 'violations'))], "$case, $driver: the server has no complaint");
        $stored = $target->pdo()->query('SELECT l.uid, m.email_id, m.thread_id, m.labels FROM mbx_location l JOIN mbx_message m ON m.staff_id = l.staff_id AND m.id = l.message_id ORDER BY l.uid');
        same(array_map(null, [1, 2, 3], array_column($rows, 0), array_column($rows, 1), array_column($rows, 2)),
            array_map(static fn (array $row): array => [(int) $row[0], ...array_slice($row, 1)], $stored->fetchAll(\PDO::FETCH_NUM)), "$case, $driver: the rows have the server's names");
    }
}
