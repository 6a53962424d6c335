<?php

declare(strict_types=1);

namespace Mailbox\Perfex;

use Mailbox\Encryption;
use Mailbox\ImportPolicy;

defined('BASEPATH') or exit('No direct script access allowed');

/** What the admin has set, in the names that the product's users have; read from the host's options. */
final class Settings
{
    /** Options and their first values. The first six are the ones that the older module "Mailbox" has made. */
    public const DEFAULTS = [
        'mailbox_enabled' => '1',
        'mailbox_imap_server' => '',
        // The older module began with '' (no encryption); who has that keeps it, and is told.
        'mailbox_encryption' => 'tls',
        'mailbox_folder_scan' => 'Inbox',
        'mailbox_check_every' => '3',
        'mailbox_only_loop_on_unseen_emails' => '1',
        'mailbox_imap_port' => '',
        'mailbox_first_import' => '',
        'mailbox_first_import_since' => '',
        'mailbox_cron_seconds' => '50',
        'mailbox_allow_plaintext' => '0',
        'mailbox_ca_file' => '',
        'mailbox_data_dir' => '',
        // Part of what passwords are sealed for. Made with the key file; without it they have to be entered again.
        'mailbox_site_id' => '',
    ];

    public const MINUTES_LEAST = 3;

    private function __construct(
        public readonly bool $enabled,
        public readonly string $host,
        public readonly ?int $port,
        public readonly Encryption $encryption,
        public readonly string $folder,
        public readonly int $intervalSeconds,
        public readonly ImportPolicy $policy,
        public readonly ?\DateTimeImmutable $since,
        public readonly float $cronSeconds,
        public readonly bool $allowPlaintext,
        public readonly ?string $caFile,
        /** what keeps the import from working at all, in words for the admin; null: nothing */
        public readonly ?string $problem,
    ) {
    }

    public static function read(): self
    {
        $problem = null;
        [$host, $port] = self::address((string) get_option('mailbox_imap_server'));
        $ownPort = trim((string) get_option('mailbox_imap_port'));
        if ($ownPort !== '') {
            $port = ctype_digit($ownPort) ? (int) $ownPort : 0;
        }
        if ($host === '') {
            $problem = 'No IMAP server is set. Enter its name in the option mailbox_imap_server.';
        } elseif ($port !== null && ($port < 1 || $port > 65535)) {
            $problem = 'The IMAP port must be a number from 1 to 65535.';
        }

        // "tls" has always meant encryption from the first byte in this product, as "ssl" has: both are port 993.
        $word = strtolower(trim((string) get_option('mailbox_encryption')));
        $encryption = match ($word) {
            'ssl', 'tls' => Encryption::Tls,
            'starttls' => Encryption::StartTls,
            '', 'none' => Encryption::None,
            default => null,
        };
        $allowPlaintext = get_option('mailbox_allow_plaintext') === '1';
        if ($encryption === null) {
            $problem ??= "The encryption \"$word\" is not known. Choose tls, ssl or starttls.";
        } elseif ($encryption === Encryption::None && !$allowPlaintext && !self::isLoopback($host)) {
            $problem ??= 'No encryption is set: passwords would travel readable, so nothing is imported. Set mailbox_encryption to tls (port 993) or starttls (port 143).';
        }

        [$policy, $since] = self::policy();
        if ($policy === ImportPolicy::Since && $since === null) {
            $problem ??= 'The first import is to begin at a date, but mailbox_first_import_since has none (YYYY-MM-DD).';
        }
        $folder = trim((string) get_option('mailbox_folder_scan'));

        return new self(
            get_option('mailbox_enabled') === '1',
            $host,
            $port,
            $encryption ?? Encryption::Tls,
            // RFC 3501 section 5.1: INBOX is the one name whose case does not count
            $folder === '' || strcasecmp($folder, 'INBOX') === 0 ? 'INBOX' : $folder,
            60 * max(self::MINUTES_LEAST, (int) get_option('mailbox_check_every')),
            $policy,
            $since,
            (float) min(280, max(5, (int) (get_option('mailbox_cron_seconds') ?: 50))),
            $allowPlaintext,
            trim((string) get_option('mailbox_ca_file')) ?: null,
            $problem,
        );
    }

    /**
     * A server as people have typed it: "host", "host:port", "[address]:port".
     *
     * @return array{string, ?int}
     */
    private static function address(string $typed): array
    {
        $typed = trim($typed);
        if (preg_match('/^\[([^\]]+)\](?::(\d{1,6}))?$/D', $typed, $m) === 1 || preg_match('/^([^:]+):(\d{1,6})$/D', $typed, $m) === 1) {
            return [$m[1], isset($m[2]) ? (int) $m[2] : null];
        }

        return [$typed, null];
    }

    /** Only for the advice; what may go out unencrypted is decided in the extension, by the address it connects to. */
    private static function isLoopback(string $host): bool
    {
        return $host === 'localhost' || $host === '::1' || str_starts_with($host, '127.');
    }

    /**
     * "Only unseen mails" is a filter of the first import. Later every new message comes, read or not: what somebody
     * reads on a phone between two checks was lost before.
     *
     * @return array{ImportPolicy, ?\DateTimeImmutable}
     */
    private static function policy(): array
    {
        $policy = ImportPolicy::tryFrom((string) get_option('mailbox_first_import'))
            ?? (get_option('mailbox_only_loop_on_unseen_emails') === '0' ? ImportPolicy::All : ImportPolicy::Unread);
        $since = \DateTimeImmutable::createFromFormat('!Y-m-d', (string) get_option('mailbox_first_import_since'), new \DateTimeZone('UTC'));

        return [$policy, $policy === ImportPolicy::Since && $since !== false ? $since : null];
    }
}
