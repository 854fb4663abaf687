"""The parties that a process has open: opened at first use, closed when unused for a while."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from weakref import WeakValueDictionary

from app.base.errors import N_, AppError, not_found
from app.db.repeating import Repeating
from app.feed.feed import Feed
from app.feed.hub import Hub
from app.parties.cookies import party_cookies
from app.parties.scope import PartyScope, Site
from app.parties.state import DEFAULT_SLUG
from app.records.party import select_party, select_party_by_slug

logger = logging.getLogger(__name__)

MAX_OPEN = 2_000
"""Open parties of a process: an idle one may cost 40 kB."""
IDLE_S = 600.0
"""How long an unused party stays open. Longer than any one job takes."""
REST_S = 60.0
"""How long an unused party keeps its pages and its last changes in memory."""
SWEEP_EVERY_S = 30.0
PATH_PREFIX = "/p/"


def base_of(slug: str) -> str:
    """Return the path that a party's addresses begin with."""
    return "" if slug == DEFAULT_SLUG else PATH_PREFIX + slug


@dataclass(slots=True)
class _Open:
    scope: PartyScope
    used_at: float


class Parties:
    """Finds an open party by its id or slug. The default party is always open."""

    def __init__(
        self, site: Site, feed: Feed, secret_key: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.site = site
        self.feed = feed
        self._secret_key = secret_key
        self._clock = clock
        # The least recently used comes first.
        self._open: OrderedDict[str, _Open] = OrderedDict()
        self._ids: dict[str, str] = {}
        self._opening: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._default: PartyScope | None = None
        self._sweeping = Repeating("closing unused parties", self._sweep)

    async def start(self, default_id: str) -> None:
        self._default = await self.by_id(default_id)
        self._sweeping.start(SWEEP_EVERY_S, is_first_at_once=False)

    async def close(self) -> None:
        """Close every party; further calls do nothing."""
        await self._sweeping.close()
        while self._open:
            await self._close(next(iter(self._open)))

    def end_streams(self) -> None:
        """End every stream of every party, and open no more."""
        for entry in self._open.values():
            entry.scope.hub.end_streams()

    @property
    def default(self) -> PartyScope:
        assert self._default is not None, "the registry has not been started"
        return self._default

    def __len__(self) -> int:
        return len(self._open)

    def at_hand(self, slug: str) -> PartyScope | None:
        """Return the party of a slug if it is open."""
        party_id = self._ids.get(slug)
        return self._used(party_id) if party_id is not None else None

    async def by_slug(self, slug: str) -> PartyScope | None:
        """Return the party of a slug; None if there is none."""
        found = self.at_hand(slug)
        if found is not None:
            return found
        async with self.site.database.reading() as connection:
            party = await select_party_by_slug(connection, slug)
        try:
            return await self.by_id(party.id) if party is not None else None
        except AppError as error:
            if error.status != not_found().status:
                raise
            return None  # it has just been deleted

    async def by_id(self, party_id: str) -> PartyScope:
        """Return the party of an id; raise a 404 if there is none, a 503 when too many are open."""
        lock = self._opening.setdefault(party_id, asyncio.Lock())
        async with lock:
            found = self._used(party_id)
            if found is None:
                await self._make_room()
                found = await self._open_party(party_id)
        return found

    def _used(self, party_id: str) -> PartyScope | None:
        found = self._open.get(party_id)
        if found is None or found.scope.hub.is_deleted:
            return None
        found.used_at = self._clock()
        self._open.move_to_end(party_id)
        return found.scope

    async def _open_party(self, party_id: str) -> PartyScope:
        async with self.site.database.reading() as connection:
            party = await select_party(connection, party_id)
        if party is None:
            raise not_found()
        base = base_of(party.slug)
        hub = Hub(self.feed, party_id, base)
        await hub.start()
        database = self.site.database.taking_turns(party_id)
        cookies = party_cookies(self._secret_key, party_id, base)
        scope = PartyScope(self.site, hub, party_id, party.slug, base, cookies, database)
        if party_id in self._open:
            await self._close(party_id)
        self._open[party_id] = _Open(scope, self._clock())
        self._ids[party.slug] = party_id
        return scope

    async def _make_room(self) -> None:
        if len(self._open) < MAX_OPEN:
            return
        unused = next((key for key, entry in self._open.items() if self._is_unused(entry)), None)
        if unused is None:
            raise AppError(
                503,
                "BUSY",
                N_("So many photos right now! Please try again in a moment."),
                headers={"Retry-After": "30"},
            )
        await self._close(unused)

    def _is_unused(self, entry: _Open) -> bool:
        return entry.scope is not self._default and not entry.scope.hub.has_streams

    async def _close(self, party_id: str) -> None:
        entry = self._open.pop(party_id)
        if self._ids.get(entry.scope.slug) == party_id:
            del self._ids[entry.scope.slug]
        await entry.scope.hub.close()

    async def _sweep(self) -> None:
        await self.close_idle()
        self.rest_idle()

    async def close_idle(self) -> None:
        """Close the parties unused for IDLE_S that have no stream open."""
        ended = self._clock() - IDLE_S
        for party_id, entry in list(self._open.items()):
            if self._open.get(party_id) is not entry:
                continue  # closed, or opened again, while another was being closed
            if (entry.used_at < ended and self._is_unused(entry)) or entry.scope.hub.is_deleted:
                await self._close(party_id)

    def rest_idle(self, unused_s: float = REST_S) -> None:
        """Let the parties rest that are unused for that long and have no stream open."""
        rests_since = self._clock() - unused_s
        for entry in self._open.values():
            if entry.used_at <= rests_since and not entry.scope.hub.has_streams:
                entry.scope.rest()
