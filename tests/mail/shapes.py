"""MIME parts. Each function returns the part's bytes (LF line ends) and notes in `know` what a reader must find in it."""
import hashlib

import encode
import vocabulary


class Knowledge:
    """What one message holds, from the values that went into it; nothing here is ever read back from the mail."""

    def __init__(self):
        self.text, self.html, self.attachments = [], [], []

    def file(self, raw, content_type, name, content_id=None):
        self.attachments.append({'filename': name, 'content_type': content_type, 'size': len(raw),
                                 'sha256': hashlib.sha256(raw).hexdigest(), 'content_id': content_id})


def text(rng, know, subtype, cs, content, long_lines=False):
    raw = content.encode(cs)
    longest = max(map(len, raw.split(b'\n')))
    methods = ['base64']
    if cs not in ('iso-2022-jp', 'shift_jis', 'euc-jp', 'gb2312', 'big5', 'euc-kr'):
        methods += ['quoted-printable'] * 2
    if longest < 990 or long_lines:
        methods += ['7bit'] * 2 if cs in ('us-ascii', 'iso-2022-jp') else ['8bit']
    method = methods[-1] if long_lines else rng.choice(methods)
    if method == 'base64':
        body = encode.base64_lines(raw.replace(b'\n', b'\r\n') if rng.random() < .7 else raw)
    elif method == 'quoted-printable':
        body = encode.quoted_printable(raw)
    else:
        body = raw
    label = cs if rng.random() < .8 else cs.upper()
    head = 'Content-Type: text/%s; charset=%s%s\n' % (subtype, '"%s"' % label if rng.random() < .5 else label,
                                                       '; format=flowed' if subtype == 'plain' and rng.random() < .1 else '')
    if method != '7bit' or rng.random() < .5:
        head += 'Content-Transfer-Encoding: %s\n' % (method if rng.random() < .9 else method.upper())
    (know.text if subtype == 'plain' else know.html).append(content)
    return head.encode() + b'\n' + body


def attachment(rng, know, raw, content_type, name, disposition='attachment', content_id=None, method='base64', both=None):
    """raw: the decoded bytes that must arrive. With another method than base64 their line breaks must be CRLF."""
    style = encode.name_style(rng, name) if name else None
    both = rng.random() < .6 if both is None else both
    kind, place = [content_type], [disposition]
    if name:
        place += encode.parameter('filename', name, style)
        if both and style in ('quoted', 'word'):
            kind += encode.parameter('name', name, style)
    head = ['Content-Type: ' + ';\n '.join(kind)]
    if disposition:
        head.append('Content-Disposition: ' + ';\n '.join(place))
    if content_id:
        head.append('Content-ID: <%s>' % content_id)
    if method != '7bit':
        head.append('Content-Transfer-Encoding: ' + method)
    if method == 'base64':
        body = encode.base64_lines(raw)
    elif method == 'quoted-printable':
        body = encode.quoted_printable(raw.replace(b'\r\n', b'\n'))
    else:
        body = raw.replace(b'\r\n', b'\n')
    know.file(raw, content_type, name, content_id)
    return '\n'.join(head).encode() + b'\n\n' + body


def multipart(rng, subtype, parts, boundary=None, extra=''):
    boundary = boundary or rng.choice(['----=_Part_%d_%d.%d', '=_%x%x%x', '%08d%08d-%x']) % tuple(rng.randrange(10**9) for _ in range(3))
    mark = boundary.encode()
    out = [('Content-Type: multipart/%s;\n\tboundary="%s"%s\n\n' % (subtype, boundary, extra)).encode()]
    if rng.random() < .3:
        out.append(b'This is a message in MIME format; your program does not show it.\n')
    for part in parts:
        out += [b'\n--', mark, b'\n', part]
    out += [b'\n--', mark, b'--\n']
    if rng.random() < .1:
        out.append(b'\nwhat stands behind the end is nobody\'s\n')
    return b''.join(out)


def calendar(rng, method='REQUEST'):
    lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'METHOD:' + method, 'BEGIN:VEVENT', 'UID:%x@cal.example' % rng.getrandbits(64),
             'DTSTART:20261201T090000Z', 'DTEND:20261201T100000Z', 'SUMMARY:' + vocabulary.phrase(rng, 'us-ascii', 5), 'END:VEVENT', 'END:VCALENDAR', '']
    return '\r\n'.join(lines).encode()


def table(rng, rows):
    return ''.join('%d;%s;%.2f\r\n' % (i, vocabulary.phrase(rng, 'us-ascii', 3), rng.random() * 1000) for i in range(rows)).encode()
