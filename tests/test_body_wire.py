"""A large body is read past the server, and nobody can tell: the same bytes, answers and ends as without."""

import asyncio
import contextlib
import hashlib
import itertools
import os
import socket
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from unittest import mock

import hypercorn.asyncio
import hypercorn.config
import pytest
from hypercorn.typing import ASGIReceiveCallable, ASGISendCallable
from quart import Quart, request

from app.server import body as body_module
from app.server.body import BUFFER_BYTES, BackPressuredConnection, BoundedBody, BoundedRequest
from app.server.body_wire import LARGE_BODY_BYTES, READ_BYTES, BodyWire
from tests.patience import PATIENCE_S

LARGE = os.urandom(3 * LARGE_BODY_BYTES + 7)
DIGEST = hashlib.sha256(LARGE).hexdigest().encode()


class Connection(BackPressuredConnection):
    async def __call__(self, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        self._send = send
        await super().__call__(receive, send)


@dataclass
class Site:
    """A server of the kind that we run, with views that read bodies and one that does not."""

    port: int = 0
    bodies: list[BoundedBody] = field(default_factory=list)
    may_read: asyncio.Event = field(default_factory=asyncio.Event)

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port)

    async def tell(self, pieces: Iterable[bytes]) -> bytes:
        """Send the pieces one after the other and return everything that is answered."""
        reader, writer = await self.connect()
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            # Until what was sent has been looked at; what the answers are must not depend on it.
            for _ in range(20):
                await asyncio.sleep(0)
        async with asyncio.timeout(PATIENCE_S):
            answers = await reader.read()
        writer.close()
        return answers


def _app(site: Site) -> Quart:
    app = Quart("bodies")
    app.request_class = BoundedRequest
    app.asgi_http_class = Connection
    app.config.update(BODY_TIMEOUT=None, MAX_CONTENT_LENGTH=None)

    def own_body() -> BoundedBody:
        body = request.body
        assert isinstance(body, BoundedBody)
        body.max_bytes = 10 * len(LARGE)
        site.bodies.append(body)
        return body

    @app.route("/digest", methods=["GET", "POST"])
    async def digest() -> str:
        hashed = hashlib.sha256()
        async for piece in own_body():
            hashed.update(piece)
        return hashed.hexdigest()

    @app.post("/slow")
    async def slow() -> str:
        body, taken = own_body(), 0
        async for piece in body:
            taken += len(piece)
            if taken > LARGE_BODY_BYTES:
                await site.may_read.wait()
        return str(taken)

    @app.post("/unread")
    async def unread() -> str:
        own_body()
        return "no, thank you"

    return app


@asynccontextmanager
async def served() -> AsyncIterator[Site]:
    site = Site()
    listener = socket.create_server(("127.0.0.1", 0))
    site.port = int(listener.getsockname()[1])
    config = hypercorn.config.Config()
    config.bind = [f"fd://{listener.detach()}"]
    config.graceful_timeout = 0.3
    config.include_date_header = False
    config.errorlog = None
    ended = asyncio.Event()
    server = asyncio.create_task(hypercorn.asyncio.serve(_app(site), config, shutdown_trigger=ended.wait))
    try:
        yield site
    finally:
        ended.set()
        await server


def head(path: str, length: int = len(LARGE), *lines: str) -> bytes:
    fields = "".join(f"{line}\r\n" for line in lines)
    return f"POST {path} HTTP/1.1\r\nHost: party\r\nContent-Length: {length}\r\n{fields}\r\n".encode()


LAST = b"GET /digest HTTP/1.1\r\nHost: party\r\nConnection: close\r\n\r\n"
WHOLE = head("/digest") + LARGE


def cut(data: bytes, *places: int) -> list[bytes]:
    edges = [0, *places, len(data)]
    return [data[start:end] for start, end in itertools.pairwise(edges)]


