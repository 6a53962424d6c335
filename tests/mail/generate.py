#!/usr/bin/env python3
"""Writes a Maildir of varied, real-looking mail, and a manifest of what a reader must find in it.

    generate.py --maildir DIR --manifest FILE [--count 100] [--start 0] [--seed 1] [--small] [--owner USER]
                [--flags F] [--huge BYTES] [--summary]

Message i of a seed is always the same bytes. The manifest has one JSON object a line, made from the values before they
were encoded, never by reading the mail back:

    key            the Message-ID without < >; where the mail has none, the value of its X-Test-Key header
    has_id         whether key is a Message-ID
    subject        null when the mail has none
    from to cc     [[name or null, address], ...], groups flattened
    date           the Date header, seconds since 1970; internaldate likewise (the file's mtime)
    references in_reply_to   lists without < >
    text html      bodies as strings with LF line ends, joined with a line break where there are several; null for none.
                   They compare after CRLF became LF and with the line breaks at the very end taken off both sides.
    attachments    [{filename, content_type, size, sha256 of the decoded bytes, content_id}, ...]
    flags          sorted list of \\Answered \\Flagged \\Seen
    size           bytes on the wire, where every line ends in CRLF
    raw_sha256     of those bytes
"""
import argparse
import hashlib
import json
import math
import os
import random
import shutil
import sys
import time

import encode
import shapes
import vocabulary
from vocabulary import WORDS

EPOCH = 1780000000  # newest mail of a seed counts up from here
ZONES = [(0, '+0000'), (60, '+0100'), (120, '+0200'), (330, '+0530'), (-300, '-0500'), (-480, '-0800'), (0, 'GMT'), (-300, 'EST'),
         (540, '+0900'), (-210, '-0330')]
DOMAINS = ['example.org', 'mail.example.com', 'kunde.example', 'shop.example', 'xn--bcher-kva.example']
POOL = random.Random(20261122).randbytes(5 << 20)  # attachments are cut from this
LOGO = POOL[:4321]  # the same picture in many mails
# Of every CYCLE messages the first ones have a shape of their own; so each shape is in every run of that length.
CYCLE = 60
SHAPES = [
    # what the body is like: body()
    'five files', 'related', 'related and a file', 'empty file', 'file without a name', 'forwarded mail', 'forwarded mail without a name',
    'invitation as a file', 'invitation as an alternative', 'tables', 'very long line', 'very long line of HTML', 'list footer', 'only a file',
    'text as a file', 'boundary within a boundary', 'longest boundary', 'nested', 'no MIME', 'nothing', 'emoji',
    'iso-8859-15', 'iso-8859-2', 'windows-1251', 'koi8-r', 'iso-2022-jp', 'shift_jis', 'euc-jp', 'gb2312', 'big5', 'euc-kr',
    # what the headers are like: message()
    'no Message-ID', 'long Message-ID', 'undisclosed recipients', 'group', 'many recipients',
    'long subject', 'one word', 'no Subject', 'emoji subject', 'long thread']


class Mail:
    def __init__(self, seed, index, small, huge):
        self.rng = random.Random('mail %d %d' % (seed, index))
        self.seed, self.index, self.small, self.huge = seed, index, small, huge
        self.know = shapes.Knowledge()
        self.cs = vocabulary.charset(self.rng)
        self.lines = []

    def header(self, name, value):
        self.lines.append('%s: %s' % (name, value))

    def person(self):
        rng = self.rng
        name = rng.choice(vocabulary.NAMES) if rng.random() < .85 else None
        address = '%s%d@%s' % (rng.choice(['anna', 'b.koch', 'Info', 'o+crm', 'sales_eu']), rng.randrange(200), rng.choice(DOMAINS))
        return name, address

    def people(self, name, n):
        who = [self.person() for _ in range(n)]
        if n:
            self.header(name, ',\n '.join(encode.mailbox(self.rng, a, b, self.cs if self.cs != 'us-ascii' else 'utf-8') for a, b in who))
        return [list(p) for p in who]

    def bytes_of(self, low, high):
        size = int(min(high, max(low, math.exp(self.rng.gauss(math.log(44 << 10), 1.1)))))
        if self.small:
            size = self.rng.randrange(1, 3000)
        at = self.rng.randrange(len(POOL) - size)
        return POOL[at:at + size]

    def a_file(self, number):
        kind, ext = self.rng.choice(vocabulary.TYPES)
        name = '%s %d-%d.%s' % (self.rng.choice(vocabulary.FILE_STEMS), self.index, number, ext)
        return shapes.attachment(self.rng, self.know, self.bytes_of(200, 2 << 20), kind, name)

    def words(self):
        if self.small:
            return vocabulary.prose(self.rng, self.cs, self.rng.randrange(20, 400))
        return vocabulary.prose(self.rng, self.cs, int(min(60000, max(80, math.exp(self.rng.gauss(math.log(900), 1))))))

    def plain(self, content=None, **more):
        return shapes.text(self.rng, self.know, 'plain', self.cs, content if content is not None else self.words(), **more)

    def both(self, content=None, images=()):
        """multipart/alternative of text and HTML with the same words"""
        content = content or self.words()
        parts = [self.plain(content), shapes.text(self.rng, self.know, 'html', self.cs, vocabulary.page(self.rng, self.cs, content, images))]
        return parts

    def alternative(self, content=None, images=()):
        return shapes.multipart(self.rng, 'alternative', self.both(content, images))

    def related(self):
        cid = 'img%d.%d@%s' % (self.index, self.seed, DOMAINS[0])
        logo = 'logo@shop.example'
        body = self.alternative(images=[cid, logo])
        photo = self.bytes_of(200, 60 << 10)
        return shapes.multipart(self.rng, 'related', [
            body, shapes.attachment(self.rng, self.know, photo, 'image/png', 'image001.png', 'inline', cid),
            shapes.attachment(self.rng, self.know, LOGO, 'image/png', 'logo.png', 'inline', logo)], extra='; type="multipart/alternative"')


