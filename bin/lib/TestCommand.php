<?php

declare(strict_types=1);

namespace Mailbox\Cli;

use Mailbox\ConnectionReport;
use Mailbox\ConnectionStage;

/** `mailbox test` */
final class TestCommand
{
    public const SUMMARY = 'tries the way to a mailbox, stage by stage; changes nothing';
    public const USAGE = 'test --host HOST --user USER [options]';
    public const NOTES = "The password is asked for, or taken from a file, standard input or MAILBOX_PASSWORD. Of several folders the first is tested.\nExit code 1: a stage failed.\n";
    public const OPTIONS = Server::OPTIONS + Server::POLICY + [
        'seconds' => ['N', 'time limit, 30 by default'],
        'transcript' => [null, 'shows what was said too, without passwords and mail'],
    ];

    public static function run(Options $options): int
    {
        [$policy, $since] = Server::policy($options);
        $seconds = (float) $options->number('seconds', 30, 1, 3600);
        $transcript = $options->has('transcript');
        $account = Server::account($options, null, sys_get_temp_dir(), $policy, $since);
        if ($options->has('json')) {
            $report = mailbox_test_connection($account, $seconds, $transcript);
            echo json_encode($report, JSON_PRETTY_PRINT | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE | JSON_THROW_ON_ERROR), "\n";

            return $report->ok ? 0 : 1;
        }
        $failed = false;
        $untried = [];
        $report = mailbox_test_connection($account, $seconds, $transcript, static function (ConnectionStage $stage) use (&$failed, &$untried): void {
            if ($failed) {
                $untried[] = $stage->name;

                return;
            }
            $failed = $stage->status === 'failed';
            echo Terminal::safe((string) $stage, lines: true), "\n";
            flush();
        });
        if ($untried !== []) {
            echo '– not tried: ', implode(', ', $untried), "\n";
        }
        if ($transcript) {
            echo "\n", Terminal::safe(implode("\n", $report->transcript), lines: true), "\n";
        }
        echo "\n", Terminal::safe(self::summary($report)), "\n";

        return $report->ok ? 0 : 1;
    }

    private static function summary(ConnectionReport $report): string
    {
        $failed = $report->failed();
        if ($failed !== null) {
            return "It fails at \"$failed->name\".";
        }

        return 'It works. ' . ($report->stage('throughput')?->data['estimate'] ?? '');
    }
}
