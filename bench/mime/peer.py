"""peer.py FILE LIMIT [check]   Python's email package over a corpus. Reading a message is not measured."""
import email
import email.policy
import json
import re
import sys
import time
import zlib

path, limit, check = sys.argv[1], int(sys.argv[2]), len(sys.argv) > 3
BLANKS = bytes(range(33))
sums = dict.fromkeys(['messages', 'attached', 'attachments', 'attachment_bytes', 'text_bytes', 'header_bytes'], 0)
checks = dict.fromkeys(['c_attachment', 'c_plain', 'c_html', 'c_subject', 'c_name', 'c_address', 'c_filename', 'c_date'], 0)


def header(field, value):
    value = (value or '').encode('utf-8', 'replace')
    sums['header_bytes'] += len(value)
    if check and value:
        checks[field] += zlib.crc32(value.translate(None, BLANKS))


def message(m):
    header('c_subject', m['subject'])
    for name in ('from', 'to'):
        if m[name] is not None:
            for a in m[name].addresses:
                header('c_name', a.display_name)
                header('c_address', a.addr_spec)
    if m['date'] is not None and m['date'].datetime:
        checks['c_date'] += int(m['date'].datetime.timestamp())
    texts = {'plain': [], 'html': []}
    stack = [m]
    while stack:
        part = stack.pop()
        if part.get_content_type() == 'message/rfc822':
            sums['attached'] += 1
            message(part.get_payload(0))
        elif part.is_multipart() and part.get_content_maintype() == 'multipart':
            stack += reversed(part.get_payload())
        elif part.get_content_type() in ('text/plain', 'text/html') and part.get_content_disposition() != 'attachment':
            texts[part.get_content_subtype()].append(part.get_content().encode('utf-8', 'replace'))
        else:
            # message/delivery-status comes as a list of headers; its bytes are not to be had
            content = part.get_payload(decode=True) or b''
            header('c_filename', part.get_filename())
            sums['attachments'] += 1
            sums['attachment_bytes'] += len(content)
            if check:
                checks['c_attachment'] += zlib.crc32(content)
    for subtype, list_ in texts.items():
        whole = b''.join(list_)
        if check:
            whole = whole.translate(None, BLANKS)
            checks['c_' + subtype] += zlib.crc32(whole) if whole else 0
        sums['text_bytes'] += len(whole)


def main():
    wall = cpu = 0.0
    with open(path + '.idx') as index, open(path, 'rb') as corpus:
        for line in index:
            at, n = map(int, line.split())
            if limit and at >= limit:
                break
            raw = corpus.read(n)
            w, c = time.perf_counter(), time.process_time()
            message(email.message_from_bytes(raw, policy=email.policy.default))
            wall, cpu = wall + time.perf_counter() - w, cpu + time.process_time() - c
            sums['messages'] += 1
    with open('/proc/self/status') as f:
        sizes = dict(re.findall(r'(VmHWM|RssFile):\s+(\d+)', f.read()))
    peak = (int(sizes['VmHWM']) - int(sizes['RssFile'])) * 1024
    print(json.dumps(dict(sums, **(checks if check else {}), wall=wall, cpu=cpu, peak=peak)))


main()
