<?php
/* A mailbox without mail on 127.0.0.1, in a process of its own: enough of IMAP to log in and to find nothing. Where it runs
 * by itself it is that server; a test includes it for Imap. */
final class Imap
{
    public readonly int $port;
    /** @var resource */
    private $process;
    private array $pipes = [];

    /** @param array{passwords?: list<string>, tokens?: list<string>, expired?: list<string>, folder?: bool} $knows */
    public function __construct(array $knows = ['passwords' => ['a password']])
    {
        $this->process = proc_open([PHP_BINARY, '-n', __FILE__, json_encode($knows)], [['pipe', 'r'], ['pipe', 'w'], STDERR], $this->pipes);
        $this->port = (int) fgets($this->pipes[1]);
    }

    /** What was said since the last time: "PLAIN a password", "OAUTHBEARER token", and "hello" for each connection. */
    public function heard(): array
    {
        fwrite($this->pipes[0], "heard\n");
        return json_decode(fgets($this->pipes[1]));
    }

    public function __destruct()
    {
        fclose($this->pipes[0]);
        proc_close($this->process);
    }

    public static function serve(array $knows): void
    {
        $server = stream_socket_server('tcp://127.0.0.1:0');
        echo substr(strrchr(stream_socket_get_name($server, false), ':'), 1), "\n";
        $clients = $refused = $heard = [];
        for (;;) {
            $read = [STDIN, $server, ...$clients];
            $none = null;
            stream_select($read, $none, $none, null);
            foreach ($read as $stream) {
                if ($stream === STDIN) {
                    if (fgets(STDIN) === false) {
                        return;
                    }
                    echo json_encode($heard), "\n";
                    $heard = [];
                } elseif ($stream === $server) {
                    $client = stream_socket_accept($server);
                    $clients[(int) $client] = $client;
                    $heard[] = 'hello';
                    fwrite($client, "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=OAUTHBEARER] ready\r\n");
                } elseif (($line = fgets($stream)) === false) {
                    unset($clients[(int) $stream], $refused[(int) $stream]);
                    fclose($stream);
                } else {
                    fwrite($stream, self::answer(rtrim($line), $knows, $refused[(int) $stream], $heard));
                }
            }
        }
    }

    /** @param ?string $refused the tag of a login that waits for the client's last word (RFC 7628 section 3.2.3) */
    private static function answer(string $line, array $knows, ?string &$refused, array &$heard): string
    {
        if ($refused !== null) {
            [$tag, $refused] = [$refused, null];
            return "$tag NO [AUTHENTICATIONFAILED] no\r\n";
        }
        [$tag, $command, $rest] = explode(' ', $line, 3) + [1 => '', 2 => ''];
        switch ("$command " . strtok($rest, ' ')) {
            case 'AUTHENTICATE PLAIN':
                $said = explode("\0", base64_decode(strtok(' ')))[2];
                $heard[] = "PLAIN $said";
                return in_array($said, $knows['passwords'] ?? [], true) ? "$tag OK [CAPABILITY IMAP4rev1] in\r\n" : "$tag NO [AUTHENTICATIONFAILED] no\r\n";
            case 'AUTHENTICATE OAUTHBEARER':
                preg_match('/auth=Bearer ([^\x01]*)/', base64_decode(strtok(' ')), $m);
                $heard[] = "OAUTHBEARER $m[1]";
                if (in_array($m[1], $knows['tokens'] ?? [], true)) {
                    return "$tag OK [CAPABILITY IMAP4rev1] in\r\n";
                }
                $refused = $tag;
                return '+ ' . base64_encode(in_array($m[1], $knows['expired'] ?? [], true) ? '{"status":"invalid_token"}' : '{"status":"insufficient_scope"}') . "\r\n";
        }
        return match ($command) {
            'EXAMINE', 'SELECT' => ($knows['folder'] ?? true) ? "* 0 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 1] x\r\n$tag OK [READ-ONLY] x\r\n" : "$tag NO [NONEXISTENT] x\r\n",
            'UID' => "* SEARCH\r\n$tag OK x\r\n",
            'LOGOUT' => "* BYE x\r\n$tag OK x\r\n",
            default => "$tag OK x\r\n",
        };
    }
}

if (realpath($_SERVER['SCRIPT_FILENAME']) === __FILE__) {
    Imap::serve(json_decode($argv[1], true));
}
