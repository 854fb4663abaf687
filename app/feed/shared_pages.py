"""Lists of photos, as JSON or as a page, kept while nothing changes: most guests get the same bytes."""

from collections.abc import Hashable
from dataclasses import dataclass

from app.records.party import Party

MAX_PAGES = 64


def party_state(party: Party, has_video_codec: bool) -> str:
    """Name all that a list of photos shows: nothing in it changes while this stays."""
    return f"{party.head} {party.hearts_no} {party.title} {has_video_codec}"


@dataclass(frozen=True, slots=True)
class _Page:
    data: bytes
    guest_ids: frozenset[str]


class SharedPages:
    """Pages of one state of the party, each for every guest who sent none of the photos in it.

    A guest's own photos say so, so a page is never given to one who has a photo in it.
    """

    def __init__(self) -> None:
        self._state = ""
        self._pages: dict[Hashable, _Page] = {}

    def get(self, state: str, asked: Hashable, guest_id: str | None) -> bytes | None:
        """Return the page that was `asked` for, if this `state`'s is known and the same for `guest_id`."""
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
