"""Streams that the hub writes to itself: used with the real server, and the same on the wire as without."""

import asyncio
import contextlib
import gc
import re
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from unittest import mock

import pytest

from app.feed import fan_out, feed, sse, subscribers
from app.parties.cookies import GUEST_COOKIE
from app.server.transport import wire_behind
from tests.feed.scene import SENDER, Scene
from tests.feed.served import Served, served
from tests.feed.wires import until
from tests.patience import PATIENCE_S

WAYS = ("direct", "through the framework, then direct", "through the server")
GET = "GET /api/events{query} HTTP/1.1\nHost: party\n\n"


def through_the_framework() -> contextlib.AbstractContextManager[object]:
    """Have every stream begin in its view."""
    return mock.patch("app.site.observed.stream.begin_at_once", return_value=False)


@contextlib.asynccontextmanager
async def stalled_reader(party: Served) -> AsyncIterator[tuple[asyncio.Transport, socket.socket]]:
    """Open a stream that nobody reads, and yield the server's end of it and the reader's."""
    with socket.socket() as stalled:
        # As small as the system allows on both sides: the rest must wait in the server.
        stalled.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        stalled.connect(("127.0.0.1", party.port))
        stalled.sendall(GET.format(query="").replace("\n", "\r\n").encode())
        await until(lambda: party.scope.hub.direct_count == 1)
        (stream,) = [stream for group in party.scope.hub._fan_out._groups for stream in group]
        assert stream.transport is not None
        server_end = stream.transport.get_extra_info("socket")
        server_end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        stalled.setblocking(False)
        yield stream.transport, stalled


def _scene(running: Served) -> Scene:
    return Scene(running.scope, running.scope.hub)


@contextlib.contextmanager
def without_the_wire() -> Iterator[None]:
    """Take every stream through the server's public interface."""
    with (
        mock.patch("app.web.connection.wire_behind", return_value=None),
        mock.patch("app.feed.views_stream.wire_behind", return_value=None),
    ):
        yield


async def test_the_server_gives_its_wire_away(tmp_path: Path) -> None:
    # If this fails after an update: the streams still work, ten times slower. See app/server/transport.py.
    async with served(tmp_path) as party:
        reader, writer = await party.connect(GET.format(query=""))
        await reader.readuntil(b"event: party")
        await until(lambda: party.scope.hub.direct_count == 1)
        writer.close()


@pytest.mark.parametrize("version", ["1.1", "1.0"])
async def test_all_ways_are_the_same_on_the_wire(tmp_path: Path, version: str) -> None:
    told = {}
    request = f"GET /api/events?since=1 HTTP/{version}\nHost: party\n\n"
    for way in WAYS:
        with contextlib.ExitStack() as stack:
            # What differs from stream to stream by chance is the same for once.
            stack.enter_context(mock.patch.object(sse, "RETRY_MS", (1234, 1234)))
            stack.enter_context(mock.patch.object(feed, "PING_EVERY_S", 3600.0))
            stack.enter_context(mock.patch("tests.photo_rows.new_id", side_effect=_ids()))
            # It is made from the party's id, and each way has a party of its own.
            stack.enter_context(mock.patch("app.wire.messages.sender_tag", return_value="sender"))
            for place in ("tests.feed.scene", "tests.photo_rows"):
                stack.enter_context(mock.patch(f"{place}.now_iso", return_value="2024-06-01T12:00:00.000Z"))
            stack.enter_context(mock.patch("app.site.observed.request_id", return_value="one"))
            if way == "through the framework, then direct":
                stack.enter_context(through_the_framework())
            elif way == "through the server":
                stack.enter_context(without_the_wire())
            folder = tmp_path / way
            async with served(folder, include_date_header=False) as party:
                told[way] = await _tell(party, request, is_direct=way != "through the server")
    assert told["direct"] == told["through the framework, then direct"] == told["through the server"]
    assert b"event: gone" in told["direct"]
    assert told["direct"].count(b"event: photo") == 3
    assert told["direct"].endswith(b"0\r\n\r\n" if version == "1.1" else b"\n\n"), "the end is proper, too"


