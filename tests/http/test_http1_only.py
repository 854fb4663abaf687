"""Plain text is HTTP/1.1 and nothing else, and a reader who stops is cut: bounded attacks, with figures."""

import asyncio
import contextlib
import select
import socket
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from unittest import mock

import h2.config
import h2.connection
import h2.events
import pytest

from app.server import http1_only
from tests.feed.served import served
from tests.feed.wires import until
from tests.patience import PATIENCE_S
from tests.running import Server, person, program_after, running

pytestmark = pytest.mark.no_records

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
WEBSOCKET = (
    b"GET /api/events HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
OFFER = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n"
MB = 1024 * 1024


async def told(server: Server, request: bytes) -> bytes:
    """Send `request`, and return all that comes until the server closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(request)
    async with asyncio.timeout(PATIENCE_S):
        answer = await reader.read()
    writer.close()
    return answer


async def test_the_preface_of_http2_is_refused_and_its_connection_closed(server: Server) -> None:
    answer = await told(server, PREFACE + b"\0\0\0\x04\0\0\0\0\0")
    assert answer.startswith(b"HTTP/1.1 505 ")
    assert answer.endswith(b"\r\n\r\n")


@pytest.mark.parametrize("method", [b"GET", b"OPTIONS", b"HEAD"])
async def test_an_offer_of_http2_is_answered_over_http1(method: bytes, server: Server) -> None:
    path = b"/api/uploads" if method == b"OPTIONS" else b"/"
    request = method + b" " + path + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n" + OFFER
    once = await told(server, request.replace(b"Upgrade, ", b"Upgrade, close, ") + b"\r\n")
    assert once.startswith((b"HTTP/1.1 200 ", b"HTTP/1.1 204 "))
    assert b" 101 " not in once


async def test_a_websocket_is_refused_and_its_connection_closed(server: Server) -> None:
    assert (await told(server, WEBSOCKET)).startswith(b"HTTP/1.1 400 ")


async def test_ordinary_requests_go_on_meanwhile(server: Server) -> None:
    request = b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"
    answer = await told(server, 3 * request + request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
    assert answer.count(b"HTTP/1.1 200 ") == 4


class Client:
    """HTTP/2 with prior knowledge (RFC 9113, 3.3), as an attacker's tool speaks it."""

    def __init__(self) -> None:
        self.connection = h2.connection.H2Connection(h2.config.H2Configuration(header_encoding="utf-8"))
        self.connection.initiate_connection()

    def asks(self, path: str, count: int, *, resets: bool = False) -> bytes:
        head = [(":method", "GET"), (":path", path), (":scheme", "http"), (":authority", "party")]
        for _ in range(count):
            number = self.connection.get_next_available_stream_id()
            self.connection.send_headers(number, head, end_stream=True)
            if resets:
                self.connection.reset_stream(number)
        return self.connection.data_to_send()


def memory_mb(server: Server) -> float:
    """Return what the server's process has of the machine's memory (proc(5))."""
    pages = int(Path(f"/proc/{server.pid}/statm").read_text().split()[1])
    return pages * 4096 / MB


@contextlib.asynccontextmanager
async def figures(server: Server, name: str) -> AsyncIterator[dict[str, float]]:
    """Measure an attack: how far memory grows, and how long a plain question takes at most meanwhile."""
    found = {"grown_mb": 0.0, "slowest_s": 0.0}
    before = memory_mb(server)
    is_over = asyncio.Event()

    async def look() -> None:
        async with person(server.url) as someone:
            while not is_over.is_set():
                began = time.monotonic()
                assert (await someone.http.get("/livez")).status_code == 200
                found["slowest_s"] = max(found["slowest_s"], time.monotonic() - began)
                found["grown_mb"] = max(found["grown_mb"], memory_mb(server) - before)

    async with asyncio.TaskGroup() as group:
        group.create_task(look())
        yield found
        is_over.set()
    grown_mb, slowest_ms = found["grown_mb"], found["slowest_s"] * 1000
    print(f"{name}: memory +{grown_mb:.1f} MB, slowest answer {slowest_ms:.0f} ms")  # noqa: T201


MOST_GROWN_MB = 40.0
MOST_SLOW_S = 1.5


async def test_unread_streams_of_http2_take_no_memory(fresh_server: Server) -> None:
    largest = "/static/vendor/photoswipe/photoswipe.esm.js"
    async with figures(fresh_server, "2 x 100 unread streams of HTTP/2") as found:
        for _ in range(2):
            client = Client()
            client.connection.increment_flow_control_window(2**30)
            assert (await told(fresh_server, client.asks(largest, 100))).startswith(b"HTTP/1.1 505")
    assert found["grown_mb"] < MOST_GROWN_MB
    assert found["slowest_s"] < MOST_SLOW_S


async def test_streams_of_http2_that_are_opened_and_reset_do_not_hold_the_loop(fresh_server: Server) -> None:
    async with figures(fresh_server, "950 streams of HTTP/2 opened and reset") as found:
        assert (await told(fresh_server, Client().asks("/", 950, resets=True))).startswith(b"HTTP/1.1 505")
    assert found["slowest_s"] < MOST_SLOW_S


CLIP_BYTES = 24 * MB
GET = "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


def clip_in(party: Path) -> str:
    """Lay a large file where a party's pictures are; return its path on the server."""
    key = f"ab/{'c' * 30}/clip.mp4"
    path = party / "public" / key
    path.parent.mkdir(parents=True)
    path.write_bytes(bytes(CLIP_BYTES))
    return f"/media/{key}"


class Impatient(Server):
    """Waits for a reader for a second, where it is a minute."""

    PROGRAM = program_after(
        "import app.server.http1_only as bounds",
        "bounds.SENDING_WINDOW_S, bounds.LOOK_EVERY_S = 1.0, 0.1",
    )


def reader_of(port: int, path: str) -> socket.socket:
    """Ask for `path` and read nothing of it."""
    reader = socket.socket()
    # As small as the system allows: the rest must wait in the server.
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    reader.connect(("127.0.0.1", port))
    reader.sendall(GET.format(path=path).encode())
    reader.setblocking(False)
    return reader


async def is_cut(reader: socket.socket) -> bool:
    """Tell whether the server has closed the connection, without reading what came on it (poll(2))."""
    poll = select.poll()
    poll.register(reader, select.POLLRDHUP)
    async with asyncio.timeout(PATIENCE_S):
        while not poll.poll(0):
            await asyncio.sleep(0.01)
    return True


@pytest.mark.in_folder
async def test_unread_answers_are_cut_and_take_a_bounded_memory(tmp_path: Path) -> None:
    with running(tmp_path / "party", Impatient) as server, contextlib.ExitStack() as readers:
        path = clip_in(server.data_dir)
        async with figures(server, "200 unread clips over HTTP/1.1") as found:
            for _ in range(200):
                readers.enter_context(each := reader_of(server.port, path))
            assert await is_cut(each)
        assert found["grown_mb"] < 2 * MOST_GROWN_MB
        assert found["slowest_s"] < MOST_SLOW_S
        assert "ERROR" not in server.log


@pytest.mark.in_folder
@pytest.mark.parametrize("last_piece_only", [False, True], ids=["in the middle", "with the end waiting"])
async def test_a_reader_who_stops_is_cut_with_what_waits(last_piece_only: bool, tmp_path: Path) -> None:
    async with served(tmp_path, send_buffer_bytes=4096) as party:
        path = clip_in(tmp_path)
        if last_piece_only:
            # Less than waits in the server when the application is done, and more than the system takes.
            (tmp_path / "public" / path.removeprefix("/media/")).write_bytes(bytes(14_000))
        before = asyncio.all_tasks()
        with window_of(0.3), reader_of(party.port, path) as reader:
            assert await is_cut(reader)
            await until(lambda: asyncio.all_tasks() <= before and not http1_only._bounds.open)


@pytest.mark.in_folder
async def test_a_slow_reader_who_goes_on_gets_all_of_a_clip(tmp_path: Path) -> None:
    """All in a hundredth of the time: this is a link of 0.6 kB/s, twice what is asked for."""
    async with served(tmp_path, send_buffer_bytes=4096) as party:
        path = clip_in(tmp_path)
        (tmp_path / "public" / path.removeprefix("/media/")).write_bytes(bytes(400_000))
        with window_of(0.6), reader_of(party.port, path) as reader:
            told, loop = 0, asyncio.get_running_loop()
            async with asyncio.timeout(PATIENCE_S):
                while told < 400_000:
                    piece = await loop.sock_recv(reader, 2048)
                    assert piece, f"cut after {told} bytes"
                    told += len(piece)
                    await asyncio.sleep(2048 / 60_000)


@contextlib.contextmanager
def window_of(window_s: float) -> Iterator[None]:
    with (
        mock.patch("app.server.http1_only.SENDING_WINDOW_S", window_s),
        mock.patch("app.server.http1_only.LOOK_EVERY_S", 0.02),
    ):
        yield
