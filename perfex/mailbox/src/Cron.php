<?php

declare(strict_types=1);

namespace Mailbox\Perfex;

use Mailbox\Failure;
use Mailbox\PdoStore;
use Mailbox\StaleState;
use Mailbox\SyncOptions;
use Mailbox\SyncReport;

defined('BASEPATH') or exit('No direct script access allowed');

/** One turn of the import: every due account, at once, within a time budget. */
final class Cron
{
    public function __construct(private readonly Settings $settings)
    {
    }

    /** @return array<int, SyncReport> by staff id; for tests and programs, the hook does not need it */
    public function run(): array
    {
        if (!$this->settings->enabled || $this->settings->host === '') {
            return [];
        }
        if (!extension_loaded('mailbox')) {
            self::log('The PHP extension "mailbox" is not loaded in the PHP that runs cron; no mail is imported.');

            return [];
        }
        if ($this->settings->problem !== null) {
            self::log($this->settings->problem);

            return [];
        }
        $store = Database::store();
        // New files may be there before anybody has pressed "upgrade database".
        $store->migrate();

        $accounts = $store->accounts();
        $owner = substr(gethostname() . ':' . getmypid() . ':' . bin2hex(random_bytes(6)), -64);
        $due = Staff::active($accounts->due(time()));
        $ours = $due === [] ? [] : $accounts->lease($due, $owner, time(), (int) ceil($this->settings->cronSeconds) + 60);
        if ($ours === []) {
            return [];
        }
        try {
            mailbox_set_store($store);
            $reports = mailbox_sync_many(array_values(array_intersect($due, $ours)), new SyncOptions(seconds: $this->settings->cronSeconds));
            foreach ($reports as $staffId => $report) {
                $this->note($store, $staffId, $report);
            }

            return $reports;
        } finally {
            $accounts->release($ours, $owner);
        }
    }

    /** Says that the hook has failed, as far as that is possible; comes back whatever happens. */
    public static function report(\Throwable $e): void
    {
        try {
            // Class and message alone: a trace may hold arguments.
            self::log(get_class($e) . ': ' . $e->getMessage());
        } catch (\Throwable) {
            // The database that keeps the log may be what has failed. Cron goes on.
        }
    }

    private function note(PdoStore $store, int $staffId, SyncReport $report): void
    {
        $schedule = new Schedule($this->settings->intervalSeconds);
        $now = time();
        $before = $store->accounts()->health($staffId);
        if ($report->error === null) {
            $store->accounts()->succeeded($staffId, $now, $schedule->afterSuccess($now, $report->complete));
            if ($before !== null && $before['error_code'] !== null) {
                self::log("Staff $staffId: the mailbox works again.");
            }

            return;
        }
        if ($report->error instanceof StaleState) {
            // Another run was faster; what it brought is there.
            $store->accounts()->succeeded($staffId, $now, $schedule->afterFailure($now, $report->error, 0));

            return;
        }
        // When the store itself has failed (a key file that is gone, a database), its own failure says which.
        $previous = $report->error->getPrevious();
        $error = $previous instanceof Failure && $previous->errorCode !== '' ? $previous : $report->error;
        $store->accounts()->failed($staffId, $error, $now, $schedule->afterFailure($now, $error, (int) ($before['failures'] ?? 0)));
        // Once for each kind of failure: a server that is down must not fill the activity log.
        if (($before['error_code'] ?? null) !== $error->errorCode) {
            self::log("Staff $staffId: {$error->getMessage()} ({$error->errorCode}). {$error->hint}");
        }
    }

    private static function log(string $text): void
    {
        $text = 'Mailbox: ' . substr(preg_replace('/[^\P{C}]+/u', ' ', $text) ?? preg_replace('/[^\x20-\x7e]+/', '?', $text), 0, 500);
        log_message('error', $text);
        // The activity log is shown in pages: a server's words must not bring markup along.
        log_activity(htmlspecialchars($text, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8'));
    }
}
