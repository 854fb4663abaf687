"""Keeps the server to HTTP/1.1 where no TLS has agreed on HTTP/2, and cuts readers who have stopped.

Hypercorn speaks HTTP/2 and WebSocket to anybody who asks, on plain text too, and waits for a reader for ever.
It has no option for either, so its two classes of a connection are replaced by those below while it serves.
HTTP/2 by ALPN (RFC 9113, 3.2) is untouched: browsers and proxies know no other way to it.
"""

import asyncio
import contextlib
import fcntl
import struct
import termios
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import h11
import hypercorn.asyncio.run
import hypercorn.protocol
from hypercorn.asyncio.tcp_server import TCPServer
from hypercorn.events import Closed, Event, RawData
from hypercorn.protocol.h11 import H11Protocol

from app.server_parts import cut

SPOKEN = (b"1.1", b"1.0")
NOT_SPOKEN = 505
BAD_REQUEST = 400
SENDING_WINDOW_S = 60.0
SENT_BYTES = 16 * 1024
"""What a reader must take in each such window of what waits for it, or all: the bound of request bodies."""
LOOK_EVERY_S = 5.0


class Http1Protocol(H11Protocol):
    """Answers over HTTP/1.1, whatever a client would rather speak."""

    async def _check_protocol(self, event: h11.Request) -> None:
        """Leave an offer of HTTP/2 unanswered, as a server may (RFC 9110, 7.8)."""

    async def _create_stream(self, request: h11.Request) -> None:
        if request.http_version not in SPOKEN:
            await self._refuse(NOT_SPOKEN)
        elif _asks_for_websocket(request):
            await self._refuse(BAD_REQUEST)
        else:
            await super()._create_stream(request)

    async def _refuse(self, status: int) -> None:
        await self._send_error_response(status)
        await self.send(Closed())


class BoundedServer(TCPServer):
    """One connection, which knows how much has been written to it."""

    written_bytes = 0
    _sent_at_mark = 0
    _marked_at: float | None = None

    async def run(self) -> None:
        _open.add(self)
        try:
            await super().run()
        finally:
            _open.discard(self)

    async def protocol_send(self, event: Event) -> None:
        if isinstance(event, RawData):
            self.written_bytes += len(event.data)
        await super().protocol_send(event)

    def cut_when_stalled(self, now: float) -> None:
        """Close the connection with all that waits on it, when its reader has not taken its share in time.

        What waits is ours, or still with the system: a slow reader empties that first, so it counts too.
        """
        transport = self.writer.transport
        waiting = transport.get_write_buffer_size()
        if not waiting:
            self._marked_at = None
            return
        sent = self.written_bytes - waiting - _unacknowledged(transport.get_extra_info("socket"))
        if self._marked_at is None:
            self._marked_at, self._sent_at_mark = now, sent
        elif now - self._marked_at >= SENDING_WINDOW_S:
            if sent - self._sent_at_mark < SENT_BYTES:
                cut(transport)
            self._marked_at, self._sent_at_mark = now, sent


_open: set[BoundedServer] = set()


@asynccontextmanager
async def http1_only() -> AsyncIterator[None]:
    """Serve like this as long as it is entered."""
    protocols: Any = hypercorn.protocol
    servers: Any = hypercorn.asyncio.run
    before = protocols.H11Protocol, servers.TCPServer
    protocols.H11Protocol, servers.TCPServer = Http1Protocol, BoundedServer
    watch = asyncio.create_task(_watch())
    try:
        yield
    finally:
        watch.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watch
        protocols.H11Protocol, servers.TCPServer = before


async def _watch() -> None:
    loop = asyncio.get_running_loop()
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        for connection in list(_open):
            connection.cut_when_stalled(loop.time())


def _asks_for_websocket(request: h11.Request) -> bool:
    return any(
        name.lower() == b"upgrade" and value.strip().lower() == b"websocket"
        for name, value in request.headers
    )


def _unacknowledged(connection: Any) -> int:
    """Return how many bytes the system holds that the other side has not taken (SIOCOUTQ in tcp(7))."""
    if connection is None:
        return 0
    try:
        return int(struct.unpack("i", fcntl.ioctl(connection.fileno(), termios.TIOCOUTQ, b"\0" * 4))[0])
    except OSError:
        return 0
