"""The cast of the tests: a running server, two guests, and the host."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.records import KINDS, place
from tests.running import Person, Server, person, running
from tests.s3_server import S3Server, s3_running


@pytest.fixture(scope="session")
def s3_server() -> Iterator[S3Server]:
    """One store for all tests that want one; each takes a bucket of its own."""
    with s3_running() as started:
        yield started


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--records", choices=KINDS, default=KINDS[0], help="where servers keep their records")


def pytest_configure(config: pytest.Config) -> None:
    place.kind = config.getoption("--records")


def pytest_unconfigure() -> None:
    place.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One real server for a test file. Who closes uploads opens them again."""
    with running(tmp_path_factory.mktemp("party")) as started:
        yield started


@pytest.fixture
def fresh_server(tmp_path: Path) -> Iterator[Server]:
    """A server with an empty party, for one test alone."""
    with running(tmp_path / "party") as started:
        yield started


@pytest.fixture
async def guest(server: Server) -> AsyncIterator[Person]:
    async with person(server.url) as someone:
        yield someone


@pytest.fixture
async def stranger(server: Server) -> AsyncIterator[Person]:
    """Another guest: must never touch what the first one sent."""
    async with person(server.url) as someone:
        await someone.http.get("/api/uid")
        yield someone


@pytest.fixture
async def host(server: Server) -> AsyncIterator[Person]:
    async with person(server.url) as someone:
        assert (await someone.sign_in()).status_code == 200
        yield someone
