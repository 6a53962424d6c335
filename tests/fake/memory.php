<?php

declare(strict_types=1);

namespace Fake;

use Mailbox\KeyRing;
use Mailbox\SealedSecret;
use Mailbox\SyncOptions;

/** While a program imports, nothing of the passwords it logged in with is in its memory: it stands still in the middle of a body,
 * and this process, which does know the password, reads all that the other one can write to. Returns what was otherwise. */
function memory(Server $server, string $case): array
{
    $ringFile = "$server->folder/ring";
    @unlink($ringFile);
    $ring = KeyRing::create($ringFile);
    $wrong = [];
    /* the second one holds the password, so that the search is known to find it */
    foreach (['' => [], 'knows' => [base64_encode(strrev($server->password))]] as $what => $more) {
        [$id, $port] = $server->open($case);
        $accounts = [];
        foreach ([1, 2, 3] as $staff) {
            $of = $server->account($case, $port, $staff);
            $accounts[] = ['host' => $of->host, 'encryption' => $of->encryption->value, 'caFile' => $of->caFile, 'secret' => $ring->seal($server->password, $staff, Server::USER)->toString()];
        }
        $module = preg_match('#^\S+ r\S* .* (/\S+/mailbox\.so)$#m', file_get_contents('/proc/self/maps'), $m) ? ['-d', "extension=$m[1]"] : [];
        $program = proc_open([PHP_BINARY, '-n', ...$module, __FILE__, $server->folder, (string) $port, json_encode($accounts), ...$more], [], $pipes);
        $server->stalled($id, count($accounts));
        $found = search(proc_get_status($program)['pid'], forms($server->password));
        proc_terminate($program, SIGKILL);
        proc_close($program);
        $server->result($id);
        if (($found === []) !== ($more === [])) {
            $wrong[] = $more === [] ? 'found ' . implode(', ', $found) : 'what is there is not found';
        }
    }

    return $wrong;
}

/** @return array<string, string> what of a password may be found, by how it was written */
function forms(string $password): array
{
    $forms = ['as it is' => $password, 'its end' => substr($password, -12), 'quoted' => addcslashes($password, '"\\')];
    foreach ([0, 1, 2] as $i) { // wherever it begins in what was encoded
        $forms["base64 from $i"] = base64_encode(substr($password, $i, intdiv(strlen($password) - $i, 3) * 3));
    }

    return $forms;
}

/** @return list<string> */
function search(int $pid, array $forms): array
{
    $found = [];
    $memory = fopen("/proc/$pid/mem", 'rb');
    stream_set_read_buffer($memory, 0);
    $seen = 0;
    foreach (file("/proc/$pid/maps") as $line) {
        [$range, $rights] = explode(' ', $line);
        [$from, $to] = array_map('hexdec', explode('-', $range));
        if (!str_starts_with($rights, 'rw') || $to - $from > 1 << 31) { // the sanitizer's shadow
            continue;
        }
        $before = '';
        for (fseek($memory, $from); $from < $to && ($piece = @fread($memory, min($to - $from, 1 << 20))) !== false && $piece !== ''; $from += strlen($piece)) {
            foreach ($forms as $form => $needle) {
                if (str_contains($before . $piece, $needle)) {
                    $found[] = "$form in " . trim(substr($line, 73) ?: 'memory');
                }
            }
            $before = substr($piece, -64);
            $seen += strlen($piece);
        }
    }
    if ($seen < 1 << 20) {
        throw new \RuntimeException("only $seen bytes of process $pid can be read");
    }

    return array_values(array_unique($found));
}

if (!isset($argv[3]) || realpath($argv[0]) !== __FILE__) {
    return;
}

require __DIR__ . '/Fake.php';
[, $folder, $port, $accounts] = $argv;
$ring = KeyRing::load("$folder/ring");
$store = new Memory();
foreach (json_decode($accounts, true) as $i => $of) {
    $store->accounts[$i + 1] = new \Mailbox\Account(staffId: $i + 1, signInAddress: Server::USER, host: $of['host'], port: (int) $port, encryption: \Mailbox\Encryption::from($of['encryption']),
        secret: SealedSecret::fromString($of['secret']), keyRing: $ring, importPolicy: \Mailbox\ImportPolicy::All, user: Server::USER, blobDir: "$folder/blobs", caFile: $of['caFile']);
}
$password = isset($argv[4]) ? strrev(base64_decode($argv[4])) : '';
mailbox_set_store($store);
mailbox_sync_many([1, 2, 3], new SyncOptions(seconds: 120.0, workers: 3));
