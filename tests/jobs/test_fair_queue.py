"""However much one guest sends, the next one is served next."""

import asyncio
import copy
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.processing.fair_queue import FairQueue, QueueFull
from tests.patience import PATIENCE_S


async def taken(queue: FairQueue[str], count: int) -> list[str]:
    return [await queue.get() for _ in range(count)]


async def test_guests_take_turns_and_each_ones_jobs_keep_their_order() -> None:
    queue: FairQueue[str] = FairQueue(10)
    for job in ("a1", "a2", "a3", "b1", "b2", "c1"):
        queue.put("ours", job[0], job)

    assert await taken(queue, 6) == ["a1", "b1", "c1", "a2", "b2", "a3"]


async def test_a_guest_who_comes_later_does_not_wait_for_all_of_anothers() -> None:
    queue: FairQueue[str] = FairQueue(10)
    for job in ("a1", "a2", "a3"):
        queue.put("ours", "a", job)
    first = await queue.get()
    queue.put("ours", "b", "b1")

    assert [first, *await taken(queue, 3)] == ["a1", "a2", "b1", "a3"]


async def test_a_full_queue_takes_no_more_until_one_leaves() -> None:
    queue: FairQueue[str] = FairQueue(2)
    queue.put("ours", "a", "a1")
    queue.put("ours", "a", "a2")
    with pytest.raises(QueueFull):
        queue.put("ours", "b", "b1")

    await queue.get()
    queue.put("ours", "b", "b1")

    assert await taken(queue, 2) == ["a2", "b1"]


async def test_jobs_for_free_takers_do_not_count_as_waiting() -> None:
    queue: FairQueue[str] = FairQueue(0)
    takers = [asyncio.create_task(queue.get()) for _ in range(2)]
    await asyncio.sleep(0)  # lets the takers begin to wait
    queue.put("ours", "a", "a1")
    queue.put("ours", "a", "a2")
    with pytest.raises(QueueFull):
        queue.put("ours", "a", "a3")

    assert await asyncio.gather(*takers) == ["a1", "a2"]


async def test_a_discarded_job_is_skipped_and_makes_room() -> None:
    queue: FairQueue[str] = FairQueue(2)
    queue.put("ours", "a", "a1")
    queue.put("ours", "b", "b1")
    queue.discard("ours", "a", "a1")
    queue.discard("ours", "a", "a1")
    queue.discard("ours", "c", "c1")
    queue.put("ours", "b", "b2")

    assert await taken(queue, 2) == ["b1", "b2"]


async def test_a_taker_waits_on_after_the_only_job_was_discarded() -> None:
    queue: FairQueue[str] = FairQueue(2)
    queue.put("ours", "a", "a1")
    queue.discard("ours", "a", "a1")
    taker = asyncio.create_task(queue.get())
    await asyncio.sleep(0)
    assert not taker.done()

    queue.put("ours", "b", "b1")

    assert await taker == "b1"


async def test_a_cancelled_taker_takes_no_job_with_it() -> None:
    queue: FairQueue[str] = FairQueue(2)
    taker = asyncio.create_task(queue.get())
    await asyncio.sleep(0)
    queue.put("ours", "a", "a1")
    taker.cancel()
    with pytest.raises(asyncio.CancelledError):
        await taker

    async with asyncio.timeout(PATIENCE_S):
        assert await queue.get() == "a1"


async def test_parties_take_turns_however_many_guests_one_has() -> None:
    queue: FairQueue[str] = FairQueue(20)
    for number in range(4):
        queue.put("full", f"guest {number}", f"full {number}")
    queue.put("small", "ann", "small 0")
    queue.put("small", "ann", "small 1")

    assert await taken(queue, 6) == ["full 0", "small 0", "full 1", "small 1", "full 2", "full 3"]


async def test_a_queue_that_one_party_has_filled_still_has_room_for_anothers_share() -> None:
    queue: FairQueue[str] = FairQueue(6)
    for number in range(6):
        queue.put("full", "ben", f"full {number}")
    with pytest.raises(QueueFull):
        queue.put("full", "ann", "too many")
    for number in range(3):
        queue.put("late", "ann", f"late {number}")
    with pytest.raises(QueueFull):
        queue.put("late", "ann", "too many")
    queue.put("third", "eve", "third 0")

    assert await taken(queue, 4) == ["full 0", "late 0", "third 0", "full 1"]


PARTIES, GUESTS = "xyz", "abc"
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["put", "put", "put", "get", "discard"]),
        st.sampled_from(PARTIES),
        st.sampled_from(GUESTS),
    ),
    max_size=60,
)


class Model:
    """The same in plain lists: whose turn is longest ago is next, first the party, then its guest."""

    def __init__(self) -> None:
        self.jobs: list[tuple[str, str, int]] = []
        self.parties: list[str] = []
        self.guests: list[tuple[str, str]] = []

    def put(self, job: tuple[str, str, int]) -> None:
        party, guest, _ = job
        self.jobs.append(job)
        if party not in self.parties:
            self.parties.append(party)
        if (party, guest) not in self.guests:
            self.guests.append((party, guest))

    def get(self) -> tuple[str, str, int]:
        party = self.parties.pop(0)
        turn = next(each for each in self.guests if each[0] == party)
        self.guests.remove(turn)
        job = next(job for job in self.jobs if job[:2] == turn)
        self.jobs.remove(job)
        if any(job[:2] == turn for job in self.jobs):
            self.guests.append(turn)
        if any(job[0] == party for job in self.jobs):
            self.parties.append(party)
        return job

    def discard(self, job: tuple[str, str, int]) -> None:
        self.jobs.remove(job)
        self.guests = [turn for turn in self.guests if any(job[:2] == turn for job in self.jobs)]
        self.parties = [party for party in self.parties if any(job[0] == party for job in self.jobs)]

    def order(self) -> list[tuple[str, str, int]]:
        """Return all jobs as they will come out when nothing else happens."""
        rest = copy.deepcopy(self)
        return [rest.get() for _ in self.jobs]


@given(STEPS)
async def test_whatever_happens_jobs_come_in_turns_and_what_is_ahead_is_told_right(
    steps: list[tuple[str, str, str]],
) -> None:
    queue: FairQueue[tuple[str, str, int]] = FairQueue(100)
    model = Model()
    for number, (verb, party, guest) in enumerate(steps):
        own = [job for job in model.jobs if job[:2] == (party, guest)]
        if verb == "put":
            job = (party, guest, number)
            told = queue.ahead_of_next(party, guest)
            queue.put(party, guest, job)
            model.put(job)
            assert model.order().index(job) == told
        elif verb == "get" and model.jobs:
            assert await queue.get() == model.get()
        elif verb == "discard" and own:
            assert queue.discard(party, guest, own[-1])
            assert not queue.discard(party, guest, own[-1])
            model.discard(own[-1])
        assert len(queue) == len(model.jobs)
        order = model.order()
        for each in itertools.product(PARTIES, GUESTS):
            places = [place for place, job in enumerate(order) if job[:2] == each]
            assert queue.ahead_of(*each) == (places[0] if places else None)
    assert [await queue.get() for _ in model.jobs] == model.order()
