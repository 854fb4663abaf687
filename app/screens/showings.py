"""Record when a photo was on a screen for the first time. Only a screen's report counts.

Reports rarely name new photos, so most of them need no query.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from datetime import timedelta

from app.base.clock import now, to_iso
from app.parties.scope import PartyScope, carried_through
from app.records.screen import Screen
from app.records.showing import insert_showings, select_shown_ids

MAX_KNOWN = 20_000


class Showings:
    """Remembers which photos were shown. Bounded: forgotten ones are looked up in the records again."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, None] = OrderedDict()

    def unknown(self, photo_ids: Iterable[str]) -> list[str]:
        return [photo_id for photo_id in photo_ids if photo_id not in self._known]

    async def note(self, scope: PartyScope, screen: Screen, ages_s: Mapping[str, float]) -> None:
        """Note that a screen shows these photos, or showed them this many seconds ago."""
        async with scope.database.reading() as connection:
            found = await select_shown_ids(connection, scope.party_id, self.unknown(ages_s))
        if not all(found.values()):
            await _record(scope, screen, {photo_id: ages_s[photo_id] for photo_id in found})
        # A photo that may not be seen is not remembered, because it may be shown again.
        self._known.update(dict.fromkeys(found))
        while len(self._known) > MAX_KNOWN:
            self._known.popitem(last=False)


@carried_through
async def _record(scope: PartyScope, screen: Screen, ages_s: Mapping[str, float]) -> None:
    async with scope.database.transaction() as connection:
        # Check again: it may have been hidden, or another screen's report was first.
        found = await select_shown_ids(connection, scope.party_id, list(ages_s))
        fresh = sorted((one for one, is_shown in found.items() if not is_shown), key=ages_s.__getitem__)
        if not fresh:
            return
        shown_at = {one: to_iso(now() - timedelta(seconds=ages_s[one])) for one in reversed(fresh)}
        await insert_showings(connection, scope.party_id, shown_at, screen.name, screen.number)
    scope.hub.ring()
