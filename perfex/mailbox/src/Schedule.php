<?php

declare(strict_types=1);

namespace Mailbox\Perfex;

use Mailbox\AuthenticationFailed;
use Mailbox\StaleState;

defined('BASEPATH') or exit('No direct script access allowed');

/** When an account is looked at again. */
final class Schedule
{
    private const HOUR = 3600;
    /** seconds after the first, second... refused login: many in a row make a server lock the mailbox */
    private const AFTER_REFUSED_LOGIN = [self::HOUR, 6 * self::HOUR, 24 * self::HOUR, 24 * self::HOUR];
    /** so far away that only a new password brings it back */
    private const NEVER = PHP_INT_MAX;

    public function __construct(private readonly int $intervalSeconds)
    {
    }

    /** After a run that went well; one that had more to do than time goes on in the next cron run. */
    public function afterSuccess(int $now, bool $complete): int
    {
        return $complete ? $now + $this->intervalSeconds : $now;
    }

    /** @param int $failures how many checks in a row have failed before this one */
    public function afterFailure(int $now, \Throwable $failure, int $failures): int
    {
        if ($failure instanceof StaleState) {
            return $now + $this->intervalSeconds;
        }
        // A password that does not open is not sent anywhere: nobody gets locked out by trying it again.
        if ($failure instanceof AuthenticationFailed && $failure->errorCode !== 'AUTH_SEAL') {
            $wait = self::AFTER_REFUSED_LOGIN[$failures] ?? null;

            return $wait === null ? self::NEVER : $now + $wait;
        }
        $wait = min(max(self::HOUR, $this->intervalSeconds), $this->intervalSeconds * 2 ** min($failures, 10));

        // A little apart, so that two hundred accounts of one server do not all come back in the same minute.
        return $now + $wait + random_int(0, intdiv($wait, 10));
    }
}
