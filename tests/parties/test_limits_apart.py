"""What is asked too often in one party is no reason to refuse anybody in another on the same server."""

from pathlib import Path

import pytest

from app.web.limits import PASSWORD, STREAM
from tests.http.answers import assert_error
from tests.http.timeless import TimelessServer
from tests.parties.operator import add_party
from tests.running import Person, person, running
from tests.streams import event_stream

pytestmark = pytest.mark.default_party


async def is_refused_to_guess(base_url: str) -> bool:
    """Guess as a fresh browser does, from the address that all of us share."""
    async with person(base_url) as stranger:
        answer = await stranger.sign_in("a wrong guess")
        assert answer.status_code in (401, 429), answer.text
        return answer.status_code == 429


async def test_guesses_at_one_partys_password_lock_nobody_out_of_another(tmp_path: Path) -> None:
    with running(tmp_path / "venue", TimelessServer) as server:
        password = add_party(server, "anna-ben", "Anna & Ben")
        for _ in range(PASSWORD.address.count):
            assert not await is_refused_to_guess(server.root_url)
        assert await is_refused_to_guess(server.root_url)
        assert not await is_refused_to_guess(server.root_url + "/p/anna-ben")
        async with person(server.root_url + "/p/anna-ben") as host:
            assert (await host.sign_in(password)).status_code == 200
        async with person(server.root_url) as host:
            assert_error(await host.sign_in(), 429, "TOO_OFTEN")


async def streams_of(guest: Person) -> int:
    """Open streams until one is refused; return how many there were."""
    for number in range(STREAM.guest.count + 1):
        async with guest.http.stream("GET", "/api/events") as answer:
            if answer.status_code == 429:
                return number
            assert answer.status_code == 200
    raise AssertionError("as many as one likes")


async def test_a_guests_streams_are_counted_in_their_own_party(tmp_path: Path) -> None:
    with running(tmp_path / "venue", TimelessServer) as server:
        add_party(server, "anna-ben", "Anna & Ben")
        async with person(server.root_url) as here, person(server.root_url + "/p/anna-ben") as there:
            for guest in (here, there):
                await guest.http.get("/api/uid")
            assert await streams_of(here) == STREAM.guest.count
            async with event_stream(there):
                pass
            assert await streams_of(there) == STREAM.guest.count - 1
