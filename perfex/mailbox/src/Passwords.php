<?php

declare(strict_types=1);

namespace Mailbox\Perfex;

defined('BASEPATH') or exit('No direct script access allowed');

/** Staff members' mailbox passwords: on their way into the store, and what makes them void there. */
final class Passwords
{
    public static function save(int $staffId, #[\SensitiveParameter] string $password): void
    {
        $address = Staff::address($staffId) ?? throw new \ValueError("There is no active staff member $staffId");
        $accounts = Database::accounts();
        $accounts->saveCredential($staffId, Vault::configured()->ringOrNew()->seal($password, $staffId, $address, $accounts->epoch($staffId)));
        self::noteSignIn($staffId);
    }

    public static function forget(int $staffId): void
    {
        Database::accounts()->forgetCredential($staffId);
    }

    /**
     * After a staff member was changed. Who sets another person's CRM password can sign in as that person, and must not find the
     * mailbox open: its password is void then. A new CRM password that the person has set without our seeing it counts as
     * another's as soon as somebody else changes the person.
     *
     * @param int|false $by who is signed in
     */
    public static function staffChanged(int $staffId, int|false $by): void
    {
        $accounts = Database::accounts();
        $mark = Staff::signInMark($staffId);
        if ($mark === null || $accounts->credential($staffId) === null || $accounts->signInMark($staffId) === $mark) {
            return;
        }
        if ($by !== $staffId) {
            $accounts->raiseEpoch($staffId);
        }
        $accounts->noteSignInMark($staffId, $mark);
    }

    /**
     * Seals all passwords anew with the newest key and the newest APP_ENC_KEY. May break off anywhere and be called again.
     *
     * @return array{renewed: int, left: array<int, string>}
     */
    public static function renew(): array
    {
        return Database::accounts()->renew((new AccountFactory(Settings::read()))->account(...));
    }

    /** A new key, then renew(). The old ones stay in the file: a backup of the database may need them. */
    public static function rotate(): array
    {
        Vault::configured()->rotate();

        return self::renew();
    }

    private static function noteSignIn(int $staffId): void
    {
        $mark = Staff::signInMark($staffId);
        if ($mark !== null) {
            Database::accounts()->noteSignInMark($staffId, $mark);
        }
    }
}