async def _tell(party: Served, request: str, is_direct: bool) -> bytes:
    scene = _scene(party)
    for _ in range(2):
        await scene.send()
    await scene.until_head(2)
    reader, writer = await party.connect(request)
    data = await reader.readuntil(b"id: 2\nevent: photo")
    await until(lambda: len(party.scope.hub) == 1)
    if is_direct:
        await until(lambda: party.scope.hub.direct_count == 1)
    for no in (3, 4):
        # One by one: what comes together may leave in one chunk or in two.
        await scene.send()
        data += await reader.readuntil(b"id: %d\nevent: photo" % no)
        data += await reader.readuntil(b"\n\n")
    await scene.change("delete", scene.known[0], "")
    data += await reader.readuntil(b"event: gone")
    await party.scope.hub.close()
    data += await reader.read()
    writer.close()
    return data


@pytest.mark.parametrize("way", WAYS[:2])
async def test_the_server_keeps_nothing_of_a_stream_that_is_under_way(tmp_path: Path, way: str) -> None:
    async with served(tmp_path) as party:
        scene = _scene(party)
        before = asyncio.all_tasks()
        with contextlib.ExitStack() as stack:
            if way != "direct":
                stack.enter_context(through_the_framework())
            reader, writer = await party.connect(GET.format(query=""))
            await reader.readuntil(b"event: party")
            await until(lambda: party.scope.hub.direct_count == 1)
        await until(lambda: asyncio.all_tasks() <= before)
        # What the server held of it is rubbish now, and clearing that away must not touch the connection.
        gc.collect()
        await scene.send()
        await reader.readuntil(b"event: photo")
        writer.close()
        await until(lambda: len(party.scope.hub) == 0)


@pytest.mark.parametrize("behind", ["GET /livez HTTP/1.1\nHost: party\n\n", "x" * 200_000])
async def test_a_reader_that_sends_on_is_told_all_the_same(tmp_path: Path, behind: str) -> None:
    # By a ping at the latest it is found out that such a one has left.
    with mock.patch.object(sse, "PING_EVERY_S", 0.1):
        await _tell_and_leave(tmp_path, GET.format(query="") + behind)


async def _tell_and_leave(tmp_path: Path, request: str) -> None:
    async with served(tmp_path) as party:
        scene = _scene(party)
        reader, writer = await party.connect(request)
        await reader.readuntil(b"event: party")
        await scene.send()
        await reader.readuntil(b"event: photo")
        writer.close()
        await until(lambda: len(party.scope.hub) == 0)


async def test_a_reader_that_does_not_take_the_end_is_cut(tmp_path: Path) -> None:
    # Long enough to see that it is not cut at once.
    with mock.patch.object(subscribers, "LINGER_S", 1.0):
        async with served(tmp_path) as party:
            scene = _scene(party)
            async with stalled_reader(party) as (transport, _):
                photo_id = await scene.send()
                for number in range(1000):
                    if transport.get_write_buffer_size() > 10_000:
                        break
                    await scene.change("edit", photo_id, f"{number} " + "x" * 250)
                await party.scope.hub.close()
                assert transport.get_write_buffer_size() > 0
                await until(lambda: transport.get_write_buffer_size() == 0)


async def test_a_reader_that_stops_for_a_while_misses_nothing(tmp_path: Path) -> None:
    async with served(tmp_path) as party, stalled_reader(party) as (transport, reader):
        scene = _scene(party)
        stream = transport.get_protocol()
        assert isinstance(stream, subscribers.DirectStream)
        photo_id = await scene.send()
        await scene.until_head(1)
        await until(lambda: stream.is_clear)
        last = 1
        while transport.get_write_buffer_size() < 5_000:
            await scene.change("edit", photo_id, f"{last} " + "x" * 200)
            last += 1
            await scene.until_head(last)
        assert not stream.is_clear
        told = await _read_until(reader, b"id: %d\nevent: photo" % last)
        await until(lambda: stream.is_clear)
        await scene.change("edit", photo_id, "after that")
        told += await _read_until(reader, b"after that")
        assert re.findall(rb"id: (\d+)\n", told) == [b"%d" % no for no in range(1, last + 2)]


