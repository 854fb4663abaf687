"""Fans changes out inside one process: reads them from the table once, encodes them once, hands them to all.

A bell (broker.py) says when to look; without one, the hub looks every LOOK_EVERY_S. What it reads is each
photo as its last change left it, in the order of those changes.
"""

import asyncio
import contextlib
import logging
import sqlite3
import time
from collections import deque

from app.db import Database
from app.feed.broker import Broker
from app.feed.messages import Frame, change_frame, party_frame
from app.models.party import Party, select_party
from app.models.photo import select_photos_changed

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0
READ_PHOTOS = 200
QUEUE_FRAMES = 256
MAX_SUBSCRIBERS = 20_000
REMEMBERED_FANOUTS = 1000


class Subscriber:
    """One open stream. A reader that falls QUEUE_FRAMES behind is closed and comes back by its cursor."""

    def __init__(self, guest_id: str | None) -> None:
        self.guest_id = guest_id
        self.is_closed = False
        self._frames: deque[Frame] = deque()
        self._wake = asyncio.Event()

    def push(self, frame: Frame) -> None:
        if len(self._frames) >= QUEUE_FRAMES:
            self.close()
        elif not self.is_closed:
            self._frames.append(frame)
            self._wake.set()

    def take(self) -> list[Frame]:
        """Return everything that is waiting, so that what arrived together leaves together."""
        frames = list(self._frames)
        self._frames.clear()
        self._wake.clear()
        return frames

    async def wait(self, timeout_s: float) -> None:
        """Return when there is something to take, the stream is closed, or the time is over."""
        if self.is_closed or self._frames:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await self._wake.wait()

    def close(self) -> None:
        self.is_closed = True
        self._frames.clear()
        self._wake.set()


class Hub:
    """One party's fan-out. `head` is the last change that was handed to the subscribers."""

    def __init__(
        self, database: Database, broker: Broker, party_id: str, has_video_codec: bool = False
    ) -> None:
        self._database = database
        self._broker = broker
        self._party_id = party_id
        self.has_video_codec = has_video_codec
        self._party: Party | None = None
        self._bell = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._subscribers: set[Subscriber] = set()
        self._is_closed = False
        self.head = 0
        # The latest fan-outs: the head after each, and when it was done.
        self.handed_out: deque[tuple[int, float]] = deque(maxlen=REMEMBERED_FANOUTS)

    async def start(self) -> None:
        self._party = await self._read_party()
        self.head = self._party.head
        await self._broker.start(self._bell.set)
        self._task = asyncio.create_task(self._run())

    @property
    def party(self) -> Party:
        """The party as the subscribers last heard of it."""
        assert self._party is not None, "the hub has not been started"
        return self._party

    def ring(self) -> None:
        """Say that a change has been committed; call it after the commit, never before."""
        self._broker.ring()

    @property
    def bell_state(self) -> str:
        return self._broker.state

    @property
    def is_full(self) -> bool:
        return len(self._subscribers) >= MAX_SUBSCRIBERS

    def subscribe(self, guest_id: str | None) -> Subscriber:
        subscriber = Subscriber(guest_id)
        if self._is_closed:
            subscriber.close()
        else:
            self._subscribers.add(subscriber)
        return subscriber

    def unsubscribe(self, subscriber: Subscriber) -> None:
        subscriber.close()
        self._subscribers.discard(subscriber)

    def __len__(self) -> int:
        return len(self._subscribers)

    async def close(self) -> None:
        """End every stream and stop looking; further calls do nothing."""
        self._is_closed = True
        for subscriber in list(self._subscribers):
            self.unsubscribe(subscriber)
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await self._broker.close()

    async def _run(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY_S):
                    await self._bell.wait()
            # Cleared before looking: a ring that comes while we read is looked at again.
            self._bell.clear()
            try:
                await self._catch_up()
            except (sqlite3.Error, OSError):
                logger.exception("reading changes failed; trying again")

    async def _catch_up(self) -> None:
        party = await self._read_party()
        if party.head == self.head:
            return
        while True:
            async with self._database.reading() as connection:
                photos = await select_photos_changed(connection, self._party_id, self.head, READ_PHOTOS)
            # Nothing is awaited between moving the head and handing out: a stream that subscribes meanwhile
            # would otherwise get a change twice or not at all.
            for photo in photos:
                self.head = photo.change_no
                self._hand_out(change_frame(photo))
            if len(photos) < READ_PHOTOS:
                break
        # The head was read before the photos, so everything up to it has been handed out.
        self.head = max(self.head, party.head)
        self.handed_out.append((self.head, time.monotonic()))
        if _is_news(self.party, party):
            self._hand_out(party_frame(party, self.has_video_codec))
        self._party = party

    def _hand_out(self, frame: Frame) -> None:
        for subscriber in list(self._subscribers):
            subscriber.push(frame)

    async def _read_party(self) -> Party:
        async with self._database.reading() as connection:
            party = await select_party(connection, self._party_id)
        assert party is not None, "the party is made at the start and never removed"
        return party


def _is_news(before: Party, after: Party) -> bool:
    return (before.uploads_open, before.closed_message, before.title, before.videos_allowed) != (
        after.uploads_open,
        after.closed_message,
        after.title,
        after.videos_allowed,
    )
