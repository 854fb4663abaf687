"""What every action needs, and the promise that an action once begun is carried through."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

from app.db import Database
from app.feed.hub import Hub
from app.models.party import Party
from app.storage import Storage

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Core:
    database: Database
    storage: Storage
    hub: Hub
    party_id: str
    has_video_codec: bool = False
    """Whether this server can open videos and make clips of them."""
    _under_way: set[asyncio.Task[Any]] = field(default_factory=set)

    @property
    def bell_state(self) -> str:
        """How it is with what rings the other processes: "unused", "ok" or "away"."""
        return self.hub.bell_state

    @property
    def party_in_memory(self) -> Party | None:
        """The party as it is in the table, where that is known without a query; else None."""
        return self.hub.party_in_table

    async def carry_through(self, work: Coroutine[Any, Any, T]) -> T:
        """Await `work` in a task of its own, which goes on when the one who asked is gone.

        Files and rows change together: a phone that hangs up must not leave one without the other.
        """
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._finished)
        return await asyncio.shield(task)

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            task.exception()  # whoever asked may be gone; an error they cannot hear is not a fault of ours

    async def settle(self, timeout_s: float) -> None:
        """Wait for what is under way; what takes longer is finished by the next start's recovery."""
        if self._under_way:
            await asyncio.wait(list(self._under_way), timeout=timeout_s)
