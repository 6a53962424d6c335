<?php

declare(strict_types=1);

namespace Mailbox\Perfex;

defined('BASEPATH') or exit('No direct script access allowed');

/** Staff members' mailbox passwords on their way into the store. */
final class Passwords
{
    public static function save(int $staffId, #[\SensitiveParameter] string $password): void
    {
        $address = Staff::address($staffId) ?? throw new \ValueError("There is no active staff member $staffId");
        $sealed = Vault::configured()->ringOrNew()->seal($password, $staffId, $address);
        Database::accounts()->saveCredential($staffId, $sealed);
    }

    public static function forget(int $staffId): void
    {
        Database::accounts()->forgetCredential($staffId);
    }
}
