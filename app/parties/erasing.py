"""Deletes everything of a party at the time that its host has set: the warning, and the beginning.

From then on guests read that it is so, and no photo is listed any more. Files and rows go later, in pieces
(operator/erasing.py). The party itself, its settings and its hosts stay, so that it can be used again.
"""

import math
from datetime import datetime, timedelta

from app.base.clock import now, now_iso
from app.base.errors import N_, AppError
from app.db import Connection
from app.parties.state import write_party_state
from app.records.change import CLOCK, ChangeKind, insert_change
from app.records.deleted_party import update_party_erased
from app.records.party import Party, PartyState, select_party, update_party_setting
from app.records.setting_values import utc_moment

WARNED_FOR = timedelta(days=7)
OTHER_TIMES = ("opens_at", "closes_at", "reveal_at")


def days_left(party: Party) -> int | None:
    """Return the days until everything is deleted, rounded up; None while no warning is needed."""
    return days_until(party.deletes_at, party.time_zone)


def days_until(deletes_at: str, time_zone: str) -> int | None:
    """Return the days until a local time in a zone; empty means never."""
    moment = utc_moment(deletes_at, time_zone)
    if not moment:
        return None
    left = datetime.fromisoformat(moment) - now()
    return max(1, math.ceil(left / timedelta(days=1))) if left <= WARNED_FOR else None


async def begin_erasure(connection: Connection, party: Party) -> Party:
    """End the party and note that everything is to be deleted. No set time opens it again."""
    await write_party_state(connection, party.id, PartyState.ENDED, None, CLOCK)
    no = await insert_change(connection, party.id, ChangeKind.ERASED, CLOCK, now_iso())
    await update_party_erased(connection, party.id, now_iso(), no)
    for name in OTHER_TIMES:
        after = await select_party(connection, party.id)
        assert after is not None
        if after.setting(name):
            await update_party_setting(connection, after, name, "", no)
    after = await select_party(connection, party.id)
    assert after is not None
    return after


def erased_refusal() -> AppError:
    return AppError(
        410,
        "PARTY_ERASED",
        N_("The party is over. Its photos were deleted, as its hosts had said. Thank you for being there!"),
    )
