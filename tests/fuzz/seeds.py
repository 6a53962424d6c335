#!/usr/bin/env python3
"""Writes the seeds of the fuzz targets, out of the mails in tests/corpus/mime and some lines that are not in them.

usage: seeds.py OUTDIR        OUTDIR/TARGET/...; the targets of whole messages get links to the mails themselves
Splits the mails with a few regular expressions, not with a MIME parser: a seed need not be right, only like mail."""
import hashlib, os, re, sys, zlib

HERE = os.path.dirname(os.path.abspath(__file__))
MIME = os.path.join(HERE, '..', 'corpus', 'mime')
PIECE = 2048

ADDRESSES = ('from', 'to', 'cc', 'bcc', 'reply-to', 'sender')
IDS = ('message-id', 'references', 'in-reply-to', 'date', 'resent-date')

def deflated(text, level=9, flush=zlib.Z_SYNC_FLUSH, strategy=zlib.Z_DEFAULT_STRATEGY):
    z = zlib.compressobj(level, zlib.DEFLATED, -15, 8, strategy)
    return z.compress(text) + z.flush(flush)


MORE = {
    'message': [b'x' * 3000, b'X' * 1100 + b': y\r\n\r\nz', b'\r\r\r\r', b'\r', b'>From a@b Thu Feb 29 12:30:45 2024\nA: b\n\nc', b'From: a\rTo: b\r\rc\rd',
                b'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--' + b'b' * 1200 + b'\r\n\r-\r--b\r\n\r\ny\n--b--',
                b'Content-Type: multipart/mixed; boundary=b\r\r--b\rA: b\r\rx\r--b\r\n\ry\r--b--\r',
                b'Content-Type: multipart/mixed; boundary=b\n\n' + b'--b\nContent-Type: text/x; name=aaaaaaaaaaaaaaaaaaaa\nContent-ID: <aaaaaaaaaaaaaaa>\n\n' * 8],
    'address': [b'a@b', b'"x, y" <a@b>', b'<@r,@s:a@b>, c@d (name)', b'g: a@b, =?utf-8?q?=C3=A9?= <c@d>; e@f', b'a@[IPv6:::1]', b'a b c@d e@f',
                b'\xe9t\xe9 <a@b>', b'"\\"a\\"" <a@b>', b'((a)(b)) a@b', b'<a@b> <c@d> x', b'=?utf-8?Q?"a"?= <a@b>', b'a@b;c@d', b'<a@b', b'(a'],
    'header': [b'=?utf-8?Q?=C3?= =?utf-8?Q?=A9?=', b'=?utf-8?B?w6?= =?utf-8?B?k=?=', b'=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=', b'=?utf-7?Q?+AOk-?=',
               b"attachment; filename*0*=utf-8''%C3; filename*1*=%A9; filename*2=x", b'text/plain; charset="utf-8"; name="=?utf-8?Q?=C3=A9?="',
               b'a/b; name=a (c) b=c; name*=x', b'A: b\r\n c\r\nD: e\rF: g\nH: i', b"a; a*1=b; a*2*=%20; a*64=c; name*=''%", 'é à 漢字 😀'.encode()],
    'date': [b'Thu, 29 Feb 2024 12:30:45 +0000', b'Feb 29 12:30:45 2024', b'2024-02-29T12:30:45Z', b'29-Feb-24 12:30 PM EST', b'<a@b> <c @ d>', b'<<a>', b'1 Jan 00 24:00'],
    'uuencode': [b'begin 644 a\r\n#0V%T\r\n`\r\nend\r\n', b'begin 644 a\nM' + b'_' * 60 + b'\n', b'begin 644 a\n!\n~~\nend', b'x' * 300 + b'\nbegin 644 a\n#0V%T'],
    'quoted_printable': [b'a=3Db =\r\nc \t\r\n', b'=', b'=3', b'=G\r\n', b' ' * 300 + b'x', b' ' * 300 + b'\r\n', b'a\rb\r\r\n=\rc', b'=0D=0A=0d=0a'],
    'base64': [b'QUJD\r\nQUI=\r\n', b'QQ==QQ==', b'Q', b'QUJD' * 60, (b'QUJD' * 19 + b'\r\n') * 4 + b'QQ==\r\n____\r\n', b'!@#QUJD', b'QQ==\r\n--\r\nmore'],
    'charset': [bytes([i]) + text for i in range(52) for text in
                (b'plain', 'café'.encode(), 'Привет'.encode(), '漢字かな'.encode(), '한국어'.encode(), '😀'.encode(), b'caf\xe9', b'\xc4\xe3\xba\xc3')] +
               [bytes([i]) + text.encode(name) for i, name, text in
                ((40, 'utf-16', 'é漢😀'), (41, 'utf-16-be', 'é漢😀'), (42, 'utf-16-le', 'é漢😀'), (43, 'utf-32', 'é漢😀'), (46, 'utf-7', 'é漢😀+-'),
                 (47, 'iso2022_jp', 'a漢字b\nかな'), (48, 'iso2022_jp_1', '漢字'), (49, 'iso2022_kr', 'a한국어b'), (50, 'hz', 'a汉字~b'), (31, 'gb18030', '汉😀'),
                 (34, 'big5hkscs', '漢字'), (36, 'euc_jp', '漢字かな'), (37, 'cp932', '漢字ｶﾅ'), (38, 'cp949', '한국어'))],
    'html': [b'<p>a</p><p>b', b'<blockquote><p>a<blockquote>b</blockquote></blockquote>', b'<ol start=3><li>a<ul><li>b</ul><li>c</ol>', b'<table><tr><td>a<td>b<tr><td>c</table>',
             b'<pre>a\n  b\n</pre>', b'<a href="http://x?a=1&copy=2">x</a> <a href=mailto:a@b>b</a>', b'<img alt="&eacute;"><hr>a&nbsp;b&#233;&#xE9;&notit;', b'<div style="display:none">x</div>y',
             b'<script>a<!--<script></script>--></script>b', b'<!-- a -- > b --!> c', b'<textarea>a&amp;</textarea><plaintext></plaintext>',
             b'<div>' * 210 + b'x' + b'</div>' * 210, b'</p>a</br>b<a href="http://\xc3\xa9 x">y</a><a href=http://a.example/>a.example</a>', 'a\u200bb\u200d c👨\u200d👩\u202ed'.encode(),
             b'<ol start=123456789012>' + b'<li>x' * 12 + b'<ul><ol><ul>' * 20 + b'<li>y', b'<p hidden>a<p>b</p></p><!><?x?><![CDATA[y]]></ x></>z', b'<pre>\ta\tb</pre><hr><table><td><td>'],
    'text_facts': ['New\n\nOn Mon, 1 Jan 2024 at 10:00, A <a@b> wrote:\n> old\n>> older\n\nanswer\n-- \nA\n'.encode(), 'Neu\n\nAm 01.01.24 um 10:00 schrieb A:\n> alt\n'.encode(),
                   b'x\n\n-----Original Message-----\nFrom: a\nSent: b\nTo: c\nSubject: d\n\nold', b'---------- Forwarded message ---------\nFrom: a@b\nSubject: c\n\ntext', b'yes\n\nSent from my iPhone\n',
                   b'Re: Fwd: [list] AW: subject (fwd)', b'[Fwd: Re: a]', b'Re^2: SV: a', b'Re[3]: a', b'<a@b> <c@d> <a@b> <e@f>', 'Aw：漢字'.encode(), b'Le lun. 1 janv. 2024 \xc3\xa0 10:00, A a \xc3\xa9crit :\n> b\n',
                   b'x\nbegin 644 cat\n#0V%T\n`\nend\nbegin 600 b\n', b'one \ntwo\n> q \n> r\n>>s \n-- \nA \n', b'Reporting-MTA: dns; a\n\n'
                   b'Final-Recipient: rfc822;a@b\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550\n no\nRemote-MTA: dns; c\n'],
    'sasl': [bytes([i]) + b'r=rOprNGfwEbeRWgbNEkqOxyz,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096\nv=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=' for i in (0, 1, 6)] +
            [bytes([i]) + b'{"status":"invalid_token","scope":"x"}\n' for i in (2, 3)] + [b'\x04go', b'\x05User\nPassword', b'\0m=x,r=\ne=other-error'],
    'guard': [bytes([i]) + text for i in range(4) for text in
              (b'* OK [CAPABILITY IMAP4rev1] ready\r\n* BYE x\r\na NO [INUSE] later\r\n', b'* 1 FETCH (UID 5 BODY[] {3}\r\nabc FLAGS (\\Seen))\r\na OK x\r\n',
               b'* LIST (\\A) "/" {3}\r\nabc\r\n* LIST () "\\\\" "a\\"(b"\r\n', b'* SEARCH 1 2 3 4\r\na OK x\r\n* SEARCH ' + b'12345 ' * 40 + b'\r\n', b'+ go {3}\r\n',
               b'* 3 FETCH (BODY[HEADER.FIELDS (To)]<0> {2} \r\nab RFC822 {1}\nx BINARY[1] ~{1}\r\n\0)\r\n', b'* STATUS a (UIDNEXT 5 UIDVALIDITY 4294967296)\r\n',
               b'* X (((((())))))\r\n', b'* 1 FETCH (BODY[] {0}\r\n)\r\n* 1 FETCH (X {99}\r\n', b'a OK x\r\n' * 12, (b'* X ' + b'y' * 115 + b'\r\n') * 9, b'* 1 FETCH (UID 0)\r\n', b'* OK [X (a "]" {3}\r\nabc)] {5}\r\n', b'\r\n')],
    'mutf7': [b'INBOX', b'~peter/mail/&U,BTFw-/&ZeVnLIqe-', '~peter/mail/台北/日本語'.encode(), 'Entwürfe & 😀!'.encode(), b'Entw&APw-rfe &- &2D3eAA-!', b'&AGE-', b'&APx-', b'&2D0-',
              b'&APw-&APw-', 'é漢😀'.encode('utf-16-be'), 'éa'.encode() * 200, b'\xc2\x85', b'\xed\xa0\x80'],
    'untagged': [b'* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 9] x\r\n* OK [HIGHESTMODSEQ 12] x\r\n* FLAGS (\\Seen)\r\n* 0 RECENT\r\n1 OK [READ-ONLY] x\r\n',
                 b'* LIST (\\HasNoChildren \\Sent) "/" "Sent \\"x"\r\n* LIST () NIL {3}\r\nabc\r\n* LIST (\\A plain) "\\\\" x ("CHILDINFO" ("SUBSCRIBED"))\r\n',
                 b'* STATUS "a b" (messages 3 UIDNEXT  UIDVALIDITY 5 MAILBOXID (F1))\r\n* STATUS {1}\r\nx (UNSEEN 5)\r\n',
                 b'* 1 FETCH (UID 5 FLAGS (\\Seen \\SeenBefore $Label [x] "q" ok) INTERNALDATE "17-Jul-1996 02:44:25 -0700" RFC822.SIZE 44 BODY[] {3}\r\nabc)\r\n',
                 b'* 2 FETCH (BODY[] ~{9}\r\na)\r\n* X\r\n UID 5 BODY[] {1} \r\nb X-GM-LABELS ("\\\\Inbox" {3}\r\n a) foo))\r\n',
                 b'* 3 FETCH (BODY[HEADER.FIELDS (To From)]<0> {4}\r\nx)\r\n RFC822 {3}\r\nabc BODY[] "q\\"" UID 5 PREVIEW "a) UID 9" THREADID NIL)\r\n',
                 b'* 1 FETCH (UID 5 BODY[] {2}\r\nabc)\r\n', b'* 1 FETCH (UID 5 UID 6)\r\n', b'a {0}\r\n OK done\r\n*&x NO done\r\n', b'* OK [X (a "b]z")] x\r\n* BYE x\r\n'],
    'token': [bytes([i]) + text for i in (0, 1, 2, 4, 8, 14) for text in
              (b'* 23 FETCH (UID 7 FLAGS (\\Seen a.b) MODSEQ (65402) BODY[HEADER.FIELDS (To)]<0> {2}\r\nab BINARY[1] ~{1} \r\nx)\r\n', b'[UIDNEXT 5] text\r\n* OK [A {1}\r\n]"x b] c\r\n+ go\r\n',
               b'* LIST () NIL {5}\r\na"(\r\n nil "a\\"b \\\\ c"\r\n', b'* VANISHED set 1:5,9,4294967295 b 7\r\n* X set 5:1,,0,1:2:3\n', b'* X ((a)(b\r\n* X )) c"d"e\r\n', b'* X 18446744073709551616 007\n')],
    'response_code': [b' [UIDVALIDITY 3857529045] UIDs valid', b'[uidnext 4392] x', b'[HIGHESTMODSEQ 9223372036854775807]', b'[PERMANENTFLAGS (\\Deleted \\seen $Label 5 nil \\*)] Limited',
                      b'[COPYUID 5 1:3,7 9:12] Done', b'[APPENDUID 5 7]', b'[MODIFIED 7,9] x', b'[MAILBOXID (F2212ea87-6097_a)] ok', b'[CAPABILITY IMAP4rev1 SASL-IR] hi', b'[Error="a]b(" c=d] x',
                      b'[INUSE] later', b'[BADCHARSET (a {1}\r\n] "b]")] x', b'[] x', b'[UNSEEN', b'just text [ALERT] x', b'[READ-ONLY]x'],
    'envelope': [b'TUJYMQIBAgMEZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1-f4CBgoPIycrLzM3Oz9DR0tOf5ge5x44kClxSn07cQuKWsbxeg-f1'
                 b'008plRKr2wbaRYKoIpGTatEuRCzjvv9NNFoj93uxBRDLR1WsI1WICuP_liBtj8gz3pCeXtNs9czuqZulTFauxRK5H5lxBT4VJI8', b'secret', 'p\xe4ssw\xf6rd'.encode(),
                 b'9a7506b1ef5de764237c714097bf59804f9a47730f9d019f0ae92df3a48e4ff0c4bf9997ebe33a7b6deb28cddaad98b1f1d1d9b7334b1d1f11e0dba7d9450eadQUFBQUFBQUFBQUFBQUFBQZwKrOBS+Z2nhbQrpqqJopo='],
    'deflate': [deflated(text, level, flush, strategy) for text in (b'* 1 FETCH (UID 1 FLAGS (\\Seen))\r\n' * 20, b'x', bytes(300), bytes(range(256)))
                for level, flush, strategy in ((9, zlib.Z_SYNC_FLUSH, zlib.Z_DEFAULT_STRATEGY), (0, zlib.Z_FULL_FLUSH, zlib.Z_DEFAULT_STRATEGY),
                                               (1, zlib.Z_FINISH, zlib.Z_FIXED), (6, zlib.Z_SYNC_FLUSH, zlib.Z_HUFFMAN_ONLY))] +
               [deflated(bytes(2000000)), b'\0\0\0\xff\xff' * 100, b'\x06', b'* OK go\r\n'],
    'scan': [b'x' * 40 + b'\r\n--b\r\n' + b'-' * 40, b'\r--\n--', b'a\n-\n--'],
}


