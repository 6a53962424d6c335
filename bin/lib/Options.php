<?php

declare(strict_types=1);

namespace Mailbox\Cli;

/** The words of a command line: `--name value`, `--name=value`, switches, and the rest. */
final class Options
{
    /** @var array<string, list<string|true>> */
    private array $values = [];
    /** @var list<string> */
    public readonly array $arguments;

    /**
     * @param list<string> $words without program and command
     * @param array<string, array{?string, string}> $known name => [what the value is called, null for a switch; description]
     * @throws UsageError
     */
    public function __construct(array $words, private readonly array $known)
    {
        $arguments = [];
        for ($i = 0; $i < count($words); $i++) {
            $word = $words[$i];
            if ($word === '--') {
                array_push($arguments, ...array_slice($words, $i + 1));
                break;
            }
            if ($word === '-h') {
                $word = '--help';
            }
            if ($word === '-' || !str_starts_with($word, '-')) {
                $arguments[] = $word;
                continue;
            }
            [$name, $value] = explode('=', ltrim($word, '-'), 2) + [1 => null];
            if (!str_starts_with($word, '--') || !isset($known[$name])) {
                throw new UsageError($this->unknown($name, $word));
            }
            if ($known[$name][0] === null) {
                if ($value !== null) {
                    throw new UsageError("--$name takes no value.");
                }
                $this->values[$name][] = true;
                continue;
            }
            $value ??= $words[++$i] ?? throw new UsageError("--$name needs a value: --$name {$known[$name][0]}");
            $this->values[$name][] = $value;
        }
        $this->arguments = $arguments;
    }

    public function has(string $name): bool
    {
        return isset($this->values[$name]);
    }

    /** The last value given, or the default. */
    public function get(string $name, ?string $default = null): ?string
    {
        $values = $this->values[$name] ?? [];

        return $values === [] ? $default : (string) end($values);
    }

    /** @return list<string> */
    public function all(string $name): array
    {
        return array_map('strval', $this->values[$name] ?? []);
    }

    public function need(string $name): string
    {
        return $this->get($name) ?? throw new UsageError("--$name is missing: --$name {$this->known[$name][0]}");
    }

    /** A whole number in a range. */
    public function number(string $name, ?int $default, int $least, int $most): ?int
    {
        $value = $this->get($name);
        if ($value === null) {
            return $default;
        }
        $number = filter_var($value, FILTER_VALIDATE_INT, ['options' => ['min_range' => $least, 'max_range' => $most]]);
        if ($number === false) {
            throw new UsageError("--$name must be a number from $least to $most, not \"" . Terminal::safe($value) . '".');
        }

        return $number;
    }

    /**
     * One of a few words.
     *
     * @param list<string> $choices
     */
    public function choice(string $name, string $default, array $choices): string
    {
        $value = strtolower($this->get($name, $default));
        if (!in_array($value, $choices, true)) {
            throw new UsageError("--$name must be one of " . implode(', ', $choices) . ', not "' . Terminal::safe($value) . '".' . self::near($value, $choices, ''));
        }

        return $value;
    }

    /** The options as a help text. */
    public static function describe(array $known): string
    {
        $text = '';
        foreach ($known as $name => [$value, $description]) {
            $text .= sprintf("  %-26s %s\n", "--$name" . ($value === null ? '' : " $value"), $description);
        }

        return $text;
    }

    /** ` Did you mean "..."?`, or nothing when no word is near. */
    public static function near(string $word, array $words, string $sign = '--'): string
    {
        $best = null;
        $least = min(strlen($word), max(2, intdiv(strlen($word), 3)) + 1);
        foreach ($words as $candidate) {
            $distance = strlen($word) > 2 && str_starts_with((string) $candidate, $word) ? 1 : levenshtein(substr($word, 0, 60), (string) $candidate);
            if ($distance < $least) {
                [$least, $best] = [$distance, $candidate];
            }
        }

        return $best === null ? '' : " Did you mean $sign$best?";
    }

    private function unknown(string $name, string $word): string
    {
        if (preg_match('/^pass(word|wd)?$/i', $name) === 1) {
            return 'A password is never taken from the command line: every user of this machine can read it there, and the shell keeps it.'
                . ' Leave it out to be asked, or give it with --password-file, --password-stdin or MAILBOX_PASSWORD in the environment. If it was a real one, change it.';
        }
        $word = Terminal::safe(explode('=', $word, 2)[0]);

        return "There is no option $word here." . self::near($name, array_keys($this->known));
    }
}
