"""Places for newcomers among the waiting pictures: one share for all newcomers of a network in a party.

A guest with a photo on the wall is no newcomer. So many fresh cookies fill only their own share, and the
party's guests still find room, even on the same network.
"""

from collections import Counter, OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.parties.scope import PartyScope
from app.processing.media_pool import PoolBusy
from app.records.upload_share import select_has_photo

MAX_REMEMBERED = 20_000


class NewcomerPlaces:
    """Belongs to one event loop. Its pool belongs to one process, too."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._network_of: OrderedDict[str, str] = OrderedDict()
        self._taken: Counter[tuple[str, str]] = Counter()

    def note(self, guest_id: str, network: str) -> None:
        """Remember where a guest is about to send from."""
        self._network_of[guest_id] = network
        self._network_of.move_to_end(guest_id)
        if len(self._network_of) > MAX_REMEMBERED:
            self._network_of.popitem(last=False)

    @asynccontextmanager
    async def place(self, scope: PartyScope, guest_id: str) -> AsyncIterator[None]:
        """Hold a place while a picture waits and is rendered. Raises PoolBusy if all places are taken."""
        network = self._network_of.get(guest_id)
        if network is None or await self._has_photo(scope, guest_id):
            yield
            return
        crowd = (scope.party_id, network)
        if self._taken[crowd] >= self._most:
            raise PoolBusy(self._taken[crowd])
        self._taken[crowd] += 1
        try:
            yield
        finally:
            self._taken[crowd] -= 1
            if not self._taken[crowd]:
                del self._taken[crowd]

    async def _has_photo(self, scope: PartyScope, guest_id: str) -> bool:
        async with scope.database.reading() as connection:
            return await select_has_photo(connection, scope.party_id, guest_id)
