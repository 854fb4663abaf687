"""The server in the test's own process, where times and parts can be exchanged."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import hypercorn.asyncio
import hypercorn.config

from app.base.config import load
from app.site.factory import create_app


@asynccontextmanager
async def served_here(data_dir: Path) -> AsyncIterator[str]:
    """Serve in this very process and loop; yields the address."""
    settings = hypercorn.config.Config()
    app = create_app(load({"PARTYWALL_DATA_DIR": str(data_dir), "PARTYWALL_MEDIA_WORKERS": "1"}))
    sockets_made: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    settings.bind = ["127.0.0.1:0"]
    settings.graceful_timeout = 0.2
    make_sockets = settings.create_sockets

    def create_sockets() -> hypercorn.config.Sockets:
        made = make_sockets()
        sockets_made.set_result(f"http://127.0.0.1:{made.insecure_sockets[0].getsockname()[1]}")
        return made

    settings.create_sockets = create_sockets  # type: ignore[method-assign]
    settings.errorlog = None
    ended = asyncio.Event()
    serving = asyncio.create_task(hypercorn.asyncio.serve(app, settings, shutdown_trigger=ended.wait))
    try:
        yield await sockets_made
    finally:
        ended.set()
        await serving
