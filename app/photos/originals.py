"""An original that will not come: the photo stays the screen copy that was sent first, and says so."""

from app.base.clock import now_iso
from app.db import Connection
from app.parties.scope import PartyScope
from app.records.change import ChangeKind, insert_change
from app.records.completed import update_photo_original_refused
from app.records.photo import Original, Photo, PhotoState, select_photo
from app.records.sent_before import select_photo_by_key

ENDED_BY_SENDER = "ENDED_BY_SENDER"
"""Not a refusal: the sender ended the upload, and no other upload of this photo is under way."""

ORIGINAL_LOST = "ORIGINAL_LOST"
"""Not a refusal: the bytes came and were lost. If they are sent again, they replace the copy."""


async def note_original_refused(scope: PartyScope, guest_id: str, upload_key: str, refusal: str) -> None:
    """Tell that the original of the photo with this key will not come. A photo without a copy is ignored.

    If the guest sends it under this key after all, it still replaces the copy.
    """
    async with scope.database.reading() as connection:
        photo = await _copy_by_key(connection, scope.party_id, guest_id, upload_key)
    if photo is None:
        return
    async with scope.database.transaction() as connection:
        told = await write_original_refused(connection, scope, photo.id, refusal)
    if told is not None:
        scope.hub.ring(told)


async def write_refused_by_key(
    connection: Connection, scope: PartyScope, guest_id: str, upload_key: str, refusal: str
) -> Photo | None:
    """Do the same within a transaction. Return the photo if there is something to tell."""
    photo = await _copy_by_key(connection, scope.party_id, guest_id, upload_key)
    return await write_original_refused(connection, scope, photo.id, refusal) if photo else None


async def write_original_refused(
    connection: Connection, scope: PartyScope, photo_id: str, refusal: str
) -> Photo | None:
    """Write it for a photo, once. Return the photo if there is something to tell."""
    photo = await select_photo(connection, scope.party_id, photo_id)
    if photo is None or not _is_awaited(photo):
        return None
    no = None
    if not photo.is_gone:
        no = await insert_change(
            connection, scope.party_id, ChangeKind.COPY_KEPT, photo.guest_id, now_iso(), photo.id
        )
    await update_photo_original_refused(connection, photo.id, refusal, no)
    return await select_photo(connection, scope.party_id, photo.id) if no is not None else None


async def _copy_by_key(connection: Connection, party_id: str, guest_id: str, upload_key: str) -> Photo | None:
    photo = await select_photo_by_key(connection, party_id, guest_id, upload_key) if upload_key else None
    return photo if photo is not None and _is_awaited(photo) else None


def _is_awaited(photo: Photo) -> bool:
    is_copy = photo.original is Original.COMING and photo.state is not PhotoState.DELETED
    return is_copy and not photo.original_refusal
