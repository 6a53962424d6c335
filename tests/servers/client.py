"""Python's IMAP client against one of the servers: what it has to say, and mail for it.

    client.py state FOLDER                    prints UIDVALIDITY, UIDNEXT and the flags of each UID as JSON
    client.py append FOLDER MAILDIR           sends every mail of a Maildir with its flags and time; makes the folder first
    client.py change FOLDER UIDS FLAG         another client sets a flag
    client.py expunge FOLDER UIDS

The environment says where: TLS_PORT, CA_FILE, LOGIN, PASSWORD."""
import datetime
import imaplib
import json
import os
import re
import ssl
import sys

FLAGS = {'S': '\\Seen', 'R': '\\Answered', 'F': '\\Flagged'}


def good(answer):
    if answer[0] != 'OK':
        raise SystemExit('%s: %s' % (sys.argv[1:], answer))
    return answer[1]


def state(imap, folder):
    good(imap.select(folder, readonly=True))
    uids = {}
    for line in good(imap.uid('FETCH', '1:*', '(FLAGS)')):
        if line:
            names = re.search(rb'FLAGS \(([^)]*)\)', line)[1].decode().split()
            uids[re.search(rb'UID (\d+)', line)[1].decode()] = ' '.join(sorted(n for n in names if n != '\\Recent'))
    number = lambda name: int(imap.response(name)[1][0] or 0)
    print(json.dumps({'uidvalidity': number('UIDVALIDITY'), 'flags': uids}))


def append(imap, folder, maildir):
    if folder != 'INBOX':
        good(imap.create(folder))
    names = sorted((n for d in ('new', 'cur') for n in (os.path.join(d, f) for f in os.listdir(os.path.join(maildir, d)))),
                   key=lambda n: int(re.search(r'\.M(\d+)P', n)[1]))
    for name in names:
        path = os.path.join(maildir, name)
        with open(path, 'rb') as f:
            raw = f.read().replace(b'\n', b'\r\n')
        flags = ' '.join(FLAGS[c] for c in name.rpartition(':2,')[2]) if ':2,' in name else ''
        when = datetime.datetime.fromtimestamp(int(os.stat(path).st_mtime), datetime.timezone.utc)
        good(imap.append(folder, '(%s)' % flags, imaplib.Time2Internaldate(when), raw))


def change(imap, folder, uids, flag):
    good(imap.select(folder))
    good(imap.uid('STORE', uids, '+FLAGS', '(%s)' % flag))


def expunge(imap, folder, uids):
    change(imap, folder, uids, '\\Deleted')
    good(imap.expunge())


client = imaplib.IMAP4_SSL('localhost', int(os.environ['TLS_PORT']), ssl_context=ssl.create_default_context(cafile=os.environ['CA_FILE']))
client.login(os.environ['LOGIN'], os.environ['PASSWORD'])
{'state': state, 'append': append, 'change': change, 'expunge': expunge}[sys.argv[1]](client, *sys.argv[2:])
client.logout()
