<?php

declare(strict_types=1);

namespace Host;

/** Rows of a query, in the shapes that modules ask for. */
final class Result
{
    /** @param list<array<string, mixed>> $rows */
    public function __construct(private readonly array $rows)
    {
    }

    public function result_array(): array
    {
        return $this->rows;
    }

    public function row_array(): ?array
    {
        return $this->rows[0] ?? null;
    }

    public function row(): ?object
    {
        return isset($this->rows[0]) ? (object) $this->rows[0] : null;
    }

    public function num_rows(): int
    {
        return count($this->rows);
    }
}
