<?php

declare(strict_types=1);

/* The PHP side of bin/demo: two imports of the private Dovecot's inboxes, or of one real mailbox, and what came of them. */

namespace Mailbox\Cli;

use Mailbox\Account;
use Mailbox\ImportPolicy;
use Mailbox\KeyRing;
use Mailbox\PdoStore;
use Mailbox\SyncOptions;

require __DIR__ . '/lib/autoload.php';

/**
 * Imports all accounts at once and prints a table; false when one failed.
 *
 * @param array<int, Account> $accounts by staff id
 */
function import(array $accounts, PdoStore $store, float $seconds): bool
{
    $line = new ProgressLine(STDOUT);
    mailbox_set_store(new ProgressStore($store, static fn (ProgressStore $progress) => $line->show($progress)));
    $reports = mailbox_sync_many(array_keys($accounts), new SyncOptions(seconds: $seconds));
    $line->end();
    $shown = [];
    $ok = true;
    foreach ($reports as $id => $report) {
        $shown[$accounts[$id]->user] = $report;
    }
    echo "\n", SyncCommand::table($shown);
    foreach ($shown as $name => $report) {
        if ($report->error !== null) {
            $ok = false;
            echo Terminal::safe("$name: {$report->error->getMessage()} {$report->error->hint}"), "\n";
        } elseif (!$report->complete) {
            echo "$name: the time was used up; $report->remaining messages are still to come.\n";
        }
    }

    return $ok;
}

/** How to open the newest message. */
function opener(string $so, PdoStore $store, string $dataDir, int $staffId): string
{
    $newest = $store->archive()->newest($staffId, 1);

    return $newest === [] ? '' : sprintf("\n== open a message\nphp -d extension=%s %s message %d --staff %d --data-dir %s\n",
        escapeshellarg($so), escapeshellarg(__DIR__ . '/mailbox'), $newest[0]['id'], $staffId, escapeshellarg($dataDir));
}

function demo(string $so): int
{
    $dataDir = sys_get_temp_dir() . '/mailbox-demo-' . bin2hex(random_bytes(4));
    mkdir($dataDir, 0700);
    $ring = KeyRing::create("$dataDir/keys");
    $servers = getenv('SERVERS');
    $accounts = [];
    foreach (['anna@example.test' => ImportPolicy::All, 'bernd@example.test' => ImportPolicy::Unread] as $user => $policy) {
        $id = count($accounts) + 1;
        $accounts[$id] = new Account(
            staffId: $id, signInAddress: $user, host: 'localhost', secret: $ring->seal(getenv('DEMO_PASSWORD'), $id, $user), keyRing: $ring,
            port: (int) getenv('IMAPS_PORT'), importPolicy: $policy, blobDir: "$dataDir/blobs", caFile: "$servers/tls/ca.pem",
        );
    }
    $store = new PdoStore("sqlite:$dataDir/mailbox.sqlite", accountOf: static fn (int $id): ?Account => $accounts[$id] ?? null);
    $store->migrate();

    echo "\n== first import: all of anna's mail, bernd's unread mail\n";
    $ok = import($accounts, $store, 300.0);
    echo "\n== second import: nothing is new\n";
    $ok = import($accounts, $store, 300.0) && $ok;

    echo "\n== compared with what the generator knows of the mail it made\n";
    require_once __DIR__ . '/../tests/mail/Verifier.php';
    foreach ($accounts as $id => $account) {
        $unread = $account->importPolicy === ImportPolicy::Unread;
        $verifier = new \MailboxTest\Verifier(\MailboxTest\Verifier::connect("sqlite:$dataDir/mailbox.sqlite"), "$dataDir/blobs");
        $verifier->compare($id, \MailboxTest\Verifier::manifest("$servers/$account->user.manifest", static fn (array $fact): bool => !$unread || !in_array('\\Seen', $fact['flags'], true)));
        echo "$account->user: $verifier\n", implode('', array_map(static fn (string $d): string => '  ' . Terminal::safe($d) . "\n", array_slice($verifier->differences, 0, 10)));
        $ok = $ok && $verifier->differences === [];
    }
    echo opener($so, $store, $dataDir, 1), "\nDatabase and attachments are in $dataDir\n";

    return $ok ? 0 : 1;
}

/** @param list<string> $words */
function real(string $so, array $words): int
{
    $known = Server::OPTIONS + ['policy' => ['KIND', 'unread (default), new or all'], 'seconds' => ['N', 'time limit, 300 by default']] + Place::OPTIONS + ['help' => [null, 'shows this']];
    $options = new Options($words, $known);
    if ($options->has('help')) {
        echo "demo                              with a private Dovecot; --count N: how much mail\ndemo --host HOST --user USER ...  with a real mailbox, read-only\n\n", Options::describe($known);

        return 0;
    }
    if ($options->arguments !== []) {
        throw new UsageError('What is "' . Terminal::safe($options->arguments[0]) . '"? See demo --help.');
    }
    $policy = ImportPolicy::from($options->choice('policy', 'unread', ['unread', 'new', 'all']));
    $seconds = (float) $options->number('seconds', 300, 1, 86400);
    [$host, $user] = [$options->need('host'), $options->need('user')];
    $place = new Place($options);
    $accounts = [];
    $store = $place->open(static function (int $id) use (&$accounts): ?Account {
        return $accounts[$id] ?? null;
    });
    $id = $place->roster()->idOf($user, $host);
    $accounts[$id] = Server::account($options, $id, $place->blobs(), $policy, null);
    echo "\n== import\n";
    $ok = import($accounts, $store, $seconds);
    if ($ok) {
        echo "\n== again: nothing is new, unless mail came in between\n";
        $ok = import($accounts, $store, $seconds);
        echo opener($so, $store, $place->dataDir, $id);
    }

    return $ok ? 0 : 1;
}

try {
    exit(count($argv) > 2 ? real($argv[1], array_slice($argv, 2)) : demo($argv[1]));
} catch (UsageError $e) {
    fwrite(STDERR, 'demo: ' . $e->getMessage() . "\n");
    exit(2);
}
