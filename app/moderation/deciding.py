"""Decisions about photos: let one be shown, stop one that would show itself, have another look at one."""

from app.base.clock import now_iso
from app.base.errors import not_found
from app.parties.scope import PartyScope, carried_through
from app.photos.changing import refuse_decided, settle_files, settle_withdrawn
from app.photos.waiting import Reason
from app.processing.processor import Processor
from app.records.change import CLOCK, ChangeKind, insert_change
from app.records.photo import Photo, select_photo
from app.records.report import update_reports_settled
from app.records.waiting import update_photo_approved, update_photo_waits


@carried_through
async def approve_photo(scope: PartyScope, photo_id: str, version: int, actor: str) -> Photo:
    """Show a photo that waits: its files first, then row and change, then the bell.

    Raises a 409 if somebody has decided about it, or it has changed, since `version`.
    """
    return await _show(scope, photo_id, version, ChangeKind.APPROVED, actor)


@carried_through
async def release_photo(scope: PartyScope, photo: Photo) -> Photo:
    """Show a photo whose time has come; a 409 if something has happened to it since it was read."""
    return await _show(scope, photo.id, photo.version, ChangeKind.SHOWN, CLOCK)


async def _show(scope: PartyScope, photo_id: str, version: int, kind: ChangeKind, actor: str) -> Photo:
    photo = await _find(scope, photo_id)
    refuse_decided(photo, version)
    await scope.storage.release(photo.folder)
    after = None
    try:
        async with scope.database.transaction() as connection:
            current = await select_photo(connection, scope.party_id, photo_id)
            if current is None:
                raise not_found()
            refuse_decided(current, version)
            no = await insert_change(connection, scope.party_id, kind, actor, now_iso(), photo_id)
            await update_photo_approved(connection, photo_id, no, now_iso())
            # Said before this decision, it counts no more.
            await update_reports_settled(connection, scope.party_id, photo_id, now_iso())
            after = await select_photo(connection, scope.party_id, photo_id)
    finally:
        if after is None:
            # Decided otherwise meanwhile: the row says where the files belong.
            await settle_files(scope.site, photo.folder)
    assert after is not None
    scope.hub.ring(after)
    return after


@carried_through
async def stop_photo(scope: PartyScope, photo_id: str, version: int, actor: str) -> Photo:
    """Let a photo that would show itself wait for a decision."""
    async with scope.database.transaction() as connection:
        current = await select_photo(connection, scope.party_id, photo_id)
        if current is None:
            raise not_found()
        refuse_decided(current, version)
        if not current.release_at:
            return current
        no = await insert_change(connection, scope.party_id, ChangeKind.STOPPED, actor, now_iso(), photo_id)
        await update_photo_waits(connection, photo_id, no, Reason.STOPPED)
        after = await select_photo(connection, scope.party_id, photo_id)
    assert after is not None
    scope.hub.ring(after)
    return after


async def look_again(
    scope: PartyScope, processor: Processor, photo_id: str, actor: str, reason: Reason = Reason.AGAIN
) -> Photo:
    """Let a photo that is shown or hidden wait for another decision; one that waits already is fine."""
    photo = await _find(scope, photo_id)
    if photo.is_shown:
        return await take_from_show(scope, photo_id, actor, reason)
    if photo.is_waiting:
        return photo
    return await processor.let_wait_again(photo, actor)


@carried_through
async def take_from_show(scope: PartyScope, photo_id: str, actor: str, reason: Reason) -> Photo:
    """Let a shown photo wait: its files first, so that no address answers, then the row, then the bell.

    One that waits already stays as it is.
    """
    while True:
        photo = await _find(scope, photo_id)
        if photo.is_waiting:
            return photo
        for folder in photo.public_folders:
            await scope.storage.withdraw(folder)
        after = None
        try:
            after = await _record_waiting(scope, photo, actor, reason)
            if after is not None:
                scope.hub.ring(after)
        finally:
            for folder in photo.public_folders:
                await settle_withdrawn(scope.site, folder)
        if after is not None:
            return after


async def _record_waiting(scope: PartyScope, photo: Photo, actor: str, reason: Reason) -> Photo | None:
    """Write it down; None when the photo's files changed places since they were withdrawn."""
    async with scope.database.transaction() as connection:
        current = await select_photo(connection, scope.party_id, photo.id)
        if current is None or current.is_gone:
            raise not_found()
        if current.public_folders != photo.public_folders:
            return None
        no = await insert_change(
            connection, scope.party_id, ChangeKind.WAITS, actor, now_iso(), photo.id, reason
        )
        await update_photo_waits(connection, photo.id, no, reason, forgets_former=True)
        return await select_photo(connection, scope.party_id, photo.id)


async def _find(scope: PartyScope, photo_id: str) -> Photo:
    async with scope.database.reading() as connection:
        photo = await select_photo(connection, scope.party_id, photo_id)
    if photo is None:
        raise not_found()
    return photo
