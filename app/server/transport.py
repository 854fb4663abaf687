"""Takes a connection over from the server, so that events are written straight to its transport.

Hypercorn passes every piece of a body through a state machine, a lock and three coroutines: several times the
work of writing it. For each open connection it keeps two tasks, a parser and a reader: three times the memory
of the connection itself. So a running stream leaves it. From then on another protocol is attached to the
transport, and Hypercorn is told that the connection has ended.

This relies on the server's internals (server/parts.py). If anything is different (HTTP/2, TLS, another
server, loop or version), the answer is None, and the stream goes on through `send`.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from app.server.parts import Send, parts_behind

Header = tuple[bytes, bytes]

LAST_CHUNK = b"0\r\n\r\n"
# h11's states of a connection whose request has been read completely, with nothing behind it.
_ASKED = ("DONE", "MUST_CLOSE")
_NOTHING_BEHIND = (b"", False)


@dataclass(frozen=True, slots=True)
class Wire:
    """A connection that waits for one answer, or for the rest of it.

    `is_chunked` says how a body is framed on it (RFC 9112, 7.1). `added_headers` returns the headers that the
    server adds to every answer. `let_go` makes the server forget the connection.
    """

    transport: asyncio.Transport
    is_chunked: bool
    added_headers: Callable[[], Iterable[Header]]
    let_go: Callable[[], None]

    def take(self, protocol: asyncio.Protocol) -> asyncio.Transport:
        """Attach `protocol` to the connection, in place of the server's."""
        former = self.transport.get_protocol()
        self.transport.set_protocol(protocol)
        self.let_go()
        # The server's own protocol must think that the connection is lost. Otherwise it would cut it as soon
        # as it noticed that it is not read any more.
        former.connection_lost(None)
        return self.transport


def wire_behind(send: Send, *, has_begun: bool = True) -> Wire | None:
    """Return the connection behind `send`, or None if anything is unexpected; its answer `has_begun`."""
    parts = parts_behind(send)
    server, connection = parts.server, parts.connection
    reader = getattr(server, "reader", None)
    # In any other state our bytes would land in the middle of something else.
    if str(getattr(connection, "our_state", None)) != ("SEND_BODY" if has_begun else "SEND_RESPONSE"):
        return None
    # If the client has already sent more, or has closed its side, the server handles it.
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
    # TLS and other loops have their own classes.
    if (
        not isinstance(transport, asyncio.Transport)
        or type(transport).__module__ != "asyncio.selector_events"
    ):
        return None
    # Its reader has reset it since it asked. The server notices in the loop's next turn.
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
    """The transport of a connection that is gone. Calls to it have no effect."""

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
    # A writer closes its transport when the server does, and also when it is deleted itself.
    writer._transport = _Closed()
