"""Decisions about photos: approve one, stop its release by time, or look at it again."""

from app.base.clock import now_iso
from app.base.errors import N_, AppError, not_found
from app.db import Connection
from app.parties.scope import PartyScope, carried_through
from app.photos.changing import refuse_decided, settle_files
from app.photos.taking_back import take_from_show
from app.photos.waiting import Reason
from app.processing.processor import Processor
from app.records.access import Access
from app.records.change import CLOCK, ChangeKind, insert_change
from app.records.guest import Standing, select_guest_entry
from app.records.photo import Photo, select_photo
from app.records.report import update_reports_settled
from app.records.waiting import update_photo_approved, update_photo_waits


@carried_through
async def approve_photo(scope: PartyScope, photo_id: str, version: int, actor: str) -> Photo:
    """Show a waiting photo: first its files, then row and change, then the bell.

    Raises a 409 if it was decided about or changed since `version`.
    """
    return await _show(scope, photo_id, version, ChangeKind.APPROVED, actor)


@carried_through
async def release_photo(scope: PartyScope, photo: Photo) -> Photo:
    """Show a photo whose waiting time is over. Raises a 409 if it was changed since it was read."""
    return await _show(scope, photo.id, photo.version, ChangeKind.SHOWN, CLOCK)


async def _show(scope: PartyScope, photo_id: str, version: int, kind: ChangeKind, actor: str) -> Photo:
    photo = await _find(scope, photo_id)
    refuse_decided(photo, version)
    _refuse_private(photo)
    await scope.storage.release(photo.folder)
    try:
        async with scope.database.transaction() as connection:
            current = await select_photo(connection, scope.party_id, photo_id)
            if current is None:
                raise not_found()
            refuse_decided(current, version)
            _refuse_private(current)
            await _refuse_banned(connection, current)
            no = await insert_change(connection, scope.party_id, kind, actor, now_iso(), photo_id)
            await update_photo_approved(connection, photo_id, no, now_iso())
            # Reports from before this decision no longer count.
            await update_reports_settled(connection, scope.party_id, photo_id, now_iso())
            after = await select_photo(connection, scope.party_id, photo_id)
        assert after is not None
        scope.hub.ring(after)
    finally:
        # Somebody may have decided otherwise meanwhile: the row says where the files belong.
        await settle_files(scope.site, photo.folder)
    return after


def _refuse_private(photo: Photo) -> None:
    if photo.access_own in (Access.HOSTS, Access.MEMBERS):
        raise AppError(
            403,
            "PHOTO_PRIVATE",
            N_("Its guest doesn’t want this one on the big screen. Only they can say so."),
        )
    if photo.is_private:
        raise AppError(
            403, "PHOTO_PRIVATE", N_("This one is not for all guests. Please change who sees it first.")
        )


async def _refuse_banned(connection: Connection, photo: Photo) -> None:
    guest = await select_guest_entry(connection, photo.party_id, photo.guest_id)
    if guest.standing == Standing.BANNED:
        raise AppError(
            409, "GUEST_BANNED", N_("This guest is banned. Undo that first, and their photos come back.")
        )


@carried_through
async def stop_photo(scope: PartyScope, photo_id: str, version: int, actor: str) -> Photo:
    """Let a photo with a release time wait for a decision instead."""
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
    """Let a shown or hidden photo wait for another decision. No error if it waits already."""
    photo = await _find(scope, photo_id)
    if photo.is_shown:
        return await take_from_show(scope, photo_id, actor, reason)
    if photo.is_waiting:
        return photo
    return await processor.let_wait_again(photo, actor)


async def _find(scope: PartyScope, photo_id: str) -> Photo:
    async with scope.database.reading() as connection:
        photo = await select_photo(connection, scope.party_id, photo_id)
    if photo is None:
        raise not_found()
    return photo
