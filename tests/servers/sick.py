"""A plain-text IMAP server on loopback that falls ill where it is told to. Its first line of output is its port.

What happened is appended to the log, one line each: "SESSION" for a connection, each command without its tag (of a login
the first word only), and "FAULT uid" just before a fault is shown."""
import argparse
import base64
import re
import socket
import threading

FAULTS = """faults: stall   half of the body, then silence until the client goes
        cut     half of the body, then the connection is closed
        close   the connection is closed before the message
        bare    an answer with the flags but no body
        mute    no answer, though the command ends with OK
        no TEXT, bad TEXT    the command ends there with these words
        bye TEXT             the session ends there with these words
login faults: KIND or KIND-WORDS. KIND: bye, bad, no. WORDS, what of the login is repeated: line (default), clear (without
        its quotes), head (the line, cut in the middle of the password)"""

parser = argparse.ArgumentParser(epilog=FAULTS, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument('log')
parser.add_argument('--uids', default='', help='messages of the folder: 1:30,32')
parser.add_argument('--sick', action='append', default=[], metavar='UIDS=FAULT', help='what happens when a body is asked for')
parser.add_argument('--folder', action='append', default=[], help='a folder that exists (default: INBOX); others are answered with NO')
parser.add_argument('--next', type=int, default=0, help='UIDNEXT (default: the last UID and one)')
parser.add_argument('--no-uidnext', action='store_true', help='never told, STATUS is refused')
parser.add_argument('--capability', default='', help='added to IMAP4rev1')
parser.add_argument('--login', default='', metavar='FAULT')
options = parser.parse_args()


def numbers(spec, top):
    found = []
    for part in filter(None, spec.split(',')):
        ends = [top if end == '*' else int(end) for end in part.split(':')]
        found.append((min(ends), max(ends)))
    return found


def within(ranges, uid):
    return any(low <= uid <= high for low, high in ranges)


UIDS = [uid for low, high in numbers(options.uids, 0) for uid in range(low, high + 1)]
SICK = [(numbers(uids, 0), fault) for uids, fault in (rule.split('=', 1) for rule in options.sick)]
FOLDERS = options.folder or ['INBOX']
UIDNEXT = options.next or max(UIDS, default=0) + 1
log = open(options.log, 'a', buffering=1)
lock = threading.Lock()


def note(text):
    with lock:
        log.write(text + '\n')


class Over(Exception):
    pass


def body(uid):
    return (f'From: Ann <ann@example.test>\r\nTo: bob@example.test\r\nSubject: message {uid}\r\nDate: Wed, 01 Jan 2025 12:00:00 +0000\r\n'
            f'Message-ID: <{uid}@sick.example.test>\r\n\r\nThis is message {uid}.\r\n' + 'It goes on for a while.\r\n' * 20).encode()


class Session:
    def __init__(self, sock):
        self.sock = sock
        self.lines = sock.makefile('rb')
        self.tag = '*'

    def send(self, text):
        self.sock.sendall(text if isinstance(text, bytes) else text.encode())

    def say(self, line):
        self.send(line + '\r\n')

    def done(self, words='OK done'):
        self.say(f'{self.tag} {words}')

    def read(self):
        line = self.lines.readline()
        if not line.endswith(b'\n'):
            raise Over
        return line.decode('utf-8', 'surrogateescape').rstrip('\r\n')

    def run(self):
        note('SESSION')
        self.say(f'* OK [CAPABILITY IMAP4rev1 {options.capability}] ready'.replace(' ]', ']'))
        while True:
            self.tag, _, command = self.read().partition(' ')
            word = command.split(' ')[0].upper()
            note(word if word in ('LOGIN', 'AUTHENTICATE') else command)
            getattr(self, 'on_' + word.lower(), self.on_other)(command)

    def on_other(self, command):
        if command.upper().startswith('UID SEARCH '):
            self.search(command.split(' ', 2)[2].upper())
        elif command.upper().startswith('UID FETCH '):
            self.fetch(*command.split(' ', 3)[2:])
        else:
            self.done('BAD what is that?')

    def on_noop(self, command):
        self.done()

    def on_capability(self, command):
        self.say(f'* CAPABILITY IMAP4rev1 {options.capability}'.rstrip())
        self.done()

    def on_logout(self, command):
        self.say('* BYE see you')
        self.done()
        raise Over

    def on_login(self, command):
        self.judge(command)

    def on_authenticate(self, command):
        words = command.split(' ')
        if len(words) < 3:
            self.say('+ ')
            words.append(self.read())
        self.judge(' '.join(words), ' '.join([words[0], words[1], base64.b64decode(words[2]).decode().replace('\0', ' ')]))

    def judge(self, line, clear=None):
        if not options.login:
            self.done()
            return
        kind, _, what = options.login.partition('-')
        if what == 'clear':
            line = clear or re.sub(r'\\(.)', r'\1', line)
        elif what == 'head':
            # as servers do that show the first so many bytes: the last fifth of what was sent is missing
            line = line[:len(line) - len(line.split(' ')[-1]) // 5]
        if kind == 'bye':
            self.say(f'* BYE cannot read: {line}')
            raise Over
        self.done(f'{kind.upper()} cannot read: {line}')

    def on_examine(self, command):
        if command.split(' ', 1)[1].strip('"') not in FOLDERS:
            self.done('NO there is no such folder')
            return
        self.say(f'* {len(UIDS)} EXISTS')
        self.say('* OK [UIDVALIDITY 7] valid')
        if not options.no_uidnext:
            self.say(f'* OK [UIDNEXT {UIDNEXT}] next')
        self.done('OK [READ-ONLY] done')

    def on_status(self, command):
        self.done('NO not here')

    def search(self, what):
        ranges = [(1, 2 ** 32)]
        if what.startswith('UID '):
            # "31:*" names the last message even when its UID is lower (RFC 3501 section 6.4.8)
            ranges = numbers(what[4:], max(UIDS, default=0))
        self.say('* SEARCH' + ''.join(f' {uid}' for uid in UIDS if within(ranges, uid)))
        self.done()

    def fetch(self, spec, items):
        ranges = numbers(spec, max(UIDS, default=0))
        for number, uid in enumerate(UIDS, 1):
            if not within(ranges, uid):
                continue
            raw = body(uid)
            facts = f'UID {uid} FLAGS () INTERNALDATE "01-Jan-2025 12:00:00 +0000" RFC822.SIZE {len(raw)}'
            if 'BODY' not in items:
                self.say(f'* {number} FETCH ({facts})')
                continue
            head = f'* {number} FETCH ({facts} BODY[] {{{len(raw)}}}\r\n'.encode()
            fault = next((fault for sick, fault in SICK if within(sick, uid)), None)
            if fault is None:
                self.send(head + raw + b')\r\n')
            elif not self.suffer(fault, number, uid, head, raw):
                return
        self.done()

    def suffer(self, fault, number, uid, head, raw):
        """Is the command still to be ended with OK?"""
        kind, _, words = fault.partition(' ')
        if kind in ('stall', 'cut'):
            self.send(head + raw[:len(raw) // 2])
        note(f'FAULT {uid}')
        if kind == 'stall':
            self.lines.read()
        if kind == 'bye':
            self.say(f'* BYE {words}')
        if kind in ('stall', 'cut', 'close', 'bye'):
            raise Over
        if kind in ('no', 'bad'):
            self.done(f'{kind.upper()} {words}')
            return False
        if kind == 'bare':
            self.say(f'* {number} FETCH (UID {uid} FLAGS ())')
        return True


def serve(sock):
    session = Session(sock)
    try:
        session.run()
    except (Over, OSError):
        pass
    finally:
        try:
            sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        session.lines.close()
        sock.close()


listener = socket.socket()
listener.bind(('127.0.0.1', 0))
listener.listen(50)
print(listener.getsockname()[1], flush=True)
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
