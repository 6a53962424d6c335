"""Compares what every parser found with what the generator put in, then measures them in interleaved rounds. Prints the
medians as tables or as one JSON object; exit status 1 when somebody found something else."""
import argparse
import hashlib
import json
import os
import platform
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ENV = os.environ
MB = 1000000
COUNTS = ['messages', 'attached', 'attachments', 'attachment_bytes', 'text_bytes']
CHECKS = ['c_attachment', 'c_plain', 'c_html', 'c_subject', 'c_name', 'c_address', 'c_filename', 'c_date']
# What a peer is known to see in another way; everything else must be what the generator put in.
OTHERWISE = {
    'GMime': {'c_subject': 'loses encoded words behind some that are in base64'},
    'libetpan': {'c_filename': 'does not decode RFC 2231 file names'},
    'php-mailparse': {'c_filename': 'does not join all RFC 2231 file names', 'c_name': 'keeps some names encoded'},
    'Python email': {'attachment_bytes': 'does not give the bytes of a delivery status', 'c_attachment': 'likewise'},
    'mailparser': {'attachments': 'a delivery status becomes text', 'attachment_bytes': 'likewise', 'c_attachment': 'likewise', 'text_bytes': 'likewise',
                   'c_plain': 'likewise'},
    'postal-mime': {'attachment_bytes': 'adds a line end to parts that are not encoded', 'c_attachment': 'likewise',
                    'text_bytes': 'loses the quotes and dashes of windows-1252 where TextDecoder does (Node 20)', 'c_plain': 'likewise', 'c_html': 'likewise',
                    'c_subject': 'likewise'},
}


def php(name, *modules):
    """A PHP with nothing but what this peer needs."""
    folder = subprocess.run([ENV.get('PHP_CONFIG', 'php-config'), '--extension-dir'], capture_output=True, text=True, check=True).stdout.strip()
    load = [m if m.startswith('/') else os.path.join(folder, m + '.so') for m in modules]
    return [ENV['PHP'], '-n'] + [x for m in load if os.path.exists(m) for x in ('-d', 'extension=' + m)] + [HERE + '/peer.php', name]


def commands():
    """name: (command before the file, arguments behind the limit, whether it gets all of the corpus)"""
    node = ['node', HERE + '/peer.mjs']
    return {
        'mailbox, C': ([ENV['BUILT'] + '/ours'], [], True),
        'GMime': ([ENV['BUILT'] + '/gmime'], [], True),
        'libetpan': ([ENV['BUILT'] + '/etpan'], [], True),
        'mailbox, PHP': (php('mailbox', ENV['MAILBOX_SO']), [], True),
        'php-mailparse': (php('mailparse', 'mbstring', 'iconv', 'mailparse'), [], True),
        'Python email': ([sys.executable, '-B', HERE + '/peer.py'], [], False),
        'mailparser': (node + ['mailparser'], [ENV['MODULES']], False),
        'postal-mime': (node + ['postal-mime'], [ENV['MODULES']], False),
    }


def corpus(kind, seed, size, part):
    """Made once for each state of its generator, and kept."""
    sources = [HERE + '/corpus.py'] + [HERE + '/../../tests/mail/' + n for n in ('encode.py', 'vocabulary.py')]
    state = hashlib.sha256(b''.join(open(s, 'rb').read() for s in sources)).hexdigest()[:10]
    path = '%s/%s-%d-%d-%d-%s.mail' % (ENV['CORPORA'], kind, seed, size, part, state)
    if not os.path.exists(path):
        subprocess.run([sys.executable, '-B', HERE + '/corpus.py', '--out', path, '--kind', kind, '--seed', str(seed), '--bytes', str(size), '--prefix', str(part)], check=True)
    with open(path + '.json') as f:
        facts = json.load(f)
    return {'kind': kind, 'path': path, 'whole': facts[str(size)], 'part': facts[str(part)], 'part_limit': part}


def run(peer, c, check=False):
    before, behind, all_ = peer
    out = subprocess.run(before + [c['path'], '0' if all_ else str(c['part_limit'])] + behind + (['check'] if check else []), stdout=subprocess.PIPE, check=True)
    return json.loads(out.stdout)


def known(peer, c):
    return c['whole'] if peer[2] else c['part']


def compare(peers, c):
    """Every field of every peer against the generator. Returns what differs though it should not, and prints the rest."""
    faults = []
    for name, peer in peers.items():
        found, there = run(peer, c, True), known(peer, c)
        for field in COUNTS + CHECKS:
            if found[field] == there[field]:
                continue
            near = field in CHECKS or abs(found[field] - there[field]) <= .1 * there[field] + 2
            if field not in OTHERWISE.get(name, {}) or not near:
                faults.append('%s: %s: %s %s instead of %s' % (c['kind'], name, field, found[field], there[field]))
    return faults


def rounds(peers, c, n):
    runs, order = {name: [] for name in peers}, list(peers)
    expected = {}
    for _ in range(n):
        for name in order:
            r = run(peers[name], c)
            counts = [r[k] for k in COUNTS]
            if expected.setdefault(name, counts) != counts or r['messages'] != known(peers[name], c)['messages']:
                sys.exit('%s: counts differ from round to round' % name)
            runs[name].append(r)
        order = order[1:] + order[:1]
    return runs


