"""The past that one party's streams are told: the ring, and the table behind it when needed."""

import asyncio

from app.db import Database
from app.feed.ring import RING_FRAMES, Ring
from app.records.photo_lists import select_photos_changed_last
from app.wire.messages import Frame, change_frame


class Recent:
    """Begins empty at the party's head: most open parties are never asked for older changes."""

    def __init__(self, database: Database, party_id: str, base: str) -> None:
        self._database = database
        self._party_id = party_id
        self._base = base
        self._ring = Ring()
        # Held while older changes are read: one query serves everybody who comes back at once.
        self._turn = asyncio.Lock()

    def begin_at(self, head: int) -> None:
        """Hold nothing up to `head`: the table has it."""
        self._ring = Ring(head)

    def add(self, frame: Frame) -> None:
        self._ring.add(frame)

    def is_at_hand(self, cursor: int) -> bool:
        """Tell whether the changes after `cursor` can be told without asking the table."""
        return self._ring.is_enough_for(cursor)

    def since(self, cursor: int) -> list[Frame] | None:
        """Return what changed after `cursor`, oldest first, or None when that is too far back."""
        return self._ring.since(cursor)

    async def read_older(self, cursor: int, head: int) -> None:
        """Read the changes up to `head` that are not in memory, if a stream with `cursor` needs them."""
        async with self._turn:
            ring, floor = self._ring, self._ring.floor
            if ring.is_enough_for(cursor):
                return
            async with self._database.reading() as connection:
                photos = await select_photos_changed_last(connection, self._party_id, head, RING_FRAMES)
            # A photo that changed meanwhile has a number above `head`, and is told as news.
            older = [change_frame(photo, self._base) for photo in photos]
            # The ring may have started again, or filled up with news, while we read.
            if self._ring is ring and ring.floor == floor:
                ring.add_older(older, photos[0].change_no - 1 if len(photos) == RING_FRAMES else 0)
