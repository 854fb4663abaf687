"""Two parties on one server: one's rush holds up the other no longer than its equal share of the workers."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest

from tests.held_workers import HeldServer
from tests.parties.operator import add_party
from tests.running import Person, jpeg, person

pytestmark = pytest.mark.default_party

EACH = 40
WITHIN = 0.1


@pytest.fixture
async def venue(tmp_path: Path) -> AsyncIterator[HeldServer]:
    with HeldServer.running(tmp_path / "venue", media_workers=1) as server:
        add_party(server, "anna-ben", "Anna & Ben")
        yield server


async def crowd(stack: AsyncExitStack, base_url: str, guests: int) -> list[Person]:
    return [await stack.enter_async_context(person(base_url)) for _ in range(guests)]


async def test_two_parties_at_full_load_share_the_workers_whatever_their_numbers(venue: HeldServer) -> None:
    """Forty guests of one send a photo each, two of the other twenty each: half way both have as many."""
    async with AsyncExitStack() as stack:
        many = await crowd(stack, venue.root_url, EACH)
        few = await crowd(stack, venue.root_url + "/p/anna-ben", 2)
        for guest in few:
            await guest.http.get("/api/uid")
        order: list[str] = []

        async def send(guest: Person, party: str) -> httpx.Response:
            answer = await guest.send(jpeg())
            order.append(party)
            return answer

        venue.hold()
        # The crowd is there first, and has its worker.
        sent = [asyncio.create_task(send(guest, "many")) for guest in many]
        await venue.until_waiting(EACH - 1, busy=1)
        sent += [asyncio.create_task(send(guest, "few")) for guest in few for _ in range(EACH // 2)]
        await venue.until_waiting(2 * EACH - 1, busy=1)
        venue.release()
        answers = await asyncio.gather(*sent)
    assert [answer.status_code for answer in answers] == [201] * 2 * EACH
    first = order[:EACH]
    sys.stdout.write(f"of the first {EACH} photos {first.count('few')} are the other party's\n")
    assert abs(first.count("few") - first.count("many")) <= WITHIN * EACH
