<?php

declare(strict_types=1);

namespace Mailbox\Pdo;

use Mailbox\Address;
use Mailbox\Attachment;
use Mailbox\Message;

/** A message as the values of its rows. */
final class MessageRow
{
    public const COLUMNS = [
        'staff_id', 'raw_sha256', 'header_digest', 'size', 'raw_kept', 'received', 'internal_date', 'sent', 'imported_at',
        'email_id', 'thread_id', 'labels', 'message_id_sha256', 'message_id', 'in_reply_to', 'reference_ids', 'subject', 'from_list', 'to_list', 'cc_list', 'bcc_list',
        'reply_to_list', 'text', 'html', 'headers', 'truncated', 'incomplete', 'anomalies', 'attachments',
    ];
    public const ATTACHMENT_COLUMNS = [
        'staff_id', 'message_id', 'position', 'filename', 'content_type', 'disposition', 'content_id', 'inline', 'size', 'sha256', 'path',
    ];
    public const CHUNK_COLUMNS = ['staff_id', 'message_id', 'field', 'position', 'bytes'];

    private const FLAGS = ['\\seen' => 1, '\\answered' => 2, '\\flagged' => 4, '\\deleted' => 8, '\\draft' => 16];

    /** @param list<string> $flags IMAP names, in any case (RFC 3501 section 2.3.2) */
    public static function flagBits(array $flags): int
    {
        $bits = 0;
        foreach ($flags as $flag) {
            $bits |= self::FLAGS[strtolower($flag)] ?? 0;
        }

        return $bits;
    }

    /**
     * The values for COLUMNS. Fields that would make the row larger than one statement may be come back in
     * $overflow, by name; their columns are empty then and the bytes belong into chunk rows.
     *
     * @param array<string, string> $overflow
     * @return list<int|string|null|Bytes>
     */
    public static function values(int $staffId, Message $message, int $packetBytes, ?array &$overflow = null): array
    {
        $now = time();
        $row = [
            'staff_id' => $staffId,
            'raw_sha256' => new Bytes(hex2bin($message->rawSha256())),
            'header_digest' => new Bytes(hex2bin($message->headerDigest())),
            'size' => $message->size,
            'raw_kept' => $message->rawKept,
            'received' => $message->internalDate ?? $message->date ?? $now,
            'internal_date' => $message->internalDate,
            'sent' => $message->date,
            'imported_at' => $now,
            'email_id' => $message->emailId,
            'thread_id' => $message->threadId,
            'labels' => $message->labels === [] ? null : self::json($message->labels),
            'message_id_sha256' => $message->messageId === null ? null : new Bytes(hash('sha256', $message->messageId, true)),
            'message_id' => $message->messageId,
            'in_reply_to' => self::json($message->inReplyTo),
            'reference_ids' => self::json($message->references),
            'subject' => $message->subject,
            'from_list' => self::addresses($message->from),
            'to_list' => self::addresses($message->to),
            'cc_list' => self::addresses($message->cc),
            'bcc_list' => self::addresses($message->bcc),
            'reply_to_list' => self::addresses($message->replyTo),
            'text' => $message->text,
            'html' => $message->html,
            'headers' => new Bytes($message->headers),
            'truncated' => $message->truncated,
            'incomplete' => $message->incomplete,
            'anomalies' => $message->anomalies === [] ? null : self::json($message->anomalies),
            'attachments' => count($message->attachments),
        ];
        $overflow = [];
        if (Rows::bytes(array_values($row)) > $packetBytes) {
            $row = self::spill($row, $packetBytes, $overflow);
        }

        return array_values($row);
    }

    /** @return list<int|string|null|Bytes> */
    public static function attachmentValues(int $staffId, int $messageId, int $position, Attachment $attachment, int $packetBytes): array
    {
        // A type or Content-ID as long as a statement may be: only then, and only there, something is cut.
        $longest = intdiv($packetBytes, 16);

        return [
            $staffId, $messageId, $position,
            $attachment->filename === null ? null : Text::cut($attachment->filename, $longest),
            Text::cut($attachment->contentType, $longest),
            $attachment->disposition,
            $attachment->contentId === null ? null : Text::cut($attachment->contentId, $longest),
            $attachment->inline, $attachment->size(), new Bytes(hex2bin($attachment->sha256())), $attachment->path,
        ];
    }

    /**
     * @param array<string, string> $overflow
     * @return iterable<list<int|string|Bytes>>
     */
    public static function chunkValues(int $staffId, int $messageId, array $overflow, int $packetBytes): iterable
    {
        foreach ($overflow as $field => $bytes) {
            foreach (str_split($bytes, intdiv($packetBytes, 4)) as $position => $piece) {
                yield [$staffId, $messageId, $field, $position, new Bytes($piece)];
            }
        }
    }

    /** Takes the longest fields out until the row fits. */
    private static function spill(array $row, int $packetBytes, array &$overflow): array
    {
        $lengths = [];
        foreach ($row as $field => $value) {
            $lengths[$field] = $value instanceof Bytes ? strlen($value->bytes) : (is_string($value) ? strlen($value) : 0);
        }
        arsort($lengths);
        foreach (array_keys($lengths) as $field) {
            if (Rows::bytes(array_values($row)) <= $packetBytes) {
                break;
            }
            $overflow[$field] = $row[$field] instanceof Bytes ? $row[$field]->bytes : $row[$field];
            $row[$field] = '';
        }

        return $row;
    }

    /** @param list<Address> $addresses */
    private static function addresses(array $addresses): string
    {
        return self::json(array_map(static fn (Address $a): array => ['name' => $a->name, 'address' => $a->address], $addresses));
    }

    private static function json(array $value): string
    {
        return json_encode($value, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE | JSON_THROW_ON_ERROR);
    }
}
