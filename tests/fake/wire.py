"""One connection as bytes: TCP, TLS over it when a script says so, compression in it, and the place where it breaks.

TLS runs over memory, so that every byte on the wire passes here and a connection can end after any one of them. What the
client sends is kept by the channel it came in, and judged: `violations` is what no client of ours may ever do.
"""
import asyncio
import socket
import ssl
import struct
import zlib

KEPT = 1 << 20  # bytes of each channel that are looked through for secrets


class Over(Exception):
    """The connection has ended, by whoever."""


class Wire:
    def __init__(self, sock, break_at=None, break_kind='fin'):
        self.sock = sock
        self.loop = asyncio.get_running_loop()
        self.tls = None
        self.buffer = bytearray()  # what the client said and nobody has read
        self.heard = {'clear': bytearray(), 'tls': bytearray()}
        self.bytes_in = self.bytes_out = 0  # on the wire
        self.break_at, self.break_kind = break_at, break_kind
        self.broken = False
        self.bytewise = False  # each byte in a packet of its own
        self.violations = []
        self.tls_error = self.sni = None
        self.deflater = self.inflater = None
        self.mirror, self.meant, self.gone = None, 0, 0  # what a client can inflate of what went out, where there is no TLS
        self.held = None  # what goes out in one piece when the script lets it go

    def violation(self, what):
        self.violations.append(what)

    @property
    def channel(self):
        return 'tls' if self.tls else 'clear'

    # the wire itself

    async def _receive(self):
        try:
            data = await self.loop.sock_recv(self.sock, 65536)
        except OSError as e:
            raise Over('the client reset the connection') from e
        if not data:
            raise Over('the client closed')
        self.bytes_in += len(data)
        return data

    async def _transmit(self, data):
        cut = self.break_at is not None and self.bytes_out + len(data) > self.break_at
        if cut:
            data = data[:self.break_at - self.bytes_out]
        try:
            for piece in ([data[i:i + 1] for i in range(len(data))] if self.bytewise else [data]):
                await self.loop.sock_sendall(self.sock, piece)
                await asyncio.sleep(0)
        except OSError as e:
            raise Over('the client is gone') from e
        self.bytes_out += len(data)
        if self.mirror and self.tls is None:
            self.gone += len(self.mirror.decompress(data))
        if cut:
            self.broken = True
            await self.end(self.break_kind)

    async def end(self, kind):
        """fin: an orderly end of TCP without a word of TLS; reset; stall: silence until the client goes."""
        if kind == 'reset':
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
            raise Over('reset')
        if kind == 'fin':
            # close() with unread bytes of the client's would send RST instead
            try:
                self.sock.shutdown(socket.SHUT_WR)
            except OSError:
                pass
        while True:
            data = await self._receive()
            if self.tls is None:
                self._keep(data)

    # bytes as a script sees them

    def _keep(self, data):
        kept = self.heard[self.channel]
        kept += data[:max(0, KEPT - len(kept))]

    async def more(self):
        """Waits for something new in the buffer."""
        if self.tls is None:
            data = await self._receive()
        else:
            data = b''
            while not data:
                try:
                    data = self.tls.read(65536)
                except ssl.SSLWantReadError:
                    self.tls_in.write(await self._receive())
                    continue
                except ssl.SSLError as e:
                    raise Over(f'TLS: {e.reason}') from e
                if not data:
                    raise Over('the client closed')
        self._take(data)

    def _take(self, data):
        """What the client has sent, as it is meant."""
        if self.inflater:
            try:
                data = self.inflater.decompress(data)
            except zlib.error as e:
                self.violation(f'not compressed: {e}')
                raise Over('not compressed') from e
        self._keep(data)
        self.buffer += data

    def glance(self):
        """What has come already, without waiting: nothing may have, where the client has to wait."""
        try:
            while True:
                data = self.sock.recv(65536)
                if not data:
                    break
                self.bytes_in += len(data)
                if self.tls is None:
                    self._take(data)
                else:
                    self.tls_in.write(data)
        except OSError:
            pass
        if self.tls is not None:
            try:
                self._take(self.tls.read(65536))
            except ssl.SSLError:
                pass
        return bytes(self.buffer)

    def compress(self):
        """From here on both directions are compressed (RFC 4978)."""
        self.deflater, self.inflater = zlib.compressobj(9, zlib.DEFLATED, -15), zlib.decompressobj(-15)
        self.mirror = zlib.decompressobj(-15)
        early, self.buffer = bytes(self.buffer), bytearray()
        self._take(early)

    async def send(self, data):
        if self.deflater:
            self.meant += len(data)
            data = self.deflater.compress(data) + self.deflater.flush(zlib.Z_SYNC_FLUSH)
        await self.send_raw(data)

    def all_gone(self):
        """Can the client read all that was meant for it, though the connection broke? The marker of a flush says nothing."""
        return self.mirror is not None and self.gone == self.meant

    async def let_go(self):
        data, self.held = bytes(self.held), None
        await self.send_raw(data)

    async def send_raw(self, data):
        """Past the compression."""
        if self.held is not None:
            self.held += data
            return
        if self.tls is None:
            await self._transmit(data)
            return
        for at in range(0, len(data), 16384):
            self.tls.write(data[at:at + 16384])
        await self._transmit(self.tls_out.read())

    async def drip(self, data, seconds):
        for byte in data:
            await self.send(bytes([byte]))
            await asyncio.sleep(seconds)

    async def start_tls(self, context):
        if self.buffer and self.buffer[0] != 22:
            self.violation(f'sent in clear where TLS was to begin: {bytes(self.buffer[:40])!r}')
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        incoming.write(bytes(self.buffer))
        self.buffer.clear()
        tls = context.wrap_bio(incoming, outgoing, server_side=True)
        self.tls_in, self.tls_out = incoming, outgoing
        first = True
        while True:
            try:
                tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                await self._transmit(outgoing.read())
                data = await self._receive()
                if first and data[0] != 22:
                    self.violation(f'sent in clear where TLS was to begin: {data[:40]!r}')
                    self._keep(data)
                first = False
                incoming.write(data)
            except ssl.SSLError as e:
                self.tls_error = e.reason
                await self._transmit(outgoing.read())
                raise Over(f'TLS: {e.reason}') from e
        self.tls = tls
        self.sni = getattr(tls, 'sni', None)
        await self._transmit(outgoing.read())

    async def goodbye(self):
        """close_notify, where there is TLS, and FIN."""
        if self.tls is not None:
            try:
                self.tls.unwrap()
            except ssl.SSLError:
                pass
            await self._transmit(self.tls_out.read())
        await self.end('fin')
