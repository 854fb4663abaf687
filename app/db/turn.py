"""A writer's turn: how long it waits for it, whoever holds it up, before it is told to come back."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

from app.db.errors import DatabaseAway

T = TypeVar("T")

WAIT_S = 8.0
"""From asking to being let in. A phone must hear within 10 s that it is to try again."""


class Deadline:
    """When an asking writer gives up, wherever it is by then."""

    def __init__(self) -> None:
        self._at = time.monotonic() + WAIT_S

    @property
    def left_s(self) -> float:
        return max(0.0, self._at - time.monotonic())


async def free_one(free: asyncio.Queue[T], deadline: Deadline) -> T:
    """Take a connection that is free, or becomes free in time. Raises DatabaseAway."""
    try:
        async with asyncio.timeout(deadline.left_s):
            return await free.get()
    except TimeoutError:
        raise DatabaseAway("every connection is busy") from None


@asynccontextmanager
async def turn_of(lock: asyncio.Lock) -> AsyncIterator[Deadline]:
    """Hold this process's right to write; yields what is left of the wait. Raises DatabaseAway.

    The wait is bounded as a whole. Bounded only for the one at the front, each writer in the queue would wait
    for its own bound after that of all before it.
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
