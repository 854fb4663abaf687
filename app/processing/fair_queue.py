"""A bounded queue in which parties take turns, and within a party its guests, however many jobs one has."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Mapping, Sized
from typing import Generic, TypeVar

Job = TypeVar("Job")


class QueueFull(Exception):
    """The maximum number of jobs is waiting."""


class _Guests(Generic[Job]):
    """The jobs of one party: round robin between guests, first in first out for each guest."""

    def __init__(self) -> None:
        # The guest whose turn is next comes first. A guest without waiting jobs has no entry.
        self.by_guest: OrderedDict[str, deque[Job]] = OrderedDict()
        self._count = 0

    def put(self, guest_id: str, job: Job) -> None:
        self.by_guest.setdefault(guest_id, deque()).append(job)
        self._count += 1

    def pop(self) -> Job:
        guest_id, jobs = self.by_guest.popitem(last=False)
        job = jobs.popleft()
        if jobs:
            self.by_guest[guest_id] = jobs  # to the end of the round
        self._count -= 1
        return job

    def discard(self, guest_id: str, job: Job) -> bool:
        jobs = self.by_guest.get(guest_id)
        if jobs is None or job not in jobs:
            return False
        jobs.remove(job)
        self._count -= 1
        if not jobs:
            del self.by_guest[guest_id]
        return True

    def __len__(self) -> int:
        return self._count


class FairQueue(Generic[Job]):
    """Round robin between parties. It belongs to one event loop.

    If `max_waiting` jobs wait, a party still finds room up to its equal share. So one party's rush can fill
    the queue, but cannot close it to others.
    """

    def __init__(self, max_waiting: int) -> None:
        self._max_waiting = max_waiting
        # The party whose turn is next comes first. A party without waiting jobs has no entry.
        self._by_party: OrderedDict[str, _Guests[Job]] = OrderedDict()
        self._count = 0
        self._takers = 0
        # At least one permit for each job. A discarded job leaves its permit, and a taker then finds no job.
        self._permits = asyncio.Semaphore(0)

    def put(self, party_id: str, guest_id: str, job: Job) -> None:
        """Queue a job for its guest's turn. Raises `QueueFull`. A job for a free taker does not wait."""
        if self._is_full(party_id):
            raise QueueFull
        self._by_party.setdefault(party_id, _Guests()).put(guest_id, job)
        self._count += 1
        self._permits.release()

    def _is_full(self, party_id: str) -> bool:
        room = self._max_waiting + self._takers
        if self._count < room:
            return False
        parties = len(self._by_party) + (party_id not in self._by_party)
        return len(self._by_party.get(party_id, ())) >= room // parties

    async def get(self) -> Job:
        """Wait for the next job of the guest whose turn it is."""
        self._takers += 1
        try:
            await self._permits.acquire()
            while not self._by_party:
                await self._permits.acquire()
        finally:
            self._takers -= 1
        party_id, guests = self._by_party.popitem(last=False)
        job = guests.pop()
        if guests:
            self._by_party[party_id] = guests  # to the end of the round
        self._count -= 1
        return job

    def __len__(self) -> int:
        return self._count

    def ahead_of(self, party_id: str, guest_id: str) -> int | None:
        """Return how many jobs come before the guest's oldest one. None if none of theirs waits."""
        guests = self._by_party.get(party_id)
        if guests is None or guest_id not in guests.by_guest:
            return None
        return self._ahead_of_nth(party_id, guest_id, 0)

    def ahead_of_next(self, party_id: str, guest_id: str) -> int:
        """Return how many jobs would come before a new job of the guest."""
        guests = self._by_party.get(party_id)
        own = guests.by_guest.get(guest_id, ()) if guests is not None else ()
        return self._ahead_of_nth(party_id, guest_id, len(own))

    def _ahead_of_nth(self, party_id: str, guest_id: str, nth: int) -> int:
        """Return how many jobs come before a guest's job that has `nth` of their own before it."""
        guests = self._by_party.get(party_id)
        in_party = nth + (_before(guests.by_guest, guest_id, nth) if guests is not None else 0)
        return in_party + _before(self._by_party, party_id, in_party)

    def discard(self, party_id: str, guest_id: str, job: Job) -> bool:
        """Take a job out of the queue. False if it no longer waits there."""
        guests = self._by_party.get(party_id)
        if guests is None or not guests.discard(guest_id, job):
            return False
        self._count -= 1
        if not guests:
            del self._by_party[party_id]
        return True


def _before(turns: Mapping[str, Sized], own: str, nth: int) -> int:
    """Return how many of the others' jobs come before our job that has `nth` of ours before it.

    One whose turn comes earlier in the round has one more job before ours. Without a turn yet, we come last.
    """
    before, is_earlier = 0, True
    for other, jobs in turns.items():
        if other == own:
            is_earlier = False
        else:
            before += min(len(jobs), nth + is_earlier)
    return before