def embedded(mail, with_name):
    """A forwarded mail as message/rfc822: one attachment whose bytes are the mail, CRLF line ends."""
    inner = ('From: "Old Friend" <old@example.net>\r\nTo: crm@example.com\r\nSubject: Fwd %d\r\nMessage-ID: <inner-%d-%d@example.net>\r\n'
             'Date: Mon, 05 Oct 2026 08:00:00 +0200\r\n\r\n%s\r\n'
             % (mail.index, mail.seed, mail.index, vocabulary.phrase(mail.rng, 'us-ascii', 30))).encode()
    return shapes.attachment(mail.rng, mail.know, inner, 'message/rfc822', 'forwarded %d.eml' % mail.index if with_name else None,
                             method='7bit', both=False)


def body(mail, shape):
    """The message's Content-* headers and body."""
    rng, know, multi = mail.rng, mail.know, shapes.multipart
    if mail.huge:
        at = mail.index * 7919
        raw = (POOL[at:] + POOL[:at]) * (mail.huge // len(POOL) + 1)
        return multi(rng, 'mixed', [mail.plain('one large file'), shapes.attachment(rng, know, raw[:mail.huge], 'application/zip', 'large %d.zip' % mail.index)])
    if shape == 'five files':
        return multi(rng, 'mixed', [mail.alternative()] + [mail.a_file(k) for k in range(5)])
    if shape == 'related':
        return mail.related()
    if shape == 'related and a file':
        return multi(rng, 'mixed', [mail.related(), mail.a_file(0)])
    if shape == 'empty file':
        return multi(rng, 'mixed', [mail.plain(), shapes.attachment(rng, know, b'', 'application/octet-stream', 'empty.bin')])
    if shape == 'file without a name':
        return multi(rng, 'mixed', [mail.plain(), shapes.attachment(rng, know, mail.bytes_of(200, 9000), 'image/jpeg', None)])
    if shape == 'forwarded mail':
        return multi(rng, 'mixed', [mail.plain(), embedded(mail, True)])
    if shape == 'forwarded mail without a name':
        return multi(rng, 'mixed', [mail.alternative(), embedded(mail, False), embedded_twin(mail)])
    if shape == 'invitation as a file':
        return multi(rng, 'mixed', [mail.alternative(), shapes.attachment(rng, know, shapes.calendar(rng), 'text/calendar', 'invite.ics')])
    if shape == 'invitation as an alternative':
        parts = mail.both()
        parts.append(shapes.attachment(rng, know, shapes.calendar(rng), 'text/calendar', None, None, method='7bit'))
        return multi(rng, 'alternative', parts)
    if shape == 'tables':
        return multi(rng, 'mixed', [mail.plain(), shapes.attachment(rng, know, shapes.table(rng, 40), 'text/csv', 'liste %d.csv' % mail.index, method='quoted-printable'),
                                    shapes.attachment(rng, know, shapes.table(rng, 9), 'text/csv', 'Übersicht.csv', method='7bit')])
    if shape == 'very long line':  # one line of 6,000 characters, as a program without line breaks sends it
        mail.cs = 'us-ascii'
        return mail.plain(vocabulary.phrase(rng, 'us-ascii', 1200), long_lines=True)
    if shape == 'very long line of HTML':
        mail.cs = 'utf-8'
        content = vocabulary.page(rng, 'utf-8', vocabulary.phrase(rng, 'utf-8', 2500))
        return shapes.text(rng, know, 'html', 'utf-8', content.replace('\n', ' '), long_lines=True)
    if shape == 'list footer':  # a footer that a mailing list put behind: two text bodies
        return multi(rng, 'mixed', [mail.plain(), shapes.text(rng, know, 'plain', 'us-ascii', '____________\nlist mailing list\nlist@example.org')])
    if shape == 'only a file':
        return shapes.attachment(rng, know, mail.bytes_of(200, 90000), 'application/pdf', 'only the file %d.pdf' % mail.index)
    if shape == 'text as a file':  # text that is sent as a file is a file
        return multi(rng, 'mixed', [mail.plain(), shapes.attachment(rng, know, 'Notiz für Jürgen\r\nzweite Zeile\r\n'.encode(), 'text/plain', 'notes.txt'),
                                    shapes.attachment(rng, know, b'<p>hello</p>\r\n', 'text/html', 'page.html', method='7bit')])
    if shape == 'boundary within a boundary':  # the inner boundary begins with the outer one
        inner = multi(rng, 'alternative', mail.both(), 'outer-1')
        return multi(rng, 'mixed', [inner, mail.a_file(0)], 'outer')
    if shape == 'longest boundary':  # a boundary of 70 characters with everything that may be in it
        return multi(rng, 'alternative', mail.both(), "=_'()+_,-./:=?%s" % ('0' * 56))
    if shape == 'nested':
        return multi(rng, 'mixed', [multi(rng, 'mixed', [multi(rng, 'mixed', [mail.alternative(), mail.a_file(0)]), mail.a_file(1)]), mail.a_file(2)])
    if shape == 'no MIME':  # no MIME at all
        know.text.append(content := vocabulary.prose(rng, 'us-ascii', 300))
        return b'\n' + content.encode() + b'\n'
    if shape == 'nothing':  # nothing behind the headers
        return b'Content-Type: text/plain; charset=utf-8\n\n'
    if shape == 'emoji':
        mail.cs = 'utf-8'
        return mail.alternative('😀 🚚 👩‍👩‍👧 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 🇩🇪 %d' % mail.index)
    if shape in WORDS:
        mail.cs = shape
        return mail.alternative() if mail.index % 2 else mail.plain()
    x = rng.random()
    if x < .16:
        return mail.plain()
    if x < .24:
        return shapes.text(rng, know, 'html', mail.cs, vocabulary.page(rng, mail.cs, mail.words()))
    if x < .55:
        return mail.alternative()
    if x < .65:
        return mail.related()
    return multi(rng, 'mixed', [mail.alternative() if x < .9 else mail.plain()] + [mail.a_file(k) for k in range(rng.choice([1, 1, 1, 1, 2, 3]))])


def embedded_twin(mail):
    """The same bytes in every mail that has it: one file in the blob folder."""
    return shapes.attachment(mail.rng, mail.know, LOGO, 'image/png', 'signature.png')


def message(seed, index, small=False, huge=0, flags=None):
    """Returns the mail (LF line ends) and its line of the manifest."""
    mail = Mail(seed, index, small, huge)
    rng, shape = mail.rng, (SHAPES[index % CYCLE] if index % CYCLE < len(SHAPES) else '')
    content = body(mail, shape)
    when = EPOCH + index * 1013 + rng.randrange(900)
    offset, zone = rng.choice(ZONES)
    mid = '%d.%d.%x@%s' % (seed, index, rng.getrandbits(48), rng.choice(DOMAINS))
    key, has_id = mid, shape != 'no Message-ID'
    if shape == 'long Message-ID':
        key = mid = 'long-' + 'x' * 240 + mid
    mail.header('Return-Path', '<bounce-%d@example.org>' % index)
    for hop in range(rng.randrange(1, 5)):
        mail.header('Received', 'from mx%d.example.org (mx%d.example.org [192.0.2.%d])\n\tby mail.example.com with ESMTPS id %x\n\tfor <crm@example.com>; %s'
                    % (hop, hop, rng.randrange(1, 255), rng.getrandbits(40), time.strftime('%a, %d %b %Y %H:%M:%S +0000', time.gmtime(when))))
    fact = {'key': key, 'has_id': has_id, 'from': mail.people('From', 1)}
    if shape == 'undisclosed recipients':
        mail.header('To', 'undisclosed-recipients:;')
        fact['to'] = []
    elif shape == 'group':
        mail.header('To', 'Team: anna@example.org, "Bernd K." <bernd@example.org>;,\n crm@example.com')
        fact['to'] = [[None, 'anna@example.org'], ['Bernd K.', 'bernd@example.org'], [None, 'crm@example.com']]
    else:
        fact['to'] = mail.people('To', 40 if shape == 'many recipients' else rng.choice([1, 1, 1, 2, 3]))
    fact['cc'] = mail.people('Cc', rng.choice([0, 0, 0, 0, 1, 4]))
    words = {'long subject': 160, 'one word': 1}.get(shape, rng.randrange(2, 12))
    subject = None if shape == 'no Subject' else vocabulary.phrase(rng, mail.cs, words)
    if subject is not None:
        if shape == 'emoji subject':
            subject = '😀 ' + subject.encode('utf-8').decode() + ' 🚀'
        if rng.random() < .3:
            subject = 'Re: ' + subject
        mail.header('Subject', encode.unstructured(rng, subject, 'utf-8' if shape == 'emoji subject' else mail.cs, 'Subject'))
    fact['subject'] = subject
    mail.header('Date', time.strftime('%a, %d %b %Y %H:%M:%S ', time.gmtime(when + offset * 60)) + zone)
    fact['date'] = when
    if has_id:
        mail.header('Message-ID', '<%s>' % mid)
    else:
        fact['key'] = 'key-%d-%d-%x' % (seed, index, rng.getrandbits(48))
        mail.header('X-Test-Key', fact['key'])
    depth = 60 if shape == 'long thread' else rng.choice([0, 0, 0, 1, 2, 5])
    fact['references'] = ['ref-%d-%d-%d@example.org' % (seed, index, k) for k in range(depth)]
    fact['in_reply_to'] = fact['references'][-1:]
    if depth:
        mail.header('In-Reply-To', '<%s>' % fact['references'][-1])
        mail.header('References', '\n\t'.join('<%s>' % r for r in fact['references']))
    if shape != 'no MIME':
        mail.header('MIME-Version', '1.0')
    if rng.random() < .5:
        mail.header('X-Mailer', rng.choice(['Microsoft Outlook 16.0', 'Apple Mail (2.3826)', 'Thunderbird']))
    head = '\n'.join(mail.lines).encode() + b'\n'
    raw = head + content
    if not raw.endswith(b'\n'):
        raw += b'\n'
    know = mail.know
    fact['text'] = '\n'.join(know.text) if know.text else None
    fact['html'] = '\n'.join(know.html) if know.html else None
    fact['attachments'] = know.attachments
    letters = flags if flags is not None else ''.join(f for f, p in (('F', .08), ('R', .2), ('S', .6)) if rng.random() < p)
    fact['flags'] = sorted({'F': '\\Flagged', 'R': '\\Answered', 'S': '\\Seen'}[f] for f in letters)
    fact['internaldate'] = when + rng.randrange(120)
    wire = raw.replace(b'\n', b'\r\n')
    fact['size'], fact['raw_sha256'] = len(wire), hashlib.sha256(wire).hexdigest()
    return raw, letters, fact


def main():
    a = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    a.add_argument('--maildir', required=True)
    a.add_argument('--manifest', required=True)
    a.add_argument('--append', action='store_true', help='add to the manifest instead of writing it anew')
    a.add_argument('--count', type=int, default=100)
    a.add_argument('--start', type=int, default=0)
    a.add_argument('--seed', type=int, default=1)
    a.add_argument('--small', action='store_true', help='every shape, but small files')
    a.add_argument('--huge', type=int, default=0, metavar='BYTES', help='only mails with one file of so many bytes')
    a.add_argument('--flags', choices=['', 'S', 'F', 'FS'], help='the flags of every mail, instead of varied ones')
    a.add_argument('--owner', help='user who owns what is written')
    a.add_argument('--summary', action='store_true', help='print the totals as JSON')
    o = a.parse_args()
    made = [o.maildir] + [os.path.join(o.maildir, d) for d in ('cur', 'new', 'tmp')]
    for d in made:
        os.makedirs(d, exist_ok=True)
    total = {'messages': 0, 'bytes': 0, 'attachments': 0, 'attachment_bytes': 0, 'unread': 0}
    with open(o.manifest, 'a' if o.append else 'w', encoding='utf-8') as manifest:
        for index in range(o.start, o.start + o.count):
            raw, letters, fact = message(o.seed, index, o.small, o.huge, o.flags)
            name = '%d.M%dP%d.generated,S=%d,W=%d:2,%s' % (fact['internaldate'], index, o.seed, len(raw), fact['size'], letters)
            path = os.path.join(o.maildir, 'tmp', name)
            with open(path, 'wb') as f:
                f.write(raw)
            os.utime(path, (fact['internaldate'],) * 2)
            if o.owner:
                shutil.chown(path, o.owner, None)
            os.rename(path, os.path.join(o.maildir, 'cur', name))
            manifest.write(json.dumps(fact, ensure_ascii=False) + '\n')
            total['messages'] += 1
            total['bytes'] += fact['size']
            total['attachments'] += len(fact['attachments'])
            total['attachment_bytes'] += sum(x['size'] for x in fact['attachments'])
            total['unread'] += 'S' not in letters
    if o.owner:
        for d in made:
            shutil.chown(d, o.owner, None)
    if o.summary:
        print(json.dumps(total))


if __name__ == '__main__':
    sys.exit(main())