def summary(peers, c, runs):
    rows = {}
    for name, list_ in runs.items():
        size = known(peers[name], c)
        speeds = [size['bytes'] / MB / r['wall'] for r in list_]
        rows[name] = {'bytes': size['bytes'], 'messages': size['messages'], 'mb_s': statistics.median(speeds), 'min': min(speeds), 'max': max(speeds),
                      'mb_s_cpu': statistics.median(size['bytes'] / MB / r['cpu'] for r in list_),
                      'messages_s': statistics.median(size['messages'] / r['wall'] for r in list_), 'peak': statistics.median(r['peak'] for r in list_)}
    return rows


def ratio(peers, c, runs, a, b, clock):
    """How many times a is as fast as b: the median of the rounds' own ratios."""
    per = known(peers[a], c)['bytes'] / known(peers[b], c)['bytes']
    return statistics.median(per * y[clock] / x[clock] for x, y in zip(runs[a], runs[b]))


def first_line(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip().split('\n')[0]
    except (OSError, subprocess.CalledProcessError):
        return '?'


def package(name):
    with open('%s/node_modules/%s/package.json' % (ENV['MODULES'], name)) as f:
        return '%s %s' % (name, json.load(f)['version'])


def facts():
    model = next((x.split(':')[1].strip() for x in open('/proc/cpuinfo') if x.startswith('model name')), platform.machine())
    extension = php('', 'mbstring', 'mailparse')[:-2]
    return {'machine': '%s, %d cores, Linux %s, load %.2f' % (model, os.cpu_count(), platform.release(), os.getloadavg()[0]),
            'compiler': first_line('gcc', '--version'),
            'peers': ', '.join(['GMime ' + first_line('pkg-config', '--modversion', 'gmime-3.0'), 'libetpan ' + first_line('pkg-config', '--modversion', 'libetpan'),
                                'GLib ' + first_line('pkg-config', '--modversion', 'glib-2.0'), first_line('openssl', 'version')[:14],
                                'PHP ' + platform_php(extension), 'Python ' + platform.python_version(), 'Node ' + first_line('node', '--version'),
                                package('mailparser'), package('postal-mime')])}


def platform_php(command):
    return first_line(*command, '-r', 'echo PHP_VERSION, " with mailparse ", phpversion("mailparse");')


def table(c, rows, a, base):
    w = c['whole']
    print('\n%s: %d messages, %.0f MB, %.0f %% of it base64, %d attachments of %.0f MB' % (
        c['kind'], w['messages'], w['bytes'] / MB, 100 * w['base64_bytes'] / w['bytes'], w['attachments'], w['attachment_bytes'] / MB))
    print('%-16s %8s %8s %17s %10s %11s %10s %9s' % ('', 'MB', 'MB/s', '(min - max)', 'CPU MB/s', 'messages/s', 'peak MB', 'x ' + base))
    for name, r in rows.items():
        print('%-16s %8.0f %8.1f %17s %10.1f %11.0f %10.1f %9.2f' % (name, r['bytes'] / MB, r['mb_s'], '(%.1f - %.1f)' % (r['min'], r['max']), r['mb_s_cpu'],
                                                                 r['messages_s'], r['peak'] / 2**20, a[name]))


def main():
    a = argparse.ArgumentParser()
    a.add_argument('--bytes', type=int, default=500, help='MB of mixed mail')
    a.add_argument('--slow', type=int, default=50, help='MB of it for the peers in Python and JavaScript')
    a.add_argument('--small', type=int, default=25, help='MB of small messages')
    a.add_argument('--rounds', type=int, default=5)
    a.add_argument('--seed', type=int, default=1)
    a.add_argument('--json', action='store_true')
    o = a.parse_args()
    peers = commands()
    result = {'bench': 'mime', 'rounds': o.rounds, 'facts': facts(), 'corpora': {}, 'faults': []}
    corpora = [corpus('mixed', o.seed, o.bytes * MB, min(o.slow, o.bytes) * MB), corpus('small', o.seed, o.small * MB, min(o.slow // 5 + 1, o.small) * MB)]
    for c in corpora:
        result['faults'] += compare(peers, c)
    if result['faults']:
        sys.exit('\n'.join(result['faults']))
    for c in corpora:
        runs = rounds(peers, c, o.rounds)
        goals = {'%s / %s, %s' % (x, y, clock): ratio(peers, c, runs, x, y, clock)
                 for x, y in (('mailbox, C', 'GMime'), ('mailbox, PHP', 'php-mailparse')) for clock in ('wall', 'cpu')}
        result['corpora'][c['kind']] = {'is': c['whole'], 'rows': summary(peers, c, runs), 'ratios': goals,
                                        'to_gmime': {n: ratio(peers, c, runs, n, 'GMime', 'wall') for n in peers}}
    result['micro'] = json.loads(subprocess.run([ENV['BUILT'] + '/micro', corpora[0]['path']], stdout=subprocess.PIPE, check=True).stdout)
    if o.json:
        print(json.dumps(result))
        return
    print('%s\n%s\n%s\n%d rounds, medians' % (result['facts']['machine'], result['facts']['compiler'], result['facts']['peers'], o.rounds))
    for c in corpora:
        r = result['corpora'][c['kind']]
        table(c, r['rows'], r['to_gmime'], 'GMime')
        for name, value in r['ratios'].items():
            print('%-40s %6.2f' % (name, value))
    print('\nGB/s of input%31s %10s' % ('48 KB', '16 MB'))
    for what, rows in result['micro'].items():
        for name, (small, large) in rows.items():
            print('%-32s %10.1f %10.1f' % (what + ', ' + name, small, large))
    print('\nWhat is seen otherwise than it was sent:')
    for name, fields in OTHERWISE.items():
        print('  %s: %s' % (name, '; '.join(dict.fromkeys(v for v in fields.values() if v != 'likewise'))))


main()
