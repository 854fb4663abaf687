"""When the sessions and tokens that opened a party's streams expire. No query is needed for it."""

import heapq

from app.feed.subscribers import OpenedWith


class SessionEnds:
    """Each session and token is in the heap once, however many streams it opens."""

    def __init__(self) -> None:
        self._noted: set[str] = set()
        self._ends: list[tuple[str, str]] = []

    def note(self, opened_with: OpenedWith) -> None:
        if opened_with.id not in self._noted:
            self._noted.add(opened_with.id)
            heapq.heappush(self._ends, (opened_with.expires_at, opened_with.id))

    def take_expired(self, now: str) -> set[str]:
        """Return the ids of those that have expired, and forget them."""
        expired = set()
        while self._ends and self._ends[0][0] <= now:
            expired.add(heapq.heappop(self._ends)[1])
        self._noted -= expired
        return expired
