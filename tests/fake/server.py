#!/usr/bin/env python3
"""A scripted IMAP server on loopback: server.py FOLDER [CASES]. FOLDER is for its certificates.

It serves as many cases at once as it is asked for, each on a port of its own, and is told on its standard input:

    cases                      -> one line of JSON: the header of each case, by name
    open CASE [K fin|reset|stall]   -> "ID PORT"; with K each connection breaks off after K bytes of the server's
    stalled ID N               -> when N clients of that port wait for a server that has fallen silent
    result ID                  -> one line of JSON: what the client did there; the port is closed
    password                   -> the password that is the right one, in JSON
    ca                         -> the path of the CA that clients may trust, in JSON

It ends when its standard input does.
"""
import asyncio
import json
import os
import secrets
import socket
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

from pki import Pki  # noqa: E402
from script import Bad, Conversation, load  # noqa: E402

PATIENCE = 20  # seconds that a client may take to go away before its conversation counts as left open


class Instance:
    def __init__(self, case, pki, password, break_at, break_kind):
        self.case, self.pki, self.password, self.break_at, self.break_kind = case, pki, password, break_at, break_kind
        self.conversations, self.tasks = [], []
        self.stalled = asyncio.Semaphore(0)  # released by each client's conversation that falls silent
        self.listener = socket.socket()
        self.listener.bind(('127.0.0.1', 0))
        self.listener.listen(64)
        self.listener.setblocking(False)
        self.port = self.listener.getsockname()[1]
        self.accepting = asyncio.create_task(self.accept())

    async def accept(self):
        loop = asyncio.get_running_loop()
        while True:
            sock, _ = await loop.sock_accept(self.listener)
            sock.setblocking(False)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            conversation = Conversation(self.case, sock, self.pki, self.password, self.stalled, self.break_at, self.break_kind)
            self.conversations.append(conversation)
            self.tasks.append(asyncio.create_task(conversation.run()))

    async def result(self):
        self.accepting.cancel()
        self.listener.close()
        for task in self.tasks:
            done, _ = await asyncio.wait([task], timeout=PATIENCE)
            if not done:
                task.cancel()
        errors = [repr(task.exception()) for task in self.tasks if task.done() and not task.cancelled() and task.exception()]
        return {'case': self.case.name, 'connections': [c.result() for c in self.conversations], 'errors': errors,
                'left_open': sum(not task.done() for task in self.tasks)}


async def answer(words, cases, pki, password, instances):
    if words[0] == 'cases':
        return json.dumps({name: case.head for name, case in cases.items()})
    if words[0] == 'password':
        return json.dumps(password)
    if words[0] == 'ca':
        return json.dumps(pki.ca_file)
    if words[0] == 'open':
        case = cases[words[1]]
        if case.head['certificate'] != 'none':
            pki.context(case.head['certificate'])  # the time that it takes is not the client's
        instance = Instance(case, pki, password, int(words[2]) if len(words) > 2 else None, words[3] if len(words) > 3 else 'fin')
        instances.append(instance)
        return f'{len(instances) - 1} {instance.port}'
    if words[0] == 'stalled':
        async with asyncio.timeout(PATIENCE):
            for _ in range(int(words[2])):
                await instances[int(words[1])].stalled.acquire()
        return 'yes'
    if words[0] == 'result':
        instance, instances[int(words[1])] = instances[int(words[1])], None
        return json.dumps(await instance.result())
    raise Bad(f'what is {words[0]}?')


async def main(folder, where):
    cases, pki, instances = load(where), Pki(folder), []
    password = 'canary"7\\' + secrets.token_hex(8)
    loop = asyncio.get_running_loop()
    stdin = asyncio.StreamReader(limit=1 << 20)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(stdin), sys.stdin)
    while line := await stdin.readline():
        try:
            said = await answer(line.decode().split(), cases, pki, password, instances)
        except (Bad, KeyError, RuntimeError, TimeoutError) as e:
            said = f'error {type(e).__name__}: {e}'.replace('\n', ' ')
        print(said, flush=True)


if __name__ == '__main__':
    here = os.path.dirname(os.path.abspath(__file__))
    asyncio.run(main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else f'{here}/cases'))
