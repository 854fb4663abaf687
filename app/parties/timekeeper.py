"""Opens and ends parties at the times that their hosts have set: one look a second for all of them."""

import logging

from app.base.clock import now_iso
from app.base.errors import AppError
from app.db.repeating import Repeating
from app.parties.registry import Parties
from app.parties.settings import carry_out_times
from app.records.party_due import select_parties_due

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0
PARTIES_AT_ONCE = 50


class Timekeeper:
    """Several servers may look at once: the transaction decides which one is first."""

    def __init__(self, parties: Parties) -> None:
        self._parties = parties
        self._looking = Repeating("opening and ending parties at their times", self.look)

    async def start(self) -> None:
        self._looking.start(LOOK_EVERY_S)

    async def close(self) -> None:
        await self._looking.close()

    async def look(self) -> None:
        """Carry out every setting whose time has come."""
        async with self._parties.site.database.reading() as connection:
            due = await select_parties_due(connection, now_iso(), PARTIES_AT_ONCE)
        for party_id in due:
            try:
                scope = await self._parties.by_id(party_id)
            except AppError as error:
                logger.info("party %s could not be opened at its time: %s", party_id, error)
                continue
            await carry_out_times(scope)
