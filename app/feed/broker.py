"""Rings the bell between processes: a change was committed to a party, go and read the table.

A ring may be lost. The change table is the truth, and the feed looks at it every second (feed.py), so no
change goes missing while Redis is slow, restarts or is away.
"""

from collections.abc import Callable
from typing import Protocol


class Broker(Protocol):
    is_alone: bool
    """Whether this process is meant to be the only one."""

    @property
    def state(self) -> str:
        """Say "unused", "ok" or "away": what is away costs a second, and no photo."""
        ...

    async def start(self, on_ring: Callable[[str | None], None]) -> None:
        """Have `on_ring` called with a party's id when it was rung for, with None when any may have been."""
        ...

    def ring(self, party_id: str) -> None:
        """Ring the other processes for a party."""
        ...

    async def close(self) -> None: ...


class MemoryBroker:
    """For one process: there is nobody else to ring."""

    state = "unused"
    is_alone = True

    async def start(self, on_ring: Callable[[str | None], None]) -> None:
        """Hear of nobody."""

    def ring(self, party_id: str) -> None:
        """Ring nobody."""

    async def close(self) -> None:
        """End nothing."""


def make_broker(redis_url: str | None) -> Broker:
    if not redis_url:
        return MemoryBroker()
    from app.feed.redis_broker import RedisBroker  # its client takes its time to load

    return RedisBroker(redis_url)
