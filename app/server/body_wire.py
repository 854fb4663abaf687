"""Reads a large request body directly from its connection's reader, past the server's protocol layers.

Hypercorn passes a body 64 kB at a time through a state machine, a queue and five copies. That is as much
work as hashing it. This module relies on the server's internals (server/parts.py). If anything is
different (HTTP/2, chunks, another server or version), the answer is None, and the body comes through
`receive` like any small one.
"""

import asyncio
from typing import Any

from app.server.parts import Send, parts_behind

LARGE_BODY_BYTES = 512 * 1024
"""From this size on it pays for a body. A screen copy is smaller."""
READ_BYTES = 512 * 1024
"""More than asyncio's reader ever holds."""
TAKE_OVER = "partywall.body"
"""This message says: everything before it has come through the server, the rest is yours to read."""


class _Gate:
    """Takes the reader's place. The server has handed over what it took, and waits here while we read."""

    def __init__(self, reader: asyncio.StreamReader, put: Send) -> None:
        self._reader = reader
        self._put = put
        self.opened = asyncio.Event()

    def at_eof(self) -> bool:
        return self._reader.at_eof()

    async def read(self, n: int = -1) -> bytes:
        if not self.opened.is_set():
            await self._put({"type": TAKE_OVER})
        await self.opened.wait()
        return await self._reader.read(n)


class BodyWire:
    """A request's connection, which the server does not read from `hold` to `release`.

    Made by `body_wire_behind`.
    """

    def __init__(self, stream: Any, protocol: Any, server: Any) -> None:
        self._protocol = protocol
        self._server = server
        self._reader: asyncio.StreamReader = server.reader
        self._gate = _Gate(self._reader, stream.app_put)

    def hold(self) -> None:
        """Make the server say TAKE_OVER instead of reading on, and wait."""
        self._server.reader = self._gate

    async def read(self, at_most: int) -> bytes:
        """Return the next bytes after TAKE_OVER; nothing when the connection is cut."""
        try:
            return await self._reader.read(min(at_most, READ_BYTES))
        except OSError:
            return b""

    def end_message(self, is_last: bool) -> None:
        """Tell the server that the body has come, with a state machine that has seen a complete request.

        Otherwise it would wait for the bytes that we took, and could not use the connection again. With
        `is_last` the client does not want to use it again.
        """
        before = self._protocol.connection
        if str(before.our_state) != "SEND_RESPONSE":
            return  # answered before all of it was read: the connection ends with this answer
        after = type(before)(
            before.our_role, max_incomplete_event_size=self._protocol.config.h11_max_incomplete_size
        )
        wish = b"close" if is_last else b"keep-alive"
        after.receive_data(
            b"POST / HTTP/1.1\r\nHost: party\r\nContent-Length: 0\r\nConnection: %b\r\n\r\n" % wish
        )
        after.next_event()  # the request
        after.next_event()  # its end
        self._protocol.connection = after

    def release(self) -> None:
        """Let the server read on. It may be called again, and before TAKE_OVER."""
        self._server.reader = self._reader
        self._gate.opened.set()


def body_wire_behind(send: Send) -> BodyWire | None:
    """Return the connection that a request came from, if its answer goes to `send`; None if unknown."""
    parts = parts_behind(send)
    stream, server, connection = parts.stream, parts.server, parts.connection
    if type(connection).__module__ != "h11._connection":
        return None
    if getattr(connection, "their_http_version", None) != b"1.1":
        return None
    if type(getattr(server, "reader", None)) is not asyncio.StreamReader or not hasattr(stream, "app_put"):
        return None
    return BodyWire(stream, parts.protocol, server)
