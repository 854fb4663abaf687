"""However much one guest sends, the next one is served next."""

import asyncio

import pytest

from app.jobs.fair_queue import FairQueue, QueueFull
from tests.patience import PATIENCE_S


async def taken(queue: FairQueue[str], count: int) -> list[str]:
    return [await queue.get() for _ in range(count)]


async def test_guests_take_turns_and_each_ones_jobs_keep_their_order() -> None:
    queue: FairQueue[str] = FairQueue(10)
    for job in ("a1", "a2", "a3", "b1", "b2", "c1"):
        queue.put(job[0], job)

    assert await taken(queue, 6) == ["a1", "b1", "c1", "a2", "b2", "a3"]


async def test_a_guest_who_comes_later_does_not_wait_for_all_of_anothers() -> None:
    queue: FairQueue[str] = FairQueue(10)
    for job in ("a1", "a2", "a3"):
        queue.put("a", job)
    first = await queue.get()
    queue.put("b", "b1")

    assert [first, *await taken(queue, 3)] == ["a1", "a2", "b1", "a3"]


async def test_a_full_queue_takes_no_more_until_one_leaves() -> None:
    queue: FairQueue[str] = FairQueue(2)
    queue.put("a", "a1")
    queue.put("a", "a2")
    with pytest.raises(QueueFull):
        queue.put("b", "b1")

    await queue.get()
    queue.put("b", "b1")

    assert await taken(queue, 2) == ["a2", "b1"]


async def test_jobs_for_free_takers_do_not_count_as_waiting() -> None:
    queue: FairQueue[str] = FairQueue(0)
    takers = [asyncio.create_task(queue.get()) for _ in range(2)]
    await asyncio.sleep(0)  # lets the takers begin to wait
    queue.put("a", "a1")
    queue.put("a", "a2")
    with pytest.raises(QueueFull):
        queue.put("a", "a3")

    assert await asyncio.gather(*takers) == ["a1", "a2"]


async def test_a_discarded_job_is_skipped_and_makes_room() -> None:
    queue: FairQueue[str] = FairQueue(2)
    queue.put("a", "a1")
    queue.put("b", "b1")
    queue.discard("a", "a1")
    queue.discard("a", "a1")
    queue.discard("c", "c1")
    queue.put("b", "b2")

    assert await taken(queue, 2) == ["b1", "b2"]


async def test_a_taker_waits_on_after_the_only_job_was_discarded() -> None:
    queue: FairQueue[str] = FairQueue(2)
    queue.put("a", "a1")
    queue.discard("a", "a1")
    taker = asyncio.create_task(queue.get())
    await asyncio.sleep(0)
    assert not taker.done()

    queue.put("b", "b1")

    assert await taker == "b1"


async def test_a_cancelled_taker_takes_no_job_with_it() -> None:
    queue: FairQueue[str] = FairQueue(2)
    taker = asyncio.create_task(queue.get())
    await asyncio.sleep(0)
    queue.put("a", "a1")
    taker.cancel()
    with pytest.raises(asyncio.CancelledError):
        await taker

    async with asyncio.timeout(PATIENCE_S):
        assert await queue.get() == "a1"
