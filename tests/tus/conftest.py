"""A server where one guest may have a few small uploads only, and somebody who sends there."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.running import Person, Server, person, running


@pytest.fixture(scope="module")
def small_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(
        tmp_path_factory.mktemp("small"),
        max_photo_mb=1,
        guest_uploads=3,
        guest_uploads_mb=2,
        party_uploads_mb=3,
    ) as started:
        yield started


@pytest.fixture
async def small_guest(small_server: Server) -> AsyncIterator[Person]:
    async with person(small_server.url) as someone:
        yield someone
