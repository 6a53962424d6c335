<?php

declare(strict_types=1);

namespace Mailbox\Cli;

/** A message for a person at a terminal. */
final class MessageText
{
    /**
     * @param array<string, ?string> $headers shown name => value
     * @param list<array{filename: ?string, content_type: string, size: int, path?: ?string}> $attachments
     * @param list<string> $notes
     */
    public static function render(array $headers, ?string $text, ?string $html, array $attachments, array $notes = []): string
    {
        $out = '';
        foreach ($headers as $name => $value) {
            if ($value !== null && $value !== '') {
                $out .= sprintf("%-9s %s\n", "$name:", Terminal::safe($value));
            }
        }
        $out .= "\n";
        if ($text !== null) {
            $out .= rtrim(Terminal::safe($text, lines: true)) . "\n";
        } elseif ($html !== null) {
            $out .= "(HTML only; its words:)\n\n" . rtrim(Terminal::safe(self::words($html), lines: true)) . "\n";
        } else {
            $out .= "(no text)\n";
        }
        if ($attachments !== []) {
            $table = new Table(['attachment', 'type', 'size', 'file']);
            foreach ($attachments as $a) {
                $table->add([$a['filename'] ?? '(no name)', $a['content_type'], Terminal::bytes((int) $a['size']), $a['path'] ?? '']);
            }
            $out .= "\n$table";
        }
        foreach ($notes as $note) {
            $out .= "\nNote: " . Terminal::safe($note) . "\n";
        }

        return $out;
    }

    /** @param list<array{name: ?string, address: string}> $addresses */
    public static function people(array $addresses): string
    {
        return implode(', ', array_map(static fn (array $a): string => $a['name'] === null || $a['name'] === '' ? $a['address'] : "{$a['name']} <{$a['address']}>", $addresses));
    }

    private static function words(string $html): string
    {
        return mailbox_parse("Content-Type: text/html; charset=utf-8\r\n\r\n$html")->plainText();
    }
}
