"""Interleaved rounds of the drain and of mailbox_sync(), their medians, as a table or as one JSON object."""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ENV = os.environ
USER = 'bench@example.test'


def measured(command, env=None):
    """Runs it; returns what it printed (JSON), wall and CPU seconds. Peak memory is in what it printed: VmHWM of its own
    process, which a parent's size cannot hide as it does in ru_maxrss."""
    os.sync()  # what the run before left to be written is not this one's
    start = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.PIPE, env=dict(ENV, **(env or {})))
    out = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.monotonic() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit('%s failed' % command[0])
    answer = json.loads(out)
    if 'error' in answer and answer['error']:
        sys.exit(json.dumps(answer))
    return answer, wall, usage.ru_utime + usage.ru_stime


def forget(folder):
    """Lets go of the page cache of what a run wrote, so that the next one does not pay for growing it."""
    os.sync()
    for path, _, names in os.walk(folder):
        for name in names:
            fd = os.open(os.path.join(path, name), os.O_RDONLY)
            os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(fd)


def drain():
    answer, wall, cpu = measured([ENV['SERVERS'] + '/drain', '127.0.0.1', ENV['IMAPS_PORT'], ENV['CA_FILE'], USER],
                                 {'DRAIN_PASSWORD': ENV['BENCH_PASSWORD']})
    return {'wall': wall, 'cpu': cpu, 'rss': answer['peak_rss'], 'messages': answer['messages'], 'bytes': answer['bytes']}


def mailbox(driver):
    """One import into an empty database and an empty blob folder, PHP's own start included. Every run has a folder of its
    own, and none is deleted before the end: ext4 gives out inodes slowly while many were freed a moment ago."""
    work = tempfile.mkdtemp(dir=ENV['SERVERS'])
    os.makedirs(work + '/blobs', mode=0o700)
    if driver == 'mariadb':
        subprocess.run(['mariadb', '--no-defaults', '-uroot', '-S', ENV['DB_SOCKET'], '-e',
                        'DROP DATABASE IF EXISTS bench; CREATE DATABASE bench CHARACTER SET utf8mb4'], check=True)
        dsn, user = 'mysql:unix_socket=%s;dbname=bench;charset=utf8mb4' % ENV['DB_SOCKET'], 'root'
    else:
        dsn, user = 'sqlite:%s/bench.sqlite' % work, None
    options = {'dsn': dsn, 'dbUser': user, 'blobs': work + '/blobs', 'keys': work + '/keys', 'user': USER, 'port': int(ENV['IMAPS_PORT']),
               'ca': ENV['CA_FILE']}
    with open(work + '/options', 'w') as f:
        json.dump(options, f)
    php = [ENV['PHP'], '-d', 'extension=' + ENV['MAILBOX_SO'], HERE + '/import.php']
    subprocess.run(php + ['prepare', work + '/options'], check=True)
    answer, wall, cpu = measured(php + ['import', work + '/options'])
    forget(work)
    return {'wall': wall, 'cpu': cpu, 'rss': answer['peakRss'], 'php': answer['peakPhp'], 'messages': answer['imported'], 'round_trips': answer['roundTrips']}


def main():
    a = argparse.ArgumentParser()
    a.add_argument('--rounds', type=int, default=5)
    a.add_argument('--count', type=int, default=2000)
    a.add_argument('--json', action='store_true')
    o = a.parse_args()
    peers = {'drain': drain, 'mailbox, MariaDB': lambda: mailbox('mariadb'), 'mailbox, SQLite': lambda: mailbox('sqlite')}
    drain()  # so that the server's first look at the folder is nobody's
    runs = {name: [] for name in peers}
    order = list(peers)
    for _ in range(o.rounds):
        for name in order:
            run = peers[name]()
            if run['messages'] != o.count:
                sys.exit('%s: %d messages instead of %d' % (name, run['messages'], o.count))
            runs[name].append(run)
        order = order[1:] + order[:1]
    result = {'bench': 'import', 'messages': o.count, 'bytes': runs['drain'][0]['bytes'], 'rounds': o.rounds, 'peers': {}}
    for name, list_ in runs.items():
        row = {k: statistics.median(r[k] for r in list_) for k in list_[0]}
        row['min'], row['max'] = min(r['wall'] for r in list_), max(r['wall'] for r in list_)
        row['ratio'] = statistics.median(r['wall'] / d['wall'] for r, d in zip(list_, runs['drain']))
        row['cpu_ratio'] = statistics.median(r['cpu'] / d['cpu'] for r, d in zip(list_, runs['drain']))
        result['peers'][name] = {k: round(v, 4) for k, v in row.items()}
    result['ratios'] = {name: p['ratio'] for name, p in result['peers'].items() if name != 'drain'}
    if o.json:
        print(json.dumps(result))
        return
    print('%d messages, %.1f MB, %d rounds, medians\n' % (o.count, result['bytes'] / 1e6, o.rounds))
    print('%-18s %8s %17s %8s %11s %10s %9s' % ('', 'wall s', '(min - max)', 'x drain', 'client CPU', 'peak RSS', 'PHP'))
    for name, p in result['peers'].items():
        print('%-18s %8.3f %17s %8.2f %9.2f s %7.1f MB %9s' % (name, p['wall'], '(%.3f - %.3f)' % (p['min'], p['max']), p['ratio'], p['cpu'], p['rss'] / 2**20,
                                                              '%.1f MB' % (p['php'] / 2**20) if 'php' in p else ''))


main()
