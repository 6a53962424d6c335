<?php

declare(strict_types=1);

namespace Mailbox\Cli;

/** One line that says how far an import is: rewritten in place at a terminal, a new one every two seconds elsewhere. */
final class ProgressLine
{
    private readonly bool $tty;
    private readonly float $start;
    private float $last = 0.0;
    private bool $open = false;

    /** @param resource $stream */
    public function __construct(private $stream = STDERR)
    {
        $this->tty = stream_isatty($stream);
        $this->start = microtime(true);
    }

    public function show(ProgressStore $store): void
    {
        $now = microtime(true);
        if ($now - $this->last < ($this->tty ? 0.1 : 2.0) && $store->remaining() > 0) {
            return;
        }
        $this->last = $now;
        $text = sprintf('%s imported, %s to come, %s, %.1f s', number_format($store->messages), number_format($store->remaining()), Terminal::bytes($store->bytes), $now - $this->start);
        fwrite($this->stream, $this->tty ? "\r\e[K$text" : "$text\n");
        $this->open = $this->tty;
    }

    /** Must be called before anything else is written. */
    public function end(): void
    {
        if ($this->open) {
            fwrite($this->stream, "\n");
            $this->open = false;
        }
    }
}
