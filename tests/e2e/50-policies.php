<?php

declare(strict_types=1);

/* Which messages come: the four policies at the first run, everything afterwards; and runs that end early. */

namespace MailboxTest;

use Mailbox\Account;
use Mailbox\Batch;
use Mailbox\FolderState;
use Mailbox\ImportPolicy;
use Mailbox\PdoStore;
use Mailbox\Store;
use Mailbox\SyncOptions;

require __DIR__ . '/lib/e2e.php';

$unread = static fn (array $fact): bool => !in_array('\\Seen', $fact['flags'], true);

// 1. The policies.
foreach (ImportPolicy::cases() as $policy) {
    $inbox = new Inbox("policy-$policy->value@example.test", '--count 80 --seed 9 --small');
    $all = $inbox->facts();
    $dates = array_column($all, 'internaldate');
    sort($dates);
    $since = $dates[50];
    $target = new Target('sqlite', "policy_$policy->value");
    $wanted = match ($policy) {
        ImportPolicy::Unread => $inbox->facts($unread),
        ImportPolicy::New => [],
        ImportPolicy::Since => $inbox->facts(static fn (array $fact): bool => $fact['internaldate'] >= $since),
        ImportPolicy::All => $all,
    };
    $more = $policy === ImportPolicy::Since ? ['since' => new \DateTimeImmutable("@$since")] : [];
    mailbox_set_store($target->store(static fn () => account($inbox, $target->blobs, 1, $policy, $more)));
    $report = mailbox_sync(1);
    same([true, count($wanted)], [$report->complete, $report->imported], "$policy->value: imported at the first run");
    verified($target->verifier()->compare(1, $wanted), "$policy->value, first run");

    $inbox->add('--start 80 --count 3 --seed 9 --small --flags S');
    $inbox->add('--start 83 --count 2 --seed 9 --small --flags ""');
    $wanted += $inbox->facts(static fn (array $fact): bool => !isset($all[$fact['key']]));
    $report = mailbox_sync(1);
    same([true, 5], [$report->complete, $report->imported], "$policy->value: afterwards every new message, three of them read");
    verified($target->verifier()->compare(1, $wanted), "$policy->value, second run");
    same(0, mailbox_sync(1)->imported, "$policy->value: a third run brings nothing");
}

// 2. A message that goes away between discovery and fetch is no error, and the others come.
/** Does something at the first commit that brings messages. */
final class Disturbed implements Store
{
    private bool $done = false;

    public function __construct(private readonly PdoStore $inner, private readonly \Closure $disturb)
    {
    }

    public function account(int $staffId): ?Account
    {
        return $this->inner->account($staffId);
    }

    public function folderState(int $staffId, string $folder): ?FolderState
    {
        return $this->inner->folderState($staffId, $folder);
    }

    public function knownMessages(int $staffId, string $folder, int $generation, int $afterUid, int $limit): array
    {
        return $this->inner->knownMessages($staffId, $folder, $generation, $afterUid, $limit);
    }

    public function commit(int $staffId, Batch $batch): void
    {
        $this->inner->commit($staffId, $batch);
        if (!$this->done && $batch->messages !== []) {
            $this->done = true;
            ($this->disturb)();
        }
    }
}

$inbox = new Inbox('gone@example.test', '--count 400 --seed 10');
$target = new Target('sqlite', 'gone');
$uids = array_map(intval(...), array_keys($inbox->state()['flags']));
$store = $target->store(static fn () => account($inbox, $target->blobs));
mailbox_set_store(new Disturbed($store, static function () use ($inbox, $target, $uids): void {
    // The three that are farthest away from those that came: what is near may be on the wire already.
    $there = $target->pdo()->query('SELECT uid FROM mbx_location')->fetchAll(\PDO::FETCH_COLUMN);
    $absent = array_values(array_diff($uids, array_map(intval(...), $there)));
    $inbox->state(implode(',', $absent[0] > max($there) ? array_slice($absent, -3) : array_slice($absent, 0, 3)));
}));
$thrown = $first = null;
try {
    $first = mailbox_sync(1);
} catch (\Throwable $thrown) {
}
check($thrown === null, 'messages expunged while the import runs: no error', (string) $thrown);
mailbox_set_store($store);
$report = mailbox_sync(1);
same([true, 0, 0], [$report->complete, $report->remaining, $report->quarantined], 'the next run is complete, nothing remains');
same(count($uids) - 3, count($inbox->state()['flags']), 'three messages were expunged');
$verifier = $target->verifier()->compare(1, $inbox->facts());
$missing = count(array_filter($verifier->differences, static fn (string $d): bool => str_ends_with($d, ': missing')));
check($missing > 0 && $missing <= 3 && $missing === count($verifier->differences), "all others are there once ($missing of the three did not come)", implode("\n", array_slice($verifier->differences, 0, 10)));
same($missing, ($first->gone ?? 0) + $report->gone, 'the reports count those that were gone');

// 3. A run that meets its deadline ends cleanly, and the next ones go on.
$inbox = new Inbox('deadline@example.test', '--count 2000 --seed 11');
$inbox->state(); // so that the server's own first look at the folder does not eat the time
$target = new Target('mysql', 'no_deadline');
mailbox_set_store($target->store(static fn () => account($inbox, $target->blobs)));
$limit = max(0.1, mailbox_sync(1)->seconds / 5); // of what this machine needs for all of it
$target = new Target('mysql', 'deadline');
mailbox_set_store($target->store(static fn () => account($inbox, $target->blobs)));
$runs = $early = 0;
$longest = 0.0;
do {
    $start = hrtime(true);
    $report = mailbox_sync(1, new SyncOptions(seconds: $limit));
    $longest = max($longest, (hrtime(true) - $start) / 1e9);
    $early += !$report->complete;
} while (!$report->complete && ++$runs < 200);
check($report->complete && $early > 0, sprintf('complete after %d runs that met their deadline of %.2f s', $early, $limit));
check($longest < 3.0, sprintf('the longest of them took %.2f s', $longest));
verified($target->verifier()->compare(1, $inbox->facts()), 'after all of them');
