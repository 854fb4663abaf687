"""Checks at the start whether Hypercorn is built as we know it, by asking a test server.

An update may hide what server/transport.py and body_wire.py look for. Streams and uploads then still work, at
several times the cost. It may also disable http1_only.py, and an attacker would be the first to notice. Both
should appear in the log of the start, not during the party.
"""

import asyncio
import contextlib
import logging
import socket
from typing import Any

import hypercorn.asyncio
import hypercorn.config
from hypercorn.typing import ASGIReceiveCallable, ASGISendCallable, Scope

from app.server.body_wire import body_wire_behind
from app.server.file_wire import file_wire_behind
from app.server.http1_only import http1_only
from app.server.transport import wire_behind

logger = logging.getLogger(__name__)

CHECK_TIMEOUT_S = 3.0
STREAMS = "event streams (see app/server/transport.py)"
FILES = "downloads (see app/server/file_wire.py)"
BODIES = "large uploads (see app/server/body_wire.py)"
ANSWER = b"looking"
LENGTH = (b"content-length", str(len(ANSWER)).encode())
QUESTION = b"GET / HTTP/1.1\r\nHost: party\r\nConnection: close\r\n\r\n"
HTTP2_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
HTTP1 = b"HTTP/1."


async def note_hidden_wire() -> None:
    """Log one line if event streams or bodies must go through the server's public interface."""
    hidden, answers_in_http2 = await _looked_at_server()
    if answers_in_http2:
        logger.error(
            "This version of Hypercorn is built otherwise than we know it, and speaks HTTP/2 on plain text: "
            "a few connections can take all memory (see app/server/http1_only.py)."
        )
    if hidden:
        logger.warning(
            "This version of Hypercorn is built otherwise than we know it, and what goes through its public "
            "interface now is several times slower: %s.",
            ", ".join(sorted(hidden)),
        )


async def _looked_at_server() -> tuple[set[str], bool]:
    """Return the hidden parts, and whether HTTP/2 is answered."""
    hidden = {STREAMS, BODIES, FILES}
    told = b""

    async def look(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] != "http":
            raise NotImplementedError  # the server goes on without a lifespan
        if body_wire_behind(send) is not None:
            hidden.discard(BODIES)
        await send({"type": "http.response.start", "status": 200, "headers": [LENGTH]})
        await send({"type": "http.response.body", "body": ANSWER, "more_body": True})
        if wire_behind(send) is not None:
            hidden.discard(STREAMS)
        if file_wire_behind(send) is not None:
            hidden.discard(FILES)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    listener = socket.create_server(("127.0.0.1", 0))
    address: Any = listener.getsockname()
    settings = hypercorn.config.Config()
    settings.bind = [f"fd://{listener.detach()}"]
    settings.errorlog = None
    settings.graceful_timeout = 0

    async def ask() -> None:
        nonlocal told
        await _ask(address, QUESTION)
        told = await _ask(address, HTTP2_PREFACE)

    server = hypercorn.asyncio.serve(look, settings, shutdown_trigger=ask)
    with contextlib.suppress(TimeoutError):
        async with http1_only(), asyncio.timeout(CHECK_TIMEOUT_S):
            await server
    return hidden, told != b"" and not told.startswith(HTTP1)


async def _ask(address: Any, question: bytes) -> bytes:
    """Return the beginning of the answer: an answer in HTTP/2 would not end."""
    reader, writer = await asyncio.open_connection(*address)
    writer.write(question)
    told = await reader.read(len(HTTP1))
    writer.close()
    return told
