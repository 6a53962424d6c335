<?php
/* A SOCKS5 (RFC 1928, 1929) and HTTP CONNECT proxy on 127.0.0.1 in a process of its own. Whatever name it is asked for, it
 * connects to 127.0.0.1 at the port that it was given. */
final class Proxy
{
    public readonly int $port;
    /** @var resource */
    private $process;
    private array $pipes = [];

    public function __construct(int $target, string $user = '', string $password = '')
    {
        $this->process = proc_open([PHP_BINARY, '-n', __FILE__, (string) $target, $user, $password], [['pipe', 'r'], ['pipe', 'w'], STDERR], $this->pipes);
        $this->port = (int) fgets($this->pipes[1]);
    }

    /** What it was asked for since the last time: "imap.example:993". */
    public function asked(): array
    {
        fwrite($this->pipes[0], "asked\n");
        return json_decode(fgets($this->pipes[1]));
    }

    public function __destruct()
    {
        fclose($this->pipes[0]);
        proc_close($this->process);
    }

    public static function serve(int $target, string $user, string $password): void
    {
        $server = stream_socket_server('tcp://127.0.0.1:0');
        echo substr(strrchr(stream_socket_get_name($server, false), ':'), 1), "\n";
        $ends = $other = $asked = [];
        for (;;) {
            $read = [STDIN, $server, ...$ends];
            $none = null;
            stream_select($read, $none, $none, null);
            foreach ($read as $stream) {
                if ($stream === STDIN) {
                    if (fgets(STDIN) === false) {
                        return;
                    }
                    echo json_encode($asked), "\n";
                    $asked = [];
                } elseif ($stream === $server) {
                    $client = stream_socket_accept($server);
                    $for = ord(fread($client, 1)) === 5 ? self::socks($client, $user, $password) : self::http($client, $user, $password);
                    if ($for !== null) {
                        $asked[] = $for;
                        $mail = stream_socket_client("tcp://127.0.0.1:$target");
                        [$ends[(int) $client], $other[(int) $client]] = [$client, $mail];
                        [$ends[(int) $mail], $other[(int) $mail]] = [$mail, $client];
                        stream_set_blocking($client, false);
                        stream_set_blocking($mail, false);
                    }
                } elseif (isset($ends[(int) $stream])) {
                    $data = fread($stream, 65536);
                    if ($data === '' || $data === false) {
                        $pair = $other[(int) $stream];
                        unset($ends[(int) $stream], $other[(int) $stream], $ends[(int) $pair], $other[(int) $pair]);
                        fclose($stream);
                        fclose($pair);
                    } else {
                        fwrite($other[(int) $stream], $data);
                    }
                }
            }
        }
    }

    /** @param resource $client */
    private static function exactly($client, int $n): string
    {
        for ($data = ''; strlen($data) < $n;) {
            $more = fread($client, $n - strlen($data));
            if ($more === '' || $more === false) {
                break;
            }
            $data .= $more;
        }
        return $data;
    }

    /** @param resource $client */
    private static function socks($client, string $user, string $password): ?string
    {
        $ways = self::exactly($client, ord(self::exactly($client, 1)));
        if (!str_contains($ways, $user === '' ? "\0" : "\2")) {
            fwrite($client, "\5\xff");
            return null;
        }
        fwrite($client, $user === '' ? "\5\0" : "\5\2");
        if ($user !== '') {
            self::exactly($client, 1);
            $said = [self::exactly($client, ord(self::exactly($client, 1))), self::exactly($client, ord(self::exactly($client, 1)))];
            fwrite($client, $said === [$user, $password] ? "\1\0" : "\1\1");
            if ($said !== [$user, $password]) {
                return null;
            }
        }
        $kind = ord(substr(self::exactly($client, 4), 3));
        $host = $kind === 3 ? self::exactly($client, ord(self::exactly($client, 1))) : inet_ntop(self::exactly($client, $kind === 1 ? 4 : 16));
        $port = unpack('n', self::exactly($client, 2))[1];
        fwrite($client, "\5\0\0\1\0\0\0\0\0\0");
        return "$host:$port";
    }

    /** @param resource $client */
    private static function http($client, string $user, string $password): ?string
    {
        $head = 'C' . stream_get_line($client, 8192, "\r\n\r\n");
        if ($user !== '' && !str_contains($head, "\r\nProxy-Authorization: Basic " . base64_encode("$user:$password"))) {
            fwrite($client, "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"proxy\"\r\nContent-Length: 0\r\n\r\n");
            return null;
        }
        fwrite($client, "HTTP/1.1 200 Connection established\r\nVia: 1.1 proxy\r\n\r\n");
        return explode(' ', $head)[1];
    }
}

if (realpath($_SERVER['SCRIPT_FILENAME']) === __FILE__) {
    Proxy::serve((int) $argv[1], $argv[2], $argv[3]);
}
