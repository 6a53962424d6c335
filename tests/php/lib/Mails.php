<?php

declare(strict_types=1);

namespace Test;

use Mailbox\Batch;
use Mailbox\FolderState;
use Mailbox\Message;

/** Messages as a folder gives them: parsed by the extension, with a UID and flags. */
final class Mails
{
    /** A mail of one text, and one attachment for each content given. */
    public static function raw(string $subject, string $text = 'text', array $attachments = []): string
    {
        $id = substr(sha1($subject . $text), 0, 12);
        $mail = "Message-ID: <$id@example.org>\r\nFrom: A B <a@example.org>\r\nTo: c@example.org\r\nDate: Thu, 29 Feb 2024 12:30:45 +0000\r\nSubject: $subject\r\nMIME-Version: 1.0\r\n"
            . "Content-Type: multipart/mixed; boundary=part-$id\r\n\r\n--part-$id\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n$text\r\n";
        foreach ($attachments as $name => $bytes) {
            $mail .= "--part-$id\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=$name\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                . chunk_split(base64_encode($bytes));
        }

        return $mail . "--part-$id--\r\n";
    }

    /** @param list<string> $flags */
    public static function located(int $uid, string $raw, array $flags = [], ?int $internalDate = 1700000000): Message
    {
        return mailbox_parse($raw)->located($uid, $flags, $internalDate);
    }

    /** @param list<Message> $messages */
    public static function batch(array $messages, int $expected = 0, int $staffId = 1, string $folder = 'INBOX', string $state = 'state', int $generation = 1, int $remaining = 0): Batch
    {
        return new Batch($staffId, $folder, $generation, 4711, $messages, new FolderState($state, $expected + 1), $expected, $remaining, count($messages));
    }
}
