<?php

declare(strict_types=1);

/* One server, whose environment run has set up: the test of the connection, a whole inbox compared with what the generator
 * put in, and what came and went afterwards. */

namespace MailboxTest;

use Mailbox\Account;
use Mailbox\Encryption;
use Mailbox\ImportPolicy;

require __DIR__ . '/../e2e/lib/e2e.php';

$server = env('SERVER');
$manifest = env('MANIFEST');
$facts = facts($manifest);
$count = count($facts);
// A folder with a space, an ampersand and what UTF-7 is for; below INBOX where that is the only place for one.
$folder = getenv('PREFIX') . 'Entwürfe & Ideen';
$wire = '"' . getenv('PREFIX') . 'Entw&APw-rfe &- Ideen"';

function facts(string $manifest): array
{
    $facts = Verifier::manifest($manifest);

    // imap4d takes neither flags nor time with APPEND; for the time it tells the mail's Date.
    return env('SERVER') !== 'mailutils' ? $facts : array_map(static fn (array $f): array => ['flags' => [], 'internaldate' => $f['date'] ?? $f['internaldate']] + $f, $facts);
}

/** @param string ...$words of client.py */
function client(string ...$words): ?array
{
    $out = run('python3 -B ' . implode(' ', array_map(escapeshellarg(...), [__DIR__ . '/client.py', ...$words])));

    return $out === '' ? null : json_decode($out, true, 512, JSON_THROW_ON_ERROR);
}

function login(Encryption $encryption = Encryption::Tls, string $blobs = '', array $folders = ['INBOX'], ?string $password = null): Account
{
    $ring = keyRing();

    return new Account(1, 'anna@example.test', '127.0.0.1', $ring->seal($password ?? env('PASSWORD'), 1, 'anna@example.test'), $ring,
        (int) env($encryption === Encryption::Tls ? 'TLS_PORT' : 'PLAIN_PORT'), $encryption, env('LOGIN'), $folders, ImportPolicy::All,
        blobDir: $blobs === '' ? null : $blobs, caFile: env('CA_FILE'));
}

if ($server === 'mailutils') {
    // What it makes of flags in a Maildir is its own matter; that we see what it says of them is ours.
    client('change', 'INBOX', '1:60', '\\Seen');
    client('change', 'INBOX', '40:90', '\\Flagged');
    client('change', 'INBOX', '80:120', '\\Answered');
    $told = array_values(client('state', 'INBOX')['flags']);
    foreach (array_keys($facts) as $i => $key) {
        $facts[$key]['flags'] = array_values(array_filter(explode(' ', $told[$i])));
    }
    check(count(array_filter($told)) > 50, "$server: it keeps flags");
}

/* ---- the test of the connection ---- */

foreach ([Encryption::Tls, Encryption::StartTls] as $encryption) {
    $report = mailbox_test_connection(login($encryption));
    check($report->ok && array_column($report->stages, 'status') === array_fill(0, count($report->stages), 'ok'), "$server: the connection is good, $encryption->name", (string) $report);
    $data = array_merge(...array_map(static fn ($s): array => $s->data, $report->stages));
    same([$count, count(array_filter($facts, static fn (array $f): bool => !in_array('\\Seen', $f['flags'], true)))], [$data['total'] ?? null, $data['unread'] ?? null],
        "$server: all and unread mails, $encryption->name");
    $bytes = array_sum(array_column($facts, 'size'));
    same([$count, $count, 'unchanged'], [$data['wanted'] ?? null, $data['estimate_messages'] ?? null, $data['flags'] ?? null], "$server: what the first import brings, and the sample stays as it was, $encryption->name");
    check(abs(($data['estimate_bytes'] ?? 0) - $bytes) <= $bytes / 10, "$server: of about its size, $encryption->name", $data['estimate'] ?? '');
    echo "     ", str_replace("\n", "\n     ", rtrim((string) $report)), "\n";
    if ($server === 'cyrus' && $encryption === Encryption::StartTls) {
        same('SCRAM-SHA-256', $data['mechanism'] ?? null, "$server: SCRAM, beside a -PLUS whose binding TLS 1.3 has not");
    }
}
$refused = mailbox_test_connection(login(password: 'wrong'))->failed();
same(['AUTH_BAD_CREDENTIALS', 'auth'], [$refused?->errorCode, $refused?->name], "$server: a wrong password");
$missing = mailbox_test_connection(login(folders: ['Inbocks']))->failed();
same(['FOLDER_NOT_FOUND', 'folder', true], [$missing?->errorCode, $missing?->name, str_contains($missing?->data['candidates'] ?? '', 'INBOX')], "$server: a folder that is not there, and what may have been meant");

/* ---- the whole inbox ---- */

$before = client('state', 'INBOX');
same($count, count($before['flags']), "$server: it has $count mails");
$target = new Target('sqlite', "other_$server");
$folders = ['INBOX'];
mailbox_set_store($target->store(static function () use ($target, &$folders): Account {
    return login(Encryption::Tls, $target->blobs, $folders);
}));
$bytes = array_sum(array_column($facts, 'size'));
$began = microtime(true);
$report = mailbox_sync(1);
$took = microtime(true) - $began;
same([true, $count, $count, $count, 0, 0, 0, $bytes], [$report->complete, $report->exists, $report->found, $report->imported, $report->quarantined, $report->gone, $report->remaining, $report->messageBytes],
    "$server: complete, exists, found, imported, quarantined, gone, remaining, bytes");
verified($target->verifier()->compare(1, $facts), $server);
printf("     %.1f s, %d mails, %.1f MB, %d round trips\n", $took, $count, $bytes / 1e6, $report->roundTrips);
$dump = $target->verifier()->canonical(1);
$again = mailbox_sync(1);
same([true, 0, 0, 0], [$again->complete, $again->found, $again->imported, $again->gone], "$server: a second run brings nothing");
check($again->roundTrips <= ($server === 'mailutils' ? 11 : 8), "$server: and takes few round trips ($again->roundTrips)");
same(true, $dump === $target->verifier()->canonical(1), "$server: and changes nothing");
same($before, client('state', 'INBOX'), "$server: it is as it was");

/* ---- what comes later ---- */

client('append', 'INBOX', env('LATER'));
$later = facts(env('LATER_MANIFEST'));
$report = mailbox_sync(1);
same([true, count($later), count($later)], [$report->complete, $report->found, $report->imported], "$server: new mail");
verified($target->verifier()->compare(1, $facts + $later), "$server with what came later");

$uids = array_map(strval(...), array_keys($before['flags']));
client('expunge', 'INBOX', "$uids[3],$uids[4],$uids[7]");
$report = mailbox_sync(1);
same([true, 0, 0, $count + count($later) - 3], [$report->complete, $report->found, $report->imported, $report->exists], "$server: three mails fewer bring nothing");

client('append', $wire, env('OTHER'));
$other = facts(env('OTHER_MANIFEST'));
$folders = ['INBOX', $folder];
$report = mailbox_sync(1);
same([true, count($other)], [$report->complete, $report->imported], "$server: a folder with a name beyond ASCII");
verified($target->verifier()->compare(1, $facts + $later + $other), "$server with another folder");
