<?php

declare(strict_types=1);

namespace Mailbox\Cli;

use Mailbox\Attachment;
use Mailbox\FileFailed;
use Mailbox\Header;
use Mailbox\Message;
use Mailbox\Part;

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
            try {
                $message = $file === '-' ? mailbox_parse((string) file_get_contents('php://stdin')) : mailbox_parse_file($file);
            } catch (FileFailed | \ValueError $e) {
                $words = $e instanceof FileFailed ? $e->getMessage() : Terminal::safe($file) . ' is no plain file.';
                if ($options->has('neutral')) {
                    echo self::json(['id' => basename($file, '.eml'), 'error' => $words]), "\n";
                }
                fwrite(STDERR, 'mailbox parse: ' . Terminal::safe($words) . "\n");
                $code = 1;
                continue;
            }
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
            'size' => $m->size, 'raw_sha256' => $m->rawSha256(), 'header_digest' => $m->headerDigest(),
            'snippet' => $m->snippet(), 'reply' => $m->replyText(), 'base_subject' => $m->baseSubject(), 'thread' => $m->threadIds(),
            'is_reply' => $m->isReply(), 'is_forward' => $m->isForward(), 'auto_submitted' => $m->autoSubmitted, 'list_id' => $m->listId,
            'list_unsubscribe' => $m->listUnsubscribe, 'bulk' => $m->bulk, 'auto_reply' => $m->autoReply, 'bounce' => $m->bounce,
            'report_type' => $m->reportType,
            'headers' => array_map(static fn (Header $h): array => ['name' => $h->name, 'value' => $h->value], $m->headerList()),
            'parts' => array_map(get_object_vars(...), $m->parts()),
            'truncated' => $m->truncated, 'incomplete' => $m->incomplete, 'anomalies' => $m->anomalies,
        ];
    }

    private static function text(Message $m): string
    {
        $n = Neutral::message($m);
        $kind = array_keys(array_filter([
            "list $m->listId" => $m->listId !== null, 'bulk' => $m->bulk, 'automatic answer' => $m->autoReply, 'bounce' => $m->bounce,
            "report: $m->reportType" => $m->reportType !== null, 'reply' => $m->isReply(), 'forwarded' => $m->isForward(),
        ]));
        $text = MessageText::render(
            [
                'Subject' => $n['subject'], 'From' => MessageText::people($n['from']), 'To' => MessageText::people($n['to']), 'Cc' => MessageText::people($n['cc']),
                'Bcc' => MessageText::people($n['bcc']), 'Reply-To' => MessageText::people($n['reply_to']), 'Date' => $n['date'], 'Id' => $n['message_id'],
                'Kind' => implode(', ', $kind), 'Begins' => $m->snippet(100),
            ],
            $m->text,
            $m->html,
            array_map(static fn (Attachment $a): array => ['filename' => $a->filename, 'content_type' => $a->contentType, 'size' => $a->size()], $m->attachments),
            [
                ...array_map(static fn (array $a): string => "{$a['name']} at byte {$a['offset']}", $m->anomalies),
                ...array_merge(...array_map(static fn (Attachment $p): array => array_map(static fn (array $a): string => "{$a['name']} at byte {$a['offset']}", $p->anomalies()), $m->attachments)),
            ],
        );

        return $text . "\n" . implode('', array_map(self::line(...), $m->parts()));
    }

    /** A part's line in the tree of the message. */
    private static function line(Part $p): string
    {
        $bytes = $p->endOffset - $p->bodyOffset;
        $facts = array_filter([$p->charset, $p->encoding === 'identity' ? null : $p->encoding, $p->filename], static fn (?string $v): bool => $v !== null && $v !== '');

        return str_repeat('  ', $p->depth) . Terminal::safe($p->contentType . ($facts === [] ? '' : ' (' . implode(', ', $facts) . ')')) . '  ' . Terminal::bytes($bytes) . "\n";
    }

    private static function json(array $value, int $flags = 0): string
    {
        return json_encode($value, $flags | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE | JSON_THROW_ON_ERROR);
    }
}