HEAD = len(head("/digest"))
SENDINGS = {
    "at once": [WHOLE, LAST],
    "with the next request behind it": [WHOLE + LAST],
    "its head first": [*cut(WHOLE, HEAD), LAST],
    "cut within its head": [*cut(WHOLE, HEAD - 3), LAST],
    "in small pieces": [*cut(WHOLE, *range(HEAD + 1, len(WHOLE), 50_021)), LAST],
    "its last byte late": [*cut(WHOLE, len(WHOLE) - 1), LAST],
    "twice": [WHOLE, WHOLE, LAST],
    "to a server that is to say that it listens": [
        head("/digest", len(LARGE), "Expect: 100-continue"),
        LARGE,
        LAST,
    ],
    "by a client that leaves then": [head("/digest", len(LARGE), "Connection: close") + LARGE],
    "in chunks": [
        b"POST /digest HTTP/1.1\r\nHost: party\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"%x\r\n%b\r\n0\r\n\r\n" % (len(LARGE), LARGE),
        LAST,
    ],
    "as an HTTP/1.0 client": [head("/digest").replace(b"HTTP/1.1", b"HTTP/1.0") + LARGE],
}


def through_the_server() -> contextlib.AbstractContextManager[object]:
    """Take every body through the server's public interface."""
    return mock.patch.object(body_module, "body_wire_behind", return_value=None)


@pytest.mark.parametrize("sending", SENDINGS.values(), ids=SENDINGS)
async def test_both_ways_are_answered_the_same(sending: list[bytes]) -> None:
    async with served() as site:
        directly = await site.tell(sending)
        with through_the_server():
            assert await site.tell(sending) == directly
    large = b"".join(sending).count(LARGE)
    assert directly.count(DIGEST) == large
    assert directly.count(b"HTTP/1.1 200") == large + sending.count(LAST) + (sending == [WHOLE + LAST])


async def test_the_server_gives_its_reader_away() -> None:
    # If this fails after an update: uploads still work, at twice the cost. See app/server/body_wire.py.
    async with served() as site:
        with mock.patch.object(BodyWire, "read", autospec=True, side_effect=BodyWire.read) as read:
            assert DIGEST in await site.tell([WHOLE, LAST])
    assert read.call_count > 0


async def test_a_small_body_comes_through_the_server() -> None:
    async with served() as site:
        with mock.patch.object(BodyWire, "read", side_effect=AssertionError):
            body = LARGE[: LARGE_BODY_BYTES - 1]
            answers = await site.tell([head("/digest", len(body)) + body, LAST])
    assert hashlib.sha256(body).hexdigest().encode() in answers


@pytest.mark.parametrize("sent", [HEAD, HEAD + 1, len(WHOLE) // 2, len(WHOLE) - 1])
async def test_a_connection_that_is_cut_leaves_nothing_behind(sent: int) -> None:
    async with served() as site:
        await site.tell([LAST])
        before = asyncio.all_tasks()
        _, writer = await site.connect()
        writer.write(WHOLE[:sent])
        await writer.drain()
        async with asyncio.timeout(PATIENCE_S):
            while len(site.bodies) < 2 or site.bodies[1].received_bytes < sent - HEAD:
                await asyncio.sleep(0.001)
            writer.transport.abort()
            while not asyncio.all_tasks() <= before:
                await asyncio.sleep(0.001)
    assert not site.bodies[1].is_complete


async def test_a_body_that_nobody_reads_is_answered_and_ends_the_connection() -> None:
    async with served() as site:
        answers = await site.tell([head("/unread"), LARGE[:1000]])
    assert answers.startswith(b"HTTP/1.1 200")
    assert answers.endswith(b"no, thank you")


async def test_a_sender_is_held_back_while_nobody_reads() -> None:
    async with served() as site:
        _, writer = await site.connect()
        most = 10 * len(LARGE)
        writer.write(head("/slow", most))
        writer.write(bytes(most))
        async with asyncio.timeout(PATIENCE_S):
            while not site.bodies or site.bodies[0].taken_bytes < LARGE_BODY_BYTES:
                await asyncio.sleep(0.001)
        body = site.bodies[0]
        for _ in range(500):
            await asyncio.sleep(0)
        assert body.received_bytes - body.taken_bytes <= BUFFER_BYTES + READ_BYTES
        site.may_read.set()
        async with asyncio.timeout(PATIENCE_S):
            while not body.is_complete:
                await asyncio.sleep(0.001)
        assert body.received_bytes == most
        writer.close()
