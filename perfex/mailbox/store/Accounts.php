<?php

declare(strict_types=1);

namespace Mailbox\Pdo;

use Mailbox\Account;
use Mailbox\Failure;
use Mailbox\SealedSecret;
use Mailbox\StoreFailed;

/** What is kept of each staff member's mailbox beside the mail: the sealed password, how it went, when it is due, who works on it. */
final class Accounts
{
    public function __construct(private readonly Connection $db)
    {
    }

    /** Keeps a sealed password; the account is due at once, earlier failures are forgotten. */
    public function saveCredential(int $staffId, SealedSecret|string $sealed): void
    {
        $text = $sealed instanceof SealedSecret ? $sealed->toString() : $sealed;
        $this->db->transaction(function () use ($staffId, $text): void {
            $this->db->run('DELETE FROM {credential} WHERE staff_id = ?', [$staffId]);
            $this->db->run('INSERT INTO {credential} (staff_id, sealed, saved_at) VALUES (?, ?, ?)', [$staffId, $text, time()]);
            $this->ensure($staffId);
            $this->db->run(
                'UPDATE {account} SET next_check = 0, failures = 0, error_code = NULL, error_stage = NULL, error_message = NULL, error_hint = NULL, server_text = NULL WHERE staff_id = ?',
                [$staffId],
            );
        });
    }

    /** The sealed password's text; null: none was saved. */
    public function credential(int $staffId): ?string
    {
        return $this->db->value('SELECT sealed FROM {credential} WHERE staff_id = ?', [$staffId]);
    }

    /** Puts $new in the place of $old where that is still what is stored; false: it is not, and nothing was done. */
    public function replaceCredential(int $staffId, SealedSecret $old, SealedSecret $new): bool
    {
        return $this->db->run('UPDATE {credential} SET sealed = ? WHERE staff_id = ? AND sealed = ?', [$new->toString(), $staffId, $old->toString()])->rowCount() === 1;
    }

    /**
     * Seals every stored password anew that is not under the newest keys. May break off anywhere and be called again.
     *
     * @param callable(int): ?Account $accountOf with the new ring
     * @return array{renewed: int, left: array<int, string>} left: the error codes of those that stay as they are, by staff id
     */
    public function renew(callable $accountOf): array
    {
        $renewed = 0;
        $left = [];
        for ($last = 0; ($ids = array_column($this->db->rows('SELECT staff_id FROM {credential} WHERE staff_id > ? ORDER BY staff_id LIMIT 100', [$last]), 'staff_id')) !== []; $last = (int) end($ids)) {
            foreach ($ids as $id) {
                try {
                    $account = $accountOf((int) $id) ?? throw new StoreFailed('There is no such account now', 'ACCOUNT_UNKNOWN');
                    $new = $account->renewSecret();
                } catch (Failure $e) {
                    $left[(int) $id] = $e->errorCode;
                    continue;
                }
                $renewed += $new !== null && $this->replaceCredential((int) $id, $account->secret, $new) ? 1 : 0;
            }
        }

        return ['renewed' => $renewed, 'left' => $left];
    }

    /** Account::$epoch */
    public function epoch(int $staffId): int
    {
        return (int) $this->db->value('SELECT epoch FROM {account} WHERE staff_id = ?', [$staffId]);
    }

    /** Somebody else has reset this person's sign-in: what is sealed does not open any more. */
    public function raiseEpoch(int $staffId): void
    {
        $this->ensure($staffId);
        $this->db->run('UPDATE {account} SET epoch = epoch + 1, next_check = 0 WHERE staff_id = ?', [$staffId]);
    }

    /** What the host's sign-in looked like when it was last known to be the person's own; null: never. */
    public function signInMark(int $staffId): ?string
    {
        return $this->db->value('SELECT sign_in_mark FROM {account} WHERE staff_id = ?', [$staffId]);
    }

    public function noteSignInMark(int $staffId, string $mark): void
    {
        $this->ensure($staffId);
        $this->db->run('UPDATE {account} SET sign_in_mark = ? WHERE staff_id = ?', [$mark, $staffId]);
    }

    /** Forgets the password; what was imported stays. */
    public function forgetCredential(int $staffId): void
    {
        $this->db->run('DELETE FROM {credential} WHERE staff_id = ?', [$staffId]);
    }

