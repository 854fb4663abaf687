"""Tells every stream the numbers of hearts, at most once a second, however many guests press.

A heart is no change in the log: a crowd's hearts would push out what is worth replaying. Pages read the
numbers with the photos, and after that the stream tells them the new ones.
"""

import asyncio
from collections.abc import Callable

from app.db import Database
from app.feed.fan_out import FanOut
from app.records.heart import select_photos_with_new_hearts
from app.wire.messages import hearts_frame

TELL_EVERY_S = 1.0
MAX_AT_ONCE = 100


class RecentHearts:
    """`no` is the party's number of hearts that the streams have been told."""

    def __init__(self, database: Database, party_id: str) -> None:
        self.no = 0
        self._database = database
        self._party_id = party_id
        self._timer: asyncio.TimerHandle | None = None

    def begin_at(self, no: int) -> None:
        self.no = no

    def ring_soon(self, ring: Callable[[], None]) -> None:
        """Tell the party's streams within a second, with one ring for all hearts until then."""
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(TELL_EVERY_S, self._ring, ring)

    def _ring(self, ring: Callable[[], None]) -> None:
        self._timer = None
        ring()

    async def tell(self, no: int, fan_out: FanOut) -> None:
        """Tell the new numbers of the photos whose hearts changed up to number `no`."""
        if no <= self.no:
            return
        async with self._database.reading() as connection:
            photos = await select_photos_with_new_hearts(connection, self._party_id, self.no, MAX_AT_ONCE)
        self.no = no
        await fan_out.hand_out([hearts_frame(photo) for photo in photos])
