<?php

/**
 * @generate-class-entries
 * @generate-legacy-arginfo 80100
 */

namespace {
    /**
     * Names the place where mail is kept. Must be called before the first mailbox_sync() of a request.
     *
     * @param Mailbox\Store|callable $store a store, or a factory `fn(): Mailbox\Store` that is called at first use
     */
    function mailbox_set_store(Mailbox\Store|callable $store): void {}

    /**
     * Brings what is new in one staff member's inbox into the store, and goes on where an earlier run stopped.
     *
     * The mailbox is opened read-only; nothing changes on the server. A run that meets its deadline ends cleanly with
     * `$complete === false`; what was committed stays, the next call goes on from there. Interrupts (signals handled
     * by pcntl, `max_execution_time`) are honoured while waiting. Not re-entrant: a store may not call it.
     *
     * @throws Mailbox\Exception when it could not be done; `$report` on the exception holds what was done before. What the
     *     store throws comes as StoreFailed (or StaleState) with the original as previous; so does a stored account that
     *     can never work: ACCOUNT_UNKNOWN, BLOB_DIR, INPUT_...
     * @throws \Error when no store is set, or when called from within a store
     */
    function mailbox_sync(int $staff_id, ?Mailbox\SyncOptions $options = null): Mailbox\SyncReport {}

    /**
     * Syncs many accounts at once on worker threads; the store is only called on the calling thread.
     *
     * One account's failure touches no other: it is the `$error` of that account's report, nothing is thrown for it.
     *
     * @param int[] $staff_ids a list
     * @return array<int, Mailbox\SyncReport> by staff id, one for each id given
     * @throws \Error when no store is set, or when called from within a store
     */
    function mailbox_sync_many(array $staff_ids, ?Mailbox\SyncOptions $options = null): array {}

    /**
     * Tries the way that an import goes - name, connection, encryption, certificate, greeting, login, folder, counts -
     * and reports each stage. Changes nothing. What the server does is in the report, never an exception.
     *
     * @param int|Mailbox\Account $account a staff id (asked from the store) or an account as it would be stored
     * @param float $seconds time limit of the whole test
     * @throws Mailbox\StoreFailed when an id was given and the store fails or has no such account (ACCOUNT_UNKNOWN)
     */
    function mailbox_test_connection(int|Mailbox\Account $account, float $seconds = 30.0): Mailbox\ConnectionReport {}

    /**
     * Parses one mail (RFC 5322, MIME) from its raw bytes. No network, no files. Never fails for what is in the mail:
     * what was odd is in `$anomalies`.
     */
    function mailbox_parse(string $raw): Mailbox\Message {}
}

namespace Mailbox {
    /** How the connection is encrypted. */
    enum Encryption: string
    {
        /** TLS from the first byte, port 993 (RFC 8314) */
        case Tls = "tls";
        /** STARTTLS on port 143, required: the login is never sent without it */
        case StartTls = "starttls";
        /** no encryption: loopback only, unless Account::$allowPlaintext */
        case None = "none";
    }

    /** What the first import of a folder brings. Afterwards every new message comes, read or not. */
    enum ImportPolicy: string
    {
        /** every message that is unread at the first run */
        case Unread = "unread";
        /** nothing that is there at the first run */
        case New = "new";
        /** every message that arrived at or after Account::$since */
        case Since = "since";
        /** everything */
        case All = "all";
    }

    /** Where accounts, folder states and messages live. Implemented by the host, in PHP, over its own database. */
    interface Store
    {
        /** The account of a staff member; null when none is configured. */
        public function account(int $staffId): ?Account;

        /** What the last commit of this folder left behind; null before the first. $folder is the UTF-8 name. */
        public function folderState(int $staffId, string $folder): ?FolderState;

        /**
         * The messages of a folder that are stored, in ascending UID order.
         *
         * @return array<int, int> flags (bits: 1 seen, 2 answered, 4 flagged, 8 deleted, 16 draft) by UID, at most $limit, UIDs above $afterUid
         */
        public function knownMessages(int $staffId, string $folder, int $generation, int $afterUid, int $limit): array;

