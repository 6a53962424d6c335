<?php

declare(strict_types=1);

namespace Mailbox\Pdo;

/** A value that is bytes, not text: goes to the database without any thought of charsets. */
final class Bytes
{
    public function __construct(public readonly string $bytes)
    {
    }
}
