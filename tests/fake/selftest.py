#!/usr/bin/env python3
"""The checks of server.py, each made to fail once by a client that misbehaves. Last line: "N passed, N failed, 0 skipped"."""
import base64
import json
import os
import socket
import ssl
import subprocess
import sys
import tempfile

here = os.path.dirname(os.path.abspath(__file__))


class Server:
    def __init__(self, folder):
        self.process = subprocess.Popen([sys.executable, '-B', f'{here}/server.py', folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.password = json.loads(self.ask('password'))
        self.ca = json.loads(self.ask('ca'))

    def ask(self, line):
        self.process.stdin.write(line + '\n')
        self.process.stdin.flush()
        return self.process.stdout.readline()

    def end(self):
        self.process.stdin.close()
        self.process.wait()

    def talk(self, case, *steps):
        """Bytes are sent; a number of lines is read; 'tls' begins TLS. What the server makes of it."""
        number, port = self.ask(f'open {case}').split()
        with socket.create_connection(('127.0.0.1', int(port))) as sock:
            sock.settimeout(10)
            lines = sock.makefile('rb')
            for step in steps:
                if step == 'tls':
                    sock = ssl.create_default_context(cafile=self.ca).wrap_socket(sock, server_hostname='localhost')
                    lines = sock.makefile('rb')
                elif isinstance(step, int):
                    for _ in range(step):
                        lines.readline()
                else:
                    sock.sendall(step)
            sock.shutdown(socket.SHUT_WR)
            try:
                while sock.recv(65536):
                    pass
            except OSError:
                pass
            sock.close()
        return json.loads(self.ask(f'result {number}'))['connections'][0]


passed = failed = 0


def check(what, ok, detail):
    global passed, failed
    passed, failed = passed + bool(ok), failed + (not ok)
    if not ok:
        print(f'FAIL {what}: {detail}')


with tempfile.TemporaryDirectory() as folder:
    server = Server(folder)
    user, password = b'fake@example.test', server.password.encode()
    quoted = password.replace(b'\\', b'\\\\').replace(b'"', b'\\"')
    plain = base64.b64encode(b'\0' + user + b'\0' + password)
    login = b'1 AUTHENTICATE PLAIN ' + plain + b'\r\n'
    good = server.talk('clear-good', 1, login, 1, b'2 EXAMINE INBOX\r\n', 6, b'3 UID SEARCH UNSEEN\r\n', 2, b'4 LOGOUT\r\n', 2)
    check('a good client', good['violations'] == [] and good['answered'] == ['AUTHENTICATE', 'EXAMINE', 'UID SEARCH', 'LOGOUT'] and good['logged_in'], good)
    for what, part, case, *steps in [
        ('LF alone', 'LF alone', 'clear-good', 1, b'1 NOOP\n', 1),
        ('CR within a line', 'CR or NUL', 'clear-good', 1, b'1 NO\rOP\r\n', 1),
        ('NUL', 'CR or NUL', 'clear-good', 1, b'1 NOOP\0\r\n', 1),
        ('8-bit', '8-bit', 'clear-good', 1, b'1 LOGIN "\xc3\xa4" "x"\r\n', 1),
        ('a long line', 'command line of', 'clear-good', 1, b'1 NOOP ' + b'x' * 9000 + b'\r\n', 1),
        ('no tag', 'not a tag', 'clear-good', 1, b'* NOOP\r\n', 1),
        ('a tag twice', 'used before', 'clear-good', 1, b'1 NOOP\r\n1 NOOP\r\n', 2),
        ('a tag alone', 'without a command', 'clear-good', 1, b'1\r\n', 1),
        ('an unknown command', 'not a command', 'clear-good', 1, b'1 XYZZY\r\n', 1),
        ('arguments where none belong', 'unexpected', 'clear-good', 1, b'1 CAPABILITY x\r\n', 1),
        ('speaking first', 'before the greeting', 'greeting-late', b'1 NOOP\r\n', 2),
        ('a literal that does not wait', 'before it was asked for', 'clear-good', 1, b'1 LOGIN {3}\r\nabc "x"\r\n', 1),
        ('LITERAL+ that was not offered', 'not offered', 'clear-good', 1, b'1 LOGIN {3+}\r\nabc "x"\r\n', 1),
        ('a mechanism that was not offered', 'not offered', 'clear-good', 1, b'1 AUTHENTICATE LOGIN\r\n', 1),
        ('an initial response that was not offered', 'not offered', 'login-no-initial-response', 'tls', 1, b'1 AUTHENTICATE PLAIN ' + plain + b'\r\n', 1),
        ('LOGIN in spite of LOGINDISABLED', 'LOGINDISABLED', 'login-stripped', 'tls', 1, b'1 LOGIN a b\r\n', 1),
        ('not base64', 'not base64', 'clear-good', 1, b'1 AUTHENTICATE PLAIN ???\r\n', 1),
        ('another password', 'other credentials', 'clear-good', 1, b'1 LOGIN fake@example.test x\r\n', 1),
        ('a command too early', 'not in this state', 'clear-good', 1, b'1 EXAMINE INBOX\r\n', 1),
        ('a search without a folder', 'no folder', 'clear-good', 1, login, 1, b'2 UID SEARCH ALL\r\n', 1),
        ('a search key', 'search key', 'clear-good', 1, login, 1, b'2 EXAMINE INBOX\r\n', 6, b'3 UID SEARCH X\r\n', 1),
        ('ESEARCH that was not offered', 'not offered', 'clear-good', 1, login, 1, b'2 EXAMINE INBOX\r\n', 6, b'3 UID SEARCH RETURN (ALL) ALL\r\n', 1),
        ('COMPRESS that was not offered', 'not offered', 'clear-good', 1, login, 1, b'2 COMPRESS DEFLATE\r\n', 1),
        ('COMPRESS before the login', 'not offered', 'compress-clear', 1, b'1 COMPRESS DEFLATE\r\n', 1),
        ('another compression', 'another compression', 'compress-clear', 1, login, 1, b'2 COMPRESS LZ4\r\n', 1),
        ('COMPRESS and more in one packet', 'did not wait', 'compress-clear', 1, login, 1, b'2 COMPRESS DEFLATE\r\n3 NOOP\r\n', 1),
        ('clear text where it is compressed', 'not compressed', 'compress-clear', 1, login, 1, b'2 COMPRESS DEFLATE\r\n', 1, b'\xff\xff\xff'),
        ('FETCH without PEEK', 'does not know', 'clear-good', 1, login, 1, b'2 EXAMINE INBOX\r\n', 6, b'3 UID FETCH 1 (BODY[])\r\n', 1),
        ('UID 0', 'set of UIDs', 'clear-good', 1, login, 1, b'2 EXAMINE INBOX\r\n', 6, b'3 UID FETCH 0:1 (UID)\r\n', 1),
        ('STARTTLS and more in one packet', 'did not wait', 'starttls-good', 1, b'1 STARTTLS\r\n2 NOOP\r\n', 1),
        ('clear text where TLS begins', 'TLS was to begin', 'starttls-good', 1, b'1 STARTTLS\r\n', 1, b'2 NOOP\r\n'),
        ('a login in clear', 'not offered', 'starttls-good', 1, login, 1),
        ('going on after the script', 'went on', 'greeting-bye', 1, b'1 NOOP\r\n'),
        ('another command than the script\'s', 'was expected', 'starttls-stripped-in-answer', 1, b'1 NOOP\r\n'),
    ]:
        result = server.talk(case, *steps)
        check(what, any(part in violation for violation in result['violations']), result['violations'])
    for what, form, line in [('as it is', 'clear', b'1 NOOP ' + password), ('quoted', 'quoted', b'1 LOGIN x "' + quoted + b'"'), ('in base64', 'base64+', b'1 NOOP ' + plain),
                             ('in base64, elsewhere', 'base64+', b'1 NOOP ' + base64.b64encode(b'x' + password)), ('in base64, elsewhere again', 'base64+', b'1 NOOP ' + base64.b64encode(password))]:
        result = server.talk('starttls-good', 1, line + b'\r\n', 1)
        check(f'the password {what} in clear', any(form in found for found in result['secrets']['clear']), result['secrets'])
        result = server.talk('login-command', 'tls', 1, line + b'\r\n', 1)
        check(f'the password {what} over TLS', result['secrets']['clear'] == [] and any(form in found for found in result['secrets']['tls']), result['secrets'])
    for kind, ended in (('fin', 'closed'), ('reset', 'reset'), ('stall', 'closed')):
        number, port = server.ask(f'open clear-good 5 {kind}').split()
        with socket.create_connection(('127.0.0.1', int(port))) as sock:
            sock.settimeout(10 if kind != 'stall' else 0.3)
            got = b''
            try:
                while data := sock.recv(100):
                    got += data
                end = 'fin'
            except ConnectionResetError:
                end = 'reset'
            except TimeoutError:
                end = 'stall'
        result = json.loads(server.ask(f'result {number}'))['connections'][0]
        check(f'{kind} after 5 bytes', (got, end, result['broken'], result['bytes_out']) == (b'* OK ', kind, True, 5), (got, end, result))
    server.end()
print(f'{passed} passed, {failed} failed, 0 skipped')
sys.exit(failed != 0)
