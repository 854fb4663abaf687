"""Keeps the server to HTTP/1.1 unless TLS has agreed on HTTP/2, and keeps its connections within bounds.

Hypercorn speaks HTTP/2 and WebSocket to any client that asks, even in plain text. It takes every connection,
and waits for a reader for ever. It has no option for any of that, so the classes below replace its two
connection classes while it serves. HTTP/2 by ALPN (RFC 9113, 3.2) is untouched: browsers and proxies use no
other way to it.
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
from hypercorn.protocol.events import Event as StreamEvent
from hypercorn.protocol.events import Response
from hypercorn.protocol.h11 import H11Protocol

from app.server.open_files import MOST_CONNECTIONS, Places, room
from app.server.parts import cut

SPOKEN = (b"1.1", b"1.0")
NOT_SPOKEN = 505
BAD_REQUEST = 400
TURNED_AWAY = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
)
SENDING_WINDOW_S = 60.0
SENT_BYTES = 16 * 1024
"""What a reader must take of waiting bytes in each such window, or all: the same rule as for bodies."""
MOST_JOINED_BYTES = 16 * 1024
LOOK_EVERY_S = 2.0
MOST_WAITING_BYTES = 256 * 1024 * 1024
"""When more than this waits for all readers together, stopped readers are cut at the next look."""


class Http1Protocol(H11Protocol):
    """Answers over HTTP/1.1, whatever the client prefers."""

    async def _check_protocol(self, event: h11.Request) -> None:
        """Leave an offer of HTTP/2 unanswered, as a server may (RFC 9110, 7.8)."""

    async def _create_stream(self, request: h11.Request) -> None:
        if request.http_version not in SPOKEN:
            await self._refuse(NOT_SPOKEN)
        elif _asks_for_websocket(request):
            await self._refuse(BAD_REQUEST)
        else:
            await super()._create_stream(request)

    async def stream_send(self, event: StreamEvent) -> None:
        server = getattr(self.send, "__self__", None)
        if isinstance(event, Response) and isinstance(server, BoundedServer) and _is_short_json(event):
            server.joins_next = True
        await super().stream_send(event)

    async def _refuse(self, status: int) -> None:
        await self._send_error_response(status)
        await self.send(Closed())


class BoundedServer(TCPServer):
    """One connection, which counts the bytes written to it."""

    written_bytes = 0
    joins_next = False
    """Whether the next bytes wait for those right after them: one system call instead of two."""
    _held = b""
    _sent_at_mark = 0
    _marked_at: float | None = None

    async def run(self) -> None:
        address = _bounds.address_of(self.writer)
        if not _bounds.places.has_room(address):
            self._turn_away()
            return
        _bounds.places.enter(address)
        _bounds.open.add(self)
        try:
            await super().run()
        finally:
            _bounds.open.discard(self)
            _bounds.places.leave(address)

    def _turn_away(self) -> None:
        self.writer.write(TURNED_AWAY)
        self.writer.close()
        if self.writer.transport.get_write_buffer_size():
            self.writer.transport.abort()

    async def protocol_send(self, event: Event) -> None:
        if isinstance(event, RawData):
            self.written_bytes += len(event.data)
            if self.joins_next:
                self.joins_next, self._held = False, event.data
                return
            if self._held:
                event, self._held = RawData(self._held + event.data), b""
        elif self._held and isinstance(event, Closed):
            held, self._held = self._held, b""
            await super().protocol_send(RawData(held))
        await super().protocol_send(event)

    @property
    def waiting_bytes(self) -> int:
        return self.writer.transport.get_write_buffer_size()

    def cut_when_stalled(self, now: float, window_s: float) -> None:
        """Close the connection and drop what waits on it, if its reader has not taken SENT_BYTES in time.

        What the system still holds counts as waiting, too: a slow reader empties that first.
        """
        transport, waiting = self.writer.transport, self.waiting_bytes
        if not waiting:
            self._marked_at = None
            return
        sent = self.written_bytes - waiting - _unacknowledged(transport.get_extra_info("socket"))
        if self._marked_at is None:
            self._marked_at, self._sent_at_mark = now, sent
        elif now - self._marked_at >= window_s:
            if sent - self._sent_at_mark < SENT_BYTES:
                cut(transport)
            self._marked_at, self._sent_at_mark = now, sent


class _Bounds:
    """The open connections and their limits. They are counted by address if no proxy stands in front."""

    def __init__(self, most: int, *, is_proxied: bool) -> None:
        self.open: set[BoundedServer] = set()
        self.places = Places(most)
        self._is_proxied = is_proxied

    def address_of(self, writer: asyncio.StreamWriter) -> str | None:
        peer = writer.get_extra_info("peername")
        # A Unix socket has no address, and a proxy's address says nothing.
        return str(peer[0]) if isinstance(peer, tuple) and not self._is_proxied else None


_bounds = _Bounds(MOST_CONNECTIONS, is_proxied=False)


@asynccontextmanager
async def http1_only(*, is_proxied: bool = False) -> AsyncIterator[None]:
    """Apply these rules while the context is open."""
    global _bounds
    _bounds = _Bounds(room().connections, is_proxied=is_proxied)
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
        waiting = sum(connection.waiting_bytes for connection in _bounds.open)
        window_s = SENDING_WINDOW_S if waiting < MOST_WAITING_BYTES else LOOK_EVERY_S
        for connection in list(_bounds.open):
            connection.cut_when_stalled(loop.time(), window_s)


def _is_short_json(answer: Response) -> bool:
    """Tell whether an answer is completely in memory. Then its body follows its head at once.

    Streams and files leave the server after their head, which must be sent by then.
    """
    headers = dict(answer.headers)
    length = headers.get(b"content-length", b"")
    is_json = headers.get(b"content-type", b"").startswith(b"application/json")
    return is_json and length.isdigit() and 0 < int(length) <= MOST_JOINED_BYTES


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
