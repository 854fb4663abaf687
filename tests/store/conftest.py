"""Servers that keep their files in a store, and a look into it from outside."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from app.storage.bucket import Bucket
from tests.patience import PATIENCE_S
from tests.running import Person, Server, person, running
from tests.s3_server import S3Server
from tests.stage import stage


@pytest.fixture(scope="module")
def bucket_name(s3_server: S3Server) -> str:
    return s3_server.new_bucket()


@pytest.fixture
def bucket(s3_server: S3Server, bucket_name: str) -> Bucket:
    """See what the servers keep, as they see it."""
    return Bucket(s3_server.address(bucket_name, "party"))


@pytest.fixture(scope="module")
def server(
    s3_server: S3Server, bucket_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("party"), **s3_server.options(bucket_name)) as started:
        yield started


class NeverPassingOver(Server):
    """A replica that waits for an upload's turn until its holder lets go, and never takes it by force."""

    PROGRAM = (
        "-c",
        "from app.__main__ import main; from app.storage import s3_partials\n"
        f"s3_partials.LOCK_WAIT_S, s3_partials.PASSED_OVER_AFTER_S = {PATIENCE_S}, {10 * PATIENCE_S}\n"
        "main(['serve'])",
    )


@pytest.fixture
def other_server(server: Server) -> Iterator[Server]:
    """Another replica: the same records and the same store."""
    other = NeverPassingOver(server.data_dir, **server.options)
    other.start()
    yield other
    other.stop()


@pytest.fixture
async def elsewhere(guest: Person, other_server: Server) -> AsyncIterator[Person]:
    """The same guest, whose requests go to the other replica."""
    await guest.http.get("/api/uid")
    async with person(other_server.url) as someone:
        someone.http.cookies.set(stage.guest_cookie, guest.http.cookies[stage.guest_cookie])
        yield someone


@pytest.fixture
async def own_server(s3_server: S3Server, tmp_path: Path) -> AsyncIterator[Server]:
    """A server with an empty party and a bucket of its own, for one test alone."""
    server = Server(tmp_path / "party", **s3_server.options(await asyncio.to_thread(s3_server.new_bucket)))
    await asyncio.to_thread(server.start)
    yield server
    await asyncio.to_thread(server.stop)
