"""A network between a phone and the server that is slow, cut at any moment and back a moment later."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

PIECE_BYTES = 16 * 1024


class WeakNetwork:
    """A proxy on loopback. A cut resets all that is under way, at any byte; while cut, nothing connects."""

    def __init__(self, target_url: str, bytes_per_s: float | None = None, keeps_cookies: bool = True) -> None:
        self._target = urlsplit(target_url)
        self._keeps_cookies = keeps_cookies
        self.bytes_per_s = bytes_per_s
        self._connections: set[asyncio.Task[None]] = set()
        self._is_cut = False
        self._flows = asyncio.Event()
        self._flows.set()
        self.url = ""

    async def serve(self) -> asyncio.Server:
        server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        return server

    def cut(self) -> None:
        self._is_cut = True
        for task in self._connections:
            task.cancel()

    def mend(self) -> None:
        self._is_cut = False

    def hold(self) -> None:
        """Let nothing through, and close nothing: a gap."""
        self._flows.clear()

    def go_on(self) -> None:
        self._flows.set()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        back = None
        try:
            if not self._is_cut:
                there, back = await asyncio.open_connection(self._target.hostname, self._target.port)
                async with asyncio.TaskGroup() as group:
                    group.create_task(self._carry(there, writer))
                    group.create_task(self._carry(reader, back, is_sending=True))
        except* OSError:
            pass
        except* asyncio.CancelledError:
            pass  # cut
        finally:
            for end in (writer, back):
                if end is not None:
                    end.transport.abort()
            self._connections.discard(task)

    async def _carry(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, is_sending: bool = False
    ) -> None:
        while piece := await source.read(PIECE_BYTES):
            if is_sending and self.bytes_per_s:
                await asyncio.sleep(len(piece) / self.bytes_per_s)
            await self._flows.wait()
            if not self._keeps_cookies and not is_sending:
                piece = piece.replace(b"\r\nset-cookie:", b"\r\nx-no-cookie:")
            target.write(piece)
            await target.drain()
        raise ConnectionResetError

    async def close(self) -> None:
        self.cut()
        await asyncio.gather(*self._connections, return_exceptions=True)


@asynccontextmanager
async def weak_network(
    target_url: str, bytes_per_s: float | None = None, keeps_cookies: bool = True
) -> AsyncIterator[WeakNetwork]:
    network = WeakNetwork(target_url, bytes_per_s, keeps_cookies)
    server = await network.serve()
    try:
        yield network
    finally:
        server.close()
        with contextlib.suppress(asyncio.CancelledError):
            await network.close()
