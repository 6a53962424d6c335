"""A small correct IMAP server over given mails, so that a case scripts nothing but what is odd.

It speaks what the client needs and takes only what RFC 9051 and its own capability list allow; anything else a client
sends is a violation. What it says can be changed line by line: see the verbs inject, omit, replace and answer.
"""
import base64
import binascii
import datetime
import re

from reader import Arguments, Refused
from wire import Over

MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']


def mail(uid, size=0):
    text = (f'From: Ann <ann@example.test>\r\nTo: bob@example.test\r\nSubject: message {uid}\r\nDate: Wed, 01 Jan 2025 12:00:00 +0000\r\n'
            f'Message-ID: <{uid}@fake.example.test>\r\n\r\nThis is message {uid}.\r\n')
    line = 'It goes on for a while, one line after the other, of the same words.\r\n'
    return (text + line * max(0, -(-(size - len(text)) // len(line)))).encode()


def ranges(text, top):
    """"3,5:*" as pairs; "7:*" names the last message even where it is lower (RFC 9051 section 6.4.8)."""
    found = []
    for part in text.split(','):
        ends = []
        for end in part.split(':', 1):
            if end != '*' and (not end.isdigit() or end.startswith('0') or int(end) > 0xffffffff):
                raise Refused(f'not a set of UIDs: {text[:60]}')
            ends.append(top if end == '*' else int(end))
        found.append((min(ends), max(ends)))
    return found


def day_of(text):
    day, month, year = text.split('-')
    return datetime.date(int(year), MONTHS.index(month.capitalize()) + 1, int(day))


def within(found, uid):
    return any(low <= uid <= high for low, high in found)


class Mailbox:
    def __init__(self):
        self.mails = {uid: mail(uid) for uid in (1, 2, 3)}
        self.flags = {1: '\\Seen'}
        self.dates = {}     # of arrival, where it is another than below
        self.uidvalidity = 7
        self.uidnext = None
        self.folders = ['INBOX']

    def date(self, uid):
        return self.dates.get(uid, '01-Jan-2025')

    def next(self):
        return self.uidnext or max(self.mails, default=0) + 1


class Imap:
    def __init__(self, wire, reader, mailbox, truth, user, password, capabilities, secure, after):
        self.wire, self.reader, self.mailbox, self.truth = wire, reader, mailbox, truth
        self.user, self.password = user, password
        self.before, self.secure, self.after = capabilities, secure, after
        self.logged_in = self.selected = False
        self.greeted = self.selectable = False
        self.changes = []   # (verb, what, with)
        self.answers = {}   # command: lines
        self.certificate = None
        self.current = None
        reader.capabilities = self.capabilities

    def capabilities(self):
        return self.after if self.logged_in else self.before

    # saying

    async def say(self, line):
        data = line.encode('utf-8', 'surrogateescape') if isinstance(line, str) else line
        for verb, what, by in self.changes:
            if verb == 'omit' and what in data:
                return
            if verb == 'replace':
                data = data.replace(what, by)
            if verb == 'inject' and self.truth['commands']:
                await self.wire.send(what + b'\r\n')
        await self.wire.send(data + b'\r\n')

    async def done(self, words='OK done'):
        command, self.current = self.current, None
        await self.say(f'{command.tag.decode("latin1")} {words}')
        self.truth['answered'].append(command.name)

    async def greet(self):
        if self.wire.glance():
            self.wire.violation('spoke before the greeting')
        self.greeted = True
        await self.say(f'* OK [CAPABILITY {self.before}] ready')

    # listening

    async def next_command(self):
        command = await self.reader.command()
        self.current = command
        self.truth['commands'].append(self.hide(command))
        return command

    def hide(self, command):
        if command.name in ('LOGIN', 'AUTHENTICATE'):
            return command.name + ' ' + command.rest.split(b' ')[0].decode('latin1') if command.name == 'AUTHENTICATE' else 'LOGIN'
        return command.text.decode('utf-8', 'replace')

    async def serve(self, until=None):
        """Until a command of that name comes, which is then left to the script; or until the client goes."""
        if not self.greeted:
            await self.greet()
        while True:
            command = await self.next_command()
            if until and (command.name == until or command.text.decode('latin1').startswith(until)):
                return
            if command.name in self.answers:
                for line in self.answers[command.name]:
                    await self.wire.send(line.replace(b'{tag}', command.tag) + b'\r\n')
                    if line.startswith(b'{tag}'):
                        self.truth['answered'].append(command.name)
                continue
            handler = getattr(self, 'on_' + command.name.lower().replace(' ', '_'), None)
            try:
                if handler is None:
                    raise Refused('not a command that this server knows')
                await handler(Arguments(command.rest))
            except Refused as e:
                self.wire.violation(f'{command.name}: {e}')
                await self.done('BAD what is that?')

    def need(self, capability):
        if capability.upper() not in self.capabilities().upper().split():
            raise Refused(f'needs {capability}, which was not offered')

    def need_login(self, yes=True):
        if self.logged_in != yes:
            raise Refused('not in this state')

    def need_folder(self):
        if not self.selected:
            raise Refused('no folder is selected')

    async def on_noop(self, a):
        a.end()
        await self.done()

    async def on_capability(self, a):
        a.end()
        await self.say(f'* CAPABILITY {self.capabilities()}')
        await self.done()

    async def on_logout(self, a):
        a.end()
        await self.say('* BYE see you')
        await self.done()
        await self.wire.goodbye()

    async def on_id(self, a):
        self.need('ID')
        a.parenthesised()
        a.end()
        await self.say('* ID ("name" "fake")')
        await self.done()

    async def on_enable(self, a):
        self.need('ENABLE')
        self.need_login()
        names = [name.upper() for name in a.data.decode('latin1').split(' ')]
        await self.say('* ENABLED ' + ' '.join(n for n in names if n in self.capabilities().upper().split()))
        await self.done()

    async def on_compress(self, a):
        self.need('COMPRESS=DEFLATE')
        self.need_login()
        if a.atom().upper() != b'DEFLATE' or self.wire.deflater:
            raise Refused('another compression, or one more')
        a.end()
        if self.wire.glance():
            self.wire.violation('did not wait for the answer to COMPRESS')
        await self.done('OK begin')
        self.wire.compress()

    async def on_namespace(self, a):
        self.need('NAMESPACE')
        a.end()
        await self.say('* NAMESPACE (("" "/")) NIL NIL')
        await self.done()

    async def on_starttls(self, a):
        self.need('STARTTLS')
        self.need_login(False)
        a.end()
        if self.wire.glance():
            self.wire.violation('did not wait for the answer to STARTTLS')
        await self.done('OK begin')
        await self.start_tls(self.certificate)

    async def start_tls(self, context):
        await self.wire.start_tls(context)
        self.before = self.secure

    # login

    async def judge(self, user, password):
        if self.wire.tls is None and self.truth['clear_login'] is False:
            self.wire.violation('a login in clear')
        if (user, password) == (self.user.encode(), self.password.encode()):
            self.logged_in = True
            await self.done(f'OK [CAPABILITY {self.after}] logged in')
        else:
            self.wire.violation(f'a login with other credentials ({user[:40]!r})')
            await self.done('NO [AUTHENTICATIONFAILED] no')

    async def on_login(self, a):
        self.need_login(False)
        if 'LOGINDISABLED' in self.capabilities().upper().split():
            raise Refused('LOGINDISABLED was said')
        user = a.astring()
        a.space()
        password = a.astring()
        a.end()
        await self.judge(user, password)

    async def on_authenticate(self, a):
        self.need_login(False)
        mechanism = a.atom().decode().upper()
        self.need('AUTH=' + mechanism)
        if a.done():
            await self.wire.send(b'+ \r\n')
            message = await self.reader.line()
        else:
            self.need('SASL-IR')
            a.space()
            message = a.data[a.at:]
        try:
            message = base64.b64decode(message, validate=True)
        except binascii.Error:
            raise Refused('that is not base64') from None
        if mechanism == 'PLAIN':
            parts = message.split(b'\0')
            if len(parts) != 3 or parts[0]:
                raise Refused('not a PLAIN message')
            await self.judge(parts[1], parts[2])
        elif mechanism == 'LOGIN':
            await self.wire.send(b'+ UGFzc3dvcmQ6\r\n')
            await self.judge(message, base64.b64decode(await self.reader.line()))
        elif mechanism in ('XOAUTH2', 'OAUTHBEARER'):
            user = re.search(rb'user=([^\x01]*)\x01|n,a=([^,]*),', message)
            token = re.search(rb'auth=Bearer ([^\x01]*)\x01', message)
            if not user or not token:
                raise Refused(f'not a {mechanism} message')
            await self.judge(user[1] or user[2], token[1])
        else:
            raise Refused('a mechanism that this server does not speak')

    # folders

    def folder(self, a):
        name = a.astring().decode('latin1')
        return 'INBOX' if name.upper() == 'INBOX' else name

    async def on_examine(self, a):
        self.need_login()
        name = self.folder(a)
        if not a.done():
            a.space()
            a.parenthesised()
        a.end()
        self.selected = False
        if name not in self.mailbox.folders:
            await self.done('NO [NONEXISTENT] no such folder')
            return
        self.selected = True
        m = self.mailbox
        await self.say('* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)')
        await self.say(f'* {len(m.mails)} EXISTS')
        await self.say('* 0 RECENT')
        await self.say(f'* OK [UIDVALIDITY {m.uidvalidity}] valid')
        await self.say(f'* OK [UIDNEXT {m.next()}] next')
        await self.done('OK [READ-ONLY] done')

    async def on_select(self, a):
        if not self.selectable:
            raise Refused('opens a folder for writing')
        await self.on_examine(a)

    async def on_close(self, a):
        self.need_folder()
        self.selected = False
        await self.done()

    async def on_unselect(self, a):
        self.need('UNSELECT')
        await self.on_close(a)

    async def on_status(self, a):
        self.need_login()
        name = self.folder(a)
        a.space()
        items = a.parenthesised().decode().upper().split(' ')
        a.end()
        if name not in self.mailbox.folders:
            await self.done('NO [NONEXISTENT] no such folder')
            return
        await self.say(f'* STATUS "{name}" ({self.status_items(items)})')
        await self.done()

    def status_items(self, items):
        m = self.mailbox
        known = {'MESSAGES': len(m.mails), 'UIDNEXT': m.next(), 'UIDVALIDITY': m.uidvalidity, 'RECENT': 0,
                 'UNSEEN': sum('\\Seen' not in m.flags.get(u, '') for u in m.mails), 'HIGHESTMODSEQ': 9,
                 'SIZE': sum(len(raw) for raw in m.mails.values()), 'MAILBOXID': '(F1)'}
        offered = self.capabilities().upper().split()
        for item in items:
            needs = {'HIGHESTMODSEQ': {'CONDSTORE', 'QRESYNC'}, 'SIZE': {'STATUS=SIZE'}, 'MAILBOXID': {'OBJECTID'}}.get(item)
            if item not in known or (needs and not needs & set(offered)):
                raise Refused('an item that was not offered')
        return ' '.join(f'{item} {known[item]}' for item in items)

    async def on_list(self, a):
        self.need_login()
        reference, options = a.astring(), []
        a.space()
        pattern = a.astring()
        if not a.done():
            returned = re.fullmatch(r' RETURN \(((?:SUBSCRIBED|SPECIAL-USE|STATUS \([^()]*\)| )+)\)', a.data[a.at:].decode('latin1'))
            if not returned:
                raise Refused('a return option that this server does not know')
            self.need('LIST-EXTENDED') # whose options these are (RFC 5258)
            options = re.findall(r'SUBSCRIBED|SPECIAL-USE|STATUS \([^()]*\)', returned[1])
            for option in options:
                if option != 'SUBSCRIBED':
                    self.need('SPECIAL-USE' if option == 'SPECIAL-USE' else 'LIST-STATUS')
        if (reference, pattern) != (b'', b'*'):
            raise Refused('another list than that of all folders')
        for name in self.mailbox.folders:
            await self.say(f'* LIST () "/" "{name}"')
            for option in options:
                if option.startswith('STATUS'):
                    await self.say(f'* STATUS "{name}" ({self.status_items(option[len("STATUS ("):-1].split(" "))})')
        await self.done()

    # messages

    async def on_uid_search(self, a):
        self.need_folder()
        words = a.data.decode('latin1').upper()
        extended = words.startswith('RETURN (ALL) ')
        if extended:
            self.need('ESEARCH')
            words = words[len('RETURN (ALL) '):]
        m, words = self.mailbox, words.split(' ')
        found = sorted(m.mails)
        while words:
            key = words.pop(0)
            if key == 'UNSEEN':
                found = [u for u in found if '\\Seen' not in m.flags.get(u, '')]
            elif key == 'SINCE' and words and re.fullmatch(r'\d{1,2}-[A-Z]{3}-\d{4}', words[0]):
                since = day_of(words.pop(0))
                found = [u for u in found if day_of(m.date(u)) >= since]
            elif key == 'UID' and words:
                wanted = ranges(words.pop(0), max(m.mails, default=0))
                found = [u for u in found if within(wanted, u)]
            elif key != 'ALL':
                raise Refused(f'the search key {key}')
        if extended:
            numbers = ','.join(map(str, found))
            await self.say(f'* ESEARCH (TAG "{self.current.tag.decode("latin1")}") UID' + (f' ALL {numbers}' if numbers else ''))
        else:
            await self.say('* SEARCH' + ''.join(f' {u}' for u in found))
        await self.done()

    async def on_uid_fetch(self, a):
        self.need_folder()
        spec = a.atom().decode()
        a.space()
        items = a.parenthesised().decode().upper().split(' ')
        a.end()
        named = {'EMAILID': 'OBJECTID', 'THREADID': 'OBJECTID', 'X-GM-MSGID': 'X-GM-EXT-1', 'X-GM-THRID': 'X-GM-EXT-1', 'X-GM-LABELS': 'X-GM-EXT-1'}
        for item in items:
            if item in named:
                self.need(named[item])
        if not set(items) <= {'UID', 'FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'BODY.PEEK[]', *named}:
            raise Refused('an item that this server does not know')
        m = self.mailbox
        wanted = ranges(spec, max(m.mails, default=0))
        for number, uid in enumerate(sorted(m.mails), 1):
            if not within(wanted, uid):
                continue
            raw = m.mails[uid]
            said = {'UID': f'UID {uid}', 'FLAGS': f'FLAGS ({m.flags.get(uid, "")})', 'INTERNALDATE': f'INTERNALDATE "{m.date(uid)} 12:00:00 +0000"',
                    'RFC822.SIZE': f'RFC822.SIZE {len(raw)}', 'EMAILID': f'EMAILID (M{uid})', 'THREADID': f'THREADID (T{uid})',
                    'X-GM-MSGID': f'X-GM-MSGID {1278455344230334865 + uid}', 'X-GM-THRID': 'X-GM-THRID 1266894439832287888',
                    'X-GM-LABELS': 'X-GM-LABELS ("\\\\Inbox" \\Sent "Gr&APw-n {7}")'}
            line = f'* {number} FETCH (' + ' '.join(said[item] for item in items if item in said)
            if 'BODY.PEEK[]' not in items:
                await self.say(line + ')')
                continue
            await self.say(line + f' BODY[] {{{len(raw)}}}')
            try:
                await self.wire.send(raw + b')\r\n')
            except Over:
                if self.wire.all_gone():
                    self.truth['served'].append(uid)
                raise
            self.truth['served'].append(uid)
        await self.done()
