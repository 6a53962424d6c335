"""Cases: their text, and how one connection goes through it. README.md has the verbs."""
import ast
import asyncio
import base64
import glob
import os
import re
import ssl

from imap import Imap, Mailbox, mail, ranges
from reader import Reader
from wire import Over, Wire

USER = 'fake@example.test'
DEFAULTS = {'about': '', 'encryption': 'tls', 'certificate': 'good', 'host': 'localhost', 'test': '', 'sync': '', 'capability': '',
            'secure': '', 'after': '', 'seconds': '5', 'login': '', 'compress': '', 'user': USER, 'open': 'INBOX', 'since': ''}
SECURE = 'IMAP4rev1 SASL-IR AUTH=PLAIN'
VERBS = {'S:', 'C:', 'send', 'expect', 'tls', 'auto', 'inject', 'omit', 'replace', 'answer', 'folders', 'mails', 'mail', 'flags', 'date', 'uidvalidity', 'uidnext', 'select', 'drip', 'cut',
         'reset', 'stall', 'wait', 'goodbye', 'hello', 'bytewise', 'compress', 'raw', 'final', 'hold', 'release'}
STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


class Bad(Exception):
    """A case that is not written as it should be."""


class Case:
    def __init__(self, path):
        self.name = os.path.basename(path).removesuffix('.case')
        self.head = dict(DEFAULTS)
        self.steps = []  # (line number, verb, rest)
        in_head = True
        for number, line in enumerate(open(path, encoding='utf-8').read().split('\n'), 1):
            if in_head and not line.strip():
                in_head = not self.head['about']
            elif in_head:
                key, colon, value = line.partition(':')
                if not colon or key not in DEFAULTS:
                    raise Bad(f'{path}:{number}: no such key: {key}')
                self.head[key] = value.strip()
            elif line.strip() and not line.startswith('#'):
                verb, _, rest = line.partition(' ')
                if verb not in VERBS:
                    raise Bad(f'{path}:{number}: no such verb: {verb}')
                self.steps.append((number, verb, rest))
        if not self.head['test'] and not self.head['sync']:
            raise Bad(f'{path}: neither test nor sync says what is expected')
        if not self.steps:
            self.steps = [(0, 'auto', '')]


def load(folder):
    return {case.name: case for case in map(Case, sorted(glob.glob(f'{folder}/*.case')))}


def strings(rest):
    """The quoted strings of a line, escapes resolved: \\r \\n \\0 \\xff \\" \\\\."""
    return [ast.literal_eval('b' + re.sub(r'[^\x00-\x7f]', lambda m: ''.join(f'\\x{b:02x}' for b in m[0].encode()), text)) for text in STRING.findall(rest)]


