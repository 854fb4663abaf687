"""Reads changes from the table once, encodes them once, and hands them to every stream of this process.

A bell says when to look. It is rung by this process, by another one (broker.py), or by the feed, which asks
every LOOK_EVERY_S which parties have changed (feed.py). The hub reads each changed photo in the order of the
changes. A change made in this process leaves at once without a query, if no other change came before it.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Iterable
from dataclasses import replace

from app.base.errors import not_found
from app.feed.fan_out import FanOut
from app.feed.feed import LOOK_EVERY_S, Feed
from app.feed.hearts import RecentHearts
from app.feed.recent import Recent
from app.feed.showings import RecentShowings
from app.feed.signed_out import end_what_is_signed_out
from app.feed.subscribers import DirectStream, OpenedWith, Subscriber
from app.records.news import select_news
from app.records.party import Party, select_party
from app.records.photo import Photo
from app.server.transport import Wire
from app.wire.messages import Frame, change_frame, party_frame, party_json

logger = logging.getLogger(__name__)

READ_PHOTOS = 200
# If more has happened during a fan-out, the hub rests as long as that fan-out took: others get half.
REST_MOST_S = 0.02
# How long a stream waits for the next look at the table when its cursor is not known here yet.
REACH_TIMEOUT_S = 5.0


class Hub:
    """One party's fan-out. `head` is the last change handed out; `recent` holds the changes before it."""

    def __init__(self, feed: Feed, party_id: str, base: str = "") -> None:
        self.party_id = party_id
        self.base = base
        self.has_video_codec = feed.has_video_codec
        self._feed = feed
        self._party: Party | None = None
        self._bell = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.counts = feed.counts
        self._fan_out = FanOut(feed.counts, feed.places)
        self.recent = Recent(feed.database, party_id, base)
        self.showings = RecentShowings(feed.database, party_id)
        self.hearts = RecentHearts(feed.database, party_id)
        # Held while frames or pings are written: a ping's cursor must not overtake an event.
        self._turn = asyncio.Lock()
        self._awaiting_look: list[asyncio.Future[None]] = []
        self._at_hand: list[Photo] = []
        self._is_look_due = True
        self._is_telling = False
        self._looked_at: float | None = None
        self._is_closed = False
        self.is_deleted = False
        self.head = 0

    async def start(self) -> None:
        """Begin with the table's state; raise a 404 if there is no such party."""
        async with self._feed.database.reading() as connection:
            party = await select_party(connection, self.party_id)
        if party is None:
            raise not_found()
        self._party = party
        self.head = party.head
        self.recent.begin_at(self.head)
        self.showings.begin_at(party.shown_no)
        self.hearts.begin_at(party.hearts_no)
        self._feed.add(self)
        self._bell.set()
        self._task = asyncio.create_task(self._run())

    @property
    def party(self) -> Party:
        """The party as the streams last heard of it."""
        assert self._party is not None, "the hub has not been started"
        return self._party

    @property
    def party_in_table(self) -> Party | None:
        """The party as in the table, if known without a query: one process writes, and no ring waits."""
        if self._looked_at is None or self._bell.is_set() or not self._feed.is_alone:
            return None
        is_fresh = asyncio.get_running_loop().time() - self._looked_at < 2 * LOOK_EVERY_S
        return self._party if is_fresh else None

    def ring(self, changed: Photo | None = None) -> None:
        """Note, after the commit, that something has changed.

        `changed` is the photo as the change left it, read in the same transaction.
        """
        if self._is_closed:
            # The party may have been opened again since.
            self._feed.wake(self.party_id)
        last_no = self._at_hand[-1].change_no if self._at_hand else self.head
        if changed is not None and changed.change_no == last_no + 1:
            self._at_hand.append(changed)
            self._bell.set()
        else:
            self.wake()
        self._feed.ring(self.party_id)

    def ring_for(self, party_ids: Iterable[str]) -> None:
        """Ring for this party and for other parties whose rows one action has changed."""
        self._feed.ring_for(party_ids)

    def wake(self) -> None:
        """Note that the table may have something new."""
        self._is_look_due = True
        self._bell.set()

    def note_look(self, head: int | None, began: float) -> None:
        """Take the result of the feed's look that began at `began`: the party's head, None for no change."""
        if head is not None and head > self.head:
            self.wake()
        elif not self._is_telling and not self._bell.is_set():
            self._looked_at = max(self._looked_at or began, began)

    def note_deleted(self) -> None:
        self.is_deleted = True
        self.end_streams()

    def end_streams(self) -> None:
        """End every stream, and open no more."""
        self._is_closed = True
        self._fan_out.close()

    @property
    def direct_count(self) -> int:
        return self._fan_out.direct_count

    def has_room(self, address: str) -> bool:
        """Tell whether one more stream may be opened from `address`."""
        return not self._is_closed and self._feed.places.has_room(address)

    @property
    def has_streams(self) -> bool:
        return self._fan_out.is_used

    def __len__(self) -> int:
        return len(self._fan_out)

    async def reach(self, cursor: int) -> None:
        """Make ready what a stream with this cursor is told first.

        The cursor may come from another process that is ahead. All such streams wait, within bounds, for one
        look. A cursor that is still ahead then was never true, as after a restored backup.
        """
        if self._is_closed:
            return
        if cursor <= self.head:
            await self.recent.read_older(cursor, self.head)
            return
        looked = asyncio.get_running_loop().create_future()
        self._awaiting_look.append(looked)
        self.wake()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(REACH_TIMEOUT_S):
                await looked

    def rest(self) -> None:
        """Drop the changes in memory while nobody listens: the table has them."""
        self.recent.begin_at(self.head)

    def missed_since(self, cursor: int) -> list[Frame] | None:
        """Return what changed in (cursor, head], or None when the client has to start afresh."""
        missed = self.recent.since(cursor) if self.party.erased_no <= cursor <= self.head else None
        self.counts.resets += missed is None
        self.counts.replays += missed is not None
        return missed

    def subscribe(self, guest_id: str | None, address: str = "", by: OpenedWith | None = None) -> Subscriber:
        subscriber = Subscriber(guest_id, address, by)
        if self._is_closed:
            subscriber.close()
        else:
            self._fan_out.add(subscriber)
        return subscriber

    def unsubscribe(self, subscriber: Subscriber) -> None:
        self._fan_out.discard(subscriber)

    def note_stalled(self) -> None:
        """Count a stream that was closed because its reader did not take its first bytes."""
        self.counts.closed_for_slowness += 1

    def go_direct(self, guest_id: str | None, address: str, wire: Wire, session_id: str = "") -> DirectStream:
        """Write everything from now on to `wire`. Earlier events must have been written to it already."""
        return self._fan_out.go_direct(guest_id, address, wire, session_id)

    async def close(self) -> None:
        """End every stream and stop looking; further calls do nothing."""
        self.end_streams()
        self._feed.discard(self)
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            self._tell_looked(self._awaiting_look)

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._bell.wait()
            worked_s = self.counts.fan_out_s
            # Cleared before looking: a ring during the read leads to another look.
            self._bell.clear()
            looked_s = loop.time() - (self._looked_at or 0.0)
            self._is_telling = True
            try:
                if self._is_look_due or not self._at_hand or looked_s > 2 * LOOK_EVERY_S:
                    await self._look()
                else:
                    await self._tell_what_is_at_hand()
            except Exception:
                # Catch everything: without this loop every wall would stand still until the next start.
                logger.exception("telling of changes failed; trying again")
                self._is_look_due = True
                loop.call_later(LOOK_EVERY_S, self._bell.set)
            finally:
                self._is_telling = False
            if self._bell.is_set():
                await asyncio.sleep(min(self.counts.fan_out_s - worked_s, REST_MOST_S))

    async def _look(self) -> None:
        began = asyncio.get_running_loop().time()
        waiting, self._awaiting_look = self._awaiting_look, []
        self._is_look_due, self._looked_at = False, None
        self._at_hand.clear()  # all of it is in the table
        try:
            await self._catch_up()
        except Exception:
            self._awaiting_look += waiting
            raise
        async with self._turn:
            await self.showings.tell(self.party.shown_no, self._fan_out)
            await self.hearts.tell(self.party.hearts_no, self._fan_out)
        await end_what_is_signed_out(self._fan_out, self._feed.database, self.party_id)
        self._looked_at = began
        self._tell_looked(waiting)

    async def _tell_what_is_at_hand(self) -> None:
        # A change that came to hand during the read may have been told by the read.
        photos = [photo for photo in self._at_hand if photo.change_no > self.head]
        self._at_hand.clear()
        if not photos:
            return
        head, looked_at = photos[-1].change_no, self._looked_at
        self._looked_at = None
        frames = [change_frame(photo, self.base) for photo in photos]
        await self._tell(frames, head, replace(self.party, head=head))
        self._looked_at = looked_at

    async def ping(self) -> None:
        """Ping the next group of streams."""
        async with self._turn:
            await self._fan_out.ping_next_group(self.head)

    async def _catch_up(self) -> None:
        while True:
            async with self._feed.database.reading() as connection:
                news = await select_news(connection, self.party_id, self.head, READ_PHOTOS)
            if news is None:
                self.note_deleted()
                return
            party, photos = news
            frames = [change_frame(photo, self.base) for photo in photos]
            if len(photos) < READ_PHOTOS:
                await self._tell(frames, party.head, party)
                return
            # There is more: the party's own news come with the last of it.
            await self._tell(frames, photos[-1].change_no, self.party)

    async def _tell(self, frames: list[Frame], head: int, party: Party) -> None:
        async with self._turn:
            # No await before the streams are chosen: a stream that begins now would get it twice or never.
            for frame in frames:
                self.recent.add(frame)
            self.head = head
            if party_json(self.party, True) != party_json(party, True):
                frames = [*frames, party_frame(party, self.has_video_codec)]
            before, self._party = self._party, party
            if frames:
                await self._fan_out.hand_out(frames)
            if before is not None and before.door != party.door:
                self._fan_out.close()  # they come back, and are asked again what they may see
            self._feed.handed_out.append((self.party_id, head, time.monotonic()))

    @staticmethod
    def _tell_looked(waiting: list[asyncio.Future[None]]) -> None:
        for looked in waiting:
            if not looked.done():
                looked.set_result(None)
