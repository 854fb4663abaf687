"""Lists of photos, as JSON or as a page, kept while nothing changes: most guests get the same bytes."""

from collections.abc import Hashable
from dataclasses import dataclass

from app.records.party import Party

MAX_PAGES = 64


def party_state(party: Party, has_video_codec: bool) -> str:
    """Name everything that a list of photos depends on: while the name stays, no list changes."""
    return f"{party.head} {party.hearts_no} {party.title} {has_video_codec}"


@dataclass(frozen=True, slots=True)
class _Page:
    data: bytes
    guest_ids: frozenset[str]


class SharedPages:
    """Pages for one state of the party. Guests share a page when none of its photos are theirs.

    A guest's own photos are marked, so a guest who has a photo in a page never gets the shared one.
    """

    def __init__(self) -> None:
        self._state = ""
        self._pages: dict[Hashable, _Page] = {}

    def get(self, state: str, asked: Hashable, guest_id: str | None) -> bytes | None:
        """Return the page for `asked`, if it is kept for this `state` and the same for `guest_id`."""
        page = self._pages.get(asked) if state == self._state else None
        return page.data if page is not None and guest_id not in page.guest_ids else None

    def keep(self, state: str, asked: Hashable, guest_id: str | None, data: bytes, senders: set[str]) -> None:
        """Keep a page that was made for `guest_id` and has photos of `senders` in it."""
        if guest_id in senders:
            return
        if state != self._state or len(self._pages) >= MAX_PAGES:
            self._state, self._pages = state, {}
        self._pages[asked] = _Page(data, frozenset(senders))

    def clear(self) -> None:
        self._state, self._pages = "", {}

    def __len__(self) -> int:
        return len(self._pages)
