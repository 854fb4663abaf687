"""A writer's turn: how long a writer waits for it before it gives up."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

from app.db.errors import DatabaseAway

T = TypeVar("T")

WAIT_S = 8.0
"""From asking to being let in. A phone must hear within 10 s that it should try again."""


class Deadline:
    """The time when a waiting writer gives up, whatever it waits for by then."""

    def __init__(self) -> None:
        self._at = time.monotonic() + WAIT_S

    @property
    def left_s(self) -> float:
        return max(0.0, self._at - time.monotonic())


async def free_one(free: asyncio.Queue[T], deadline: Deadline) -> T:
    """Take a connection that is free or becomes free in time. Raises DatabaseAway."""
    try:
        async with asyncio.timeout(deadline.left_s):
            return await free.get()
    except TimeoutError:
        raise DatabaseAway("every connection is busy") from None


@asynccontextmanager
async def turn_of(lock: asyncio.Lock) -> AsyncIterator[Deadline]:
    """Hold this process's right to write; yields the rest of the wait. Raises DatabaseAway.

    The limit is for the whole wait. If it were only for the first writer in the queue, each other writer
    would wait for its own limit after those of all writers before it.
    """
    deadline = Deadline()
    try:
        async with asyncio.timeout(deadline.left_s):
            await lock.acquire()
    except TimeoutError:
        raise DatabaseAway("too many writers wait, or another process holds the records") from None
    try:
        yield deadline
    finally:
        lock.release()
