<?php

declare(strict_types=1);

namespace Mailbox\Perfex;

use Mailbox\KeyRing;
use Mailbox\StoreFailed;

defined('BASEPATH') or exit('No direct script access allowed');

/** The private folder: the key file that seals passwords, and the attachments. Never below the web root. */
final class Vault
{
    private static ?KeyRing $ring = null;

    public function __construct(public readonly string $folder)
    {
    }

    /** Where the settings say: the constant MAILBOX_DATA_DIR, the option, else beside the CRM's folder. */
    public static function configured(): self
    {
        $folder = defined('MAILBOX_DATA_DIR') ? (string) constant('MAILBOX_DATA_DIR') : trim((string) get_option('mailbox_data_dir'));

        return new self(rtrim($folder, '/') ?: dirname(rtrim(FCPATH, '/')) . '/mailbox-' . basename(rtrim(FCPATH, '/')));
    }

    public function blobs(): string
    {
        return $this->folder . '/blobs';
    }

    public function keyFile(): string
    {
        return $this->folder . '/mailbox.key';
    }

    /** What keeps it from being used, in words for the admin; null: nothing. Makes the folders that are missing. */
    public function problem(): ?string
    {
        if (!str_starts_with($this->folder, '/')) {
            return "The private folder \"{$this->folder}\" must be a path from the root.";
        }
        foreach ([FCPATH, $_SERVER['DOCUMENT_ROOT'] ?? ''] as $root) {
            if ($root !== '' && $this->isBelow($root)) {
                return "The private folder {$this->folder} lies below the web root, where everybody may read it. Set MAILBOX_DATA_DIR in application/config/app-config.php to a folder outside.";
            }
        }
        foreach ([$this->folder, $this->blobs()] as $folder) {
            if (!is_dir($folder) && !@mkdir($folder, 0700, true) && !is_dir($folder)) {
                return "The folder $folder cannot be made. Make it and give it to the web server's user, or set MAILBOX_DATA_DIR in application/config/app-config.php to one that exists.";
            }
            if (!is_writable($folder)) {
                return "The folder $folder is not writable for the web server's user.";
            }
        }

        return null;
    }

    /** The key ring; made when there is none yet. */
    public function ringOrNew(): KeyRing
    {
        if (trim((string) get_option('mailbox_site_id')) === '') {
            update_option('mailbox_site_id', bin2hex(random_bytes(16)));
        }

        return is_file($this->keyFile()) ? $this->ring() : self::$ring = self::forThisSite(KeyRing::create($this->keyFile()));
    }

    /** The key ring; a missing file is an error here: what was sealed with it would be lost in silence. */
    public function ring(): KeyRing
    {
        return self::$ring ??= self::forThisSite(KeyRing::load($this->keyFile()));
    }

    /** A new key in front of the others; what is sealed with those stays readable until it is renewed. */
    public function rotate(): KeyRing
    {
        return self::$ring = self::forThisSite(KeyRing::rotate($this->keyFile()));
    }

    /** What this application encrypts with. It lies in a PHP file beside the database's password, the key file does not. */
    public static function applicationKey(): string
    {
        return defined('APP_ENC_KEY') ? (string) constant('APP_ENC_KEY') : '';
    }

    /** Neither the key file nor the application's key alone opens anything; a copy of both for another site does not either. */
    private static function forThisSite(KeyRing $ring): KeyRing
    {
        $site = trim((string) get_option('mailbox_site_id'));
        if ($site === '' || self::applicationKey() === '') {
            throw new StoreFailed(
                $site === '' ? 'The option mailbox_site_id is missing.' : 'APP_ENC_KEY is missing in application/config/app-config.php.',
                'SEAL_KEY', 'input', 'Restore it, or enter the passwords again.', false,
            );
        }
        // A changed APP_ENC_KEY: the former ones still open what was sealed with them.
        $former = defined('MAILBOX_FORMER_ENC_KEYS') ? array_values(array_filter(array_map(strval(...), (array) constant('MAILBOX_FORMER_ENC_KEYS')), static fn (string $key): bool => $key !== '')) : [];

        return $ring->forSite($site, [self::applicationKey(), ...$former]);
    }

    /** Removes what the module has put there, and nothing else. */
    public function destroy(): void
    {
        @unlink($this->keyFile());
        foreach ([...(glob($this->blobs() . '/[0-9a-f][0-9a-f]', GLOB_ONLYDIR) ?: []), $this->blobs() . '/tmp'] as $folder) {
            array_map('unlink', array_filter(glob("$folder/*") ?: [], 'is_file'));
            @rmdir($folder);
        }
        @rmdir($this->blobs());
        @rmdir($this->folder);
        self::$ring = null;
    }

    private function isBelow(string $root): bool
    {
        // The folder may not exist yet: the nearest one above that does decides.
        $path = $this->folder;
        while (($real = realpath($path)) === false && dirname($path) !== $path) {
            $path = dirname($path);
        }
        $path = rtrim((string) $real, '/') . substr($this->folder, strlen($path)) . '/';
        $root = rtrim(realpath($root) ?: $root, '/') . '/';

        return $root !== '/' && str_starts_with($path, $root);
    }
}
