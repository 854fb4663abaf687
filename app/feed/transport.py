"""Finds the asyncio transport behind an ASGI `send`, so that an event's bytes can be written straight to it.

Hypercorn takes every piece of a body through a state machine, a lock and three coroutines: several times the
work of writing it. What is relied on here is no public interface of Hypercorn 0.18: `send` is the method
`app_send` of a stream, whose `send` is the method `stream_send` of a protocol with an h11 `connection`, whose
`send` is the method `protocol_send` of a server with an asyncio `writer`. Wherever any of this is otherwise
(HTTP/2, TLS, another server, loop or version) the answer is None, and a stream goes on through `send`.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

Send = Callable[[Any], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Wire:
    """A connection whose response has begun. `is_chunked` says how its body is framed (RFC 9112, 7.1)."""

    transport: asyncio.Transport
    is_chunked: bool


def wire_behind(send: Send) -> Wire | None:
    """Return what `send` writes to at the end, or None when that is not exactly as expected."""
    stream = _owner(send, "app_send")
    protocol = _owner(getattr(stream, "send", None), "stream_send")
    server = _owner(getattr(protocol, "send", None), "protocol_send")
    connection = getattr(protocol, "connection", None)
    # In any other state a body's bytes would land in the middle of something else.
    if str(getattr(connection, "our_state", None)) != "SEND_BODY":
        return None
    version = getattr(connection, "their_http_version", None)
    transport = getattr(getattr(server, "writer", None), "transport", None)
    if version not in (b"1.1", b"1.0") or not isinstance(transport, asyncio.Transport):
        return None
    # TLS and other loops have classes of their own.
    if type(transport).__module__ != "asyncio.selector_events":
        return None
    return Wire(transport, is_chunked=version == b"1.1")


def chunk(data: bytes) -> bytes:
    """Frame `data` as one chunk, byte for byte as h11 does."""
    return b"%x\r\n%b\r\n" % (len(data), data)


def _owner(method: object, name: str) -> object:
    return getattr(method, "__self__", None) if getattr(method, "__name__", "") == name else None
