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
     * Tries the way that an import goes - name, connection, encryption, certificate, greeting, login, folder, one message -
     * and reports each stage. Changes nothing on the server. What the server does is in the report, never an exception.
     *
     * Also says how many messages the first import would bring, of about what size and in about what time. Of a large folder
     * it asks the sizes of some messages only, and it reads at most a MiB or for about three seconds to measure the speed.
     * After a good login a stored secret is bound to the server: see SecretStore.
     *
     * @param int|Mailbox\Account $account a staff id (asked from the store) or an account as it would be stored; its first folder
     * @param float $seconds time limit of the whole test
     * @param bool $transcript keeps what was said, for people who help others: ConnectionReport::$transcript
     * @param callable|null $onStage is called with each stage when it is over, in the order
     *     of the report; what it throws ends the test and comes out
     * @throws Mailbox\StoreFailed when an id was given and the store fails or has no such account (ACCOUNT_UNKNOWN)
     * @throws \Error when the account logs in with access tokens and no store is set
     */
    function mailbox_test_connection(int|Mailbox\Account $account, float $seconds = 30.0, bool $transcript = false, ?callable $onStage = null): Mailbox\ConnectionReport {}

    /**
     * Parses one mail (RFC 5322, RFC 2045-2049) from its raw bytes. No network, no files. Never fails for what is in the
     * mail: what was odd is in `$anomalies`, what was over a limit sets `$incomplete`.
     *
     * The message keeps a reference to $raw, not a copy. Attachments are located, not decoded: Part::content(), stream(),
     * saveTo(), size() and sha256() do that when they are called.
     *
     * @throws Mailbox\LimitExceeded MEMORY: the machine has none left
     */
    function mailbox_parse(string $raw): Mailbox\Message {}

    /**
     * Parses one mail from a file, read in pieces of 64 KiB: memory does not grow with its attachments.
     *
     * The result is that of `mailbox_parse(file_get_contents($path))`. The file is not kept open; what is asked of a part
     * later is read from it then, so it must stay as it is and where it is: else FileFailed with FILE_READ or FILE_CHANGED
     * (told by device, inode, size and time of change).
     *
     * @param string $path a plain file: no URL, no php:// or phar:// stream, no pipe. open_basedir is respected.
     * @throws \ValueError when $path is empty or names another kind of stream
     * @throws Mailbox\FileFailed FILE_READ: not there, a folder, not readable, not allowed, or of size 0 with a content as
     *     the kernel's own files are; FILE_CHANGED: while it was read
     */
    function mailbox_parse_file(string $path): Mailbox\Message {}
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
         * and nothing is stored. A message whose identity (rawSha256()) the staff member already has is not stored
         * again: its new location is linked to the message that is there. A location that is there is a success.
         *
         * @throws StaleState when another run committed first
         */
        public function commit(int $staffId, Batch $batch): void;
    }

    /** A store that also keeps sealed passwords. The extension never keeps one; what was sealed anew comes here. */
    interface SecretStore extends Store
    {
        /**
         * Puts $new in the place of $old where that is still what is stored for this person, in one statement:
         * `UPDATE ... SET sealed = $new WHERE staff_id = $staffId AND sealed = $old`. Else it does nothing: a password that
         * was entered in between stays.
         *
         * Called once a server has taken the password for the first time. $new opens for that server alone; while $old is
         * stored, the password still goes to whatever server the account names. What is thrown here ends the account's
         * run as StoreFailed; mail that was committed stays.
         */
        public function replaceSecret(int $staffId, SealedSecret $old, SealedSecret $new): void;
    }

    /** A store with accounts that log in with access tokens (RFC 6750), those whose Account::$secret is null. */
    interface TokenStore extends Store
    {
        /**
         * An access token for the account's server, from the provider or kept from last time. Asked for at each login,
         * on the calling thread; other accounts' logins wait for the answer, so a request to the provider needs a short time limit.
         *
         * @param bool $refresh the token of a moment ago was refused as expired: get a new one. At most once a login
         * @return string visible ASCII characters, at most 16384. Give it away: a copy that PHP keeps cannot be wiped
         * @throws AuthenticationFailed the person has to sign in with the provider again: the run ends with AUTH_TOKEN_EXPIRED.
         *     Whatever else is thrown ends it with ACCESS_TOKEN, which may go better later. No token belongs into a message
         */
        public function accessToken(int $staffId, bool $refresh): string;
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
        /** seconds that the server wants to be left alone, at most 3600; null: it named no time */
        public readonly ?int $retryAfter;
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
    /** A mail file cannot be read or is not what was parsed (FILE_READ, FILE_CHANGED), or a file cannot be written (FILE_WRITE). */
    class FileFailed extends Failure {}

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

        /**
         * Puts a new key in front of those in the file, and reads it. The older ones still open, so what they sealed can be
         * sealed anew in any number of steps (Account::renewSecret()); then they may be taken out of the file.
         * @throws StoreFailed SEAL_KEY
         */
        public static function rotate(string $path): KeyRing {}

        /** One random key that dies with this object: to test a password that was just typed in. */
        public static function inMemory(): KeyRing {}

        /**
         * The same keys for one site: what this ring seals opens for this site id alone, and with the application's own key,
         * which lies elsewhere - neither that nor the key file alone opens anything then.
         *
         * @param string $site random, made once when the application is installed; 1 to 255 bytes
         * @param string[] $applicationKeys newest first, at most 8; the former ones still open. []: the key file alone
         * @throws \ValueError
         */
        public function forSite(string $site, #[\SensitiveParameter] array $applicationKeys = []): KeyRing {}

        /**
         * Seals a password for one person: it opens for no other staff id, sign-in address and epoch.
         * @param string $password not empty, without NUL, CR, LF; at most 16384 bytes
         * @param int $epoch Account::$epoch
         * @throws \ValueError
         */
        public function seal(#[\SensitiveParameter] string $password, int $staffId, string $signInAddress, int $epoch = 0): SealedSecret {}

        /**
         * Seals a password as an older program has stored it: in clear, or by CodeIgniter 3's Encryption library. What comes
         * back was opened once more, so the old value may be overwritten with it.
         *
         * @param string $applicationKey what CodeIgniter encrypted with
         * @return SealedSecret|null null: $stored is a sealed secret's text already
         * @throws AuthenticationFailed AUTH_SEAL: encrypted, but not with this key. It is not taken for a password in clear
         * @throws \ValueError for what no password can be
         */
        public function sealLegacy(#[\SensitiveParameter] string $stored, int $staffId, string $signInAddress, #[\SensitiveParameter] string $applicationKey = "", int $epoch = 0): ?SealedSecret {}

        /** The id of the key that seals, 8 hex digits. */
        public function keyId(): string {}
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

        /** The id of the key that it was sealed with, as it stands in the key file; null: this is no sealed secret. Opens nothing. */
        public function keyId(): ?string {}
    }

    /**
     * How mail servers are reached and whom they are believed to be: what administrators decide, for any number of accounts.
     * Checked when it is made. php.ini may narrow it (docs/configuration.md). Holds a proxy's password, which nothing shows:
     * cannot be cloned or serialised.
     * @not-serializable
     * @strict-properties
     */
    final class Transport
    {
        /** PEM file of trusted CAs; null: that of php.ini, else the system's. Account::$caFile goes before it */
        public readonly ?string $caFile;
        /** @var list<string> SHA-256 of keys that the server's certificate may have, in hex, base64 or as "sha256//<base64>"; []: any */
        public readonly array $pins;
        /** a pinned key's issuer need not be known; name and dates are checked all the same */
        public readonly bool $pinReplacesCa;
        /** @var list<string>|null private networks in which mail servers may stand: "192.168.1.0/24", "fd00::/8"; []: none; null: all */
        public readonly ?array $privateNetworks;
        /** @var list<int|string>|null ports that may be connected to: 993, "1143-1150"; null: all */
        public readonly ?array $ports;
        /** "socks5://host:port" (RFC 1928) or "http://host:port" (CONNECT); null: that of php.ini, else none. Where php.ini bounds ports or networks, only a proxy of php.ini */
        public readonly ?string $proxy;
        public readonly ?string $proxyUser;

        /**
         * @param string[] $pins
         * @param string[]|null $privateNetworks
         * @param int[]|string[]|null $ports
         * @param string|null $proxyPassword at most 255 bytes, like the user name; kept in memory of the extension alone
         * @throws \ValueError for a value that can never work; its message names the value
         * @throws StoreFailed INPUT_VALUE: a setting of mailbox in php.ini cannot be read
         */
        public function __construct(
            ?string $caFile = null,
            array $pins = [],
            bool $pinReplacesCa = false,
            ?array $privateNetworks = null,
            ?array $ports = null,
            #[\SensitiveParameter] ?string $proxy = null,
            ?string $proxyUser = null,
            #[\SensitiveParameter] ?string $proxyPassword = null,
        ) {}
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
        /** PEM file of trusted CAs; null: the transport's, else the system's */
        public readonly ?string $caFile;
        /** lets Encryption::None go to other than loopback */
        public readonly bool $allowPlaintext;
        /** null: logs in with access tokens of the store (TokenStore) */
        public readonly ?SealedSecret $secret;
        public readonly ?KeyRing $keyRing;
        /** counts up when somebody else resets this person's sign-in: what was sealed before does not open any more */
        public readonly int $epoch;
        /** asks the server for COMPRESS=DEFLATE (RFC 4978) after the login; one that does not offer it is used without */
        public readonly bool $compress;
        /** null: what php.ini says */
        public readonly ?Transport $transport;

        /**
         * @param SealedSecret|null $secret null together with $keyRing: access tokens instead of a password
         * @param int|null $port null: 993 for Tls, 143 otherwise
         * @param string|null $user null: the sign-in address
         * @param string[] $folders UTF-8 names, at least one
         * @throws \ValueError for a value that can never work (line breaks, ports, empty names...)
         */
        public function __construct(
            int $staffId,
            string $signInAddress,
            string $host,
            ?SealedSecret $secret,
            ?KeyRing $keyRing,
            ?int $port = null,
            Encryption $encryption = Encryption::Tls,
            ?string $user = null,
            array $folders = ["INBOX"],
            ImportPolicy $importPolicy = ImportPolicy::Unread,
            ?\DateTimeInterface $since = null,
            ?string $blobDir = null,
            ?string $caFile = null,
            bool $allowPlaintext = false,
            int $epoch = 0,
            bool $compress = false,
            ?Transport $transport = null,
        ) {}

        /**
         * $secret for this account's server alone, as the first login makes it (SecretStore). For people who name their
         * server themselves, together with the password. With Encryption::None it stays bound to a connection without.
         *
         * @return SealedSecret|null null: it is bound already, or there are access tokens
         * @throws AuthenticationFailed AUTH_SEAL; SEAL_HOST: it is bound to another server
         */
        public function bindSecret(): ?SealedSecret {}

        /**
         * $secret sealed anew with the newest keys of $keyRing, bound as it was. To be stored where the old one still stands.
         *
         * @return SealedSecret|null null: nothing to do, or there are access tokens
         * @throws AuthenticationFailed AUTH_SEAL; SEAL_HOST: it is bound to another server
         */
        public function renewSecret(): ?SealedSecret {}
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
     * One mail, parsed. Text is valid UTF-8; times are seconds since 1970 UTC; sizes and offsets are bytes, offsets into
     * the raw message. What is a property was found while parsing; what is a method is worked out when it is called.
     * Methods that need no bytes of the raw message work on imported messages too. A clone shares the raw bytes. $headers
     * and Header::$raw are bytes as sent: where they are not UTF-8, json_encode() fails.
     * @not-serializable
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
        /** EMAILID (RFC 8474), or Gmail's X-GM-MSGID in decimal: stays when the message moves. null where the server has none */
        public readonly ?string $emailId;
        /** THREADID (RFC 8474), or Gmail's X-GM-THRID in decimal */
        public readonly ?string $threadId;
        /** @var list<string> Gmail's, as its users read them; "\Inbox" and the like are its own. 16 KiB at most, whole ones only */
        public readonly array $labels;
        /** raw bytes */
        public readonly int $size;
        /** the raw bytes lie in the blob folder under rawSha256() */
        public readonly bool $rawKept;
        /** without < and >; white space inside removed (RFC 5322 section 3.6.4) */
        public readonly ?string $messageId;
        /** @var list<string> without < and >; words between ids are passed over */
        public readonly array $inReplyTo;
        /** @var list<string> the same, at most 1000 */
        public readonly array $references;
        /** decoded (RFC 2047), unfolded; null when missing or empty */
        public readonly ?string $subject;
        /** @var list<Address> all headers of that name, groups flattened; 4096 addresses in the whole message */
        public readonly array $from;
        /** @var list<Address> */
        public readonly array $to;
        /** @var list<Address> */
        public readonly array $cc;
        /** @var list<Address> */
        public readonly array $bcc;
        /** @var list<Address> */
        public readonly array $replyTo;
        /** from the Date header (RFC 5322 section 3.3 and 4.3); null when missing or unreadable */
        public readonly ?int $date;
        /** all text/plain bodies joined with a line break, LF line ends; null when there is none. format=flowed is as sent */
        public readonly ?string $text;
        /** all text/html bodies likewise, as sent: sanitise it before it is shown */
        public readonly ?string $html;
        /** text or html was longer than the limit (4 MiB each) */
        public readonly bool $truncated;
        /** the raw header lines as sent, at most 1 MiB */
        public readonly string $headers;
        /** @var list<Attachment> every leaf that is not body text, in document order (attached messages are not opened) */
        public readonly array $attachments;
        /** @var list<array{name: string, offset: int}> what was odd, at most 100; docs/anomalies.md has the names */
        public readonly array $anomalies;
        /** part of it was not parsed: over a limit, no boundary, text in place of a header (docs/anomalies.md: loss) */
        public readonly bool $incomplete;
        /** how it came about without a person (RFC 3834 section 5): "auto-generated", "auto-replied"...; null when absent or "no" */
        public readonly ?string $autoSubmitted;
        /** of the mailing list, without < and > (RFC 2919) */
        public readonly ?string $listId;
        /** @var list<string> http, https and mailto URIs (RFC 2369), in order; not trusted */
        public readonly array $listUnsubscribe;
        /** a POST of "List-Unsubscribe=One-Click" to the first https URI unsubscribes (RFC 8058) */
        public readonly bool $oneClickUnsubscribe;
        /** went to many: a list, Precedence, or what mass mailers put into the header */
        public readonly bool $bulk;
        /** a machine's answer to a mail, such as an absence note */
        public readonly bool $autoReply;
        /** the sender wants no automatic answer (X-Auto-Response-Suppress) */
        public readonly bool $noAutoReply;
        /** a null return path (RFC 5321 section 4.5.5) or a delivery report (RFC 3464): never answer it automatically */
        public readonly bool $bounce;
        /** of multipart/report (RFC 6522): "delivery-status", "disposition-notification"...; null for any other mail */
        public readonly ?string $reportType;

        private function __construct() {}

        /**
         * This message as a server has it. For tests of a store: the extension makes such messages itself.
         * @param string[] $flags IMAP names
         */
        public function located(int $uid, array $flags = [], ?int $internalDate = null): Message {}

        /**
         * SHA-256 of the raw bytes, hex: the message's identity. Worked out once; known at once for an imported message.
         * @throws FileFailed when it was parsed from a file that is gone or changed
         */
        public function rawSha256(): string {}

        /** SHA-256 of the headers that servers do not rewrite, hex: to find the message again after a migration. */
        public function headerDigest(): string {}

        /**
         * What there is to read: $text (paragraphs joined where it is format=flowed, RFC 3676), else (it is missing or blank) text
         * made from $html, else "". LF line ends, at most 4 MiB.
         * From HTML: blocks on lines of their own, quotes with "> ", lists with "- ", links with their address behind them; not
         * what is hidden. It is text: escape it before it goes into a page.
         */
        public function plainText(): string {}

        /**
         * plainText() without quoted history and signatures: what this person wrote now, and forwarded messages, which the
         * reader has not seen. Found by lines (">" quotes, "On ... wrote:" and "Original Message" of many languages and mail programs);
         * in doubt a line is kept.
         */
        public function replyText(): string {}

        /** The quoted history of plainText(), with the lines that introduce it; "" when there is none. */
        public function quotedText(): string {}

        /** The signature of plainText(), without the "-- " line (RFC 3676 section 4.3); "" when there is none. */
        public function signatureText(): string {}

        /**
         * The beginning of what was written, on one line, for a list of messages: of the reply, else of a forwarded message, else of
         * the quote. Without rulers, long links and characters of no width; no ellipsis is added.
         * @param int $characters at most so many code points, 1 to 10000
         * @throws \ValueError
         */
        public function snippet(int $characters = 200): string {}

        /** The subject without "Re:", "AW:", "Fwd:", "[list]" and the like (RFC 5256 section 2.1, and other languages); "" when there is none. */
        public function baseSubject(): string {}

        /** The subject has a reply's prefix, or In-Reply-To names a message. */
        public function isReply(): bool {}

        /** The subject has a forwarded message's prefix, "(fwd)" or "[Fwd: ...]" (RFC 5256 section 2.1). */
        public function isForward(): bool {}

        /**
         * The messages before this one in its thread, oldest first: References, and at the end the first id of In-Reply-To unless it
         * is among them (RFC 5322 section 3.6.4). No id twice.
         * @return list<string> without < and >
         */
        public function threadIds(): array {}

        /**
         * Files that stand uuencoded within $text ("begin 644 name" ... "end"), as mail had them before MIME. They stay in $text.
         * @return list<array{filename: string, content: string}> the name as sent: not safe as a path
         */
        public function uuencodedFiles(): array {}

        /**
         * What became of a mail, when this one is a server's report on it ($reportType "delivery-status").
         * @return list<DeliveryStatus> one for each recipient in the first MiB of the report, at most 100; empty for any other mail
         * @throws \LogicException for an imported report: give DeliveryStatus::parse() the file of its message/delivery-status attachment
         * @throws FileFailed
         */
        public function deliveryStatus(): array {}

        /** @return list<Header> every header field in the order of the message */
        public function headerList(): array {}

        /**
         * The first header field of that name, decoded and unfolded: null when there is none, "" when it is empty.
         * @param string $name in any case, without the colon
         */
        public function header(string $name): ?string {}

        /** @return list<Part> all parts in document order; the first is the message itself. Those that are attachments are the objects of $attachments */
        public function parts(): array {}

        /** @return array<string, Attachment> by Content-ID, for cid: links (RFC 2392); the first one counts. PHP makes int keys of digits */
        public function contentIds(): array {}
    }

    /**
     * One header field.
     * @strict-properties
     */
    final class Header
    {
        /** as sent */
        public readonly string $name;
        /** decoded (RFC 2047), unfolded, valid UTF-8, without control characters */
        public readonly string $value;
        /** the bytes as sent, name and folds included, without the last line end */
        public readonly string $raw;
        /** of the first byte, in the raw message */
        public readonly int $offset;

        private function __construct() {}
    }

    /**
     * What a mail server reports of one recipient (RFC 3464 section 2.3). Everything is the server's word: not trusted. Addresses and
     * names are without their type ("rfc822;", "dns;"), at most 1000 bytes.
     * @strict-properties
     */
    final class DeliveryStatus
    {
        /** Final-Recipient: the address that was tried */
        public readonly ?string $recipient;
        /** Original-Recipient: as the sender gave it, where forwarding changed it */
        public readonly ?string $originalRecipient;
        /** lower case: "failed", "delayed", "delivered", "relayed" or "expanded" */
        public readonly ?string $action;
        /** RFC 3463: "5.1.1"; 4.x.x may come right yet, 5.x.x will not */
        public readonly ?string $status;
        /** the words of the server that refused it, at most 2000 bytes */
        public readonly ?string $diagnostic;
        /** the server that was spoken to */
        public readonly ?string $remoteMta;
        /** the server that reports */
        public readonly ?string $reportingMta;

        private function __construct() {}

        /**
         * Reads the content of a message/delivery-status part.
         * @return list<DeliveryStatus> empty for anything else
         */
        public static function parse(string $content): array {}
    }

    /** @strict-properties */
    final class Address implements \Stringable
    {
        public readonly ?string $name;
        /** addr-spec (RFC 5322 section 3.4.1) without < and >; not decoded, not checked */
        public readonly string $address;

        public function __construct(?string $name, string $address) {}

        /** `Name <address>`, for people */
        public function __toString(): string {}
    }

    /**
     * One node of a message's MIME tree (RFC 2045). Offsets are bytes of the raw message; nothing is decoded before it
     * is asked for. For imported messages the structure is here and the bytes are in the blob folder: what needs bytes
     * throws LogicException. Everything that reads throws FileFailed when the parsed file is gone or changed.
     * @not-serializable
     * @strict-properties
     */
    class Part
    {
        /** place in Message::parts() */
        public readonly int $index;
        /** index of the multipart around it; null for the first */
        public readonly ?int $parent;
        /** 0 for the first, at most 100 */
        public readonly int $depth;
        /** "multipart", "text", "html" (the two are the body) or "attachment" */
        public readonly string $role;
        /** lower case, without parameters, as declared or the default of RFC 2045 section 5.2 */
        public readonly string $contentType;
        /** the label as sent; text only */
        public readonly ?string $charset;
        /** "attachment", "inline" or null (RFC 2183) */
        public readonly ?string $disposition;
        /** decoded (RFC 2231, RFC 2047), as sent: not safe as a path. At most 1024 bytes */
        public readonly ?string $filename;
        /** without < and > */
        public readonly ?string $contentId;
        /** "identity" (7bit, 8bit, binary, unknown), "base64", "quoted-printable" or "x-uuencode" */
        public readonly string $encoding;
        /** where the part begins: the first byte of its header */
        public readonly int $headerOffset;
        /** the first byte of its body */
        public readonly int $bodyOffset;
        /** behind its last byte; the line break before a boundary belongs to the boundary (RFC 2046 section 5.1.1) */
        public readonly int $endOffset;

        private function __construct() {}

        /**
         * The part as sent, header and body, byte for byte: what a signature is made over (RFC 1847).
         * @throws \LogicException for an imported message
         * @throws FileFailed
         */
        public function raw(): string {}

        /**
         * The fields of the part's own header in their order, as Message::headerList() has those of the message: what no property says,
         * such as Content-Description, Content-Location or the method of a calendar part. Of the first MiB.
         * @return list<Header>
         * @throws \LogicException for an imported message
         * @throws FileFailed
         */
        public function headerList(): array {}

        /**
         * The first field of that name in the part's own header, decoded and unfolded: null when there is none, "" when it is empty.
         * @param string $name in any case, without the colon
         * @throws \LogicException for an imported message
         * @throws FileFailed
         */
        public function header(string $name): ?string {}

        /**
         * The body with its transfer encoding taken off. No charset is converted. A multipart's is its body as sent.
         * @throws \LogicException for an imported message: an attachment's bytes are the file $path
         * @throws FileFailed
         */
        public function content(): string {}

        /**
         * The content of a text part as valid UTF-8: charset converted, LF line ends, no byte order mark.
         * @throws \LogicException when $contentType is not text, or for an imported message
         * @throws LimitExceeded LIMIT_BUFFER: more than 4 MiB
         * @throws FileFailed
         */
        public function text(): string {}

        /**
         * The content as a stream that decodes while it is read: a few KiB of memory whatever the size. Each call gives a new
         * one. It can be read forward only; fseek() backwards and fwrite() fail. When the file fails while it is read, a warning.
         * @return resource
         * @throws \LogicException for an imported message
         * @throws FileFailed
         */
        public function stream() {}

        /**
         * Writes the content to a plain file, decoding in pieces. It is written beside its place under another name and moved
         * there when it is complete: a file that is there is replaced by one of its mode, or left as it was; a link is followed.
         * Never use $filename as a path.
         * @return int bytes written
         * @throws \ValueError when $path is empty or no plain file
         * @throws \LogicException for an imported message
         * @throws FileFailed
         */
        public function saveTo(string $path): int {}

        /**
         * Bytes of the content. Found by decoding it, once; known at once for attachments of an imported message.
         * @throws \LogicException for another part of an imported message
         * @throws FileFailed
         */
        public function size(): int {}

        /**
         * SHA-256 of the content, hex. Found with size().
         * @throws \LogicException for another part of an imported message
         * @throws FileFailed
         */
        public function sha256(): string {}

        /**
         * What is wrong with the transfer encoding: "encoding_bad_data", "encoding_cut". Found with size(); that of body texts is
         * in Message::$anomalies too, that of attachments only here, because they are not decoded while parsing.
         * @return list<array{name: string, offset: int}>
         * @throws \LogicException for an imported message: it is in Message::$anomalies
         * @throws FileFailed
         */
        public function anomalies(): array {}

        /**
         * An attached message, parsed. Each call parses it anew. How deep to go is the caller's decision.
         * @throws \LogicException when $contentType is not message/rfc822, message/global or message/news, or for an imported message
         * @throws FileFailed
         */
        public function message(): Message {}
    }

    /**
     * A leaf that is not body text.
     * @not-serializable
     * @strict-properties
     */
    final class Attachment extends Part
    {
        /** meant to be shown within the text: disposition inline, or none and a Content-ID below multipart/related. A hint */
        public readonly bool $inline;
        /** below the blob folder; null for mailbox_parse() */
        public readonly ?string $path;
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
        /** IMAP bytes, inside TLS and compression */
        public readonly int $bytesIn;
        public readonly int $bytesOut;
        /** bytes of TCP, with TLS around them and as short as compression made them */
        public readonly int $wireBytesIn;
        public readonly int $wireBytesOut;
        public readonly int $roundTrips;
        public readonly int $commits;
        public readonly float $seconds;
        /** seconds that the server wants to be left alone, at most 3600: no sync of this account should begin before; null: it named no time */
        public readonly ?int $retryAfter;
        /** mailbox_sync_many(): why this account failed; null when it did not */
        public readonly ?Exception $error;
        /** to be stored instead of the account's secret, which the server has taken for the first time; null: nothing to do, or a SecretStore has it */
        public readonly ?SealedSecret $boundSecret;

        private function __construct() {}

        /** @return array<string, mixed> by property name, without $boundSecret; the error as errorCode, stage, message, hint, retryable, retryAfter */
        public function toArray(): array {}

        public function jsonSerialize(): array {}
    }

    /** @strict-properties */
    final class ConnectionStage implements \JsonSerializable, \Stringable
    {
        /**
         * "input", "dns", "tcp", "tls", "certificate", "greeting", "starttls", "capability", "auth", "identify", "strategy",
         * "list", "folder", "counts", "sample", "throughput", "logout"
         */
        public readonly string $name;
        /** "ok"; "warning": no import fails for it; "failed"; "skipped": a stage before it failed, or there is nothing to look at */
        public readonly string $status;
        public readonly int $milliseconds;
        /** failed, warning: for example "CERT_HOSTNAME" */
        public readonly ?string $errorCode;
        /** failed, warning, skipped: why, in a sentence */
        public readonly ?string $message;
        /** failed, warning: what to do about it, in plain words */
        public readonly ?string $hint;
        /** @var array<string, string|int> what was found; not trusted: escape it */
        public readonly array $data;

        private function __construct() {}

        /** @return array<string, mixed> */
        public function toArray(): array {}

        public function jsonSerialize(): array {}

        /** Its line of the report's table. */
        public function __toString(): string {}
    }

    /** @strict-properties */
    final class ConnectionReport implements \JsonSerializable, \Stringable
    {
        public readonly bool $ok;
        /**
         * @var list<ConnectionStage> in the order in which they are walked, which depends on Account::$encryption alone; all
         *     of them, whatever happened. Tls: ... tcp, tls, certificate, greeting, capability ...; StartTls: ... tcp, greeting,
         *     starttls, tls, certificate, capability ...; None: ... tcp, greeting, capability ...
         */
        public readonly array $stages;
        public readonly float $seconds;
        /**
         * @var list<string> "   0.123 S: * OK ready": seconds since the beginning, C or S, what was said, escaped to printable
         *     UTF-8. Nothing of a login but command, mechanism and status; no greeting that is not IMAP's; no mail; lines that
         *     repeat a piece of the password are withheld. [] unless it was asked for
         */
        public readonly array $transcript;
        /** as SyncReport::$boundSecret; a SecretStore has it only if a staff id was tested */
        public readonly ?SealedSecret $boundSecret;

        private function __construct() {}

        /** The stage that failed, or null. */
        public function failed(): ?ConnectionStage {}

        /** The stage of that name; null: it is none of this way of encryption. */
        public function stage(string $name): ?ConnectionStage {}

        /** @return array<string, mixed> without $boundSecret */
        public function toArray(): array {}

        public function jsonSerialize(): array {}

        /** A table for a terminal, a line for each stage; below it what is wrong and what to do. */
        public function __toString(): string {}
    }
}
