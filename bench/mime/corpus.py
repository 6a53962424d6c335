#!/usr/bin/env python3
"""Writes a corpus of mail as mailboxes hold it, for bench/mime, and what a reader must find in it.

    corpus.py --out FILE --bytes N [--seed 1] [--kind mixed|small]

FILE holds the messages one after the other with CRLF line ends. FILE.idx has "offset length" of each, a line a message.
FILE.json has, for each --prefix and for the whole, the sums of what is in it, made from the values before they were encoded. Message i of a seed is always the same bytes.
"""
import argparse
import base64
import binascii
import json
import math
import os
import random
import sys
import time
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '../../tests/mail'))
import encode  # noqa: E402
import vocabulary  # noqa: E402

EPOCH = 1780000000
POOL = random.Random(20261122).randbytes(6 << 20)  # attachments are cut from this; nothing compresses it
CHARSETS = [('utf-8', 52), ('us-ascii', 20), ('iso-8859-1', 7), ('windows-1252', 6), ('iso-8859-2', 2), ('iso-8859-15', 2), ('koi8-r', 2),
            ('windows-1251', 2), ('iso-2022-jp', 2), ('shift_jis', 1), ('gb18030', 2), ('big5', 1), ('euc-kr', 1)]
WIDE = ('iso-2022-jp', 'shift_jis', 'gb18030', 'big5', 'euc-kr')
WORDS = dict(vocabulary.WORDS, gb18030=vocabulary.WORDS['gb2312'] + '镕 喆 堃 㐀'.split())
ENGLISH = WORDS['us-ascii']
# (kind, weight): how often each is met; their sizes make attachments most of the bytes
MIXED = [('plain', 15), ('reply', 20), ('list', 14), ('newsletter', 16), ('notice', 14), ('files', 10), ('images', 4), ('invitation', 2),
         ('report', 2), ('forward', 2), ('bare', 1)]
SMALL = [('plain', 45), ('reply', 25), ('list', 20), ('bare', 10)]


def lines_of(cs):
    """A stock of lines to cut prose from: making each anew would take longer than all the rest."""
    rng, lines, line = random.Random('lines ' + cs), [], ''
    while len(lines) < 3000:
        word = rng.choice(WORDS[cs])
        if len(line) + len(word) > 70:
            lines.append(line)
            line = word
        else:
            line = line + ' ' + word if line else word
    return lines


STOCK = {cs: lines_of(cs) for cs, _ in CHARSETS}
SEEN = bytes(range(33))  # not compared: readers may join lines and strip blanks


def check(text):
    return zlib.crc32(text.encode().translate(None, SEEN))


class Sums:
    FIELDS = ['messages', 'attached', 'attachments', 'attachment_bytes', 'text_bytes', 'c_attachment', 'c_plain', 'c_html', 'c_subject', 'c_name',
              'c_address', 'c_filename', 'c_date', 'bytes', 'base64_bytes']

    def __init__(self):
        self.__dict__.update(dict.fromkeys(self.FIELDS, 0))

    def shown(self):
        return {k: getattr(self, k) for k in self.FIELDS}


