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

from app import config as options
from app.actions.core import Core
from app.factory import create_app
from app.services import EXTENSION, Services
from tests.patience import PATIENCE_S
from tests.running import environment


@dataclass(frozen=True)
class Served:
    port: int
    core: Core

    async def connect(self, request: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Open a connection and send `request`; a blank line ends its head."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(request.replace("\n", "\r\n").encode())
        await writer.drain()
        return reader, writer


@asynccontextmanager
async def served(folder: Path, **settings: object) -> AsyncIterator[Served]:
    """Serve a party in `folder`; `settings` are the server's own (hypercorn.config.Config)."""
    app = create_app(options.load(environment(folder, media_workers=1)))
    listener = socket.create_server(("127.0.0.1", 0))
    port = int(listener.getsockname()[1])
    config = hypercorn.config.Config()
    config.bind = [f"fd://{listener.detach()}"]
    config.graceful_timeout = 0.3
    config.errorlog = None
    for name, value in settings.items():
        setattr(config, name, value)
    ended = asyncio.Event()
    server = asyncio.create_task(hypercorn.asyncio.serve(app, config, shutdown_trigger=ended.wait))
    try:
        async with asyncio.timeout(PATIENCE_S):
            while EXTENSION not in app.extensions:
                await asyncio.sleep(0.01)
        parts = cast(Services, app.extensions[EXTENSION])
        party = Served(port, parts.core)
        # An answer means that it is wholly there: what begins later is the tests' own doing.
        reader, writer = await party.connect("GET /livez HTTP/1.1\nHost: party\nConnection: close\n\n")
        await reader.read()
        writer.close()
        yield party
        await parts.core.hub.close()
    finally:
        ended.set()
        await server
