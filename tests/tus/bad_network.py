"""A network between a client and a server that delays, cuts and resets, as a party's does."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

PIECE_BYTES = 16 * 1024


class BadNetwork:
    """A proxy on loopback. While `cuts_left` it ends each connection after some bytes sent through it."""

    def __init__(self, target_url: str, randomness: random.Random, cuts: int, max_bytes: int) -> None:
        self._target = urlsplit(target_url)
        self._randomness = randomness
        self._max_bytes = max_bytes
        self._connections: set[asyncio.Task[None]] = set()
        self.cuts_left = cuts
        self.url = ""

    async def serve(self) -> asyncio.Server:
        server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        return server

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        there, back = await asyncio.open_connection(self._target.hostname, self._target.port)
        budget = self._randomness.randrange(1, self._max_bytes) if self.cuts_left else None
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._carry(there, writer, None))
                group.create_task(self._carry(reader, back, budget))
        except* ConnectionError:
            pass
        finally:
            for end in (writer, back):
                # A reset, as from a network that is gone, or at least without a goodbye.
                end.transport.abort()
            self._connections.discard(task)

    async def _carry(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, budget: int | None
    ) -> None:
        while piece := await source.read(PIECE_BYTES):
            if budget is not None:
                piece = piece[:budget]
                budget -= len(piece)
            # The delay of a busy access point; what it does to the order of things is what is tested.
            await asyncio.sleep(self._randomness.uniform(0, 0.003))
            target.write(piece)
            await target.drain()
            if budget == 0:
                self.cuts_left = max(0, self.cuts_left - 1)
                raise ConnectionResetError
        raise ConnectionResetError

    async def close(self) -> None:
        for task in list(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)


@asynccontextmanager
async def bad_network(
    target_url: str, *, cuts: int, max_bytes: int, seed: int = 5
) -> AsyncIterator[BadNetwork]:
    network = BadNetwork(target_url, random.Random(seed), cuts, max_bytes)
    server = await network.serve()
    try:
        yield network
    finally:
        server.close()
        await network.close()
