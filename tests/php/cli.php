<?php

declare(strict_types=1);

namespace Test;

use Mailbox\Cli\Table;
use Mailbox\Cli\Terminal;

/** @return array{int, string, string} */
function mailbox(array $words, array $env = [], string $input = ''): array
{
    return Process::run([dirname(__DIR__, 2) . '/bin/mailbox', ...$words], $env + ['HOME' => Databases::folder(), 'XDG_DATA_HOME' => ''], input: $input);
}

test('cli: help of the program and of each command', static function (): void {
    [$code, $out] = mailbox(['--help']);
    same(0, $code);
    foreach (['sync', 'test', 'parse', 'status', 'message'] as $command) {
        contains("  $command ", $out);
        [$code, $help, $err] = mailbox([$command, '--help']);
        same([0, ''], [$code, $err]);
        contains('--json', $help);
        contains("mailbox $command", $help);
    }
    same(2, mailbox([])[0]);
});

test('cli: mistakes on the command line', static function (): void {
    foreach ([
        [['snyc'], 'Did you mean sync?'],
        [['sync', '--hots', 'x'], 'Did you mean --host?'],
        [['sync', '--pasword', 'x'], 'There is no option --pasword'],
        [['sync', '--user', 'u'], '--host is missing'],
        [['sync', '--host', 'h'], '--user is missing'],
        [['sync', '--host'], '--host needs a value'],
        [['sync', '--host', 'h', '--user', 'u', '--port', '99999'], 'from 1 to 65535'],
        [['sync', '--host', 'h', '--user', 'u', '--encryption', 'tsl'], 'Did you mean tls?'],
        [['sync', '--host', 'h', '--user', 'u', '--since', '2026-02-30'], '2026-01-31'],
        [['sync', '--host', 'h', '--user', 'u', '--policy', 'since'], '--since YYYY-MM-DD'],
        [['sync', '--json=1'], 'takes no value'],
        [['message', 'x'], 'Which message?'],
        [['parse'], 'Which file?'],
        [['status', '--database', '/nowhere/at/all.sqlite'], 'no database'],
    ] as [$words, $expected]) {
        [$code, $out, $err] = mailbox($words, ['MAILBOX_PASSWORD' => 'pw', 'MAILBOX_TEST' => '1']);
        same(2, $code, implode(' ', $words));
        contains($expected, $err);
        same(1, substr_count($err, "\n"), implode(' ', $words));
    }
    [$code, $out] = mailbox(['sync', '--json', '--hots', 'x']);
    same(['USAGE', 2], [json_decode($out, true)['error']['code'], $code]);
});

test('cli: a password on the command line is refused and not repeated', static function (): void {
    foreach ([['--password', 'canary-91c2'], ['--password=canary-91c2'], ['--pass=canary-91c2'], ['--passwd', 'canary-91c2']] as $words) {
        [$code, $out, $err] = mailbox(['sync', '--host', 'h', '--user', 'u', ...$words]);
        same(2, $code);
        contains('MAILBOX_PASSWORD', $err);
        same(false, str_contains($out . $err, 'canary'));
    }
});

test('cli: a dead port is one line with what to do, and exit code 1', static function (): void {
    $database = Databases::folder() . '/cli.sqlite';
    [$code, $out, $err] = mailbox(['sync', '--host', '127.0.0.1', '--port', '1', '--user', 'u@example.org', '--encryption', 'none', '--database', $database], ['MAILBOX_PASSWORD' => 'canary-55d0']);
    same([1, ''], [$code, $out]);
    contains('TCP_REFUSED', $err);
    same(1, substr_count($err, "\n"));
    same(false, str_contains($err . file_get_contents($database), 'canary-55d0'));
    same('0600', substr(sprintf('%o', fileperms($database)), -4));
    [$code, $out] = mailbox(['sync', '--json', '--host', '127.0.0.1', '--port', '1', '--user', 'u@example.org', '--encryption', 'none', '--database', $database], ['MAILBOX_PASSWORD' => 'canary-55d0']);
    $error = json_decode($out, true)['error'];
    same([1, 'TCP_REFUSED', 'tcp', true], [$code, $error['code'], $error['stage'], $error['retryable']]);
    [$code, $out] = mailbox(['status', '--database', $database]);
    same([0, "Nothing has been imported yet.\n"], [$code, $out]);
});

