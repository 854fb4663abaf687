"""Rings the bell between processes: a change was committed to a party, so read the table.

A ring may be lost. The change table is the truth, and the feed checks it every second (feed.py). So no change
goes missing while Redis is slow, restarts or is away.
"""

from collections.abc import Callable
from typing import Protocol


class Broker(Protocol):
    is_alone: bool
    """Whether this process is meant to be the only one."""

    @property
    def state(self) -> str:
        """Say "unused", "ok" or "away". Without the bell a change comes a second later; nothing is lost."""
        ...

    async def start(self, on_ring: Callable[[str | None], None]) -> None:
        """Call `on_ring` with the id of a party that was rung for, or with None for any party."""
        ...

    def ring(self, party_id: str) -> None:
        """Ring the other processes for a party."""
        ...

    async def close(self) -> None: ...


class MemoryBroker:
    """For one process: there are no others to ring."""

    state = "unused"
    is_alone = True

    async def start(self, on_ring: Callable[[str | None], None]) -> None:
        """Hear nothing."""

    def ring(self, party_id: str) -> None:
        """Ring nothing."""

    async def close(self) -> None:
        """End nothing."""


def make_broker(redis_url: str | None) -> Broker:
    if not redis_url:
        return MemoryBroker()
    from app.feed.redis_broker import RedisBroker  # its client takes its time to load

    return RedisBroker(redis_url)
