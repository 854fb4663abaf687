"""Counts wrong codes for a party: many of them mean that somebody is guessing, and its hosts want to know.

Each process counts by itself. Guests mistype, too, so only many within a while are written down.
"""

import logging
from collections import OrderedDict, deque
from datetime import datetime, timedelta

from app.base.clock import now, to_iso
from app.db import DatabaseError
from app.parties.scope import PartyScope
from app.records.party import update_party_guessed

logger = logging.getLogger(__name__)

WITHIN = timedelta(minutes=10)
MANY = 20
MAX_PARTIES = 1000
MAX_COUNTED = 1000


class WrongCodes:
    """Remembers the last ones. Bounded: the limits of web/limits.py let no more through."""

    def __init__(self) -> None:
        self._tried: OrderedDict[str, deque[datetime]] = OrderedDict()

    async def note(self, scope: PartyScope) -> None:
        """Note a wrong code. After every so many, write it down for the hosts who want a call."""
        moment = now()
        tried = self._tried.setdefault(scope.party_id, deque(maxlen=MAX_COUNTED))
        self._tried.move_to_end(scope.party_id)
        if len(self._tried) > MAX_PARTIES:
            self._tried.popitem(last=False)
        tried.append(moment)
        while tried[0] < moment - WITHIN:
            tried.popleft()
        if len(tried) % MANY == 0:
            try:
                async with scope.database.transaction() as connection:
                    await update_party_guessed(connection, scope.party_id, to_iso(moment), len(tried))
            except DatabaseError:
                # The person who typed it gets an answer all the same.
                logger.warning("could not note that the code is guessed at", exc_info=True)
