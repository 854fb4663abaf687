"""What is noted of a guest before the first photo: their consent and their door."""

from app.base.clock import now_iso
from app.base.errors import N_, AppError, not_found
from app.base.plain_text import clean_line
from app.parties.scope import PartyScope
from app.records.guest import (
    select_guest_entry,
    update_guest_consent,
    update_guest_door,
    upsert_guest,
)
from app.records.party import select_party
from app.records.party_settings import MAX_MESSAGE
from app.records.sent_before import select_photo_by_key


async def note_entry(
    scope: PartyScope, guest_id: str, key: str, consent: str, door_id: str, *, is_program: bool
) -> None:
    """Store what the guest agrees to, and the door they came by.

    Raises a 403 if the party asks for consent and the guest has not agreed to exactly these words. Programs
    are not asked, and neither is the original or a retry of a photo that was accepted before.
    """
    async with scope.database.reading() as connection:
        party = await select_party(connection, scope.party_id)
        known = await select_guest_entry(connection, scope.party_id, guest_id)
        earlier = await select_photo_by_key(connection, scope.party_id, guest_id, key) if key else None
    if party is None:
        raise not_found()
    has_agreed = clean_line(consent, MAX_MESSAGE) == party.consent
    is_asked = party.consent not in ("", known.consent) and not is_program and earlier is None
    if is_asked and not has_agreed:
        raise AppError(403, "CONSENT_NEEDED", N_("Please agree first to what the host asks, then try again."))
    is_moved = door_id not in ("", known.door_id)
    if not is_asked and not is_moved:
        return
    at = now_iso()
    async with scope.database.transaction() as connection:
        await upsert_guest(connection, scope.party_id, guest_id, "", at)
        if is_asked:
            await update_guest_consent(connection, scope.party_id, guest_id, party.consent, at)
        if is_moved:
            await update_guest_door(connection, scope.party_id, guest_id, door_id)
