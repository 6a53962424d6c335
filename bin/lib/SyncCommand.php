<?php

declare(strict_types=1);

namespace Mailbox\Cli;

use Mailbox\Account;
use Mailbox\SyncOptions;
use Mailbox\SyncReport;

/** `mailbox sync` */
final class SyncCommand
{
    public const SUMMARY = 'brings what is new in a mailbox into a database; changes nothing on the server';
    public const USAGE = 'sync --host HOST --user USER [options]';
    public const NOTES = "The password is asked for, or taken from a file, standard input or MAILBOX_PASSWORD. Calling it again goes on where it stopped.\n";
    public const OPTIONS = Server::OPTIONS + Server::POLICY + [
        'seconds' => ['N', 'time limit, 300 by default'],
        'staff' => ['ID', 'number of the mailbox in the database; given out by itself otherwise'],
    ] + Place::OPTIONS;

    public static function run(Options $options): int
    {
        [$policy, $since] = Server::policy($options);
        $place = new Place($options);
        $seconds = (float) $options->number('seconds', 300, 1, 86400);
        $staffId = $options->number('staff', null, 1, 0x7fffffff);
        [$host, $user] = [$options->need('host'), $options->need('user')];

        /** @var ?Account $account */
        $account = null;
        $store = $place->open(static function (int $id) use (&$account): ?Account {
            return $account?->staffId === $id ? $account : null;
        });
        $staffId ??= $place->roster()->idOf($user, $host);
        $account = Server::account($options, $staffId, $place->blobs(), $policy, $since);

        $line = new ProgressLine();
        mailbox_set_store(new ProgressStore($store, static fn (ProgressStore $progress) => $line->show($progress)));
        try {
            $report = mailbox_sync($staffId, new SyncOptions(seconds: $seconds));
        } finally {
            $line->end();
        }
        if ($options->has('json')) {
            echo json_encode($report, JSON_PRETTY_PRINT | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE | JSON_THROW_ON_ERROR), "\n";

            return 0;
        }
        echo self::table([$user => $report]);
        if (!$report->complete) {
            echo "The time was used up; {$report->remaining} messages are still to come. The same command goes on.\n";
        }
        if ($report->quarantined > 0) {
            echo "{$report->quarantined} messages could not be read and were set aside; they are tried again later.\n";
        }

        return 0;
    }

    /** @param array<string, SyncReport> $reports by what the first column shows */
    public static function table(array $reports): Table
    {
        $table = new Table(['mailbox', 'on server', 'found', 'imported', 'skipped', 'attachments', 'mail', 'received', 'round trips', 'time']);
        foreach ($reports as $name => $r) {
            $table->add([(string) $name, $r->exists, $r->found, $r->imported, $r->skipped, $r->attachments, Terminal::bytes($r->messageBytes), Terminal::bytes($r->bytesIn), $r->roundTrips, sprintf('%.2f s', $r->seconds)]);
        }

        return $table;
    }
}
