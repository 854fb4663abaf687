"""Let a shown photo wait: it leaves all screens and lists, and can come back."""

from app.base.clock import now_iso
from app.base.errors import not_found
from app.parties.scope import PartyScope, carried_through
from app.photos.changing import settle_files
from app.photos.waiting import Reason
from app.records.change import ChangeKind, insert_change
from app.records.photo import Photo, select_photo
from app.records.waiting import update_photo_access, update_photo_waits


@carried_through
async def take_from_show(
    scope: PartyScope, photo_id: str, actor: str, reason: Reason, wanted: Photo | None = None
) -> Photo:
    """Let a shown photo wait: first its files, so that no address answers, then the row, then the bell.

    A photo that waits already stays as it is. `wanted` is the photo with who sees it from then on, if that
    changes; if it is another version by now, nothing is done.
    """
    while True:
        async with scope.database.reading() as connection:
            photo = await select_photo(connection, scope.party_id, photo_id)
        if photo is None:
            raise not_found()
        if photo.is_waiting or (wanted is not None and photo.version != wanted.version):
            return photo
        for folder in photo.public_folders:
            await scope.storage.withdraw(folder)
        after = None
        try:
            after = await _record_waiting(scope, photo, actor, reason, wanted)
            if after is not None:
                scope.hub.ring(after)
        finally:
            for folder in photo.public_folders:
                await settle_files(scope.site, folder)
        if after is not None:
            return after


async def _record_waiting(
    scope: PartyScope, photo: Photo, actor: str, reason: Reason, wanted: Photo | None
) -> Photo | None:
    """Write that the photo waits. None if its files have moved since they were withdrawn."""
    async with scope.database.transaction() as connection:
        current = await select_photo(connection, scope.party_id, photo.id)
        if current is None or current.is_gone:
            raise not_found()
        if current.public_folders != photo.public_folders:
            return None
        if wanted is not None and current.version != wanted.version:
            return None
        no = await insert_change(
            connection, scope.party_id, ChangeKind.WAITS, actor, now_iso(), photo.id, reason
        )
        await update_photo_waits(connection, photo.id, no, reason, forgets_former=True)
        if wanted is not None:
            await update_photo_access(connection, wanted)
        return await select_photo(connection, scope.party_id, photo.id)
