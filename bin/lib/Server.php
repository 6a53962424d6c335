<?php

declare(strict_types=1);

namespace Mailbox\Cli;

use Mailbox\Account;
use Mailbox\Encryption;
use Mailbox\ImportPolicy;
use Mailbox\KeyRing;

/** The mailbox that a command line speaks of. */
final class Server
{
    public const OPTIONS = [
        'host' => ['HOST', 'the IMAP server'],
        'user' => ['USER', 'the login name; often the e-mail address'],
        'port' => ['N', '993 with tls, 143 with starttls'],
        'encryption' => ['KIND', 'tls (default), starttls or none'],
        'ca-file' => ['FILE', 'PEM file of trusted certificates instead of the system\'s'],
        'allow-plaintext' => [null, 'let "none" go to other machines: the password travels readable'],
        'folder' => ['NAME', 'INBOX (default); may be given several times'],
    ];

    /** Asks for the password; it is sealed for this process alone and stored nowhere. */
    public static function account(Options $options, ?int $staffId, string $blobDir, ImportPolicy $policy, ?\DateTimeInterface $since): Account
    {
        $host = $options->need('host');
        $user = $options->need('user');
        $port = $options->number('port', null, 1, 65535);
        $encryption = Encryption::from($options->choice('encryption', 'tls', ['tls', 'starttls', 'none']));
        $caFile = $options->get('ca-file');
        if ($caFile !== null && !is_readable($caFile)) {
            throw new UsageError("The file $caFile (--ca-file) cannot be read.");
        }
        $password = Terminal::passwordFor($user, $host);
        $ring = KeyRing::inMemory();
        try {
            return new Account(
                $staffId ?? 1,
                $user,
                $host,
                $ring->seal($password, $staffId ?? 1, $user),
                $ring,
                port: $port,
                encryption: $encryption,
                folders: $options->all('folder') ?: ['INBOX'],
                importPolicy: $policy,
                since: $since,
                blobDir: $blobDir,
                caFile: $caFile,
                allowPlaintext: $options->has('allow-plaintext'),
            );
        } catch (\ValueError $e) {
            throw new UsageError($e->getMessage());
        }
    }
}
