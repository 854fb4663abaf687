"""Finds out at the start whether this server lets streams be written to directly, by asking one of its kind.

An update may hide the transport that feed/transport.py looks for. Streams then still work, at several times
the cost: whoever updated should read it in the log and not find out at the party.
"""

import asyncio
import contextlib
import logging
import socket
from typing import Any

import hypercorn.asyncio
import hypercorn.config
from hypercorn.typing import ASGIReceiveCallable, ASGISendCallable, Scope

from app.feed.transport import wire_behind

logger = logging.getLogger(__name__)

CHECK_TIMEOUT_S = 3.0


async def note_hidden_wire() -> None:
    """Log one line when event streams have to go through the server's public interface."""
    if not await _is_wire_found():
        logger.warning(
            "Event streams go through the server's public interface, which is several times slower: this "
            "version of Hypercorn keeps its transport elsewhere (see app/feed/transport.py)."
        )


async def _is_wire_found() -> bool:
    is_found = False

    async def look(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        nonlocal is_found
        if scope["type"] != "http":
            raise NotImplementedError  # the server goes on without a lifespan
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"looking", "more_body": True})
        is_found = wire_behind(send) is not None
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
    return is_found


async def _ask(address: Any) -> None:
    reader, writer = await asyncio.open_connection(*address)
    writer.write(b"GET / HTTP/1.1\r\nHost: party\r\nConnection: close\r\n\r\n")
    await reader.read()
    writer.close()