def keep(out, target, data):
    folder = os.path.join(out, target)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, hashlib.sha1(data).hexdigest()[:12]), 'wb') as h:
        h.write(data[:PIECE])


def fields(head):
    for m in re.finditer(rb'(?m)^([!-9;-~]+)[ \t]*:[ \t]*((?:.|\r?\n[ \t])*)', head):
        yield m.group(1).decode('ascii').lower(), m.group(2)


def main():
    out = sys.argv[1]
    mails = sorted(f for f in os.listdir(MIME) if f.endswith('.eml'))
    for target in ('message', 'limits'):
        os.makedirs(os.path.join(out, target), exist_ok=True)
        for f in mails:
            os.symlink(os.path.realpath(os.path.join(MIME, f)), os.path.join(out, target, f))
    for f in mails:
        with open(os.path.join(MIME, f), 'rb') as h:
            raw = h.read().replace(b'\r\n', b'\n').replace(b'\r', b'\n').replace(b'\n', b'\r\n')
        keep(out, 'scan', raw[-600:])
        blocks = re.split(rb'\r\n\r\n', raw)
        for head, body in zip(blocks, blocks[1:]):
            encoding = None
            for name, value in fields(head):
                if name in ADDRESSES:
                    keep(out, 'address', value.replace(b'\r\n', b''))
                elif name in IDS:
                    keep(out, 'date', value)
                    keep(out, 'text_facts', value)
                elif name == 'subject':
                    keep(out, 'text_facts', value)
                elif b'=?' in value or name.startswith('content-t') or name == 'content-disposition':
                    keep(out, 'header', name.encode() + b': ' + value + b'\r\n')
                if name == 'content-transfer-encoding':
                    encoding = {b'base64': 'base64', b'quoted-printable': 'quoted_printable', b'x-uuencode': 'uuencode'}.get(value.strip().lower())
            if encoding:
                keep(out, encoding, body)
            if b'<' in body and b'text/html' in head.lower():
                keep(out, 'html', body)
            elif b'text/plain' in head.lower():
                keep(out, 'text_facts', body)
    for target, list_ in [*MORE.items(), ('limits', MORE['message'])]:
        for data in list_:
            keep(out, target, data)


if __name__ == '__main__':
    main()
