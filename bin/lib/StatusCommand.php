<?php

declare(strict_types=1);

namespace Mailbox\Cli;

/** `mailbox status` */
final class StatusCommand
{
    public const SUMMARY = 'shows what is in the database, and the newest messages';
    public const USAGE = 'status [options]';
    public const NOTES = '';
    public const OPTIONS = ['staff' => ['ID', 'only this mailbox'], 'newest' => ['N', 'how many messages are listed, 10 by default']] + Place::OPTIONS;

    public static function run(Options $options): int
    {
        $only = $options->number('staff', null, 1, 0x7fffffff);
        $newest = $options->number('newest', 10, 0, 1000);
        $place = new Place($options);
        $store = $place->existing();
        $names = $place->roster()->names();
        $mailboxes = [];
        foreach ($store->archive()->counts() as $id => $counts) {
            if ($only === null || $only === $id) {
                $mailboxes[] = ['staff' => $id, 'name' => $names[$id] ?? null] + $counts + ['newest' => $store->archive()->newest($id, $newest)];
            }
        }
        if ($options->has('json')) {
            echo json_encode(['database' => $place->dsn, 'mailboxes' => $mailboxes], JSON_PRETTY_PRINT | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE | JSON_THROW_ON_ERROR), "\n";

            return 0;
        }
        if ($mailboxes === []) {
            echo "Nothing has been imported yet.\n";

            return 0;
        }
        $table = new Table(['no.', 'mailbox', 'messages', 'attachments', 'still to come']);
        foreach ($mailboxes as $m) {
            $table->add([$m['staff'], $m['name'] ?? '', $m['messages'], $m['attachments'], $m['remaining']]);
        }
        echo $table;
        foreach ($mailboxes as $m) {
            if ($m['newest'] === []) {
                continue;
            }
            echo "\nNewest in mailbox {$m['staff']}:\n\n";
            $table = new Table(['id', 'received', 'from', 'subject', 'attachments', 'size'], 40);
            foreach ($m['newest'] as $row) {
                $from = $row['from_list'][0] ?? null;
                $table->add([(string) $row['id'], Terminal::time((int) $row['received']), $from === null ? '' : ($from['name'] ?: $from['address']), $row['subject'] ?? '', (int) $row['attachments'], Terminal::bytes((int) $row['size'])]);
            }
            echo $table;
        }

        return 0;
    }
}
