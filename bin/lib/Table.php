<?php

declare(strict_types=1);

namespace Mailbox\Cli;

/** A table of text for a terminal: numbers to the right, words to the left. */
final class Table
{
    /** @var list<list<string>> */
    private array $rows = [];
    /** @var array<int, bool> columns that hold numbers only */
    private array $numeric = [];

    /** @param list<string> $head */
    public function __construct(private readonly array $head, private readonly int $widest = 60)
    {
    }

    /** @param list<string|int|float|null> $cells */
    public function add(array $cells): self
    {
        $row = [];
        foreach (array_values($cells) as $i => $cell) {
            $number = is_int($cell) || is_float($cell) || (is_string($cell) && preg_match('/^[\d.,]+( (B|KB|MB|GB|s|ms))?$/D', $cell) === 1);
            $this->numeric[$i] = ($this->numeric[$i] ?? true) && ($number || $cell === null);
            $text = match (true) {
                $cell === null => '-',
                is_int($cell) => number_format($cell, 0, '.', ','),
                is_float($cell) => number_format($cell, 2, '.', ','),
                default => Terminal::safe($cell),
            };
            $row[] = self::width($text) > $this->widest ? self::cut($text, $this->widest - 1) . "\u{2026}" : $text;
        }
        $this->rows[] = $row;

        return $this;
    }

    public function __toString(): string
    {
        $widths = array_map(self::width(...), $this->head);
        foreach ($this->rows as $row) {
            foreach ($row as $i => $cell) {
                $widths[$i] = max($widths[$i] ?? 0, self::width($cell));
            }
        }
        $line = function (array $cells) use ($widths): string {
            $out = [];
            foreach ($widths as $i => $width) {
                $cell = $cells[$i] ?? '';
                $blanks = str_repeat(' ', $width - self::width($cell));
                $out[] = ($this->numeric[$i] ?? false) ? $blanks . $cell : $cell . $blanks;
            }

            return rtrim(implode('  ', $out)) . "\n";
        };

        return $line($this->head) . $line(array_map(static fn (int $w): string => str_repeat('-', $w), $widths)) . implode('', array_map($line, $this->rows));
    }

    /** Columns on the screen: wide East Asian characters and emoji take two, marks none. */
    private static function width(string $text): int
    {
        $wide = preg_match_all('/[\x{1100}-\x{115F}\x{2E80}-\x{A4CF}\x{AC00}-\x{D7A3}\x{F900}-\x{FAFF}\x{FE30}-\x{FE6F}\x{FF00}-\x{FF60}\x{FFE0}-\x{FFE6}\x{1F300}-\x{1FAFF}\x{20000}-\x{3FFFD}]/u', $text);
        $none = preg_match_all('/[\p{Mn}\p{Me}\p{Cf}]/u', $text);

        return preg_match_all('/./su', $text) + $wide - $none;
    }

    private static function cut(string $text, int $width): string
    {
        $cut = '';
        $used = 0;
        foreach (preg_split('//u', $text, -1, PREG_SPLIT_NO_EMPTY) as $character) {
            $used += self::width($character);
            if ($used > $width) {
                break;
            }
            $cut .= $character;
        }

        return $cut;
    }
}
