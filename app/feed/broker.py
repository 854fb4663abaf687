"""Rings the bell between processes: somebody committed a change, go and read the table.

A ring may be lost. The change table is the truth, and every hub also looks at it by itself (see hub.py), so
Redis may be slow, restart or stay away without a change going missing.
"""

import importlib
from collections.abc import Callable
from typing import Protocol, cast


class Broker(Protocol):
    is_alone: bool
    """Whether this process is meant to be the only one."""

    @property
    def state(self) -> str:
        """Say "unused", "ok" or "away": what is away costs a second, and no photo."""
        ...

    async def start(self, on_ring: Callable[[], None]) -> None:
        """Have `on_ring` called whenever another process has rung, or may have."""
        ...

    def ring(self) -> None:
        """Ring the other processes."""
        ...

    async def close(self) -> None: ...


class MemoryBroker:
    """For one process: there is nobody else to ring."""

    state = "unused"
    is_alone = True

    async def start(self, on_ring: Callable[[], None]) -> None:
        """Hear of nobody."""

    def ring(self) -> None:
        """Ring nobody."""

    async def close(self) -> None:
        """End nothing."""


def make_broker(redis_url: str | None) -> Broker:
    if not redis_url:
        return MemoryBroker()
    # By name: its client takes its time to load.
    return cast(Broker, importlib.import_module("app.feed.redis_broker").RedisBroker(redis_url))
