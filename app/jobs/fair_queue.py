"""A bounded queue that gives each guest a turn, however many jobs one of them has waiting."""

import asyncio
from collections import OrderedDict, deque
from typing import Generic, TypeVar

Job = TypeVar("Job")


class QueueFull(Exception):
    """As many jobs wait as are allowed to."""


class FairQueue(Generic[Job]):
    """Round robin between guests, first in first out within one. It belongs to one event loop."""

    def __init__(self, max_waiting: int) -> None:
        self._max_waiting = max_waiting
        # The guest whose turn is next stands first; a guest without waiting jobs has no entry.
        self._by_guest: OrderedDict[str, deque[Job]] = OrderedDict()
        self._count = 0
        self._takers = 0
        # At least one permit for each job; a discarded job leaves its permit, which a taker then finds empty.
        self._permits = asyncio.Semaphore(0)

    def put(self, guest_id: str, job: Job) -> None:
        """Let a job wait for its guest's turn; raises `QueueFull`. A job for a free taker does not wait."""
        if self._count >= self._max_waiting + self._takers:
            raise QueueFull
        self._by_guest.setdefault(guest_id, deque()).append(job)
        self._count += 1
        self._permits.release()

    async def get(self) -> Job:
        """Wait for the next job of the guest whose turn it is."""
        self._takers += 1
        try:
            await self._permits.acquire()
            while not self._by_guest:
                await self._permits.acquire()
        finally:
            self._takers -= 1
        guest_id, jobs = self._by_guest.popitem(last=False)
        job = jobs.popleft()
        if jobs:
            self._by_guest[guest_id] = jobs  # to the end of the round
        self._count -= 1
        return job

    def __len__(self) -> int:
        return self._count

    def ahead_of(self, guest_id: str) -> int | None:
        """Return how many jobs come before the guest's oldest one; None when none of theirs waits."""
        for place, other_id in enumerate(self._by_guest):
            if other_id == guest_id:
                return place
        return None

    def ahead_of_next(self, guest_id: str) -> int:
        """Return how many jobs would come before one that the guest put now."""
        own = len(self._by_guest.get(guest_id, ()))
        ahead, is_before_own_turn = own, own > 0
        for other_id, jobs in self._by_guest.items():
            if other_id == guest_id:
                is_before_own_turn = False
            else:
                # A guest whose turn comes earlier in the round has one more before ours; without a turn of
                # our own yet, we are last in it.
                ahead += min(len(jobs), own + 1 if is_before_own_turn or own == 0 else own)
        return ahead

    def discard(self, guest_id: str, job: Job) -> bool:
        """Take a job out of the queue; False when it does not wait there any more."""
        jobs = self._by_guest.get(guest_id)
        if jobs is None or job not in jobs:
            return False
        jobs.remove(job)
        self._count -= 1
        if not jobs:
            del self._by_guest[guest_id]
        return True
