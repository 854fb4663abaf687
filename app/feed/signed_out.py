"""Ends the streams of members who were removed, or signed out: whoever does that rings."""

from app.base.clock import now_iso
from app.db import Database
from app.feed.fan_out import FanOut
from app.records.session import select_session_ids


async def end_what_is_signed_out(fan_out: FanOut, database: Database, party_id: str) -> None:
    """End each stream whose session is over; where no member has one, nothing is asked."""
    opened_with = fan_out.session_ids()
    if not opened_with:
        return
    async with database.reading() as connection:
        good = await select_session_ids(connection, party_id, now_iso())
    fan_out.end_sessions(opened_with - good)
