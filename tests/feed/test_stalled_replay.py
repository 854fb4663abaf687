"""A reader that stops while it is told what it missed holds its place for a while, and not for ever."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from unittest import mock

from tests.feed.scene import Scene
from tests.feed.served import Served, served
from tests.feed.wires import until
from tests.patience import PATIENCE_S

# Two pieces, of which the first alone is more than the server keeps for a reader that does not read.
MISSED = 60
CAPTION = "x" * 3000


@asynccontextmanager
async def party_with_news(folder: Path) -> AsyncIterator[Served]:
    async with served(folder, send_buffer_bytes=4096) as party:
        scene = Scene(party.scope, party.scope.hub)
        for _ in range(MISSED):
            await scene.change("edit", await scene.send(), CAPTION)
        await scene.until_head(2 * MISSED)
        yield party


@contextmanager
def reader_of_everything(party: Served) -> Iterator[socket.socket]:
    """Ask for all that was missed, and read nothing of it."""
    with socket.socket() as reader:
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        reader.connect(("127.0.0.1", party.port))
        reader.sendall(b"GET /api/events?since=0 HTTP/1.1\r\nHost: party\r\n\r\n")
        reader.setblocking(False)
        yield reader


async def read_until(reader: socket.socket, end: bytes) -> bytes:
    """Read up to `end` or to the connection's end."""
    told = b""
    # In pieces of two kilobytes it would take minutes.
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 256 * 1024)
    # A connection that is cut is reset, with what was still on its way.
    with contextlib.suppress(ConnectionResetError):
        async with asyncio.timeout(PATIENCE_S):
            while end not in told and (data := await asyncio.get_running_loop().sock_recv(reader, 65536)):
                told += data
    return told


async def test_a_reader_that_stops_during_its_replay_is_let_go(tmp_path: Path) -> None:
    async with party_with_news(tmp_path) as party:
        before = asyncio.all_tasks()
        with mock.patch("app.web.connection.SEND_TIMEOUT_S", 0.1), reader_of_everything(party) as reader:
            await until(lambda: party.scope.hub.counts.closed_for_slowness == 1)
            # Its connection as well, with what was waiting on it; the server would wait for that to be read.
            await until(lambda: len(party.scope.hub) == 0 and asyncio.all_tasks() <= before)
            assert b"id: %d\n" % (2 * MISSED) not in await read_until(reader, b"id: %d\n" % (2 * MISSED))


async def test_a_reader_that_goes_on_in_time_gets_its_whole_replay(tmp_path: Path) -> None:
    async with party_with_news(tmp_path) as party:
        with reader_of_everything(party) as reader:
            await until(lambda: len(party.scope.hub) == 1)
            told = await read_until(reader, b"id: %d\n" % (2 * MISSED))
            assert told.count(b"event: photo") >= MISSED - 1
            await until(lambda: party.scope.hub.direct_count == 1)
        assert party.scope.hub.counts.closed_for_slowness == 0