        /**
         * Stores a batch and its state in one transaction: all of it or nothing.
         *
         * The stored state's version must equal $batch->expectedVersion (0: no row yet), else StaleState is thrown
         * and nothing is stored. A message whose identity (rawSha256) the staff member already has is not stored
         * again: its new location is linked to the message that is there. A location that is there is a success.
         *
         * @throws StaleState when another run committed first
         */
        public function commit(int $staffId, Batch $batch): void;
    }

    /** Every failure of this extension. The classes below say which kind. */
    interface Exception extends \Throwable
    {
    }

    /** What the failures have in common. */
    abstract class Failure extends \RuntimeException implements Exception
    {
        /** stable name for programs, for example "CERT_HOSTNAME" (\Exception::$code is the engine's and stays 0) */
        public readonly string $errorCode;
        /** where it happened: "dns", "tcp", "tls", "certificate", "greeting", "starttls", "auth", "folder", "search", "fetch", "blob", "store"... */
        public readonly string $stage;
        /** what to do about it, in plain words */
        public readonly string $hint;
        /** whether the same call may succeed later without anybody changing a setting */
        public readonly bool $retryable;
        /** the server's own words, at most 512 bytes, printable; not trusted */
        public readonly string $serverText;
        /** what a sync had done before it failed */
        public readonly ?SyncReport $report;

        public function __construct(string $message = "", string $errorCode = "", string $stage = "", string $hint = "", ?bool $retryable = null, ?\Throwable $previous = null) {}
    }

    /** The name is unknown, nothing listens there, or the connection broke. */
    class ConnectionFailed extends Failure {}
    /** Handshake, certificate, host name or STARTTLS. */
    class TlsFailed extends Failure {}
    /** The server does not accept the login, or the sealed password does not open. */
    class AuthenticationFailed extends Failure {}
    /** The server sent what is not IMAP. */
    class ProtocolError extends Failure {}
    /** The server said no. */
    class ServerRefused extends Failure {}
    /** A deadline passed. */
    class Timeout extends Failure {}
    /** The run was stopped on request. */
    class Cancelled extends Failure {}
    /** A limit on what a server or sender may send was met; or this machine refused memory or a thread. */
    class LimitExceeded extends Failure {}
    /** The database, the blob folder, the key file, the stored state, or a stored account that can never work. */
    class StoreFailed extends Failure {}
    /** Another run committed first; thrown by Store::commit(). */
    class StaleState extends Failure {}

    /**
     * The keys that seal passwords. Holds secrets: cannot be dumped, cloned or serialised.
     * @not-serializable
     * @strict-properties
     */
    final class KeyRing
    {
        private function __construct() {}

        /**
         * Reads a key file (docs/credentials.md has its format). It should lie outside the web root, mode 0600.
         * @throws StoreFailed SEAL_KEY
         */
        public static function load(string $path): KeyRing {}

        /**
         * Makes a key file with one new key, mode 0600, and reads it. An existing file is never overwritten.
         * @throws StoreFailed SEAL_KEY
         */
        public static function create(string $path): KeyRing {}

        /** One random key that dies with this object: to test a password that was just typed in. */
        public static function inMemory(): KeyRing {}

        /**
         * Seals a password for one person: it opens for no other staff id and no other sign-in address.
         * @param string $password not empty, without NUL, CR, LF; at most 16384 bytes
         * @throws \ValueError
         */
        public function seal(#[\SensitiveParameter] string $password, int $staffId, string $signInAddress): SealedSecret {}
    }

    /**
     * A sealed password. Nothing in PHP can open it. Cannot be dumped, cloned or serialised.
     * @not-serializable
     * @strict-properties
     */
    final class SealedSecret
    {
        private function __construct() {}

        /** From what toString() gave. Its truth is checked when it is opened, at login. */
        public static function fromString(string $sealed): SealedSecret {}

        /** Text for a database column (base64url, under 200 characters for a password of up to 63 bytes). */
        public function toString(): string {}
    }

