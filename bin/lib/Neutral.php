<?php

declare(strict_types=1);

namespace Mailbox\Cli;

use Mailbox\Address;
use Mailbox\Attachment;
use Mailbox\Message;

/** A parsed message in a shape that results of other parsers can be compared in. */
final class Neutral
{
    /** @return array<string, mixed> */
    public static function message(Message $m): array
    {
        return [
            'subject' => $m->subject,
            'from' => self::addresses($m->from),
            'to' => self::addresses($m->to),
            'cc' => self::addresses($m->cc),
            'bcc' => self::addresses($m->bcc),
            'reply_to' => self::addresses($m->replyTo),
            'date' => $m->date === null ? null : gmdate('Y-m-d\TH:i:s\Z', $m->date),
            'message_id' => $m->messageId,
            'in_reply_to' => $m->inReplyTo,
            'references' => $m->references,
            'text' => $m->text,
            'html' => $m->html,
            'attachments' => array_map(self::attachment(...), $m->attachments),
        ];
    }

    /** @param list<Address> $addresses */
    private static function addresses(array $addresses): array
    {
        return array_map(static fn (Address $a): array => ['name' => $a->name, 'address' => $a->address], $addresses);
    }

    private static function attachment(Attachment $a): array
    {
        if (preg_match('~^(text|message)/~', $a->contentType) === 1) {
            // Parsers differ in line ends, and in whether the last one belongs to the part: neither is compared.
            $content = rtrim(str_replace("\r\n", "\n", $a->content()), "\r\n");
            $size = strlen($content);
            $sha256 = hash('sha256', $content);
        } else {
            $size = $a->size();
            $sha256 = $a->sha256();
        }

        return [
            'filename' => $a->filename, 'content_type' => $a->contentType, 'disposition' => $a->disposition, 'content_id' => $a->contentId,
            'size' => $size, 'sha256' => $sha256, 'inline' => $a->inline,
        ];
    }
}
