<?php

declare(strict_types=1);

namespace Mailbox\Perfex;

use Mailbox\AuthenticationFailed;

defined('BASEPATH') or exit('No direct script access allowed');

/** The column staff.mail_password of the older module "Mailbox": passwords in clear, or encrypted by the host's library. */
final class LegacyPasswords
{
    /**
     * Seals what is there and empties it, row by row: what was sealed is stored before its old copy goes. May break off
     * anywhere and be called again. A password that its owner has already entered here is not replaced.
     *
     * @return array{converted: int, left: list<int>} left: staff ids whose value does not open, and stays
     */
    public static function convert(): array
    {
        // Not over the host's connection: that keeps what it has sent.
        $db = Database::connection();
        $staff = db_prefix() . 'staff';
        if (count($db->rows("SHOW COLUMNS FROM $staff LIKE 'mail\\_password'")) === 0) {
            return ['converted' => 0, 'left' => []];
        }
        $accounts = Database::accounts();
        $ring = Vault::configured()->ringOrNew();
        $converted = 0;
        $left = [];
        foreach ($db->rows("SELECT staffid, email FROM $staff WHERE mail_password <> '' ORDER BY staffid") as $row) {
            $id = (int) $row['staffid'];
            $stored = (string) $db->value("SELECT mail_password FROM $staff WHERE staffid = ?", [$id]);
            try {
                if ($accounts->credential($id) === null) {
                    $sealed = $ring->sealLegacy($stored, $id, $row['email'], Vault::applicationKey(), $accounts->epoch($id));
                    if ($sealed !== null) {
                        $accounts->saveCredential($id, $sealed);
                    }
                }
            } catch (AuthenticationFailed | \ValueError) {
                $left[] = $id;
                continue;
            }
            // By its digest: an error's trace may show what a statement was given.
            $db->run("UPDATE $staff SET mail_password = '' WHERE staffid = ? AND SHA2(mail_password, 256) = ?", [$id, hash('sha256', $stored)]);
            $converted++;
        }

        return ['converted' => $converted, 'left' => $left];
    }
}
