"""The client's bytes as IMAP commands, read strictly: what RFC 9051 section 9 does not allow is a violation."""
import re

from wire import Over

TAG = re.compile(rb'[^\x00-\x20\x7f-\xff(){%*"\\+]+')
ATOM = re.compile(rb'[^\x00-\x20\x7f-\xff(){%*"\\\]]+')
LITERAL = re.compile(rb'\{(\d+)(\+?)\}\Z')
LONGEST = 8192  # Exchange refuses longer command lines


class Command:
    def __init__(self, tag, text):
        self.tag, self.text = tag, text  # text: with literals as {n}CRLF and their bytes
        words = text.split(b' ', 2)
        self.name = words[0].upper().decode('latin1')
        if self.name == 'UID' and len(words) > 1:
            self.name += ' ' + words[1].upper().decode('latin1')
        self.rest = text[len(self.name):].lstrip(b' ')


class Reader:
    def __init__(self, wire):
        self.wire = wire
        self.tags = set()
        self.capabilities = lambda: ''

    async def exactly(self, n):
        while len(self.wire.buffer) < n:
            await self.wire.more()
        data = bytes(self.wire.buffer[:n])
        del self.wire.buffer[:n]
        return data

    async def line(self):
        """One line without its CRLF."""
        wire = self.wire
        while b'\n' not in wire.buffer:
            if len(wire.buffer) > 1 << 20:
                wire.violation('a line without end')
                raise Over('a line without end')
            await wire.more()
        end = wire.buffer.index(b'\n')
        line = bytes(wire.buffer[:end + 1])
        del wire.buffer[:end + 1]
        if not line.endswith(b'\r\n'):
            wire.violation(f'a line that ends with LF alone: {line[:60]!r}')
        line = line.rstrip(b'\r\n')
        if b'\r' in line or b'\0' in line:
            wire.violation(f'CR or NUL within a line: {line[:60]!r}')
        if len(line) > LONGEST:
            wire.violation(f'a command line of {len(line)} bytes')
        return line

    async def command(self):
        line = await self.line()
        tag, _, rest = line.partition(b' ')
        if not TAG.fullmatch(tag):
            self.wire.violation(f'not a tag: {tag[:40]!r}')
        elif tag in self.tags:
            self.wire.violation(f'the tag {tag!r} was used before')
        self.tags.add(tag)
        text = b''
        while True:
            if any(byte >= 0x80 for byte in rest):
                self.wire.violation(f'8-bit outside a literal: {rest[:60]!r}')
            text += rest
            announced = LITERAL.search(rest)
            if not announced:
                break
            n, plus = int(announced[1]), announced[2]
            if plus:
                offered = self.capabilities().upper().split()
                if not ('LITERAL+' in offered or ('LITERAL-' in offered and n <= 4096)):
                    self.wire.violation('a literal that does not wait, where that was not offered')
            else:
                if self.wire.glance():
                    self.wire.violation('a literal came before it was asked for')
                await self.wire.send(b'+ go\r\n')
            text += b'\r\n' + await self.exactly(n)
            rest = await self.line()
        if not text:
            self.wire.violation('a tag without a command')
        return Command(tag, text)


class Refused(Exception):
    pass


class Arguments:
    """The rest of a command, argument by argument."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def space(self):
        if self.data[self.at:self.at + 1] != b' ':
            raise Refused('a space is missing')
        self.at += 1

    def done(self):
        return self.at == len(self.data)

    def end(self):
        if not self.done():
            raise Refused(f'unexpected: {self.data[self.at:self.at + 40]!r}')

    def atom(self):
        found = re.compile(rb'[^\x00-\x20\x7f-\xff()"{]+').match(self.data, self.at)
        if not found:
            raise Refused('an atom is missing')
        self.at = found.end()
        return found[0]

    def astring(self):
        first = self.data[self.at:self.at + 1]
        if first == b'"':
            out, i = bytearray(), self.at + 1
            while i < len(self.data) and self.data[i] != 0x22:
                if self.data[i] == 0x5c:
                    i += 1
                    if self.data[i:i + 1] not in (b'"', b'\\'):
                        raise Refused('a backslash before something else')
                out += self.data[i:i + 1]
                i += 1
            if i >= len(self.data):
                raise Refused('a quoted string without end')
            self.at = i + 1
            return bytes(out)
        if first == b'{':
            found = re.compile(rb'\{(\d+)\+?\}\r\n').match(self.data, self.at)
            if not found:
                raise Refused('not a literal')
            self.at = found.end() + int(found[1])
            return self.data[found.end():self.at]
        found = re.compile(rb'[^\x00-\x20\x7f-\xff(){%*"\\]+').match(self.data, self.at)
        if not found:
            raise Refused('a string is missing')
        self.at = found.end()
        return found[0]

    def parenthesised(self):
        """What stands in a list, its own parentheses excluded."""
        if self.data[self.at:self.at + 1] != b'(':
            raise Refused('a list is missing')
        depth, i = 0, self.at
        while i < len(self.data):
            depth += (self.data[i] == 0x28) - (self.data[i] == 0x29)
            i += 1
            if depth == 0:
                inner = self.data[self.at + 1:i - 1]
                self.at = i
                return inner
        raise Refused('a list without end')