class Mail:
    """One message and what is in it; an attached one is another Mail that counts into the same sums."""

    def __init__(self, rng, sums, index, small=False):
        self.rng, self.sums, self.index, self.small = rng, sums, index, small
        self.cs = rng.choices([c for c, _ in CHARSETS], [w for _, w in CHARSETS])[0]
        self.texts = {'plain': [], 'html': []}

    # -- values

    def size(self, median, sigma, low, high):
        return int(min(high, max(low, math.exp(self.rng.gauss(math.log(median), sigma)))))

    def prose(self, size, cs=None):
        stock = STOCK[cs or self.cs]
        wanted = max(1, size // 66)
        at = self.rng.randrange(len(stock))
        out = []
        while wanted > 0:
            take = stock[at:at + min(wanted, self.rng.randrange(2, 9))]
            out.append('\n'.join(take))
            wanted -= len(take)
            at = (at + len(take)) % len(stock)
        return '\n\n'.join(out)

    def phrase(self, words):
        return ' '.join(self.rng.choice(WORDS[self.cs]) for _ in range(words))

    def letters(self, n):
        at = self.rng.randrange(len(POOL) - n)
        return base64.urlsafe_b64encode(POOL[at:at + n])[:n].decode()

    # -- parts; lines end in LF until the message is complete

    def base64(self, raw, width=None):
        letters = base64.b64encode(raw).decode()
        width = width or self.rng.choices([76, 72, 60], [85, 12, 3])[0]
        out = '\n'.join([letters[i:i + width] for i in range(0, len(letters), width)])
        self.sums.base64_bytes += len(letters) + 2 * (len(letters) // width + 1)
        return out

    def text(self, content, subtype='plain', method=None, flowed=False):
        raw = content.encode(self.cs)
        if not method:
            if self.cs in WIDE:
                method = '7bit' if self.cs == 'iso-2022-jp' else 'base64'
            elif self.cs == 'us-ascii':
                method = self.rng.choice(['7bit', '7bit', 'quoted-printable'])
            else:
                method = self.rng.choices(['quoted-printable', '8bit', 'base64'], [60, 20, 20])[0]
        if method == 'base64':
            body = self.base64(raw.replace(b'\n', b'\r\n')).encode()
        elif method == 'quoted-printable':
            body = binascii.b2a_qp(raw)
        else:
            body = raw
        self.texts[subtype].append(content)
        head = 'Content-Type: text/%s; charset=%s%s\n' % (subtype, self.rng.choice(['%s', '"%s"']) % self.cs, '; format=flowed' if flowed else '')
        head += 'Content-Transfer-Encoding: %s\n' % method
        return head.encode() + b'\n' + body + b'\n'

    def file(self, raw, kind, name, disposition='attachment', cid=None, method='base64'):
        head = ['Content-Type: ' + kind + ('; name="%s"' % name if name and encode.is_ascii(name) and self.rng.random() < .7 else '')]
        if disposition:
            style = encode.name_style(self.rng, name) if name else None
            pieces = encode.parameter('filename', name, style if style != 'raw' else '2231') if name else []
            head.append('Content-Disposition: ' + ';\n '.join([disposition] + pieces))
        if cid:
            head.append('Content-ID: <%s>' % cid)
        head.append('Content-Transfer-Encoding: ' + method)
        self.sums.attachments += 1
        self.sums.attachment_bytes += len(raw)
        self.sums.c_attachment += zlib.crc32(raw)
        if name and disposition:
            self.sums.c_filename += check(name)
        body = self.base64(raw).encode() + b'\n' if method == 'base64' else raw.replace(b'\r\n', b'\n')
        return '\n'.join(head).encode() + b'\n\n' + body

    def multipart(self, subtype, parts, extra=''):
        boundary = self.rng.choice(['----=_Part_%d_%d.%d', '=_%x%x%x', '%016x%016x%x', '_000_%X%X%Xexample_']) % tuple(self.rng.randrange(10**9) for _ in range(3))
        mark = b'--' + boundary.encode()
        out = [('Content-Type: multipart/%s;\n\tboundary="%s"%s\n\n' % (subtype, boundary, extra)).encode()]
        if self.rng.random() < .3:
            out.append(b'This is a multi-part message in MIME format.\n')
        for part in parts:
            out += [b'\n', mark, b'\n', part]
        out += [b'\n', mark, b'--\n']
        return b''.join(out)

    def blob(self, median, sigma=1.2, low=2000, high=5 << 20):
        n = self.size(median, sigma, low, high)
        at = self.rng.randrange(len(POOL) - n)
        return POOL[at:at + n]

    # -- bodies

    def page(self, size, links):
        """HTML as marketing programs write it: nested tables, inline styles, long tracking links."""
        out = ['<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=%s"><title>%s</title>' % (self.cs, self.phrase(4)),
               '<style type="text/css">\n@media only screen and (max-width:600px){.col{width:100%!important}.hide{display:none!important}}\n'
               'a{color:#1155cc;text-decoration:none} td{border-collapse:collapse}\n</style></head><body bgcolor="#f4f4f4">']
        have, stock = sum(map(len, out)), STOCK[self.cs]
        while have < size:
            row = ('<table role="presentation" width="100%%" cellpadding="0" cellspacing="0" border="0"><tr><td class="col" align="left" valign="top" '
                   'style="padding:0 24px %dpx 24px;font-family:Arial,Helvetica,sans-serif;font-size:%dpx;line-height:22px;color:#%06x;">\n'
                   % (self.rng.randrange(40), self.rng.randrange(11, 28), self.rng.getrandbits(24)))
            at = self.rng.randrange(len(stock) - 4)
            row += '&nbsp;'.join(stock[at:at + self.rng.randrange(1, 4)])
            if links:
                row += ('\n<a href="https://click.shop.example/ls/click?upn=%s&amp;utm_source=mail&amp;utm_id=%d" target="_blank" style="display:inline-block">%s</a>'
                        '<img src="https://img.shop.example/%s.png" width="%d" height="1" alt="" style="display:block" border="0">'
                        % (self.letters(self.rng.randrange(80, 260)), self.index, stock[at][:20], self.letters(12), self.rng.randrange(600)))
            row += '</td></tr></table>'
            out.append(row)
            have += len(row)
        return '\n'.join(out + ['</body></html>'])

    def alternative(self, plain, html, method=None):
        return self.multipart('alternative', [self.text(plain), self.text(html, 'html', method)])

    def quoted(self, size):
        """An answer above what it answers, twice."""
        old = self.prose(size // 2)
        older = self.prose(size // 2)
        return '%s\n\n%s wrote:\n%s\n%s\n-- \n%s' % (self.prose(max(100, size // 4)), 'Anna', '\n'.join('> ' + x for x in old.split('\n')),
                                                     '\n'.join('>> ' + x for x in older.split('\n')), self.phrase(6))

    def markup(self, text):
        lines = text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;').split('\n')
        return ('<html><head><meta http-equiv="Content-Type" content="text/html; charset=%s"></head><body dir="ltr">\n' % self.cs +
                '\n'.join('<div class="MsoNormal" style="margin:0"><span lang="EN-US" style="font-size:11.0pt">%s</span></div>' % x for x in lines) + '\n</body></html>')

    def body_plain(self):
        return self.text(self.prose(self.size(700 if self.small else 2000, .9, 100, 3000 if self.small else 40000)), flowed=self.rng.random() < .1)

    def body_bare(self):
        self.cs = 'us-ascii'
        content = self.prose(self.size(900, .7, 100, 4000))
        self.texts['plain'].append(content)
        return b'\n' + content.encode() + b'\n'

    def body_reply(self):
        if self.small:
            return self.text(self.quoted(self.size(900, .6, 200, 3000)))
        text = self.quoted(self.size(5000, .8, 400, 60000))
        return self.alternative(text, self.markup(text))

    def body_list(self):
        self.cs = self.rng.choice(['us-ascii', 'us-ascii', 'utf-8'])
        text = self.quoted(self.size(1200 if self.small else 5000, .7, 300, 3000 if self.small else 40000))
        return self.text(text + '\n_______________________________________________\nusers mailing list\nusers@lists.example.org', method='7bit' if self.cs == 'us-ascii' else '8bit')

    def body_newsletter(self):
        self.cs = self.rng.choices(['utf-8', 'iso-8859-1', 'windows-1252', 'us-ascii'], [80, 8, 4, 8])[0]
        html = self.page(self.size(52000, .35, 30000, 100000), True)
        return self.alternative(self.prose(self.size(3000, .5, 500, 9000)), html, self.rng.choices(['quoted-printable', 'base64'], [90, 10])[0])

    def body_notice(self):
        self.cs = self.rng.choice(['utf-8', 'utf-8', self.cs])
        html = self.page(self.size(11000, .5, 3000, 30000), self.rng.random() < .5)
        method = 'base64' if self.cs in WIDE else self.rng.choice(['quoted-printable', 'quoted-printable', 'base64'])
        if self.rng.random() < .4:
            return self.text(html, 'html', method)
        return self.alternative(self.prose(900), html, method)

    def a_file(self, number):
        kind, ext = self.rng.choice(vocabulary.TYPES)
        return self.file(self.blob(110 << 10, 1.3, 10 << 10), kind, '%s %d-%d.%s' % (self.rng.choice(vocabulary.FILE_STEMS), self.index, number, ext))

    def body_files(self):
        text = self.quoted(self.size(2500, .8, 300, 20000))
        first = self.alternative(text, self.markup(text)) if self.rng.random() < .8 else self.text(text)
        return self.multipart('mixed', [first] + [self.a_file(k) for k in range(self.rng.choice([1, 1, 1, 2, 3]))])

    def body_images(self):
        text = self.prose(1500)
        cids = ['image%03d.png@%x' % (k, self.rng.getrandbits(60)) for k in range(self.rng.randrange(1, 5))]
        html = self.markup(text).replace('</body>', ''.join('<img src="cid:%s">' % c for c in cids) + '</body>')
        related = self.multipart('related', [self.alternative(text, html)] + [
            self.file(self.blob(14 << 10, 1), 'image/png', 'image%03d.png' % k, 'inline', c) for k, c in enumerate(cids)], '; type="multipart/alternative"')
        return related if self.rng.random() < .6 else self.multipart('mixed', [related, self.a_file(9)])

    def body_invitation(self):
        lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'METHOD:REQUEST', 'BEGIN:VEVENT', 'UID:%x@cal.example' % self.rng.getrandbits(64), 'DTSTART:20261201T090000Z']
        lines += ['ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN=a%d:mailto:a%d@example.org' % (k, k) for k in range(self.rng.randrange(2, 30))]
        ics = '\r\n'.join(lines + ['SUMMARY:meeting', 'END:VEVENT', 'END:VCALENDAR']).encode()
        text = self.prose(600)
        parts = [self.text(text), self.text(self.markup(text), 'html'), self.file(ics, 'text/calendar; charset=utf-8; method=REQUEST', None, None, method='base64')]
        return self.multipart('mixed', [self.multipart('alternative', parts), self.file(ics, 'application/ics', 'invite.ics')])

    def body_report(self):
        self.cs = 'us-ascii'
        status = ('Reporting-MTA: dns; mx.example.org\r\nArrival-Date: Mon, 5 Oct 2026 08:00:00 +0000\r\n\r\nFinal-Recipient: rfc822; nobody%d@example.net\r\n'
                  'Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 unknown' % self.index).encode()
        head = ('\r\n'.join(self.trace().split('\n')) + 'Subject: was not delivered\r\nFrom: crm@example.com\r\nMessage-ID: <old%d@example.com>' % self.index).replace('\r\n\r\n', '\r\n')
        return self.multipart('report', [self.text(self.prose(800), method='7bit'), self.file(status, 'message/delivery-status', None, None, method='7bit'),
                                         self.file(head.encode(), 'text/rfc822-headers', None, None, method='7bit')], '; report-type=delivery-status')

    def body_forward(self):
        inner = Mail(self.rng, self.sums, self.index)
        raw = inner.written(self.rng.choice(['plain', 'reply', 'notice']))
        self.sums.attached += 1
        part = b'Content-Type: message/rfc822\nContent-Disposition: attachment; filename="forwarded.eml"\n\n' + raw
        return self.multipart('mixed', [self.text(self.prose(500)), part])

    # -- headers

    def trace(self):
        out = []
        for hop in range(self.rng.randrange(1, 3) if self.small else self.rng.randrange(2, 8)):
            out.append('Received: from mx%d.example.org (mx%d.example.org [192.0.2.%d])\n\tby mail%d.example.com (Postfix) with ESMTPS id %X\n\t'
                       '(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))\n\tfor <crm@example.com>; Mon, 5 Oct 2026 08:%02d:00 +0000 (UTC)'
                       % (hop, hop, hop + 7, hop, self.rng.getrandbits(40), hop))
        for domain in ['shop.example'] if self.small else ['shop.example', 'mailer.example'][:self.rng.randrange(3)]:
            sig = self.letters(340).replace('_', '/').replace('-', '+')
            out.append('DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=%s; s=s1;\n\th=from:to:subject:date:message-id:mime-version:content-type;\n\tbh=%s=;\n\tb=%s'
                       % (domain, self.letters(43), '\n\t '.join(sig[i:i + 70] for i in range(0, 340, 70))))
        if not self.small and self.rng.random() < .4:
            for name in ['ARC-Seal', 'ARC-Message-Signature', 'X-Microsoft-Antispam-Message-Info']:
                sig = self.letters(self.rng.randrange(340, 1600))
                out.append('%s: i=1; a=rsa-sha256; d=mailer.example;\n\tb=%s' % (name, '\n '.join(sig[i:i + 70] for i in range(0, len(sig), 70))))
            out.append('Authentication-Results: mx.example.com;\n\tdkim=pass header.i=@shop.example header.s=s1;\n\tspf=pass smtp.mailfrom=b@shop.example;\n\tdmarc=pass')
        return '\n'.join(out) + '\n'

    def people(self, name, n):
        cs, shown = self.cs if self.cs != 'us-ascii' else 'utf-8', []
        for _ in range(n):
            who = self.rng.choice(vocabulary.NAMES) if self.rng.random() < .85 else None
            address = '%s%d@%s' % (self.rng.choice(['anna', 'b.koch', 'info', 'o+crm', 'sales_eu']), self.rng.randrange(2000), self.rng.choice(['example.org', 'mail.example.com', 'kunde.example']))
            self.sums.c_address += check(address)
            self.sums.c_name += check(who) if who else 0
            shown.append(encode.mailbox(self.rng, who, address, cs))
        return '%s: %s\n' % (name, ',\n '.join(shown))

    def written(self, kind):
        content = getattr(self, 'body_' + kind)()
        rng, when = self.rng, EPOCH + self.index * 1013
        subject = self.phrase(rng.randrange(2, 10))
        head = self.trace() + self.people('From', 1) + self.people('To', rng.choice([1, 1, 1, 2, 5]))
        head += 'Subject: %s\n' % encode.unstructured(rng, subject, self.cs, 'Subject')
        head += 'Date: %s +0000\n' % time.strftime('%a, %d %b %Y %H:%M:%S', time.gmtime(when))
        head += 'Message-ID: <%x.%d@example.org>\n' % (rng.getrandbits(60), self.index)
        if kind in ('reply', 'list', 'files'):
            refs = ['<%x.%d@example.org>' % (rng.getrandbits(60), k) for k in range(rng.randrange(1, 9))]
            head += 'In-Reply-To: %s\nReferences: %s\n' % (refs[-1], '\n '.join(refs))
        if kind == 'list':
            head += ('List-Id: users of it <users.lists.example.org>\nList-Unsubscribe: <https://lists.example.org/options/users>,\n <mailto:users-request@lists.example.org?subject=unsubscribe>\n'
                     'List-Post: <mailto:users@lists.example.org>\nPrecedence: list\nSender: users-bounces@lists.example.org\nX-BeenThere: users@lists.example.org\n')
        if kind == 'newsletter':
            head += 'List-Unsubscribe: <https://click.shop.example/u/%s>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\nFeedback-ID: %d:shop\n' % (self.letters(120), self.index)
        if kind != 'bare':
            head += 'MIME-Version: 1.0\n'
        sums = self.sums
        sums.c_subject += check(subject)
        sums.c_date += when
        for subtype, name in (('plain', 'c_plain'), ('html', 'c_html')):
            shown = ''.join(self.texts[subtype]).encode().translate(None, SEEN)
            sums.text_bytes += len(shown)
            if shown:
                setattr(sums, name, getattr(sums, name) + zlib.crc32(shown))
        return head.encode() + content


def main():
    a = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    a.add_argument('--out', required=True)
    a.add_argument('--bytes', type=int, required=True)
    a.add_argument('--prefix', type=int, action='append', default=[])
    a.add_argument('--seed', type=int, default=1)
    a.add_argument('--kind', choices=['mixed', 'small'], default='mixed')
    o = a.parse_args()
    kinds = MIXED if o.kind == 'mixed' else SMALL
    names, weights = [k for k, _ in kinds], [w for _, w in kinds]
    sums, ends, result, index = Sums(), sorted(set(o.prefix) | {o.bytes}), {}, 0
    with open(o.out + '.part', 'wb') as out, open(o.out + '.idx', 'w') as idx:
        while sums.bytes < o.bytes:
            rng = random.Random('mail %d %d' % (o.seed, index))
            mail = Mail(rng, sums, index, o.kind == 'small')
            raw = mail.written(rng.choices(names, weights)[0]).replace(b'\r\n', b'\n').replace(b'\n', b'\r\n')
            out.write(raw)
            idx.write('%d %d\n' % (sums.bytes, len(raw)))
            sums.messages += 1
            sums.bytes += len(raw)
            index += 1
            while ends and sums.bytes >= ends[0]:
                result[ends.pop(0)] = sums.shown()
    with open(o.out + '.json', 'w') as f:
        json.dump(result, f)
    os.rename(o.out + '.part', o.out)


if __name__ == '__main__':
    main()
