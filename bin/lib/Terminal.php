<?php

declare(strict_types=1);

namespace Mailbox\Cli;

/** The person in front of it. */
final class Terminal
{
    /** Asks for a password without showing it; null: there is no terminal to ask at. */
    public static function password(string $question): ?string
    {
        $tty = @fopen('/dev/tty', 'r+');
        if ($tty === false) {
            return null;
        }
        fwrite($tty, $question);
        // The shell brings the echo back also when it is interrupted; PHP could not without ext-pcntl.
        $script = 'trap "stty echo </dev/tty" EXIT; trap "exit 130" INT TERM HUP; stty -echo </dev/tty; IFS= read -r p </dev/tty; printf %s "$p"';
        $process = proc_open(['/bin/sh', '-c', $script], [1 => ['pipe', 'w']], $pipes);
        $password = $process === false ? '' : (string) stream_get_contents($pipes[1]);
        $code = $process === false ? 1 : proc_close($process);
        fwrite($tty, "\n");
        fclose($tty);

        return $code === 0 ? $password : null;
    }

    /** From the environment, or from the person. */
    public static function passwordFor(string $user, string $host): string
    {
        $password = getenv('MAILBOX_PASSWORD');
        if ($password === false || $password === '') {
            $password = self::password("Password of $user at $host (it is not shown): ");
        }
        if ($password === null || $password === '') {
            throw new UsageError('A password is needed: type it at the terminal, or give it with --password-file, --password-stdin or MAILBOX_PASSWORD in the environment.');
        }

        return $password;
    }

    /**
     * Text of others for a terminal: without control characters, which could move the cursor, change colours or
     * type commands, and without the marks that turn the reading direction around.
     */
    public static function safe(?string $text, bool $lines = false): string
    {
        $text = json_decode(json_encode((string) $text, JSON_INVALID_UTF8_SUBSTITUTE) ?: '""');
        $text = str_replace("\r\n", "\n", $text);
        $keep = $lines ? '\n\t' : '';

        return (string) preg_replace(["/[^\\P{Cc}$keep]/u", '/[\x{202A}-\x{202E}\x{2066}-\x{2069}]/u'], [' ', ''], $text);
    }

    public static function bytes(int $n): string
    {
        foreach (['B', 'KB', 'MB', 'GB'] as $i => $unit) {
            if ($n < 1000 ** ($i + 1) || $unit === 'GB') {
                return $i === 0 ? "$n B" : sprintf('%.1f %s', $n / 1000 ** $i, $unit);
            }
        }
    }

    public static function time(?int $seconds): string
    {
        return $seconds === null ? '-' : gmdate('Y-m-d H:i', $seconds) . ' UTC';
    }
}
