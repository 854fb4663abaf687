"""A slow link on loopback: a proxy with a bit rate each way, shared by all connections, and a delay.

It runs in a thread of its own, beside the code that drives a browser. Not done: loss, jitter, TLS.
"""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator

PIECE_BYTES = 2048
# Small: else a browser reports bytes as sent that are megabytes ahead of the link.
RECEIVE_BUFFER_BYTES = 16 * 1024
PIECES_UNDER_WAY = 1000


class Direction:
    """One way of the link: a piece leaves after those before it, and arrives a delay later."""

    def __init__(self, bits_per_s: float, delay_s: float) -> None:
        self._bits_per_s = bits_per_s
        self.delay_s = delay_s
        self._free_at = 0.0

    async def take(self, piece: bytes) -> float:
        """Wait until the piece has left; return when it arrives, in the loop's time."""
        loop = asyncio.get_running_loop()
        self._free_at = max(self._free_at, loop.time()) + len(piece) * 8 / self._bits_per_s
        left_at = self._free_at
        await asyncio.sleep(left_at - loop.time())
        return left_at + self.delay_s


class SlowLink:
    def __init__(self, target_port: int, bits_per_s: float, delay_s: float) -> None:
        self._target_port = target_port
        self._up, self._down = Direction(bits_per_s, delay_s), Direction(bits_per_s, delay_s)

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Cancelled when the link ends; asyncio's server would call that a fault.
        with contextlib.suppress(asyncio.CancelledError):
            await self._pass_on(reader, writer)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # The handshake takes one round trip before anything is sent.
        await asyncio.sleep(self._up.delay_s + self._down.delay_s)
        there, back = await asyncio.open_connection("127.0.0.1", self._target_port)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._carry(reader, back, self._up))
                group.create_task(self._carry(there, writer, self._down))
        except* OSError:
            # A browser may end a connection at any time.
            pass
        finally:
            writer.close()
            back.close()

    async def _carry(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, way: Direction
    ) -> None:
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(PIECES_UNDER_WAY)
        async with asyncio.TaskGroup() as group:
            group.create_task(_deliver(under_way, target))
            while piece := await source.read(PIECE_BYTES):
                await under_way.put((await way.take(piece), piece))
            await under_way.put((0.0, b""))


async def _deliver(under_way: "asyncio.Queue[tuple[float, bytes]]", target: asyncio.StreamWriter) -> None:
    loop = asyncio.get_running_loop()
    while True:
        arrives_at, piece = await under_way.get()
        await asyncio.sleep(max(0.0, arrives_at - loop.time()))
        if not piece:
            target.write_eof()
            return
        target.write(piece)
        await target.drain()


@contextlib.contextmanager
def slow_link(target_port: int, *, bits_per_s: float, delay_s: float) -> Iterator[int]:
    """Yield the port of a link to `target_port`; `delay_s` is one way."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
    listener.bind(("127.0.0.1", 0))
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    link = SlowLink(target_port, bits_per_s, delay_s)
    starting = asyncio.start_server(link.connect, sock=listener, limit=PIECE_BYTES)
    server = asyncio.run_coroutine_threadsafe(starting, loop).result()
    try:
        yield int(listener.getsockname()[1])
    finally:
        asyncio.run_coroutine_threadsafe(_end(server), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _end(server: asyncio.Server) -> None:
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
