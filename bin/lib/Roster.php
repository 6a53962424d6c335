<?php

declare(strict_types=1);

namespace Mailbox\Cli;

/**
 * Which number a mailbox has in the database. A CRM has staff ids; at the command line nobody should have to think
 * one up, and two mailboxes must never share one. A file in the data folder remembers them.
 */
final class Roster
{
    public function __construct(private readonly string $file)
    {
    }

    /** The number of a mailbox; a new one when it was never seen. */
    public function idOf(string $user, string $host): int
    {
        $name = "$user at " . strtolower($host);
        $handle = fopen($this->file, 'c+');
        if ($handle === false || !flock($handle, LOCK_EX)) {
            throw new \RuntimeException("The file {$this->file} cannot be written.");
        }
        try {
            $names = json_decode((string) stream_get_contents($handle), true) ?: [];
            $id = array_search($name, $names, true);
            if ($id === false) {
                $id = $names === [] ? 1 : max(array_keys($names)) + 1;
                $names[$id] = $name;
                $json = json_encode((object) $names, JSON_PRETTY_PRINT | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE);
                rewind($handle);
                ftruncate($handle, 0);
                fwrite($handle, $json . "\n");
            }

            return (int) $id;
        } finally {
            fclose($handle);
        }
    }

    /** @return array<int, string> */
    public function names(): array
    {
        return is_file($this->file) ? (json_decode((string) file_get_contents($this->file), true) ?: []) : [];
    }
}
