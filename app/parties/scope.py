"""What actions work on: the process's site, and one party's part of it."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from app.db import Database
from app.feed.hub import Hub
from app.feed.shared_pages import SharedPages
from app.parties.cookies import PartyCookies
from app.records.party import Party
from app.storage import Storage

T = TypeVar("T")
P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Site:
    """What all parties of a process share. It also promises that an action, once begun, is finished."""

    database: Database
    storage: Storage
    has_video_codec: bool = False
    """Whether this server can open videos and make clips of them."""
    _under_way: set[asyncio.Task[Any]] = field(default_factory=set)

    async def carry_through(self, work: Coroutine[Any, Any, T]) -> T:
        """Await `work` in a task of its own, which goes on when its caller is cancelled.

        Files and rows change together: a phone that hangs up must not leave one without the other.
        """
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._finished)
        return await asyncio.shield(task)

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            task.exception()  # the caller may be gone; an error that nobody reads is no fault of ours

    async def settle(self, timeout_s: float) -> None:
        """Wait for the actions under way. The next start's recovery finishes any that take longer."""
        if self._under_way:
            await asyncio.wait(list(self._under_way), timeout=timeout_s)


@dataclass(frozen=True, slots=True)
class PartyScope:
    """One open party. `base` is the path that its addresses begin with: empty for the default party."""

    site: Site
    hub: Hub
    party_id: str
    slug: str
    base: str
    cookies: PartyCookies
    database: Database
    """The records; a write transaction waits for this party's turn."""
    shared_pages: SharedPages = field(default_factory=SharedPages)

    @property
    def storage(self) -> Storage:
        return self.site.storage

    @property
    def has_video_codec(self) -> bool:
        return self.site.has_video_codec

    @property
    def party_in_memory(self) -> Party | None:
        """The party as in the table, if that is known without a query; else None."""
        return self.hub.party_in_table

    def rest(self) -> None:
        """Drop what is in memory only to answer the party's next visitors sooner."""
        self.hub.rest()
        self.shared_pages.clear()


def carried_through(
    action: Callable[Concatenate[PartyScope, P], Coroutine[Any, Any, T]],
) -> Callable[Concatenate[PartyScope, P], Coroutine[Any, Any, T]]:
    """Let an action finish when its caller is cancelled (`Site.carry_through`)."""

    @wraps(action)
    async def begun(scope: PartyScope, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await scope.site.carry_through(action(scope, *args, **kwargs))

    return begun
