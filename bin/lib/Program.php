<?php

declare(strict_types=1);

namespace Mailbox\Cli;

use Mailbox\Failure;

/** `mailbox COMMAND`: finds the command, shows help, turns failures into one line and an exit code. */
final class Program
{
    private const COMMANDS = [
        'sync' => SyncCommand::class,
        'test' => TestCommand::class,
        'parse' => ParseCommand::class,
        'status' => StatusCommand::class,
        'message' => MessageCommand::class,
    ];
    private const COMMON = ['json' => [null, 'prints JSON'], 'help' => [null, 'shows this']];

    /** @param list<string> $words without the program's name */
    public static function main(array $words): int
    {
        $name = array_shift($words) ?? '';
        if (in_array($name, ['', '--help', '-h', 'help'], true)) {
            fwrite($name === '' ? STDERR : STDOUT, self::help());

            return $name === '' ? 2 : 0;
        }
        $command = self::COMMANDS[$name] ?? null;
        if ($command === null) {
            fwrite(STDERR, 'mailbox: there is no command "' . Terminal::safe($name) . '".' . Options::near($name, array_keys(self::COMMANDS), '') . " \"mailbox --help\" lists them.\n");

            return 2;
        }
        $json = in_array('--json', $words, true);
        try {
            $options = new Options($words, $command::OPTIONS + self::COMMON);
            if ($options->has('help')) {
                echo 'mailbox ', $command::USAGE, "\n\n", ucfirst($command::SUMMARY), ".\n\n", Options::describe($command::OPTIONS + self::COMMON), $command::NOTES === '' ? '' : "\n" . $command::NOTES;

                return 0;
            }
            if (!function_exists('mailbox_parse')) {
                throw new \RuntimeException('The PHP extension "mailbox" is not loaded in ' . PHP_BINARY . ' (PHP ' . PHP_VERSION . '). Install it, or call: php -d extension=/path/to/mailbox.so ' . $_SERVER['argv'][0] . " $name");
            }

            return $command::run($options);
        } catch (UsageError $e) {
            self::say($name, $json, $e->getMessage(), ['code' => 'USAGE']);

            return 2;
        } catch (Failure $e) {
            $where = $e->stage === '' ? '' : "{$e->stage}: ";
            $server = $e->serverText === '' ? '' : " The server says: {$e->serverText}";
            self::say($name, $json, rtrim("$where{$e->getMessage()}", '.') . " [{$e->errorCode}].$server {$e->hint}", [
                'code' => $e->errorCode, 'stage' => $e->stage, 'message' => $e->getMessage(), 'hint' => $e->hint, 'retryable' => $e->retryable, 'retryAfter' => $e->retryAfter, 'report' => $e->report,
            ]);

            return 1;
        } catch (\RuntimeException $e) {
            self::say($name, $json, $e->getMessage(), ['code' => 'FAILED']);

            return 1;
        }
    }

    private static function say(string $command, bool $json, string $text, array $facts): void
    {
        if ($json) {
            echo json_encode(['error' => $facts + ['message' => $text]], JSON_PRETTY_PRINT | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE), "\n";
        }
        $text = trim(Terminal::safe($text));
        if (preg_match('/[.?!]$/', $text) !== 1) {
            $text .= '.';
        }
        fwrite(STDERR, "mailbox $command: $text" . ($facts['code'] === 'USAGE' ? " See \"mailbox $command --help\"." : '') . "\n");
    }

    private static function help(): string
    {
        $text = "mailbox COMMAND [options]\n\n";
        foreach (self::COMMANDS as $name => $command) {
            $text .= sprintf("  %-9s %s\n", $name, $command::SUMMARY);
        }

        return $text . "\n\"mailbox COMMAND --help\" shows its options.\n";
    }
}
