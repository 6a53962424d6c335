<?php

declare(strict_types=1);

namespace Mailbox\Cli;

use Mailbox\Account;
use Mailbox\Encryption;
use Mailbox\ImportPolicy;
use Mailbox\KeyRing;
use Mailbox\Transport;

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
        'pin' => ['PIN', 'SHA-256 of the key that the server must have; may be given several times'],
        'proxy' => ['URL', 'socks5://host:port or http://host:port'],
        'proxy-user' => ['USER', 'its password: MAILBOX_PROXY_PASSWORD in the environment'],
        'password-file' => ['FILE', 'its first line is the password'],
        'password-stdin' => [null, 'the first line of standard input is'],
    ];
    public const POLICY = [
        'policy' => ['KIND', 'what the first run brings: unread (default), new, since, all'],
        'since' => ['DATE', 'YYYY-MM-DD; means --policy since'],
    ];

    /** Takes the password or asks for it; it is sealed for this process alone and stored nowhere. */
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
        $password = self::password($options, $user, $host);
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
                transport: self::transport($options),
            );
        } catch (\ValueError $e) {
            throw new UsageError(self::inOptions($e->getMessage()));
        }
    }

    /** "Mailbox\Account::__construct(): Argument #3 ($host) must be ..." as who types options knows it: "--host must be ...". */
    private static function inOptions(string $message): string
    {
        $names = [
            'signInAddress' => '--user', 'user' => '--user', 'host' => '--host', 'port' => '--port', 'folders' => '--folder', 'caFile' => '--ca-file',
            'pins' => '--pin', 'proxy' => '--proxy', 'proxyUser' => '--proxy-user', 'proxyPassword' => 'MAILBOX_PROXY_PASSWORD', 'password' => 'The password',
        ];

        return preg_match('/^[\w\\\\:]+\(\): Argument #\d+ \(\$(\w+)\) (.*)$/s', $message, $m) === 1 && isset($names[$m[1]]) ? "{$names[$m[1]]} $m[2]" : $message;
    }

    private static function transport(Options $options): ?Transport
    {
        $pins = $options->all('pin');
        $proxy = $options->get('proxy');
        $user = $options->get('proxy-user');
        if ($user !== null && $proxy === null) {
            throw new UsageError('--proxy-user needs a proxy: --proxy URL');
        }

        return $pins === [] && $proxy === null ? null : new Transport(pins: $pins, proxy: $proxy, proxyUser: $user, proxyPassword: $user === null ? null : (string) getenv('MAILBOX_PROXY_PASSWORD'));
    }

    private static function password(Options $options, string $user, string $host): string
    {
        $file = $options->get('password-file');
        if ($file === null && !$options->has('password-stdin')) {
            return Terminal::passwordFor($user, $host);
        }
        if ($file !== null && $options->has('password-stdin')) {
            throw new UsageError('--password-file and --password-stdin do not go together.');
        }
        $from = $file ?? 'php://stdin';
        $stream = @fopen($from, 'r');
        $line = $stream === false ? false : fgets($stream, 32768);
        $password = $line === false ? '' : rtrim($line, "\r\n");
        if ($password === '') {
            throw new UsageError($file === null ? 'There is no password on standard input.' : "The file $file (--password-file) cannot be read, or its first line is empty.");
        }

        return $password;
    }

    /** @return array{ImportPolicy, ?\DateTimeImmutable} */
    public static function policy(Options $options): array
    {
        $date = $options->get('since');
        $policy = ImportPolicy::from($options->choice('policy', $date === null ? 'unread' : 'since', ['unread', 'new', 'since', 'all']));
        if (($policy === ImportPolicy::Since) !== ($date !== null)) {
            throw new UsageError($date === null ? '--policy since needs a day: --since YYYY-MM-DD' : "--since does not go with --policy {$policy->value}.");
        }
        $since = $date === null ? null : \DateTimeImmutable::createFromFormat('!Y-m-d', $date, new \DateTimeZone('UTC'));
        if ($since === false || ($since !== null && $since->format('Y-m-d') !== $date)) {
            throw new UsageError('--since must be a day like 2026-01-31, not "' . Terminal::safe($date) . '".');
        }

        return [$policy, $since];
    }
}
