"""Connections stay under the limit of open files, and no address has all of them. Bounded, with figures."""

import contextlib
import logging
import re
import resource
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest import mock

import httpx
import pytest

from app.server.open_files import FEW, Places, room
from app.telemetry.logs import written_logs
from tests.patience import PATIENCE_S
from tests.running import Server, program_after, running

LIMIT = 400
ATTACKER, GUEST = "127.0.0.2", "127.0.0.1"
STREAM = b"GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
ALIVE = b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


def with_limit(*statements: str) -> tuple[str, ...]:
    return program_after(
        "import resource",
        f"resource.setrlimit(resource.RLIMIT_NOFILE, (min({LIMIT}, 256), {LIMIT}))",
        *statements,
    )


class Small(Server):
    """May have few files open, and raises that as far as it can."""

    PROGRAM = with_limit()


class Unguarded(Server):
    """Takes connections as if there were no limit."""

    PROGRAM = with_limit("import app.server.open_files", "app.server.open_files.KEPT = -100_000")


@contextlib.contextmanager
def connection_to(server: Server, address: str) -> Iterator[socket.socket]:
    with socket.create_connection(
        ("127.0.0.1", server.port), PATIENCE_S, source_address=(address, 0)
    ) as opened:
        yield opened


def asked(connection: socket.socket, question: bytes) -> bytes:
    """Return the first line that is answered; nothing where the connection was reset."""
    with contextlib.suppress(ConnectionError):
        connection.sendall(question)
        return connection.recv(4096).split(b"\r\n")[0]
    return b""


def open_many(stack: contextlib.ExitStack, server: Server, count: int, question: bytes) -> list[bytes]:
    opened = (stack.enter_context(connection_to(server, ATTACKER)) for _ in range(count))
    return [asked(each, question) for each in opened]


def until(condition: Callable[[], bool]) -> None:
    ends_at = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < ends_at
        time.sleep(0.01)


def taken(answers: list[bytes]) -> int:
    return sum(b" 200" in line for line in answers)


def test_one_address_cannot_have_all_connections(tmp_path: Path) -> None:
    with running(tmp_path / "party", Small) as server:
        with contextlib.ExitStack() as stack:
            count = taken(open_many(stack, server, 500, ALIVE))
            print(f"of 500 connections from one address {count} were taken, of {LIMIT} files")  # noqa: T201
            assert 20 < count < 500
            with connection_to(server, GUEST) as guest:
                assert b" 200" in asked(guest, ALIVE)
        assert httpx.get(f"{server.url}/livez", timeout=PATIENCE_S).status_code == 200
        server.stop()
        assert "Too many open files" not in server.log
        assert "ERROR" not in server.log


def test_one_address_cannot_have_all_streams(tmp_path: Path) -> None:
    with running(tmp_path / "party", Small) as server:
        with contextlib.ExitStack() as stack:
            count = taken(open_many(stack, server, 300, STREAM))
            print(f"of 300 streams from one address {count} were taken, of {LIMIT} files")  # noqa: T201
            assert 40 < count < 300
            for _ in range(FEW):
                wall = stack.enter_context(connection_to(server, GUEST))
                assert b" 200" in asked(wall, STREAM)
            with connection_to(server, GUEST) as guest:
                assert b" 200" in asked(guest, ALIVE)
        server.stop()
        assert "ERROR" not in server.log


def test_a_server_without_files_says_so_once_and_recovers(tmp_path: Path) -> None:
    with running(tmp_path / "party", Unguarded) as server:
        with contextlib.ExitStack() as stack:
            for _ in range(LIMIT + 200):
                stack.enter_context(connection_to(server, ATTACKER))
            until(lambda: "Too many open files" in server.log)
        assert httpx.get(f"{server.url}/livez", timeout=PATIENCE_S).status_code == 200
        server.stop()
        lines = len(re.findall(r"^\S+ ERROR ", server.log, re.MULTILINE))
        print(f"{lines} ERROR line for {LIMIT + 200} connections and {LIMIT} files")  # noqa: T201
        assert lines == 1


def test_a_lack_of_files_is_told_once_a_minute(capfd: pytest.CaptureFixture[str]) -> None:
    logger = logging.getLogger("app.test")
    lack, other = OSError(24, "Too many open files"), OSError(28, "No space left on device")
    with written_logs("text", "error"):
        for _ in range(1000):
            logger.error("accepting failed", exc_info=lack)
        logger.error("writing failed", exc_info=other)
        with mock.patch("time.time", return_value=4e9):
            logger.error("accepting failed", exc_info=lack)
    told = capfd.readouterr().err
    assert told.count("accepting failed") == 2
    assert told.count("writing failed") == 1


@pytest.mark.parametrize(
    ("limit", "streams", "connections"),
    [(64, 16, 8), (1024, 448, 224), (65_536, 20_000, 16_352), (2**20, 20_000, 20_000)],
)
def test_streams_and_their_requests_fit_under_every_limit(limit: int, streams: int, connections: int) -> None:
    with mock.patch.object(resource, "getrlimit", return_value=(limit, limit)):
        found = room()
    assert (found.streams, found.connections) == (streams, connections)
    assert found.streams + 2 * found.connections < limit


def test_an_address_has_its_share_and_the_last_places_are_for_those_with_few() -> None:
    places = Places(160)
    while places.has_room("attacker"):
        places.enter("attacker")
    assert len(places) == 120
    while places.has_room("another"):
        places.enter("another")
    assert len(places) == 150
    for _ in range(FEW):
        assert places.has_room("wall")
        places.enter("wall")
    assert not places.has_room("wall")
    assert places.has_room("host")
    places.leave("attacker")
    assert not places.has_room("attacker")


def test_all_addresses_of_one_ipv6_network_have_one_share() -> None:
    places, taken = Places(160), 0
    while places.has_room(address := f"2001:db8:1:2::{taken:x}"):
        places.enter(address)
        taken += 1
    assert taken == 120
    assert not places.has_room("2001:db8:1:2:ffff::1")
    assert places.has_room("2001:db8:1:3::1")
    places.leave("2001:db8:1:2::5")
    assert places.has_room("2001:db8:1:2:ffff::1")


def test_a_proxy_speaks_for_many_and_has_all_places() -> None:
    places = Places(10)
    for _ in range(10):
        assert places.has_room(None)
        places.enter(None)
    assert not places.has_room(None)
