"""Takes a connection out of the server's hands, so that events are written straight to its transport.

Hypercorn takes every piece of a body through a state machine, a lock and three coroutines: several times the
work of writing it; and for each open connection it keeps two tasks, a parser and a reader, three times the
memory of the connection itself. So a stream that is under way leaves it: the transport hears another protocol
from then on, and Hypercorn is told that the connection has ended.

What is relied on here is no public interface of Hypercorn 0.18: `send` is the method `app_send` of a stream,
whose `send` is the method `stream_send` of a protocol with an h11 `connection`, whose `send` is the method
`protocol_send` of a server with an asyncio `reader` and `writer`. Wherever any of this is otherwise (HTTP/2,
TLS, another server, loop or version) the answer is None, and a stream goes on through `send`.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

Send = Callable[[Any], Awaitable[None]]
Header = tuple[bytes, bytes]

LAST_CHUNK = b"0\r\n\r\n"
# What h11 says of a connection whose request has been read to its end, with nothing behind it.
_ASKED = ("DONE", "MUST_CLOSE")
_NOTHING_BEHIND = (b"", False)


@dataclass(frozen=True, slots=True)
class Wire:
    """A connection that waits for the rest of one answer. `is_chunked` says how its body is framed (RFC 9112,
    7.1); `let_go` makes the server forget it.
    """

    transport: asyncio.Transport
    is_chunked: bool
    let_go: Callable[[], None]

    def take(self, protocol: asyncio.Protocol) -> asyncio.Transport:
        """Have `protocol` hear what happens to the connection from now on, and nobody else."""
        self.transport.set_protocol(protocol)
        self.let_go()
        return self.transport


def wire_behind(send: Send) -> Wire | None:
    """Return the connection behind `send`, whose answer has begun, or None when not all is as expected."""
    stream = _owner(send, "app_send")
    protocol = _owner(getattr(stream, "send", None), "stream_send")
    server = _owner(getattr(protocol, "send", None), "protocol_send")
    connection = getattr(protocol, "connection", None)
    # In any other state a body's bytes would land in the middle of something else.
    if str(getattr(connection, "our_state", None)) != "SEND_BODY":
        return None
    # A client that has sent more already, or has closed its side, is left to the server.
    reader = getattr(server, "reader", None)
    if (
        str(getattr(connection, "their_state", None)) not in _ASKED
        or getattr(connection, "trailing_data", None) != _NOTHING_BEHIND
        or not isinstance(reader, asyncio.StreamReader)
        or getattr(reader, "_buffer", True)
        or getattr(reader, "_eof", True)
    ):
        return None
    version = getattr(connection, "their_http_version", None)
    transport = getattr(getattr(server, "writer", None), "transport", None)
    if version not in (b"1.1", b"1.0") or not isinstance(transport, asyncio.Transport):
        return None
    # TLS and other loops have classes of their own.
    if type(transport).__module__ != "asyncio.selector_events":
        return None
    return Wire(transport, version == b"1.1", lambda: _let_go(server, reader))


def chunk(data: bytes) -> bytes:
    """Frame `data` as one chunk, byte for byte as h11 does."""
    return b"%x\r\n%b\r\n" % (len(data), data)


class _Nowhere:
    """The writer of a connection that is gone: what the server still does to it goes nowhere."""

    def write(self, data: bytes) -> None:
        """Write nothing."""

    def write_eof(self) -> None:
        """Close nothing."""

    def close(self) -> None:
        """Close nothing."""

    async def drain(self) -> None:
        """Wait for nothing."""

    async def wait_closed(self) -> None:
        """Wait for nothing."""


def _let_go(server: Any, reader: asyncio.StreamReader) -> None:
    server.writer = _Nowhere()
    reader.feed_eof()


def _owner(method: object, name: str) -> object:
    return getattr(method, "__self__", None) if getattr(method, "__name__", "") == name else None
