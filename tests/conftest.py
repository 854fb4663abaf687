"""The cast of the tests: a running server, two guests, and the host."""

import os
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import kept_files, records
from tests.forked import origin
from tests.kept_files import files_place
from tests.kept_party import kept_party
from tests.records import place
from tests.running import Person, Server, person, running
from tests.s3_server import S3Server
from tests.stage import stage

# Hundreds of servers start from the same files: where this is set, each would compile all of them again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# How long an example takes is the machine's affair: a busy one makes no example wrong.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


def pytest_addoption(parser: pytest.Parser) -> None:
    for option, kinds, kept in (
        ("--records", records.KINDS, "records"),
        ("--files", kept_files.KINDS, "files"),
    ):
        parser.addoption(option, choices=kinds, default=kinds[0], help=f"where servers keep their {kept}")

    parser.addoption("--at", default="", metavar="SLUG", help="visit a party under /p/ and not the one at /")
    parser.addoption(
        "--seeds", default="", metavar="FIRST-END", help="chances for tests about meeting deeds, as in 40-400"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "default_party: is about the party at / alone")
    config.addinivalue_line("markers", "in_folder: looks at files as they lie in a data folder")
    config.addinivalue_line("markers", "no_records: is about the wire, about pixels, or about SQLite alone")
    stage.slug = config.getoption("--at")
    place.kind = config.getoption("--records")
    files_place.kind = config.getoption("--files")


def pytest_unconfigure() -> None:
    origin.close()
    kept_party.close()
    place.close()
    files_place.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if stage.slug:
        for item in items:
            if item.get_closest_marker("default_party"):
                item.add_marker(pytest.mark.skip(reason="is about the party at / alone"))
    if files_place.kind != "folder":
        for item in items:
            if item.get_closest_marker("in_folder"):
                item.add_marker(pytest.mark.skip(reason="looks at files as they lie in a data folder"))


@pytest.fixture(scope="session")
def s3_server() -> S3Server:
    """One store for all tests that want one; each takes a bucket of its own."""
    return files_place.store()


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