    /**
     * One mailbox of one staff member.
     * @not-serializable
     * @strict-properties
     */
    final class Account
    {
        public readonly int $staffId;
        public readonly string $signInAddress;
        public readonly string $host;
        public readonly int $port;
        public readonly Encryption $encryption;
        /** the login name at the server */
        public readonly string $user;
        /** @var list<string> UTF-8 names */
        public readonly array $folders;
        public readonly ImportPolicy $importPolicy;
        public readonly ?\DateTimeInterface $since;
        /** folder for attachments, outside the web root */
        public readonly ?string $blobDir;
        /** PEM file of trusted CAs; null: the system's */
        public readonly ?string $caFile;
        /** lets Encryption::None go to other than loopback */
        public readonly bool $allowPlaintext;
        public readonly SealedSecret $secret;
        public readonly KeyRing $keyRing;

        /**
         * @param int|null $port null: 993 for Tls, 143 otherwise
         * @param string|null $user null: the sign-in address
         * @param string[] $folders UTF-8 names, at least one
         * @throws \ValueError for a value that can never work (line breaks, ports, empty names...)
         */
        public function __construct(
            int $staffId,
            string $signInAddress,
            string $host,
            SealedSecret $secret,
            KeyRing $keyRing,
            ?int $port = null,
            Encryption $encryption = Encryption::Tls,
            ?string $user = null,
            array $folders = ["INBOX"],
            ImportPolicy $importPolicy = ImportPolicy::Unread,
            ?\DateTimeInterface $since = null,
            ?string $blobDir = null,
            ?string $caFile = null,
            bool $allowPlaintext = false,
        ) {}
    }

    /**
     * What the core remembers of one folder: opaque bytes and the version they have in the store.
     * @strict-properties
     */
    final class FolderState
    {
        public readonly string $bytes;
        public readonly int $version;

        public function __construct(string $bytes, int $version) {}
    }

    /**
     * What one commit stores.
     * @strict-properties
     */
    final class Batch
    {
        public readonly int $staffId;
        public readonly string $folder;
        /** local counter of UIDVALIDITY events; with $folder and a UID it names a location for ever */
        public readonly int $generation;
        public readonly int $uidValidity;
        /** @var list<Message> */
        public readonly array $messages;
        /** to be stored with the messages; its version is expectedVersion + 1 */
        public readonly FolderState $state;
        public readonly int $expectedVersion;
        /** messages of this folder still to come after this batch */
        public readonly int $remaining;
        /** messages of this folder that this run has brought, this batch included */
        public readonly int $imported;

        /** @param Message[] $messages a list */
        public function __construct(int $staffId, string $folder, int $generation, int $uidValidity, array $messages, FolderState $state, int $expectedVersion, int $remaining = 0, int $imported = 0) {}
    }

    /**
     * One mail, parsed. Text is valid UTF-8; times are seconds since 1970 UTC; sizes are bytes.
     * @strict-properties
     */
    final class Message
    {
        /** null when it was not fetched from a server (mailbox_parse()) */
        public readonly ?int $uid;
        /** @var list<string> IMAP system flags, for example "\Seen" */
        public readonly array $flags;
        /** when the server received it (RFC 3501 INTERNALDATE) */
        public readonly ?int $internalDate;
        /** raw bytes */
        public readonly int $size;
        /** of the raw bytes, hex: the message's identity */
        public readonly string $rawSha256;
        /** of the headers that servers do not rewrite, hex: to find it again after a migration */
        public readonly string $headerDigest;
        /** the raw bytes lie in the blob folder under rawSha256 */
        public readonly bool $rawKept;
        public readonly ?string $messageId;
        /** @var list<string> */
        public readonly array $inReplyTo;
        /** @var list<string> */
        public readonly array $references;
        public readonly ?string $subject;
        /** @var list<Address> */
        public readonly array $from;
        /** @var list<Address> */
        public readonly array $to;
        /** @var list<Address> */
        public readonly array $cc;
        /** @var list<Address> */
        public readonly array $bcc;
        /** @var list<Address> */
        public readonly array $replyTo;
        /** from the Date header; null when missing or unreadable */
        public readonly ?int $date;
        public readonly ?string $text;
        /** as sent: sanitise it before it is shown */
        public readonly ?string $html;
        /** text or html was longer than the limit (16 MiB each) */
        public readonly bool $truncated;
        /** the raw header lines */
        public readonly string $headers;
        /** @var list<Attachment> */
        public readonly array $attachments;
        /** @var list<array{name: string, offset: int}> what was odd, by the offset of the raw byte */
        public readonly array $anomalies;
        /** a limit kept part of it from being parsed */
        public readonly bool $incomplete;

