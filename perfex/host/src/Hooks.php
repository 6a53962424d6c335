<?php

declare(strict_types=1);

namespace Host;

/** Actions and filters: lower priority first, then the order of registration. What a callback throws is not caught. */
final class Hooks
{
    /** @var array<string, array<int, list<array{callable, int}>>> */
    private array $callbacks = [];

    public function add_action(string $tag, callable|string|array $callback, int $priority = 10, int $accepted_args = 1): bool
    {
        return $this->add_filter($tag, $callback, $priority, $accepted_args);
    }

    public function add_filter(string $tag, callable|string|array $callback, int $priority = 10, int $accepted_args = 1): bool
    {
        $this->callbacks[$tag][$priority][] = [$callback, $accepted_args];

        return true;
    }

    public function do_action(string $tag, mixed $arg = ''): void
    {
        foreach ($this->inOrder($tag) as [$callback, $accepted]) {
            $callback(...array_slice([$arg], 0, $accepted));
        }
    }

    public function apply_filters(string $tag, mixed $value, mixed $additionalParams = []): mixed
    {
        foreach ($this->inOrder($tag) as [$callback, $accepted]) {
            $value = $callback(...array_slice([$value, $additionalParams], 0, max(1, $accepted)));
        }

        return $value;
    }

    private function inOrder(string $tag): array
    {
        $priorities = $this->callbacks[$tag] ?? [];
        ksort($priorities);

        return array_merge(...array_values($priorities));
    }
}
