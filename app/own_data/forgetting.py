"""Delete everything that is kept about a guest, for good."""

from app.base.clock import now_iso
from app.base.errors import N_, AppError
from app.base.ids import new_id
from app.comments.writing import forget_comments
from app.intake.uploads import end_upload
from app.parties.scope import PartyScope, carried_through
from app.photos.changing import delete_photo, drop_photo
from app.records.book import update_books_without_guest
from app.records.comment import select_comments_of_guest
from app.records.export import update_exports_without_guest
from app.records.own_record import (
    delete_guest_rows,
    move_tombstones,
    select_own_photos,
    select_own_uploads,
)
from app.records.photo import Photo, PhotoState
from app.storage import Partials

AT_ONCE = 100
ROUNDS_WITHOUT_END = 5
"""How many more rounds look for photos that came, or were in work, during the deletion."""


@carried_through
async def forget_guest(scope: PartyScope, partials: Partials, guest_id: str) -> None:
    """Delete a guest's photos and unfinished uploads, then the guest. If killed in between, call it again.

    Tombstones of photos stay, so that screens learn of them, but without an owner. Raises if photos keep
    coming.
    """
    rounds = 0
    while rounds < ROUNDS_WITHOUT_END:
        async with scope.database.reading() as connection:
            photos = await select_own_photos(connection, scope.party_id, guest_id, "", AT_ONCE)
            uploads = await select_own_uploads(connection, scope.party_id, guest_id, AT_ONCE)
        await forget_comments(scope, guest_id)
        if not photos and not uploads and await _forget_rows(scope, guest_id):
            return
        ended = [await end_upload(scope, partials, upload.id) for upload in uploads]
        gone = [await _delete(scope, partials, photo, guest_id) for photo in photos]
        rounds += not any(ended + gone)
    raise AppError(
        503,
        "NOT_YET_DELETED",
        N_("Some of it is still on its way in. Please try again in a moment."),
        headers={"Retry-After": "2"},
    )


async def _delete(scope: PartyScope, partials: Partials, photo: Photo, guest_id: str) -> bool:
    """Delete a photo in any state. False if its state has changed meanwhile."""
    if photo.state is PhotoState.PROCESSING:
        # A worker on it finds its row gone and shows nothing.
        await drop_photo(scope, photo)
        await partials.remove(photo.id)
        return True
    try:
        await delete_photo(scope, photo.id, guest_id)
    except AppError:
        return False
    return True


async def _forget_rows(scope: PartyScope, guest_id: str) -> bool:
    async with scope.database.transaction() as connection:
        # Checked again inside the transaction.
        if await select_own_photos(connection, scope.party_id, guest_id, "", 1):
            return False
        if await select_own_uploads(connection, scope.party_id, guest_id, 1):
            return False
        if await select_comments_of_guest(connection, scope.party_id, guest_id, "", 1):
            return False
        await update_exports_without_guest(connection, scope.party_id, guest_id)
        await update_books_without_guest(connection, scope.party_id, guest_id)
        await move_tombstones(connection, scope.party_id, guest_id, new_id(), now_iso())
        await delete_guest_rows(connection, scope.party_id, guest_id)
    return True
