"""Ends an export before its time."""

from app.parties.scope import PartyScope
from app.records.export import update_export_over


async def stop_export(scope: PartyScope, export_id: str) -> bool:
    """End an export, so that its addresses lead nowhere. False if there is none."""
    async with scope.database.transaction() as connection:
        return await update_export_over(connection, scope.party_id, export_id)
