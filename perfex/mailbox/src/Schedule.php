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
    private const DAY = 24 * self::HOUR;
    /** seconds after the first, second... refused login: many in a row make a server lock the mailbox */
    /** the password was not sent, or is not what was wrong: nobody gets locked out by trying it again */
    private const NOT_THE_PASSWORD = ['AUTH_SEAL', 'SEAL_HOST', 'AUTH_DISABLED', 'AUTH_NO_MECHANISM'];
    /** mended at the provider, where nobody tells us: looked at once a day for as long as it takes */
    private const MENDED_ELSEWHERE = ['AUTH_LOCKED', 'AUTH_WEBLOGIN', 'AUTH_IMAP_DISABLED', 'AUTH_MAILBOX_NOT_GRANTED', 'AUTH_SERVER_PROOF', 'AUTH_TOKEN_EXPIRED', 'AUTH_SCOPE'];
    private const AFTER_REFUSED_LOGIN = [self::HOUR, 6 * self::HOUR, self::DAY, self::DAY];
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
        if ($failure instanceof AuthenticationFailed && in_array($failure->errorCode, self::MENDED_ELSEWHERE, true)) {
            // A lock ends later, or never, when somebody knocks.
            return $now + ($failure->errorCode === 'AUTH_LOCKED' ? self::DAY : (self::AFTER_REFUSED_LOGIN[$failures] ?? self::DAY));
        }
        if ($failure instanceof AuthenticationFailed && !in_array($failure->errorCode, self::NOT_THE_PASSWORD, true)) {
            $wait = self::AFTER_REFUSED_LOGIN[$failures] ?? null;

            return $wait === null ? self::NEVER : $now + $wait;
        }
        $wait = min(max(self::HOUR, $this->intervalSeconds), $this->intervalSeconds * 2 ** min($failures, 10));

        // A little apart, so that two hundred accounts of one server do not all come back in the same minute.
        return $now + $wait + random_int(0, intdiv($wait, 10));
    }
}
