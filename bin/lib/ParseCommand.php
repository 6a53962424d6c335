<?php

declare(strict_types=1);

namespace Mailbox\Cli;

use Mailbox\Message;

/** `mailbox parse` */
final class ParseCommand
{
    public const SUMMARY = 'parses mail files and shows what is in them; needs no server';
    public const USAGE = 'parse FILE.eml... [options]';
    public const NOTES = "\"-\" reads from standard input.\n";
    public const OPTIONS = ['neutral' => [null, 'one line of JSON a file, for comparing with other parsers']];

    public static function run(Options $options): int
    {
        if ($options->arguments === []) {
            throw new UsageError('Which file? ' . self::USAGE);
        }
        $code = 0;
        foreach ($options->arguments as $i => $file) {
            $raw = @file_get_contents($file === '-' ? 'php://stdin' : $file);
            if ($raw === false) {
                $words = is_dir($file) ? 'is a folder' : (file_exists($file) ? 'cannot be read' : 'does not exist');
                if ($options->has('neutral')) {
                    echo self::json(['id' => basename($file, '.eml'), 'error' => $words]), "\n";
                }
                fwrite(STDERR, 'mailbox parse: ' . Terminal::safe($file) . " $words.\n");
                $code = 1;
                continue;
            }
            $message = mailbox_parse($raw);
            if ($options->has('neutral')) {
                echo self::json(['id' => basename($file, '.eml')] + Neutral::message($message)), "\n";
            } elseif ($options->has('json')) {
                echo self::json(self::whole($message), JSON_PRETTY_PRINT), "\n";
            } else {
                echo $i > 0 ? "\n" . str_repeat('=', 72) . "\n\n" : '', self::text($message);
            }
        }

        return $code;
    }

    private static function whole(Message $m): array
    {
        return Neutral::message($m) + [
            'size' => $m->size, 'raw_sha256' => $m->rawSha256, 'header_digest' => $m->headerDigest,
            'truncated' => $m->truncated, 'incomplete' => $m->incomplete, 'anomalies' => $m->anomalies,
        ];
    }

    private static function text(Message $m): string
    {
        $n = Neutral::message($m);

        return MessageText::render(
            [
                'Subject' => $n['subject'], 'From' => MessageText::people($n['from']), 'To' => MessageText::people($n['to']), 'Cc' => MessageText::people($n['cc']),
                'Bcc' => MessageText::people($n['bcc']), 'Reply-To' => MessageText::people($n['reply_to']), 'Date' => $n['date'], 'Id' => $n['message_id'],
            ],
            $m->text,
            $m->html,
            array_map(static fn ($a): array => ['filename' => $a->filename, 'content_type' => $a->contentType, 'size' => $a->size()], $m->attachments),
            array_map(static fn (array $a): string => "{$a['name']} at byte {$a['offset']}", $m->anomalies),
        );
    }

    private static function json(array $value, int $flags = 0): string
    {
        return json_encode($value, $flags | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE | JSON_THROW_ON_ERROR);
    }
}
