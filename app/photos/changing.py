"""Hide or delete a photo, or drop it before it was shown."""

from dataclasses import dataclass

from app.base.clock import now_iso
from app.base.errors import N_, AppError, not_found
from app.parties.scope import PartyScope, Site, carried_through
from app.photos.waiting import Reason
from app.records.arrival import select_arrival
from app.records.change import ChangeKind, insert_change
from app.records.clip import delete_clip_job
from app.records.kept_file import select_is_kept
from app.records.photo import (
    Photo,
    PhotoState,
    delete_unfinished_photo,
    select_photo,
    select_photo_by_folder,
)
from app.records.photo_facts import delete_photo_facts
from app.records.photo_state import update_photo_deleted, update_photo_hidden
from app.records.report import delete_reports
from app.records.upload import update_uploads_of_dropped_photo
from app.records.version import delete_version_waiting, delete_versions
from app.records.words_before import forget_words_before
from app.records.words_waiting import delete_words_waiting


async def is_kept(site: Site, photo_id: str) -> bool:
    """Tell whether a photo of a living party has this id. If not, its files belong to nobody."""
    async with site.database.reading() as connection:
        return await select_is_kept(connection, photo_id)


async def drop_photo(scope: PartyScope, photo: Photo, refusal: str = "") -> None:
    """Forget a registered photo whose bytes are no picture. It was never shown and never confirmed.

    `refusal` is what its upload answers from now on.
    """
    async with scope.database.transaction() as connection:
        was_there = await delete_unfinished_photo(connection, photo.id)
        if was_there:
            await update_uploads_of_dropped_photo(connection, photo.id, refusal)
    if was_there:
        await scope.storage.remove_original(photo.id)
        await scope.storage.discard(photo.folder)


@carried_through
async def hide_photo(
    scope: PartyScope, photo_id: str, actor: str, reason: str = "", host_words: str = ""
) -> Photo:
    """Take a photo down: first its files, so that no address answers, then the row, then the bell.

    No error if it is hidden already. Its original stays, and `restore_photo` undoes this. Its sender reads
    `host_words`.
    """
    return await _take_down(scope, photo_id, _Takedown(ChangeKind.HIDDEN, actor, reason, host_words))


@carried_through
async def refuse_photo(
    scope: PartyScope, photo_id: str, version: int, actor: str, host_words: str = ""
) -> Photo:
    """Hide a waiting photo. Raises a 409 if it was decided about or changed since `version`."""
    down = _Takedown(ChangeKind.REFUSED, actor, Reason.REFUSED, host_words, version)
    return await _take_down(scope, photo_id, down)


@carried_through
async def delete_photo(scope: PartyScope, photo_id: str, actor: str) -> Photo:
    """Delete a photo and its original for good. A tombstone stays, so that screens learn of it."""
    photo = await _take_down(scope, photo_id, _Takedown(ChangeKind.DELETED, actor))
    await scope.storage.remove_original(photo_id)
    async with scope.database.reading() as connection:
        arrival = await select_arrival(connection, photo_id)
    if arrival is not None:
        # A worker on this photo finds it deleted, or its bytes gone, and clears up the rest.
        await scope.storage.remove_original(arrival.id)
    return photo


@dataclass(frozen=True, slots=True)
class _Takedown:
    """`version` is the version of the waiting photo that was decided about. None decides in any case."""

    kind: ChangeKind
    actor: str
    reason: str = ""
    host_words: str = ""
    version: int | None = None

    @property
    def why(self) -> str:
        """Return the note for the log: the host's words of a refusal, if any."""
        return self.host_words or self.reason


async def _take_down(scope: PartyScope, photo_id: str, down: _Takedown) -> Photo:
    while True:
        async with scope.database.reading() as connection:
            photo = await select_photo(connection, scope.party_id, photo_id)
        if photo is None:
            raise not_found()
        for folder in photo.public_folders:
            await scope.storage.withdraw(folder)
        try:
            after = await _record_takedown(scope, photo, down)
            if after is not None:
                # Ring first: the files have no address any more, and deleting them may take a while.
                scope.hub.ring()
        finally:
            # The row decides where the files go: after success, after a failure, and after a killed process.
            for folder in photo.public_folders:
                await settle_files(scope.site, folder)
        if after is not None:
            if photo.is_waiting:
                await scope.storage.discard(photo.folder)
            return after


async def _record_takedown(scope: PartyScope, photo: Photo, down: _Takedown) -> Photo | None:
    """Write the takedown. None if the photo's files have moved since they were withdrawn."""
    async with scope.database.transaction() as connection:
        current = await select_photo(connection, scope.party_id, photo.id)
        if current is None or current.state in (PhotoState.PROCESSING, PhotoState.DELETED):
            raise not_found()
        if down.version is not None:
            refuse_decided(current, down.version)
        if current.public_folders != photo.public_folders:
            return None
        if down.kind is ChangeKind.DELETED:
            no = await insert_change(connection, scope.party_id, down.kind, down.actor, now_iso(), photo.id)
            await update_photo_deleted(connection, photo.id, no)
            await delete_words_waiting(connection, photo.id)
            await forget_words_before(connection, photo.id)
            await delete_versions(connection, photo.id)
            await delete_reports(connection, photo.id)
            await delete_photo_facts(connection, photo.id)
            await delete_clip_job(connection, photo.id)
        elif not current.is_gone:
            no = await insert_change(
                connection, scope.party_id, down.kind, down.actor, now_iso(), photo.id, down.why
            )
            await update_photo_hidden(connection, photo.id, no, down.reason, down.host_words)
            await delete_words_waiting(connection, photo.id)
            await delete_version_waiting(connection, photo.id)
            await delete_clip_job(connection, photo.id)
        return await select_photo(connection, scope.party_id, photo.id)


async def settle_files(site: Site, folder: str) -> None:
    """Put a folder where its photo's row says: public, waiting, or deleted without a photo to show.

    Decisions that meet each move files before they write, and one of them may move them by an old row.
    So each looks again after its last move, and the last one to look finds the row as it stays.
    """
    if not folder:
        return
    place = await _place_of(site, folder)
    while True:
        match place:
            case "public":
                await site.storage.reinstate(folder)
                await site.storage.release(folder)
            case "waiting":
                await site.storage.take_back(folder)
            case _:
                await site.storage.discard(folder)
        moved_to, place = place, await _place_of(site, folder)
        if place == moved_to:
            return


async def _place_of(site: Site, folder: str) -> str:
    async with site.database.reading() as connection:
        owner = await select_photo_by_folder(connection, folder)
    if owner is not None and owner.is_waiting:
        return "waiting"
    return "public" if owner is not None and owner.is_shown else "nowhere"


def refuse_decided(photo: Photo, version: int) -> None:
    """Raise unless the photo still waits and is as it was when somebody decided about it."""
    if not photo.is_waiting or photo.version != version:
        raise AppError(409, "ALREADY_DECIDED", N_("Somebody else was faster. Here is how it is now."))
