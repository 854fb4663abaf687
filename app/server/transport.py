"""Takes a connection out of the server's hands, so that events are written straight to its transport.

Hypercorn takes every piece of a body through a state machine, a lock and three coroutines: several times the
work of writing it; and for each open connection it keeps two tasks, a parser and a reader, three times the
memory of the connection itself. So a stream that is under way leaves it: the transport hears another protocol
from then on, and Hypercorn is told that the connection has ended.

What is relied on here is no public interface (server_parts.py). Wherever it is otherwise (HTTP/2, TLS, a
different server, loop or version) the answer is None, and a stream goes on through `send`.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from app.server.parts import Send, parts_behind

Header = tuple[bytes, bytes]

LAST_CHUNK = b"0\r\n\r\n"
# What h11 says of a connection whose request has been read to its end, with nothing behind it.
_ASKED = ("DONE", "MUST_CLOSE")
_NOTHING_BEHIND = (b"", False)


@dataclass(frozen=True, slots=True)
class Wire:
    """A connection that waits for one answer, or for the rest of it.

    `is_chunked` says how a body is framed on it (RFC 9112, 7.1), `added_headers` returns what the server adds
    to the head of every answer, and `let_go` makes the server forget the connection.
    """

    transport: asyncio.Transport
    is_chunked: bool
    added_headers: Callable[[], Iterable[Header]]
    let_go: Callable[[], None]

    def take(self, protocol: asyncio.Protocol) -> asyncio.Transport:
        """Have `protocol` hear what happens to the connection from now on, and nobody else."""
        former = self.transport.get_protocol()
        self.transport.set_protocol(protocol)
        self.let_go()
        # To the server's own protocol the connection is lost. Told nothing, it would cut it as soon as it
        # found that nobody reads from it any more.
        former.connection_lost(None)
        return self.transport


def wire_behind(send: Send, *, has_begun: bool = True) -> Wire | None:
    """Return the connection behind `send`, or None when not all is as expected; its answer `has_begun`."""
    parts = parts_behind(send)
    server, connection = parts.server, parts.connection
    reader = getattr(server, "reader", None)
    # In any other state our bytes would land in the middle of something else.
    if str(getattr(connection, "our_state", None)) != ("SEND_BODY" if has_begun else "SEND_RESPONSE"):
        return None
    # A client that has sent more already, or has closed its side, is left to the server.
    if (
        str(getattr(connection, "their_state", None)) not in _ASKED
        or getattr(connection, "trailing_data", None) != _NOTHING_BEHIND
        or not isinstance(reader, asyncio.StreamReader)
        or getattr(reader, "_buffer", True)
        or getattr(reader, "_eof", True)
    ):
        return None
    version = getattr(connection, "their_http_version", None)
    writer: Any = getattr(server, "writer", None)
    transport = getattr(writer, "transport", None)
    added_headers = getattr(getattr(parts.protocol, "config", None), "response_headers", None)
    if version not in (b"1.1", b"1.0") or added_headers is None:
        return None
    # TLS and other loops have classes of their own.
    if (
        not isinstance(transport, asyncio.Transport)
        or type(transport).__module__ != "asyncio.selector_events"
    ):
        return None
    # Reset by its reader since it asked: the server hears of that in the loop's next turn.
    if transport.is_closing():
        return None
    return Wire(
        transport=transport,
        is_chunked=version == b"1.1",
        added_headers=lambda: added_headers("h11"),
        let_go=lambda: _let_go(parts.stream, writer),
    )


def chunked_head(headers: Iterable[Header]) -> bytes:
    """Write the head of a 200 whose body comes in chunks, byte for byte as h11 does."""
    lines = b"".join([b"%b: %b\r\n" % header for header in headers])
    return b"HTTP/1.1 200 \r\n%bTransfer-Encoding: chunked\r\n\r\n" % lines


def chunk(data: bytes) -> bytes:
    """Frame `data` as one chunk, byte for byte as h11 does."""
    return b"%x\r\n%b\r\n" % (len(data), data)


class _Closed(asyncio.Transport):
    """The transport of a connection that is gone: what is still done to it goes nowhere."""

    def is_closing(self) -> bool:
        return True

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Write nothing."""

    def write_eof(self) -> None:
        """End nothing."""

    def close(self) -> None:
        """Close nothing."""


def _let_go(stream: Any, writer: Any) -> None:
    stream.closed = True
    # A writer closes its transport when the server does, and also when it is no longer needed itself.
    writer._transport = _Closed()
