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

    async def start(self, on_ring: Callable[[], None]) -> None: ...
    def ring(self) -> None: ...
    async def close(self) -> None: ...


class MemoryBroker:
    """For one process: ringing reaches the own hub at once."""

    state = "unused"
    is_alone = True

    def __init__(self) -> None:
        self._on_ring: Callable[[], None] | None = None

    async def start(self, on_ring: Callable[[], None]) -> None:
        self._on_ring = on_ring

    def ring(self) -> None:
        if self._on_ring is not None:
            self._on_ring()

    async def close(self) -> None:
        self._on_ring = None


def make_broker(redis_url: str | None) -> Broker:
    if not redis_url:
        return MemoryBroker()
    # By name: its client takes its time to load.
    return cast(Broker, importlib.import_module("app.feed.redis_broker").RedisBroker(redis_url))
