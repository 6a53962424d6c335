"""Turns strings into header values and bodies the way different mail programs do. Lines end in LF, as in a Maildir."""
import base64
import quopri
from urllib.parse import quote


def is_ascii(text):
    return all(' ' <= c < '\x7f' for c in text)


def encoded_words(text, cs, method, first=20):
    """RFC 2047: one character is never cut (section 5), each word is at most 75 characters long."""
    words, piece, room = [], '', 75 - first
    def word(chunk):
        raw = chunk.encode(cs)
        if method == 'B':
            return '=?%s?B?%s?=' % (cs, base64.b64encode(raw).decode())
        body = ''.join(chr(b) if chr(b).isalnum() and b < 128 else '_' if b == 32 else '=%02X' % b for b in raw)
        return '=?%s?Q?%s?=' % (cs, body)
    for c in text:
        if piece and len(word(piece + c)) > room:
            words.append(word(piece))
            piece, room = c, 74
        else:
            piece += c
    words.append(word(piece))
    return '\n '.join(words)


def unstructured(rng, text, cs, name):
    """A Subject: plain and folded when it is ASCII, else encoded words; some programs leave the ASCII words alone."""
    if is_ascii(text):
        if len(text) < 60:
            return text
        cut = text.index(' ', 40) if ' ' in text[40:] else len(text)
        return text[:cut] + '\n' + text[cut:]
    cs = cs if cs != 'us-ascii' else 'utf-8'
    method = 'B' if cs.startswith(('iso-2022', 'shift', 'gb', 'big5', 'euc')) else rng.choice('BQ')
    head, sep, tail = text.partition(' ')
    if is_ascii(head) and tail and not is_ascii(tail):
        return head + ' ' + encoded_words(tail, cs, method, len(name) + len(head) + 3)
    return encoded_words(text, cs, method, len(name) + 2)


def mailbox(rng, name, address, cs):
    """One address with its name as atom, quoted string or encoded words."""
    if name is None:
        return rng.choice(['%s', '<%s>']) % address
    if is_ascii(name):
        plain = all(c.isalnum() or c == ' ' for c in name)
        shown = name if plain and rng.random() < .6 else '"%s"' % name.replace('\\', '\\\\').replace('"', '\\"')
        return '%s <%s>' % (shown, address)
    try:
        name.encode(cs)
    except UnicodeError:
        cs = 'utf-8'
    return '%s <%s>' % (encoded_words(name, cs, rng.choice('BQ')), address)


def parameter(key, value, style):
    """A MIME parameter that holds a file name, in one of the styles found in real mail; each ends up as the same name."""
    if style == 'quoted':
        return ['%s="%s"' % (key, value.replace('\\', '\\\\').replace('"', '\\"'))]
    if style == 'raw':  # 8-bit in the header, as RFC 6532 has it and many programs always had
        return ['%s="%s"' % (key, value)]
    if style == 'word':  # forbidden by RFC 2047 section 5, sent by everybody
        return ['%s="%s"' % (key, encoded_words(value, 'utf-8', 'B').replace('\n', ''))]
    if style == '2231':
        return ["%s*=UTF-8''%s" % (key, quote(value, safe=''))]
    if style == '2231-latin':
        return ["%s*=iso-8859-1'de'%s" % (key, quote(value.encode('iso-8859-1'), safe=''))]
    if style == '2231-parts':  # continuations, cut between characters, the first one announces the charset
        pieces = [value[i:i + 12] for i in range(0, len(value), 12)]
        return ["%s*%d*=%s%s" % (key, i, "UTF-8''" if i == 0 else '', quote(p, safe='')) for i, p in enumerate(pieces)]
    raise ValueError(style)


def name_style(rng, name):
    if is_ascii(name):
        return rng.choice(['quoted', 'quoted', 'quoted', '2231', '2231-parts'])
    styles = ['word', '2231', '2231-parts', 'raw']
    try:
        name.encode('iso-8859-1')
        styles.append('2231-latin')
    except UnicodeError:
        pass
    return rng.choice(styles)


def quoted_printable(raw):
    return quopri.encodestring(raw)


def base64_lines(raw):
    return base64.encodebytes(raw)
