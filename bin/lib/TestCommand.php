<?php

declare(strict_types=1);

namespace Mailbox\Cli;

use Mailbox\ImportPolicy;

/** `mailbox test` */
final class TestCommand
{
    public const SUMMARY = 'tries the way to a mailbox, stage by stage; changes nothing';
    public const USAGE = 'test --host HOST --user USER [options]';
    public const NOTES = "The password is asked for, or taken from MAILBOX_PASSWORD. Exit code 1: a stage failed.\n";
    public const OPTIONS = Server::OPTIONS + ['seconds' => ['N', 'time limit, 30 by default']];

    public static function run(Options $options): int
    {
        $seconds = (float) $options->number('seconds', 30, 1, 3600);
        $report = mailbox_test_connection(Server::account($options, null, sys_get_temp_dir(), ImportPolicy::New, null), $seconds);
        echo $options->has('json')
            ? json_encode($report, JSON_PRETTY_PRINT | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE | JSON_THROW_ON_ERROR)
            : rtrim(Terminal::safe((string) $report, lines: true)), "\n";

        return $report->ok ? 0 : 1;
    }
}
