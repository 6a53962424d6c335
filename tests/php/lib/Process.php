<?php

declare(strict_types=1);

namespace Test;

/** PHP in another process, with the extension that this one has. */
final class Process
{
    /** @var resource */
    private $handle;
    /** @var array<int, resource> */
    private array $pipes = [];

    /**
     * @param list<string> $arguments script and its arguments
     * @param array<string, string> $env added to this process's
     * @param bool $plain without the switches that this PHP was started with
     */
    public function __construct(array $arguments, array $env = [], bool $plain = false, string $input = '')
    {
        $this->handle = proc_open([PHP_BINARY, ...($plain ? [] : self::switches()), ...$arguments], [['pipe', 'r'], ['pipe', 'w'], ['pipe', 'w']], $this->pipes, null, $env + getenv());
        fwrite($this->pipes[0], $input);
        fclose($this->pipes[0]);
    }

    /** @return array{int, string, string} exit code, output, errors */
    public function wait(): array
    {
        // Few bytes on both: reading them one after the other cannot block.
        $out = (string) stream_get_contents($this->pipes[1]);
        $err = (string) stream_get_contents($this->pipes[2]);

        return [proc_close($this->handle), $out, $err];
    }

    /** @return array{int, string, string} */
    public static function run(array $arguments, array $env = [], bool $plain = false, string $input = ''): array
    {
        return (new self($arguments, $env, $plain, $input))->wait();
    }

    /** The -d switches of this process (how an extension that is not installed is loaded), or MAILBOX_TEST_PHP_ARGS. */
    private static function switches(): array
    {
        $given = getenv('MAILBOX_TEST_PHP_ARGS');
        if ($given !== false) {
            return preg_split('/\s+/', trim($given), -1, PREG_SPLIT_NO_EMPTY);
        }
        $words = explode("\0", rtrim((string) @file_get_contents('/proc/self/cmdline'), "\0"));
        $switches = [];
        for ($i = 1; $i < count($words) && str_starts_with($words[$i], '-'); $i++) {
            if ($words[$i] === '-d') {
                array_push($switches, '-d', $words[++$i]);
            } elseif (str_starts_with($words[$i], '-d') || $words[$i] === '-n') {
                $switches[] = $words[$i];
            }
        }

        return $switches;
    }
}
