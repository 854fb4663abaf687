"""Ends the streams of sessions and tokens that somebody ended; the action rings the bell.

Those whose time is over are in session_ends.py.
"""

from app.base.clock import now_iso
from app.db import Database
from app.feed.fan_out import FanOut
from app.records.session import select_session_ids
from app.records.token import select_token_ids


async def end_what_is_signed_out(fan_out: FanOut, database: Database, party_id: str) -> None:
    """End each stream whose session or token is over. Without such streams, no query is made."""
    opened_with, at = fan_out.session_ids(), now_iso()
    if not opened_with:
        return
    async with database.reading() as connection:
        good = await select_session_ids(connection, party_id, at)
        good |= await select_token_ids(connection, party_id, at)
    fan_out.end_sessions(opened_with - good)
