<?php

declare(strict_types=1);

namespace Mailbox\Perfex;

defined('BASEPATH') or exit('No direct script access allowed');

/** The active members of staff, read from the host; only what is needed, never `SELECT *`. */
final class Staff
{
    /** The address that a staff member signs in with; null: there is none, or not active. */
    public static function address(int $staffId): ?string
    {
        $row = get_instance()->db->query('SELECT email FROM ' . db_prefix() . 'staff WHERE staffid = ? AND active = 1', [$staffId])->row_array();

        return empty($row['email']) ? null : $row['email'];
    }

    /** What changes when the sign-in to the host does; null: there is no such person. It gives nothing away. */
    public static function signInMark(int $staffId): ?string
    {
        $row = get_instance()->db->query('SELECT password FROM ' . db_prefix() . 'staff WHERE staffid = ?', [$staffId])->row_array();

        return $row === null ? null : hash('sha256', 'sign-in ' . $row['password']);
    }

    /**
     * @param list<int> $staffIds
     * @return list<int> those of them that are active, in the same order
     */
    public static function active(array $staffIds): array
    {
        $rows = get_instance()->db->query('SELECT staffid FROM ' . db_prefix() . 'staff WHERE active = 1')->result_array();
        $active = array_flip(array_map('intval', array_column($rows, 'staffid')));

        return array_values(array_filter($staffIds, static fn (int $id): bool => isset($active[$id])));
    }
}
