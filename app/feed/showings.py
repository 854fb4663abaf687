"""What screens have shown lately. Every process of a party knows it, for the screens and the senders."""

from collections import deque
from datetime import timedelta
from itertools import takewhile

from app.base.clock import now, to_iso
from app.db import Database
from app.feed.fan_out import FanOut
from app.records.showing import Showing, select_showings_after
from app.wire.messages import on_screen_frame

MAX_KEPT = 200
NEWS_S = 10
"""A sender hears only of photos on a screen now, not of what a screen reports after it was cut off."""


class RecentShowings:
    """The party's latest showings; `no` is the number of the newest. Bounded."""

    def __init__(self, database: Database, party_id: str) -> None:
        self.no = 0
        self._database = database
        self._party_id = party_id
        self._kept: deque[Showing] = deque(maxlen=MAX_KEPT)

    def begin_at(self, no: int) -> None:
        self.no = no

    async def tell(self, no: int, fan_out: FanOut) -> None:
        """Read the showings up to number `no`, and tell the senders of photos that are on a screen now."""
        if no <= self.no:
            return
        async with self._database.reading() as connection:
            found = await select_showings_after(connection, self._party_id, self.no, MAX_KEPT)
        self._kept.extend(found)
        self.no = max([no, *(showing.no for showing in found)])
        since = to_iso(now() - timedelta(seconds=NEWS_S))
        for showing in found:
            if showing.at >= since:
                await fan_out.tell_one(showing.guest_id, on_screen_frame(showing))

    def after(self, no: int) -> list[Showing]:
        """Return the showings after number `no`, in order, as far as they are kept."""
        if no >= self.no:
            return []
        return list(takewhile(lambda showing: showing.no > no, reversed(self._kept)))[::-1]
