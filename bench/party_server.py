"""The real server, and in the same loop a small ear for the bench: `python -m bench.party_server`.

The ear listens on a Unix socket in the data folder and answers each line of JSON. So the bench can make many
changes as the host does, know when each was committed, open many parties, and watch the loop.
"""

import asyncio
import ctypes
import gc
import json
import logging
import os
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from app.base.config import load
from app.commands.serve import run_server
from app.feed.hub import Hub
from app.photos.editing import edit_photo
from app.records.change import HOST
from app.records.photo import Photo
from app.web.services import Services

WATCH_EVERY_S = 0.005
MAX_DELAYS = 200_000

logger = logging.getLogger(__name__)


class NotedHub:
    """Wraps the hub in the actions of the bench and notes when a commit was over."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self.rung_ns = 0

    def ring(self, changed: Photo | None = None) -> None:
        self.rung_ns = time.monotonic_ns()
        self._hub.ring(changed)


class Ear:
    def __init__(self, services: Services) -> None:
        self._parties = services.parties
        self._hub = NotedHub(services.parties.default.hub)
        self._core = replace(services.parties.default, hub=cast(Hub, self._hub))
        self._delays: list[float] = []
        self._watch: asyncio.Task[None] | None = None
        self._uses = {"transaction": 0, "reading": 0}
        for name in self._uses:
            self._count_uses(type(services.parties.default.database), name)
        self._calls: dict[str, Callable[..., Awaitable[dict[str, Any]]]] = {
            "edit": self._edit,
            "burst": self._burst,
            "watch": self._watch_loop,
            "delays": self._read_delays,
            "uses": self._read_uses,
            "open": self._open,
            "look": self._look,
            "rest": self._rest,
        }

    async def listen(self, path: str) -> None:
        async with await asyncio.start_unix_server(self._serve, path) as server:
            await server.serve_forever()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            command = json.loads(line)
            answer = await self._calls[command.pop("do")](**command)
            writer.write(json.dumps(answer).encode() + b"\n")
            await writer.drain()
        writer.close()

    async def _edit(self, photo: str, caption: str) -> dict[str, Any]:
        """Edit a photo as the host does; answer the time of its commit."""
        await edit_photo(self._core, photo, HOST, None, caption)
        return {"committed": self._hub.rung_ns}

    async def _burst(self, photos: list[str], first: int, count: int, per_s: float) -> dict[str, Any]:
        """Edit one photo after the other, `per_s` a second; answer the time of each commit."""
        loop, committed = asyncio.get_running_loop(), []
        begin = loop.time()
        for number in range(count):
            await asyncio.sleep(max(0.0, begin + number / per_s - loop.time()))
            await edit_photo(
                self._core, photos[number % len(photos)], HOST, None, f"mark={first + number:06d}"
            )
            committed.append(self._hub.rung_ns)
        return {"committed": committed}

    async def _watch_loop(self) -> dict[str, Any]:
        """Begin to note the delays of the loop."""
        self._delays.clear()
        if self._watch is None:
            self._watch = asyncio.create_task(self._note_delays())
        return {}

    async def _note_delays(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + WATCH_EVERY_S
            await asyncio.sleep(WATCH_EVERY_S)
            if len(self._delays) < MAX_DELAYS:
                self._delays.append(loop.time() - due)

    async def _read_delays(self) -> dict[str, Any]:
        """Answer the delays since `watch`, in ms, and start again."""
        delays = sorted(self._delays)
        self._delays.clear()
        if not delays:
            return {"median_ms": 0.0, "p99_ms": 0.0, "max_ms": 0.0}
        return {
            "median_ms": delays[len(delays) // 2] * 1000,
            "p99_ms": delays[int(len(delays) * 0.99)] * 1000,
            "max_ms": delays[-1] * 1000,
        }

    def _count_uses(self, database: type, name: str) -> None:
        """Count uses of a connection: a database server would have to answer each."""
        original = getattr(database, name)

        def counted(owner: object) -> object:
            self._uses[name] += 1
            return original(owner)

        setattr(database, name, counted)

    async def _read_uses(self) -> dict[str, Any]:
        """Answer how many transactions and readings there have been."""
        return dict(self._uses)

    async def _open(self, slugs: list[str]) -> dict[str, Any]:
        """Open these parties; answer how many are open then."""
        for slug in slugs:
            assert await self._parties.by_slug(slug) is not None, slug
        _give_memory_back()
        return {"open": len(self._parties)}

    async def _look(self, photo: str, count: int) -> dict[str, Any]:
        """Look at all parties many times, after a change and without; answer a look's time on a core."""
        quiet: list[float] = []
        busy: list[float] = []
        for number in range(count):
            await edit_photo(self._core, photo, HOST, None, f"look {number}")
            for times in (busy, quiet):
                began = time.process_time()
                await self._parties.feed.look_once()
                times.append((time.process_time() - began) * 1000)
        return {"quiet_ms": statistics.median(quiet), "busy_ms": statistics.median(busy)}

    async def _rest(self) -> dict[str, Any]:
        """Let all unused parties rest, as they would by themselves after a while."""
        self._parties.rest_idle(0)
        _give_memory_back()
        return {}


def _give_memory_back() -> None:
    """Free unused memory, so that only used memory is measured."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)


def socket_path(data_dir: Path, pid: int) -> Path:
    """Name the ear of a server: several may share a folder."""
    return data_dir / f"bench-{pid}.sock"


async def main() -> None:
    logging.basicConfig(level=logging.WARNING)
    config = load(os.environ)

    async def listen(services: Services) -> None:
        await Ear(services).listen(str(socket_path(config.data_dir, os.getpid())))

    await run_server(config, beside=listen)


if __name__ == "__main__":
    asyncio.run(main())
