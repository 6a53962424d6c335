<?php

declare(strict_types=1);

namespace Mailbox\Cli;

/** The command line is wrong: exit code 2. */
final class UsageError extends \RuntimeException
{
}