test('cli: test shows each stage, tells what is wrong, and takes the password from where it is', static function (): void {
    require_once __DIR__ . '/../phpt/lib/imap.php';
    $imap = new \Imap(['passwords' => ['canary-77aa']]);
    $file = Databases::folder() . '/password';
    file_put_contents($file, "canary-77aa\n");
    $at = ['test', '--host', '127.0.0.1', '--port', (string) $imap->port, '--user', 'u@example.org', '--encryption', 'none'];
    foreach ([[[], ['MAILBOX_PASSWORD' => 'canary-77aa'], ''], [['--password-file', $file], [], ''], [['--password-stdin'], [], "canary-77aa\r\n"]] as [$words, $env, $input]) {
        [$code, $out, $err] = mailbox([...$at, ...$words], $env, $input);
        same([0, ''], [$code, $err], implode(' ', $words));
        same(14, preg_match_all('/^(✓|!|–) (input|dns|tcp|greeting|capability|auth|identify|strategy|list|folder|counts|sample|throughput|logout) /m', $out), $out);
        contains("\nIt works. Nothing to import at first", $out);
    }
    [$code, $out] = mailbox([...$at, '--allow-plaintext', '--proxy', 'http://127.0.0.1:1'], ['MAILBOX_PASSWORD' => 'canary-77aa']);
    same(1, $code);
    contains('proxy http://127.0.0.1:1', $out);
    contains("\nIt fails at \"tcp\".", $out);
    [$code, $out] = mailbox([...$at, '--transcript'], ['MAILBOX_PASSWORD' => 'canary-77aa']);
    contains(' C: 1 AUTHENTICATE PLAIN <up to 64 bytes>', $out);
    same([0, false, false], [$code, str_contains($out, 'canary'), str_contains($out, base64_encode('canary'))]);
    [$code, $out, $err] = mailbox([...$at, '--json'], ['MAILBOX_PASSWORD' => 'wrong']);
    $report = json_decode($out, true);
    same([1, '', false, 'AUTH_BAD_CREDENTIALS', []], [$code, $err, $report['ok'], array_column($report['stages'], 'errorCode', 'name')['auth'], $report['transcript']]);
    [$code, $out] = mailbox($at, ['MAILBOX_PASSWORD' => 'wrong']);
    same(1, $code);
    contains("✗ auth ", $out);
    contains("\n– not tried: identify, strategy, list, folder, counts, sample, throughput, logout\n\nIt fails at \"auth\".", $out);
    foreach ([
        [['--password-file', '/nowhere'], '/nowhere'],
        [['--password-file', $file, '--password-stdin'], 'do not go together'],
        [['--password-stdin'], 'no password on standard input'],
        [['--since', '2026-02-30'], '2026-01-31'],
        [['--pin', 'sha256//short'], 'test: --pin cannot be used: "sha256//short"'],
        [['--proxy', 'gopher://x'], 'test: --proxy cannot be used: '],
        [['--proxy-user', 'x'], '--proxy URL. See'],
        [['--proxy', 'http://x:1', '--proxy-user', 'x'], 'test: MAILBOX_PROXY_PASSWORD must have 1 to 255 bytes'],
        [['--host', 'imap://x'], 'test: --host must be a server\'s name'],
        [['--folder', "a\nb"], 'test: --folder must hold names'],
    ] as [$words, $expected]) {
        [$code, $out, $err] = mailbox([...$at, ...$words], ['MAILBOX_PASSWORD' => 'canary-77aa']);
        same([2, ''], [$code, $out], implode(' ', $words));
        contains($expected, $err);
    }
});