async def _read_until(reader: socket.socket, end: bytes) -> bytes:
    told = b""
    async with asyncio.timeout(PATIENCE_S):
        while end not in told:
            told += await asyncio.get_running_loop().sock_recv(reader, 4096)
    return told


async def test_a_sender_is_told_what_is_theirs_and_nobody_else_is(tmp_path: Path) -> None:
    async with served(tmp_path) as party:
        scene = _scene(party)
        with mock.patch("app.base.signing.CookieSigner.read", lambda _, cookie: cookie or None):
            own, own_writer = await party.connect(
                f"GET /api/events HTTP/1.1\nHost: party\nCookie: {GUEST_COOKIE}={SENDER}\n\n"
            )
            other, other_writer = await party.connect(GET.format(query=""))
            await until(lambda: party.scope.hub.direct_count == 2)
        await scene.send()
        assert b'"mine":true' in await own.readuntil(b'"renditions"')
        assert b'"mine":false' in await other.readuntil(b'"renditions"')
        own_writer.close()
        other_writer.close()


async def test_a_reader_that_leaves_is_let_go(tmp_path: Path) -> None:
    async with served(tmp_path) as party:
        before = asyncio.all_tasks()
        for _ in range(3):
            reader, writer = await party.connect(GET.format(query=""))
            await reader.readuntil(b"event: party")
            await until(lambda: party.scope.hub.direct_count == 1)
            writer.close()
            await until(lambda: len(party.scope.hub) == 0)
        await until(lambda: asyncio.all_tasks() <= before)


async def test_a_reader_that_never_reads_is_cut_and_costs_a_bounded_buffer(tmp_path: Path) -> None:
    async with served(tmp_path) as party:
        scene = _scene(party)
        async with stalled_reader(party):
            photo_id = await scene.send()
            with mock.patch.object(fan_out, "MAX_BUFFER_BYTES", 20_000):
                for number in range(10_000):
                    if party.scope.hub.counts.closed_for_slowness:
                        break
                    await scene.change("edit", photo_id, f"{number} " + "x" * 250)
            assert party.scope.hub.counts.closed_for_slowness == 1
            await until(lambda: len(party.scope.hub) == 0)


async def test_a_stream_that_has_lived_long_enough_is_ended_properly(tmp_path: Path) -> None:
    with (
        mock.patch("app.feed.subscribers.LIFE_S", (0.0, 0.0)),
        mock.patch.object(feed, "PING_EVERY_S", 0.3),
    ):
        async with served(tmp_path) as party:
            reader, writer = await party.connect(GET.format(query=""))
            answer = await reader.read()
            assert answer.startswith(b"HTTP/1.1 200")
            assert answer.endswith(b"\r\n0\r\n\r\n")
            assert b"connection: close\r\n" in answer.lower(), "a client is told not to use it again"
            writer.close()


async def test_a_quiet_stream_is_pinged(tmp_path: Path) -> None:
    with mock.patch.object(feed, "PING_EVERY_S", 0.3):
        async with served(tmp_path) as party:
            reader, writer = await party.connect(GET.format(query=""))
            for _ in range(3):
                assert await reader.readuntil(b'event: ping\ndata: {"cursor":0}\n\n')
            writer.close()


async def test_a_head_request_is_answered_and_holds_nothing(tmp_path: Path) -> None:
    async with served(tmp_path) as party:
        reader, writer = await party.connect("HEAD /api/events HTTP/1.1\nHost: party\nConnection: close\n\n")
        async with asyncio.timeout(PATIENCE_S):
            head = await reader.read()
        assert b"text/event-stream" in head
        assert head.endswith(b"\r\n\r\n")
        assert len(party.scope.hub) == 0
        writer.close()


async def test_anything_but_a_connection_as_expected_has_no_wire() -> None:
    class Stranger:
        async def app_send(self, event: object) -> None:
            """Be called as Hypercorn's is, with nothing of it behind."""

    async def send(event: object) -> None:
        """Send nothing."""

    assert wire_behind(send) is None
    assert wire_behind(Stranger().app_send) is None


def _ids() -> Iterator[str]:
    return (f"{number:032x}" for number in range(1, 1000))
