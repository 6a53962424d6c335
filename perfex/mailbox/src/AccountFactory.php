<?php

declare(strict_types=1);

namespace Mailbox\Perfex;

use Mailbox\Account;
use Mailbox\SealedSecret;

defined('BASEPATH') or exit('No direct script access allowed');

/** Puts a staff member's account together: server from the settings, address from the staff row, password from the store. */
final class AccountFactory
{
    public function __construct(private readonly Settings $settings)
    {
    }

    /** Null: not active, or no password saved. */
    public function account(int $staffId): ?Account
    {
        $address = Staff::address($staffId);
        $sealed = $address === null ? null : Database::accounts()->credential($staffId);
        if ($sealed === null) {
            return null;
        }
        $vault = Vault::configured();
        $s = $this->settings;

        // The address comes from the staff row, never from the credential's: with another one the password does not open.
        return new Account(
            $staffId,
            $address,
            $s->host,
            SealedSecret::fromString($sealed),
            $vault->ring(),
            port: $s->port,
            encryption: $s->encryption,
            folders: [$s->folder],
            importPolicy: $s->policy,
            since: $s->since,
            blobDir: $vault->blobs(),
            caFile: $s->caFile,
            allowPlaintext: $s->allowPlaintext,
            epoch: Database::accounts()->epoch($staffId),
        );
    }
}
