"""The process's part of the feed: one bell, one look and one ping loop for the hubs of all open parties.

The look is one small query a second for all open parties: has any of them changed? Only if so, a second query
asks which. The hub of a changed party reads its news itself (hub.py).
"""

import asyncio
import logging
from collections import deque
from collections.abc import Iterable
from typing import Protocol

from app.db import Database
from app.db.repeating import Repeating
from app.feed.broker import Broker
from app.feed.fan_out import PING_EVERY_S, PING_GROUPS
from app.feed.subscribers import FeedCounts
from app.records.party import PartiesMark, select_heads, select_parties_mark
from app.server.open_files import Places, room

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0
REMEMBERED_FAN_OUTS = 1000


class OpenHub(Protocol):
    """What the feed knows about one party's hub (hub.py)."""

    party_id: str

    @property
    def has_streams(self) -> bool: ...

    @property
    def direct_count(self) -> int: ...

    def wake(self) -> None: ...

    def note_look(self, head: int | None, began: float) -> None: ...

    def note_deleted(self) -> None: ...

    async def ping(self) -> None: ...


class Feed:
    """Its counts and bounds are for the whole process. Hubs add themselves when they start."""

    def __init__(self, database: Database, broker: Broker, has_video_codec: bool = False) -> None:
        self.database = database
        self.has_video_codec = has_video_codec
        self.counts = FeedCounts()
        self.places = Places(room().streams)
        self.handed_out: deque[tuple[str, int, float]] = deque(maxlen=REMEMBERED_FAN_OUTS)
        """A party, its head after each of the latest fan-outs, and the time of each."""
        self._broker = broker
        self._hubs: dict[str, OpenHub] = {}
        self._mark: PartiesMark | None = None
        self._looking = Repeating("looking for changes", self.look_once)
        self._pinging: asyncio.Task[None] | None = None

    async def start(self) -> None:
        await self._broker.start(self.wake)
        self._looking.start(LOOK_EVERY_S, is_first_at_once=False)
        self._pinging = asyncio.create_task(self._ping())

    async def close(self) -> None:
        """Stop looking and pinging; further calls do nothing. The hubs' owner closes them."""
        await self._looking.close()
        task, self._pinging = self._pinging, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await self._broker.close()

    def add(self, hub: OpenHub) -> None:
        self._hubs[hub.party_id] = hub

    def discard(self, hub: OpenHub) -> None:
        if self._hubs.get(hub.party_id) is hub:
            del self._hubs[hub.party_id]

    def ring(self, party_id: str) -> None:
        """Tell the other processes that this party has changed."""
        self._broker.ring(party_id)

    def ring_for(self, party_ids: Iterable[str]) -> None:
        """Tell the hubs of these parties, here and in the other processes, that they have changed."""
        for party_id in party_ids:
            self.wake(party_id)
            self.ring(party_id)

    @property
    def is_alone(self) -> bool:
        """Whether no other process is meant to write to these records."""
        return self._broker.is_alone

    @property
    def bell_state(self) -> str:
        """The state of the bell between processes: "unused", "ok" or "away"."""
        return self._broker.state

    @property
    def hubs(self) -> tuple[OpenHub, ...]:
        return tuple(self._hubs.values())

    @property
    def direct_count(self) -> int:
        """How many of the streams are written to directly, without the server."""
        return sum(hub.direct_count for hub in self.hubs)

    def __len__(self) -> int:
        return len(self.places)

    def wake(self, party_id: str | None) -> None:
        """Wake the hub of a party that has changed elsewhere; None stands for any party."""
        if party_id is None:
            for hub in self.hubs:
                hub.wake()
        elif (found := self._hubs.get(party_id)) is not None:
            found.wake()

    async def look_once(self) -> None:
        """Wake every hub whose party has changed, and tell the others that they are up to date."""
        began = asyncio.get_running_loop().time()
        asked = {hub.party_id: hub for hub in self.hubs}
        if not asked:
            return
        async with self.database.reading() as connection:
            mark = await select_parties_mark(connection)
            is_news = mark != self._mark
            heads = await select_heads(connection, list(asked), mark.count) if is_news else {}
        for party_id, hub in asked.items():
            if is_news and party_id not in heads:
                hub.note_deleted()
            else:
                hub.note_look(heads.get(party_id), began)
        self._mark = mark

    async def _ping(self) -> None:
        while True:
            await asyncio.sleep(PING_EVERY_S / PING_GROUPS)
            for hub in self.hubs:
                if not hub.has_streams:
                    continue
                try:
                    await hub.ping()
                except Exception:
                    logger.exception("pinging streams failed; trying again")