    /** @return list<int> staff ids with a password, whose next check has come, the longest waiting first */
    public function due(int $now): array
    {
        return array_map(intval(...), array_column($this->db->rows(
            'SELECT c.staff_id FROM {credential} c JOIN {account} a ON a.staff_id = c.staff_id WHERE a.next_check <= ? ORDER BY a.next_check, c.staff_id',
            [$now],
        ), 'staff_id'));
    }

    /**
     * Takes those that nobody else works on. A lease only saves work: what makes two runs harmless is the swap in
     * commit(). So one that its owner did not give back ends by itself.
     *
     * @param list<int> $staffIds
     * @return list<int> those that are ours now
     */
    public function lease(array $staffIds, string $owner, int $now, int $seconds): array
    {
        $ours = [];
        foreach (array_chunk($staffIds, 500) as $some) {
            $marks = implode(', ', array_fill(0, count($some), '?'));
            $this->db->run("UPDATE {account} SET lease_owner = ?, lease_until = ? WHERE staff_id IN ($marks) AND lease_until <= ?", [$owner, $now + $seconds, ...$some, $now]);
            $rows = $this->db->rows("SELECT staff_id FROM {account} WHERE lease_owner = ? AND lease_until = ? AND staff_id IN ($marks)", [$owner, $now + $seconds, ...$some]);
            array_push($ours, ...array_map(intval(...), array_column($rows, 'staff_id')));
        }

        return $ours;
    }

    /** @param list<int> $staffIds */
    public function release(array $staffIds, string $owner): void
    {
        foreach (array_chunk($staffIds, 500) as $some) {
            $this->db->run('UPDATE {account} SET lease_owner = NULL, lease_until = 0 WHERE lease_owner = ? AND staff_id IN (' . implode(', ', array_fill(0, count($some), '?')) . ')', [$owner, ...$some]);
        }
    }

    /** Notes a check that went well. */
    public function succeeded(int $staffId, int $now, int $nextCheck): void
    {
        $this->ensure($staffId);
        $this->db->run(
            'UPDATE {account} SET last_check = ?, last_success = ?, next_check = ?, failures = 0, error_code = NULL, error_stage = NULL, error_message = NULL, error_hint = NULL, server_text = NULL WHERE staff_id = ?',
            [$now, $now, $nextCheck, $staffId],
        );
    }

    /** Notes a check that failed, and what it needs. */
    public function failed(int $staffId, \Throwable $failure, int $now, int $nextCheck): void
    {
        [$code, $stage, $hint, $server] = $failure instanceof Failure
            ? [$failure->errorCode, $failure->stage, $failure->hint, $failure->serverText]
            : ['INTERNAL', 'host', '', ''];
        $this->ensure($staffId);
        $this->db->run(
            'UPDATE {account} SET last_check = ?, next_check = ?, failures = failures + 1, error_code = ?, error_stage = ?, error_message = ?, error_hint = ?, server_text = ? WHERE staff_id = ?',
            [$now, $nextCheck, Text::line($code, 64), Text::line($stage, 32), Text::line($failure->getMessage()), Text::line($hint), Text::line($server), $staffId],
        );
    }

    /** @return ?array<string, mixed> the account row: last_check, last_success, next_check, failures, error_code... */
    public function health(int $staffId): ?array
    {
        return $this->db->row(self::HEALTH . ' WHERE a.staff_id = ?', [$staffId]);
    }

    /** @return array<int, array<string, mixed>> health of every account, by staff id */
    public function all(): array
    {
        return array_column($this->db->rows(self::HEALTH . ' ORDER BY a.staff_id'), null, 'staff_id');
    }

    private const HEALTH = 'SELECT a.staff_id, a.last_check, a.last_success, a.next_check, a.failures, a.error_code, a.error_stage, a.error_message, a.error_hint, a.server_text,
        CASE WHEN c.staff_id IS NULL THEN 0 ELSE 1 END AS has_password FROM {account} a LEFT JOIN {credential} c ON c.staff_id = a.staff_id';

    private function ensure(int $staffId): void
    {
        (new Rows($this->db))->add('account', ['staff_id'], [[$staffId]], true);
    }
}
