"""Finds the parts of the server that an ASGI `send` belongs to. It knows the internals of Hypercorn 0.18.

There is no public interface for it. `send` is the method `app_send` of a stream. The stream's `send` is the
method `stream_send` of a protocol with an h11 `connection`. The protocol's `send` is the method
`protocol_send` of a server with an asyncio `reader` and `writer`. With HTTP/2, another server or another
version some of this is different. Callers check what they need, and do without it if it is missing.
"""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

Send = Callable[[Any], Awaitable[None]]
# close() then resets the connection at once (socket(7)).
_NO_LINGERING = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True)
class ServerParts:
    """Each field is None if it is not as expected."""

    stream: Any
    protocol: Any
    server: Any
    connection: Any


def parts_behind(send: Send) -> ServerParts:
    stream = _owner(send, "app_send")
    protocol = _owner(getattr(stream, "send", None), "stream_send")
    server = _owner(getattr(protocol, "send", None), "protocol_send")
    return ServerParts(stream, protocol, server, getattr(protocol, "connection", None))


def cut(transport: asyncio.WriteTransport) -> None:
    """Close a connection and drop everything that waits on it, here and in the system.

    Otherwise the system would keep up to megabytes of unsent data for minutes, for a reader who has stopped.
    """
    connection = transport.get_extra_info("socket")
    if connection is not None:
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGERING)
    transport.abort()


def _owner(method: object, name: str) -> object:
    return getattr(method, "__self__", None) if getattr(method, "__name__", "") == name else None
