"""Calls for guests who want them: their photo is on a screen, or the album is ready. At most one a minute."""

import asyncio
import logging
from datetime import datetime, timedelta

from app.base.clock import now_iso, to_iso
from app.db import Database
from app.notices.news import GuestKind
from app.notices.pushing import CallFailed, Pusher
from app.notices.web_push import Target
from app.notices.words import guest_notice_of
from app.parties.registry import base_of
from app.records.guest_call import (
    DueCall,
    claim_guest_call,
    delete_guest_call_by_id,
    select_guest_calls_due,
    update_guest_call_failed,
    update_guest_call_told,
)

logger = logging.getLogger(__name__)

CALLED_EVERY = timedelta(minutes=1)
AT_ONCE = 8
GIVEN_UP_AFTER = 20
"""After this many failed calls in a row, the phone is forgotten."""


class GuestCalling:
    def __init__(self, database: Database, pusher: Pusher) -> None:
        self._database = database
        self._pusher = pusher

    async def look(self, moment: datetime) -> None:
        """Call every guest for whom there is news."""
        async with self._database.reading() as connection:
            due = await select_guest_calls_due(connection, to_iso(moment - CALLED_EVERY))
        for start in range(0, len(due), AT_ONCE):
            await asyncio.gather(*(self._call(each) for each in due[start : start + AT_ONCE]))

    async def _call(self, due: DueCall) -> None:
        """Claim the call, make it, and note the result."""
        one = due.call
        async with self._database.transaction() as connection:
            if not await claim_guest_call(connection, one, now_iso()):
                return
        kind, count, path = _news(due)
        notice = guest_notice_of(kind, count, due.title, base_of(due.slug), one.language, path)
        try:
            await self._pusher.push(Target(one.address, one.public_key, one.auth_secret), notice)
        except CallFailed as failure:
            logger.info("a guest of party %s could not be called: %s", one.party_id, failure.because)
            async with self._database.transaction() as connection:
                if failure.is_over or one.failures + 1 >= GIVEN_UP_AFTER:
                    await delete_guest_call_by_id(connection, one.id)
                else:
                    await update_guest_call_failed(connection, one.id)
            return
        async with self._database.transaction() as connection:
            is_album = kind is GuestKind.ALBUM
            await update_guest_call_told(
                connection, one.id, one.told_no if is_album else due.last_no, is_album=is_album
            )


def _news(due: DueCall) -> tuple[GuestKind, int, str]:
    """Return the first news, its number of photos, and its page."""
    if due.shown:
        return GuestKind.ON_SCREEN, due.shown, "/edit"
    return GuestKind.ALBUM, 1, "/take" if due.can_take else "/"