test('cli: parse, readable and as JSON', static function (): void {
    $file = Databases::folder() . '/one.eml';
    file_put_contents($file, "Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\nFrom: A <a@example.org>\r\nTo: b@example.org, c@example.org\r\nDate: Thu, 29 Feb 2024 12:30:45 +0100\r\nMessage-ID: <x@example.org>\r\n"
        . "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\n\r\nHello \e[31mred\r\n--q\r\nContent-Type: text/csv; name=t.csv\r\nContent-Disposition: attachment; filename=t.csv\r\n\r\na,b\r\nc,d\r\n\r\n--q\r\n"
        . "Content-Type: application/octet-stream; name=b.bin\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\nAAEC\r\n--q--\r\n");
    [$code, $out] = mailbox(['parse', $file]);
    same(0, $code);
    contains("Gr\u{fc}\u{df}e", $out);
    contains('b.bin', $out);
    contains("multipart/mixed", $out);
    contains("\n  application/octet-stream (base64, b.bin)  4 B\n", $out);
    same(false, str_contains($out, "\e"), 'escape sequences at the terminal');
    $json = json_decode(mailbox(['parse', '--json', $file])[1], true);
    same(['text/plain', 'text/csv', 'application/octet-stream'], array_slice(array_column($json['parts'], 'contentType'), 1));

    [$code, $out, $err] = mailbox(['parse', '--neutral', $file, '/nowhere.eml']);
    same(1, $code);
    [$one, $two] = array_map(static fn (string $l): array => json_decode($l, true), explode("\n", trim($out)));
    same(['nowhere', true], [$two['id'], isset($two['error'])]);
    same(['one', "Gr\u{fc}\u{df}e", '2024-02-29T11:30:45Z', 'x@example.org', null], [$one['id'], $one['subject'], $one['date'], $one['message_id'], $one['html']]);
    same([['name' => null, 'address' => 'b@example.org'], ['name' => null, 'address' => 'c@example.org']], $one['to']);
    same(['t.csv', 'text/csv', 7, hash('sha256', "a,b\nc,d")], [$one['attachments'][0]['filename'], $one['attachments'][0]['content_type'], $one['attachments'][0]['size'], $one['attachments'][0]['sha256']]);
    same([3, hash('sha256', "\0\1\2")], [$one['attachments'][1]['size'], $one['attachments'][1]['sha256']]);
});

test('cli: the corpus, through PHP', static function (): void {
    $corpus = dirname(__DIR__) . '/corpus';
    [$code, $out] = mailbox(['parse', '--neutral', ...glob("$corpus/mime/*.eml")]);
    same(0, $code);
    $results = Databases::folder() . '/corpus.jsonl';
    file_put_contents($results, $out);
    exec('python3 -B ' . escapeshellarg("$corpus/compare.py") . ' ' . escapeshellarg("$corpus/mime") . ' ' . escapeshellarg($results) . ' --quiet --min 0.99 2>&1', $lines, $code);
    same(0, $code, $lines[0] ?? 'no score');
});

test('cli: status and message of a database', static function (): void {
    $database = Databases::folder() . '/read.sqlite';
    $store = new \Mailbox\PdoStore("sqlite:$database");
    $store->migrate();
    $mail = Mails::located(7, Mails::raw("evil \e]0;title\x07", "first line\r\nsecond \e[2Jline", ['a.bin' => 'abc']));
    $store->commit(1, Mails::batch([$mail]));
    [$code, $out] = mailbox(['status', '--database', $database]);
    same(0, $code);
    contains('evil', $out);
    same(false, str_contains($out, "\e"));
    $id = (string) $store->archive()->find(1, $mail->rawSha256());
    [$code, $out] = mailbox(['message', $id, '--database', $database]);
    same(0, $code);
    contains('first line', $out);
    contains('a.bin', $out);
    contains('INBOX (UID 7)', $out);
    same(false, str_contains($out, "\e"));
    $json = json_decode(mailbox(['message', $id, '--database', $database, '--json'])[1], true);
    same([$mail->rawSha256(), 'a.bin'], [$json['raw_sha256'], $json['attachments'][0]['filename']]);
    same(1, json_decode(mailbox(['status', '--database', $database, '--json'])[1], true)['mailboxes'][0]['messages']);
    [$code, , $err] = mailbox(['message', '999', '--database', $database]);
    same(1, $code);
    contains('status', $err);
    $store->commit(2, Mails::batch([], staffId: 2));
    [$code, , $err] = mailbox(['message', $id, '--database', $database]);
    same(2, $code);
    contains('--staff', $err);
});

test('cli: tables keep their columns with wide characters', static function (): void {
    $lines = explode("\n", (string) (new Table(['name', 'n']))->add(["\u{65E5}\u{672C}", 1])->add(['abcd', 1234])->add(["e\u{301}", null]));
    same(['name      n', '----  -----', "\u{65E5}\u{672C}      1", 'abcd  1,234', "e\u{301}         -", ''], $lines);
    same('a b', Terminal::safe("a\x1bb"));
    same("a\u{FFFD}b", Terminal::safe("a\xffb"));
    same('exe.txt', Terminal::safe("exe\u{202E}.txt"));
    same(['999 B', '1.0 KB', '12.3 MB'], [Terminal::bytes(999), Terminal::bytes(1000), Terminal::bytes(12_340_000)]);
});
