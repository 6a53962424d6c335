<?php

declare(strict_types=1);

namespace Mailbox\Cli;

/** `mailbox message` */
final class MessageCommand
{
    public const SUMMARY = 'opens one imported message';
    public const USAGE = 'message ID [options]';
    public const NOTES = "\"mailbox status\" lists the ids. --staff is needed where the database holds several mailboxes.\n";
    public const OPTIONS = ['staff' => ['ID', 'number of the mailbox'], 'html' => [null, 'prints the HTML source instead']] + Place::OPTIONS;

    public static function run(Options $options): int
    {
        $id = $options->arguments[0] ?? '';
        if (count($options->arguments) !== 1 || !ctype_digit($id) || strlen($id) > 18) {
            throw new UsageError('Which message? ' . self::USAGE);
        }
        $staffId = $options->number('staff', null, 1, 0x7fffffff);
        $place = new Place($options);
        $archive = $place->existing()->archive();
        if ($staffId === null) {
            $all = array_keys($archive->counts());
            if (count($all) > 1) {
                throw new UsageError('The database holds several mailboxes: say which with --staff (' . implode(', ', $all) . ').');
            }
            $staffId = $all[0] ?? 0;
        }
        $m = $archive->message($staffId, (int) $id);
        if ($m === null) {
            throw new \RuntimeException("Mailbox $staffId has no message $id. \"mailbox status\" lists those that are there.");
        }
        if ($options->has('json')) {
            echo json_encode($m, JSON_PRETTY_PRINT | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE | JSON_THROW_ON_ERROR), "\n";

            return 0;
        }
        if ($options->has('html')) {
            if ($m['html'] === null) {
                throw new \RuntimeException("Message $id has no HTML.");
            }
            echo Terminal::safe($m['html'], lines: true), "\n";

            return 0;
        }
        $folders = implode(', ', array_map(static fn (array $l): string => "{$l['folder']} (UID {$l['uid']})", $m['locations']));
        echo MessageText::render(
            [
                'Subject' => $m['subject'], 'From' => MessageText::people($m['from_list']), 'To' => MessageText::people($m['to_list']), 'Cc' => MessageText::people($m['cc_list']),
                'Date' => $m['sent'] === null ? null : Terminal::time((int) $m['sent']), 'Received' => Terminal::time((int) $m['received']), 'Folder' => $folders,
            ],
            $m['text'],
            $m['html'],
            array_map(static fn (array $a): array => ['path' => $a['path'] === null ? null : $place->blobs() . '/' . $a['path']] + $a, $m['attachments']),
            array_map(static fn (array $a): string => "{$a['name']} at byte {$a['offset']}", $m['anomalies']),
        );

        return 0;
    }
}
