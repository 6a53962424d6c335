#!/usr/bin/env python3
"""Runs a program on each file of torture.py's folder, and holds it to the bounds of INDEX.json.

usage: torture_run.py DIR [--sanitized] -- PROGRAM [ARGUMENT...]     the file's name becomes the last argument
Time is the processor's, so that a busy machine does not count, and memory what the run has above the one on `empty`. With
--sanitized ten times the time, and memory is not looked at: a sanitizer keeps what was freed.
The last line is "N passed, N failed, N skipped"."""
import json, os, resource, select, signal, subprocess, sys, time

HANGS = 20  # times its bound, by the clock


def run(command, path, limit):
    """exit status, seconds of the processor, peak memory in bytes, what it complained of"""
    with open(os.devnull, 'wb') as null:
        p = subprocess.Popen(command + [path], stdin=subprocess.DEVNULL, stdout=null, stderr=subprocess.PIPE)
    said, end, died = b'', time.monotonic() + limit, os.pidfd_open(p.pid)
    there = select.poll()
    there.register(died, select.POLLIN)
    there.register(p.stderr.fileno(), select.POLLIN)
    ended = False
    while not ended:
        happened = there.poll(max(end - time.monotonic(), 0) * 1000)
        if not happened:
            p.send_signal(signal.SIGKILL)
            end += limit
        for fd, _ in happened:
            if fd == died:
                ended = True
                continue
            words = os.read(fd, 1 << 16)
            said += words
            if not words:
                there.unregister(fd)
    os.close(died)
    said += p.stderr.read()
    p.stderr.close()
    _, status, usage = os.wait4(p.pid, 0)
    p.returncode = os.waitstatus_to_exitcode(status)
    # a program that needs less than we do is given our peak, as it began as our child: then it is little enough
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return p.returncode, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 if usage.ru_maxrss > own else 0, said


def main():
    cut = sys.argv.index('--')
    options, command = sys.argv[1:cut], sys.argv[cut + 1:]
    sanitized, folder = '--sanitized' in options, options[0]
    with open(os.path.join(folder, 'INDEX.json')) as h:
        index = json.load(h)
    _, idle, start, _ = run(command, os.path.join(folder, 'empty.eml'), 60)
    failed, worst_time, worst_memory = 0, (0, ''), (0, '')
    for name, bound in sorted(index.items()):
        seconds = bound['seconds'] * (10 if sanitized else 1)
        room = max(bound['memory_floor_mb'] * 1e6, bound['memory_factor'] * bound['bytes'])
        status, took, peak, said = run(command, os.path.join(folder, name + '.eml'), seconds * HANGS)
        took, peak = max(took - idle, 0), max(peak - start, 0)
        wrong = []
        if status != 0:
            wrong.append('ended with %d: %s' % (status, said.decode('utf-8', 'replace')[-3000:]))
        if took > seconds:
            wrong.append('took %.1f s of %.1f' % (took, seconds))
        if not sanitized and peak > room:
            wrong.append('needed %.1f MB of %.1f' % (peak / 1e6, room / 1e6))
        if wrong:
            failed += 1
            print('%s (%s): %s' % (name, bound['what'], '; '.join(wrong)))
        worst_time, worst_memory = max(worst_time, (took / seconds, name)), max(worst_memory, (peak / room, name))
    print('nearest to its time: %s, %.0f %%' % (worst_time[1], 100 * worst_time[0]))
    if not sanitized:
        print('nearest to its memory: %s, %.0f %%' % (worst_memory[1], 100 * worst_memory[0]))
    print('%d passed, %d failed, 0 skipped' % (len(index) - failed, failed))
    return failed > 0


if __name__ == '__main__':
    sys.exit(main())
