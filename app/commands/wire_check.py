"""Finds out at the start whether streams can be written and bodies read directly: asks a server of its kind.

An update may hide what feed/transport.py and body_wire.py look for. Streams and uploads then still work, at
several times the cost: whoever updated should read it in the log and not find out at the party.
"""

import asyncio
import contextlib
import logging
import socket
from typing import Any

import hypercorn.asyncio
import hypercorn.config
from hypercorn.typing import ASGIReceiveCallable, ASGISendCallable, Scope

from app.body_wire import body_wire_behind
from app.feed.transport import wire_behind

logger = logging.getLogger(__name__)

CHECK_TIMEOUT_S = 3.0
STREAMS = "event streams (see app/feed/transport.py)"
BODIES = "large uploads (see app/body_wire.py)"


async def note_hidden_wire() -> None:
    """Log one line when event streams or bodies have to go through the server's public interface."""
    hidden = await _hidden_ways()
    if hidden:
        logger.warning(
            "This version of Hypercorn is built otherwise than we know it, and what goes through its public "
            "interface now is several times slower: %s.",
            ", ".join(sorted(hidden)),
        )


async def _hidden_ways() -> set[str]:
    hidden = {STREAMS, BODIES}

    async def look(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] != "http":
            raise NotImplementedError  # the server goes on without a lifespan
        if body_wire_behind(send) is not None:
            hidden.discard(BODIES)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"looking", "more_body": True})
        if wire_behind(send) is not None:
            hidden.discard(STREAMS)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    listener = socket.create_server(("127.0.0.1", 0))
    address: Any = listener.getsockname()
    settings = hypercorn.config.Config()
    settings.bind = [f"fd://{listener.detach()}"]
    settings.errorlog = None
    settings.graceful_timeout = 0
    server = hypercorn.asyncio.serve(look, settings, shutdown_trigger=lambda: _ask(address))
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(CHECK_TIMEOUT_S):
            await server
    return hidden


async def _ask(address: Any) -> None:
    reader, writer = await asyncio.open_connection(*address)
    writer.write(b"GET / HTTP/1.1\r\nHost: party\r\nConnection: close\r\n\r\n")
    await reader.read()
    writer.close()
