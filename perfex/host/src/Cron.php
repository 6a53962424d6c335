<?php

declare(strict_types=1);

namespace Host;

/** The cron job: throttle, lock, hooks. The lock is held while the modules' hooks run. */
final class Cron
{
    private const EVERY = 300;

    /** What a request for the cron URL does. Returns "ran", "throttled" or "locked". */
    public function request(): string
    {
        $last = get_option('last_cron_run');
        $every = (int) hooks()->apply_filters('cron_functions_execute_seconds', self::EVERY);
        if ($last !== '' && time() <= (int) $last + $every) {
            return 'throttled';
        }

        return $this->run();
    }

    /** Without the throttle; $manually is what an admin's button gives. */
    public function run(bool $manually = false): string
    {
        $lock = defined('APP_DISABLE_CRON_LOCK') ? null : fopen(self::lockFile(), 'c');
        if ($lock !== null && !flock($lock, LOCK_EX | LOCK_NB)) {
            return 'locked';
        }
        hooks()->do_action('before_cron_run', $manually);
        update_option('last_cron_run', time());
        hooks()->do_action('after_cron_run', $manually);
        if ($lock !== null) {
            flock($lock, LOCK_UN);
        }

        return 'ran';
    }

    /** One for each machine in the real host; here one for each database, so that two test runs do not meet. */
    public static function lockFile(): string
    {
        $db = get_instance()->db;

        return sys_get_temp_dir() . '/pcrm-cron-lock-' . substr(sha1("$db->hostname:$db->port/$db->database/$db->dbprefix"), 0, 12);
    }
}