        private function __construct() {}
    }

    /** @strict-properties */
    final class Address implements \Stringable
    {
        public readonly ?string $name;
        public readonly string $address;

        public function __construct(?string $name, string $address) {}

        /** `Name <address>`, for people */
        public function __toString(): string {}
    }

    /** @strict-properties */
    final class Attachment
    {
        /** as sent; not safe as a path */
        public readonly ?string $filename;
        /** lower case, as declared */
        public readonly string $contentType;
        /** "attachment", "inline" or null */
        public readonly ?string $disposition;
        public readonly ?string $contentId;
        /** meant to be shown within the text */
        public readonly bool $inline;
        /** decoded bytes */
        public readonly int $size;
        /** of the decoded bytes, hex */
        public readonly string $sha256;
        /** below the blob folder; null for mailbox_parse() */
        public readonly ?string $path;

        private function __construct() {}

        /**
         * The decoded bytes.
         * @throws \LogicException for an imported message: its bytes are the file $path
         */
        public function content(): string {}
    }

    /** @strict-properties */
    final class SyncOptions
    {
        /** wall-clock limit of the whole call */
        public readonly float $seconds;
        /** limit of each account, from its start; 0: only $seconds */
        public readonly float $accountSeconds;
        /** accounts at once, 1 to 64 */
        public readonly int $workers;
        /** try quarantined messages now, whatever their next time */
        public readonly bool $retryQuarantined;

        /** @throws \ValueError */
        public function __construct(float $seconds = 300.0, float $accountSeconds = 0.0, int $workers = 16, bool $retryQuarantined = false) {}
    }

    /**
     * What a sync did.
     * @strict-properties
     */
    final class SyncReport implements \JsonSerializable
    {
        public readonly int $staffId;
        /** nothing is left to do now */
        public readonly bool $complete;
        /** messages in the folders, as the server counts */
        public readonly int $exists;
        /** messages that this run discovered */
        public readonly int $found;
        public readonly int $imported;
        /** left out by the import policy */
        public readonly int $skipped;
        /** set aside because they could not be read; tried again later */
        public readonly int $quarantined;
        /** discovered, but deleted on the server before they could be fetched */
        public readonly int $gone;
        /** discovered and still to come */
        public readonly int $remaining;
        public readonly int $attachments;
        public readonly int $attachmentBytes;
        /** raw bytes of the imported messages */
        public readonly int $messageBytes;
        /** IMAP bytes, inside TLS */
        public readonly int $bytesIn;
        public readonly int $bytesOut;
        public readonly int $roundTrips;
        public readonly int $commits;
        public readonly float $seconds;
        /** mailbox_sync_many(): why this account failed; null when it did not */
        public readonly ?Exception $error;

        private function __construct() {}

        /** @return array<string, mixed> by property name; the error as errorCode, stage, message, hint, retryable */
        public function toArray(): array {}

        public function jsonSerialize(): array {}
    }

    /** @strict-properties */
    final class ConnectionStage implements \JsonSerializable
    {
        /** "dns", "tcp", "tls", "certificate", "greeting", "auth", "folder", "counts" */
        public readonly string $name;
        /** "ok", "failed" or "skipped" */
        public readonly string $status;
        public readonly int $milliseconds;
        /** failed: for example "CERT_HOSTNAME" */
        public readonly ?string $errorCode;
        public readonly ?string $message;
        public readonly ?string $hint;
        /** @var array<string, string> what was found; not trusted: escape it */
        public readonly array $data;

        private function __construct() {}

        /** @return array<string, mixed> */
        public function toArray(): array {}

        public function jsonSerialize(): array {}
    }

    /** @strict-properties */
    final class ConnectionReport implements \JsonSerializable, \Stringable
    {
        public readonly bool $ok;
        /** @var list<ConnectionStage> in order; all eight, whatever happened */
        public readonly array $stages;
        public readonly float $seconds;

        private function __construct() {}

        /** The stage that failed, or null. */
        public function failed(): ?ConnectionStage {}

        /** @return array<string, mixed> */
        public function toArray(): array {}

        public function jsonSerialize(): array {}

        /** One line a stage, for a terminal. */
        public function __toString(): string {}
    }
}
