"""The load client tells the truth: about what came, what did not, and what came twice."""

import shutil
import time
from collections.abc import Iterator

import pytest

from bench.load import Load, Missing, load
from bench.targets import Target, floor
from tests.needs import needs
from tests.ports import held_port

STREAMS = 20


@pytest.fixture
def target() -> Iterator[Target]:
    if shutil.which("cc") is None:
        needs("gcc")
    with floor() as started:
        yield started


@pytest.fixture
def clients(target: Target) -> Iterator[Load]:
    with load(target.port, target.path, STREAMS) as opened:
        opened.open()
        yield opened


def test_it_says_when_an_event_reached_the_streams(target: Target, clients: Load) -> None:
    asked_ns = target.publish(1)
    event = clients.events(1).events[0]
    assert asked_ns < event.first <= event.median <= event.p99 <= event.last < time.monotonic_ns()


def test_an_event_that_never_came_is_not_complete(clients: Load) -> None:
    arrivals = clients.events(7, timeout_ms=50)
    assert not arrivals.is_complete
    assert arrivals.events[0].streams == 0


def test_an_event_that_came_twice_is_not_complete(target: Target, clients: Load) -> None:
    target.publish(1)
    target.publish(1)
    target.publish(2)
    arrivals = clients.events(1, 2)
    assert arrivals.repeated == STREAMS
    assert not arrivals.is_complete


def test_streams_that_were_cut_come_back(target: Target, clients: Load) -> None:
    clients.cut()
    assert clients.open().live == STREAMS
    target.publish(1)
    assert clients.events(1).is_complete


def test_a_server_that_is_not_there_is_told() -> None:
    with held_port() as port, load(port, "/sub", 2) as nobody, pytest.raises(Missing, match="0 of 2"):
        nobody.open(timeout_ms=2000)
