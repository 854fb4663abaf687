"""Guests: their names, and when they are forgotten."""

from datetime import timedelta

from app.base.clock import now, now_iso, to_iso
from app.parties.scope import PartyScope, Site
from app.records.guest import delete_guests_without_photos, upsert_guest

SILENT_LIFE = timedelta(days=1)
"""How long a name without a photo is kept. The phone sends it again with its first photo."""
PAGE = 1_000


async def name_guest(scope: PartyScope, guest_id: str, name: str) -> None:
    """Store a guest's name."""
    async with scope.database.transaction() as connection:
        await upsert_guest(connection, scope.party_id, guest_id, name, now_iso())


async def forget_silent_guests(site: Site) -> int:
    """Forget guests of any party who gave a name long ago and sent nothing; return how many."""
    forgotten = 0
    while True:
        async with site.database.transaction() as connection:
            before = to_iso(now() - SILENT_LIFE)
            count = await delete_guests_without_photos(connection, before, PAGE)
        forgotten += count
        if count < PAGE:
            return forgotten
