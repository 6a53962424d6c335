<?php

declare(strict_types=1);

namespace Mailbox\Pdo;

/** UTF-8 without ext-mbstring, which a plain PHP does not have. */
final class Text
{
    /** At most so many bytes, never half a character. */
    public static function cut(string $utf8, int $bytes): string
    {
        if (strlen($utf8) <= $bytes) {
            return $utf8;
        }
        while ($bytes > 0 && (ord($utf8[$bytes]) & 0xC0) === 0x80) {
            $bytes--;
        }

        return substr($utf8, 0, $bytes);
    }

    /** Valid UTF-8: what is not becomes U+FFFD. */
    public static function valid(string $bytes): string
    {
        return json_decode(json_encode($bytes, JSON_INVALID_UTF8_SUBSTITUTE | JSON_THROW_ON_ERROR), false, 512, JSON_THROW_ON_ERROR);
    }

    /** One valid line without control characters: for notes about what others said. */
    public static function line(string $bytes, int $longest = 2000): string
    {
        return self::cut(preg_replace('/[\x00-\x1f\x7f]+/', ' ', self::valid($bytes)), $longest);
    }
}
