"""What the server says of an INBOX, asked by Python's IMAP client; may first expunge some UIDs, as another client would.

argv[1]: JSON with port, ca, user, password, expunge (a UID set or "")."""
import imaplib
import json
import re
import ssl
import sys

o = json.loads(sys.argv[1])
imap = imaplib.IMAP4_SSL('localhost', o['port'], ssl_context=ssl.create_default_context(cafile=o['ca']))
imap.login(o['user'], o['password'])
if o['expunge']:
    imap.select('INBOX')
    imap.uid('STORE', o['expunge'], '+FLAGS.SILENT', '(\\Deleted)')
    imap.expunge()
    imap.close()
answer = imap.status('INBOX', '(UIDVALIDITY UIDNEXT HIGHESTMODSEQ MESSAGES UNSEEN)')[1][0].decode()
status = dict(zip(*[iter(re.search(r'\(([^()]*)\)\s*$', answer)[1].split())] * 2))
imap.select('INBOX', readonly=True)
flags = {}
for line in imap.uid('FETCH', '1:*', '(FLAGS)')[1]:
    if line:
        uid = re.search(rb'UID (\d+)', line)[1].decode()
        names = re.search(rb'FLAGS \(([^)]*)\)', line)[1].decode().split()
        flags[uid] = ' '.join(sorted(n for n in names if n != '\\Recent'))
imap.logout()
print(json.dumps({'uidvalidity': int(status['UIDVALIDITY']), 'uidnext': int(status['UIDNEXT']), 'highestmodseq': int(status['HIGHESTMODSEQ']),
                  'unseen': int(status['UNSEEN']), 'flags': flags}))