def secret_forms(password):
    """How a password may stand in what a client sends: as it is, escaped, and within base64 at each of its three places."""
    raw = password.encode()
    forms = {'clear': raw, 'quoted': raw.replace(b'\\', b'\\\\').replace(b'"', b'\\"')}
    for shift in range(3):
        encoded = base64.b64encode(b'\0' * shift + raw)
        forms[f'base64+{shift}'] = encoded[(shift * 8 + 5) // 6:(shift * 8 + 8 * len(raw)) // 6]
    return forms


class Conversation:
    def __init__(self, case, sock, pki, password, stalled, break_at=None, break_kind='fin'):
        self.case, self.pki, self.password, self.stalled = case, pki, password, stalled
        head = case.head
        self.wire = Wire(sock, break_at, break_kind)
        self.reader = Reader(self.wire)
        self.truth = {'commands': [], 'answered': [], 'served': [], 'clear_login': head['encryption'] == 'none', 'at': 0, 'ended': ''}
        capability = head['capability'] or (SECURE if head['encryption'] != 'starttls' else 'IMAP4rev1 STARTTLS LOGINDISABLED')
        self.imap = Imap(self.wire, self.reader, Mailbox(), self.truth, head['user'], password, capability, head['secure'] or SECURE, head['after'] or 'IMAP4rev1')

    async def run(self):
        head = self.case.head
        try:
            if head['certificate'] != 'none':
                self.imap.certificate = self.pki.context(head['certificate'])
                if head['encryption'] == 'tls':
                    await self.wire.start_tls(self.imap.certificate)
            for number, verb, rest in self.case.steps:
                self.truth['at'] = number
                await self.step(verb, rest)
            self.truth['at'] = 'end'
            await self.listen()
        except Over as e:
            self.truth['ended'] = str(e)
        except (OSError, ssl.SSLError) as e:
            self.truth['ended'] = f'{type(e).__name__}: {e}'
        finally:
            self.wire.sock.close()

    async def listen(self):
        """Nothing is left to say. A client may still say goodbye."""
        wire = self.wire
        while self.hello_expected():
            if wire.buffer and wire.buffer[0] != 22:
                wire.violation(f'sent in clear where TLS was to begin: {bytes(wire.buffer[:40])!r}')
            await wire.more()
        while True:
            command = await self.imap.next_command()
            if command.name != 'LOGOUT':
                self.wire.violation(f'went on with {command.name}')

    def hello_expected(self):
        """Is a TLS handshake the next thing that a client may send?"""
        if self.wire.tls is not None:
            return False
        return self.case.head['encryption'] == 'tls' or 'STARTTLS' in self.truth['answered']

    def filled(self, text):
        tag = self.imap.current.tag if self.imap.current else b'?'
        data = text.encode() if isinstance(text, str) else text
        return data.replace(b'{tag}', tag).replace(b'{user}', self.case.head['user'].encode()).replace(b'{password}', self.password.encode())

    async def send(self, data):
        if not self.imap.greeted and not self.hello_expected() and self.wire.glance():
            self.wire.violation('spoke before the greeting')
        self.imap.greeted = True
        await self.wire.send(data)
        tag = self.imap.current.tag if self.imap.current else None
        if tag and data.startswith(tag + b' ') and b'\r\n' in data:
            self.truth['answered'].append(self.imap.current.name)
            if data[len(tag):].startswith(b' OK'):
                self.imap.logged_in |= self.imap.current.name in ('LOGIN', 'AUTHENTICATE')
                self.imap.selected |= self.imap.current.name in ('EXAMINE', 'SELECT')

    async def step(self, verb, rest):
        imap, wire, mailbox = self.imap, self.wire, self.imap.mailbox
        if verb == 'S:':
            await self.send(self.filled(rest) + b'\r\n')
        elif verb == 'C:':
            await self.hear(rest)
        elif verb == 'send':
            data, times = self.filled(strings(rest)[0]), re.search(r'" x(\d+)$', rest)
            times = int(times[1]) if times else 1
            at_once = max(1, 65536 // max(1, len(data)))
            while times > 0:
                await self.send(data * min(times, at_once))
                times -= at_once
        elif verb == 'expect':
            want = self.filled(strings(rest)[0])
            got = await self.reader.exactly(len(want))
            if got != want:
                wire.violation(f'said {got!r} where {want!r} was expected')
                raise Over('not what was expected')
        elif verb == 'compress':
            wire.compress()
        elif verb == 'raw':
            data, times = strings(rest)[0], re.search(r'" x(\d+)$', rest)
            await wire.send_raw(data * (int(times[1]) if times else 1))
        elif verb == 'final':
            await wire.send_raw(wire.deflater.flush())
        elif verb == 'hold':
            wire.held = bytearray()
        elif verb == 'release':
            await wire.let_go()
        elif verb == 'tls':
            await imap.start_tls(self.pki.context(rest or self.case.head['certificate']))
        elif verb == 'auto':
            await imap.serve(rest.removeprefix('until ') if rest else None)
        elif verb in ('inject', 'omit'):
            imap.changes.append((verb, strings(rest)[0], None))
        elif verb == 'replace':
            imap.changes.append((verb, *strings(rest)))
        elif verb == 'answer':
            command, _, lines = rest.partition(' "')
            if lines:
                imap.answers[command] = strings('"' + lines)
            else:
                del imap.answers[command]
        elif verb == 'folders':
            mailbox.folders = [name.decode() for name in strings(rest)]
        elif verb == 'mails':
            which, _, step = rest.partition(' ')
            mailbox.mails = {uid: mail(uid) for low, high in (ranges(which, 0) if which else []) for uid in range(low, high + 1, int(step or 1))}
        elif verb == 'mail':
            uid, size = rest.split(' ')
            mailbox.mails[int(uid)] = mail(int(uid), int(size))
        elif verb == 'flags':
            uid, _, flags = rest.partition(' ')
            mailbox.flags[int(uid)] = flags
        elif verb == 'date':
            uid, _, day = rest.partition(' ')
            mailbox.dates[int(uid)] = day
        elif verb == 'select':
            self.imap.selectable = True
        elif verb in ('uidvalidity', 'uidnext'):
            setattr(mailbox, verb, int(rest))
        elif verb == 'drip':
            ms, _, text = rest.partition(' ')
            data, times = self.filled(strings(text)[0]), re.search(r'" x(\d+)$', text)
            await wire.drip(data * (int(times[1]) if times else 1), int(ms) / 1000)
        elif verb in ('cut', 'reset', 'stall'):
            if verb == 'stall':
                self.stalled.release()
                await self.listen()
            await wire.end({'cut': 'fin'}.get(verb, verb))
        elif verb == 'goodbye':
            await wire.goodbye()
        elif verb == 'bytewise':
            wire.bytewise = True
        elif verb == 'hello':
            while not wire.buffer:
                await wire.more()
        elif verb == 'wait':
            await asyncio.sleep(int(rest) / 1000)

    async def hear(self, pattern):
        """"..." stands for anything. A line that begins with "+" is no command: it answers a continuation."""
        if pattern.startswith('+ '):
            got, pattern = await self.reader.line(), pattern[2:]
        else:
            got = (await self.imap.next_command()).text
        want = b'.*'.join(re.escape(self.filled(part)) for part in pattern.split('...'))
        if not re.fullmatch(want, got, re.DOTALL):
            self.wire.violation(f'said {got!r} where {pattern!r} was expected')
            raise Over('not what was expected')

    def result(self):
        wire = self.wire
        secrets = {channel: [name for name, form in secret_forms(self.password).items() if form in heard] for channel, heard in wire.heard.items()}
        return {**self.truth, 'bytes_in': wire.bytes_in, 'bytes_out': wire.bytes_out, 'broken': wire.broken, 'violations': wire.violations[:5], 'secrets': secrets,
                'logged_in': self.imap.logged_in, 'compressed': wire.deflater is not None, 'tls': wire.tls.version() if wire.tls else None,
                'resumed': wire.tls is not None and wire.tls.session_reused, 'tls_error': wire.tls_error, 'sni': wire.sni}
