"""What an operator does with an existing party: end it, reopen it, archive it, limit it."""

from collections.abc import Mapping

from app.db import Database
from app.parties.settings import set_by_operator, set_state_by_operator
from app.records.party import Party, PartyState


async def close_party(database: Database, party_id: str) -> Party:
    """End a party as its host would: no more photos come in, and the existing ones stay to look at."""
    return await set_state_by_operator(database, party_id, PartyState.ENDED)


async def archive_party(database: Database, party_id: str) -> Party:
    """End a party and close it to guests: only its members get in, everybody else finds nothing."""
    await close_party(database, party_id)
    return await set_by_operator(database, party_id, {"archived": True})


async def reopen_party(database: Database, party_id: str) -> Party:
    """Make an ended or archived party visible again, and let it take photos."""
    await set_by_operator(database, party_id, {"archived": False})
    return await set_state_by_operator(database, party_id, PartyState.OPEN)


async def bound_party(database: Database, party_id: str, quotas: Mapping[str, int]) -> Party:
    """Set `quota_photos` or `quota_mb`; raises a 400 for a value that is no quota."""
    return await set_by_operator(database, party_id, quotas)
