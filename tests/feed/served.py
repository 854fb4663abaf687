"""The application under the real server in the test's own loop, so that a test sees the hub and the wire."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import hypercorn.asyncio
import hypercorn.config

from app.base import config as options
from app.doctor.visitor import unchecked_context
from app.parties.scope import PartyScope
from app.server.http1_only import http1_only
from app.site.factory import create_app
from app.web.services import EXTENSION, Services
from tests.patience import PATIENCE_S
from tests.running import environment


@dataclass(frozen=True)
class Served:
    port: int
    scope: PartyScope
    is_secure: bool = False

    async def connect(self, request: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Open a connection and send `request`; a blank line ends its head."""
        secured = unchecked_context() if self.is_secure else None
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, ssl=secured)
        writer.write(request.replace("\n", "\r\n").encode())
        await writer.drain()
        return reader, writer


@asynccontextmanager
async def served(
    folder: Path, *, send_buffer_bytes: int | None = None, **settings: object
) -> AsyncIterator[Served]:
    """Serve a party in `folder`; `settings` are the server's own (hypercorn.config.Config).

    `send_buffer_bytes` is what the system keeps of an answer that nobody reads, as near as it allows.
    """
    app = create_app(options.load(environment(folder, media_workers=1)))
    listener = socket.create_server(("127.0.0.1", 0))
    if send_buffer_bytes is not None:
        # A connection has its listener's.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, send_buffer_bytes)
    port = int(listener.getsockname()[1])
    config = hypercorn.config.Config()
    config.bind = [f"fd://{listener.detach()}"]
    config.graceful_timeout = 0.3
    config.errorlog = None
    for name, value in settings.items():
        setattr(config, name, value)
    ended = asyncio.Event()

    async def serve() -> None:
        async with http1_only():
            await hypercorn.asyncio.serve(app, config, shutdown_trigger=ended.wait)

    server = asyncio.create_task(serve())
    try:
        async with asyncio.timeout(PATIENCE_S):
            while EXTENSION not in app.extensions:
                await asyncio.sleep(0.01)
        parts = cast(Services, app.extensions[EXTENSION])
        party = Served(port, parts.parties.default, config.ssl_enabled)
        # An answer means that it is wholly there: what begins later is the tests' own doing.
        reader, writer = await party.connect("GET /livez HTTP/1.1\nHost: party\nConnection: close\n\n")
        await reader.read()
        writer.close()
        yield party
        await parts.parties.default.hub.close()
    finally:
        ended.set()
        await server
