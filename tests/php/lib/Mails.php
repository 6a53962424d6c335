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

    /**
     * What a server has (UID, flags, time) is set by reflection: the extension has no other way to make a message
     * without a server, on purpose.
     *
     * @param list<string> $flags
     */
    public static function located(int $uid, string $raw, array $flags = [], ?int $internalDate = 1700000000): Message
    {
        $parsed = mailbox_parse($raw);
        $class = new \ReflectionClass(Message::class);
        try {
            $message = $class->newInstanceWithoutConstructor();
        } catch (\ReflectionException $e) {
            skip('the extension does not let a test make a message: ' . $e->getMessage());
        }
        foreach ($class->getProperties() as $property) {
            $property->setValue($message, match ($property->getName()) {
                'uid' => $uid,
                'flags' => $flags,
                'internalDate' => $internalDate,
                default => $property->getValue($parsed),
            });
        }

        return $message;
    }

    /** @param list<Message> $messages */
    public static function batch(array $messages, int $expected = 0, int $staffId = 1, string $folder = 'INBOX', string $state = 'state', int $generation = 1, int $remaining = 0): Batch
    {
        return new Batch($staffId, $folder, $generation, 4711, $messages, new FolderState($state, $expected + 1), $expected, $remaining, count($messages));
    }
}
