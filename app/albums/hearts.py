"""Guests give photos a heart and take it back. Hosts mark the couple's favourites."""

from app.base.clock import now_iso
from app.base.errors import N_, AppError, not_found
from app.db import Connection
from app.parties.scope import PartyScope, carried_through
from app.records.change import ChangeKind, insert_change
from app.records.heart import delete_heart, insert_heart, update_hearts, update_photo_favourite
from app.records.party import select_party
from app.records.photo import Photo, select_photo


@carried_through
async def give_heart(scope: PartyScope, photo_id: str, guest_id: str) -> int:
    """Give a shown photo a guest's heart. A second one has no effect. Return the number of its hearts."""
    async with scope.database.transaction() as connection:
        photo = await _shown(connection, scope, photo_id)
        party = await select_party(connection, scope.party_id)
        if party is None or not party.hearts_allowed:
            raise AppError(403, "HEARTS_OFF", N_("There are no hearts at this party."))
        is_new = await insert_heart(connection, photo, guest_id, now_iso())
        count = await update_hearts(connection, photo) if is_new else photo.hearts
    if is_new:
        scope.hub.hearts.ring_soon(scope.hub.ring)
    return count


@carried_through
async def take_heart_back(scope: PartyScope, photo_id: str, guest_id: str) -> int:
    """Take a guest's heart back, even where hearts are off by now. Return how many are left."""
    async with scope.database.transaction() as connection:
        photo = await _shown(connection, scope, photo_id)
        was_there = await delete_heart(connection, photo, guest_id)
        count = await update_hearts(connection, photo) if was_there else photo.hearts
    if was_there:
        scope.hub.hearts.ring_soon(scope.hub.ring)
    return count


@carried_through
async def mark_favourite(scope: PartyScope, photo_id: str, actor: str, *, is_favourite: bool) -> Photo:
    """Mark or unmark a photo as one of the couple's favourites. Screens and pages are told."""
    async with scope.database.transaction() as connection:
        photo = await select_photo(connection, scope.party_id, photo_id)
        if photo is None or not photo.is_shown:
            raise not_found()
        if photo.is_favourite == is_favourite:
            return photo
        kind = ChangeKind.FAVOURITE if is_favourite else ChangeKind.NO_FAVOURITE
        no = await insert_change(connection, scope.party_id, kind, actor, now_iso(), photo_id)
        await update_photo_favourite(connection, photo_id, no, is_favourite=is_favourite)
        marked = await select_photo(connection, scope.party_id, photo_id)
    assert marked is not None
    scope.hub.ring(marked)
    return marked


async def _shown(connection: Connection, scope: PartyScope, photo_id: str) -> Photo:
    photo = await select_photo(connection, scope.party_id, photo_id)
    if photo is None or not photo.is_shown:
        raise not_found()
    return photo
