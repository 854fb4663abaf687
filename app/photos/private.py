"""A private photo: its guest wants it on no screen and in no gallery of others.

It waits as other photos do, but for nobody's decision. No public file, list or stream has it. Only its guest
and those who see all photos see it. If it had another reason to wait, that still holds afterwards.
"""

from dataclasses import replace

from app.base.clock import now_iso
from app.base.errors import not_found
from app.db import Connection
from app.parties.scope import PartyScope, carried_through
from app.photos.changing import settle_files
from app.photos.taking_back import take_from_show
from app.photos.waiting import Reason, Wait, select_wait
from app.records.change import ChangeKind, insert_change
from app.records.photo import Photo, select_photo
from app.records.waiting import update_photo_approved, update_photo_private, update_photo_waits


@carried_through
async def make_private(scope: PartyScope, photo_id: str, actor: str) -> Photo:
    """Keep a photo from all but its guest and the hosts. No error if it is private already."""
    while True:
        async with scope.database.reading() as connection:
            photo = await _find(connection, scope, photo_id)
        if photo.is_shown:
            photo = await take_from_show(scope, photo_id, actor, Reason.PRIVATE)
        if photo.is_private:
            return photo
        after = await _record_private(scope, photo_id, actor)
        if after is not None:
            return after


async def _record_private(scope: PartyScope, photo_id: str, actor: str) -> Photo | None:
    """Write that a photo which is not shown is private. None if it is shown by now."""
    async with scope.database.transaction() as connection:
        current = await _find(connection, scope, photo_id)
        if current.is_shown:
            return None
        if current.is_private:
            return current
        await update_photo_private(connection, photo_id, is_private=True)
        if current.is_waiting:
            no = await insert_change(
                connection, scope.party_id, ChangeKind.WAITS, actor, now_iso(), photo_id, Reason.PRIVATE
            )
            await update_photo_waits(
                connection, photo_id, no, Reason.PRIVATE if current.release_at else current.reason
            )
        after = await _find(connection, scope, photo_id)
    if after.is_waiting:
        scope.hub.ring(after)
    return after


@carried_through
async def end_private(scope: PartyScope, photo_id: str, actor: str) -> Photo:
    """Let a private photo be shown as a new one would be. No error if it is not private."""
    async with scope.database.reading() as connection:
        photo = await _find(connection, scope, photo_id)
    while photo.is_private:
        photo = await _let_go(scope, photo, actor)
    return photo


async def _let_go(scope: PartyScope, photo: Photo, actor: str) -> Photo:
    """Make one try. The photo stays private if it, or the rules for waiting, changed meanwhile."""
    async with scope.database.reading() as connection:
        is_shown = photo.is_waiting and await _wait_after(connection, photo) is None
    if is_shown:
        await scope.storage.release(photo.folder)
    try:
        async with scope.database.transaction() as connection:
            current = await _find(connection, scope, photo.id)
            wait = await _wait_after(connection, current)
            is_as_read = (current.version, current.state) == (photo.version, photo.state)
            if is_as_read and is_shown == (current.is_waiting and wait is None):
                await _write_let_go(connection, current, actor, wait)
            after = await _find(connection, scope, photo.id)
        if not after.is_private:
            scope.hub.ring(after)
    finally:
        if is_shown:
            # The row says where the files belong.
            await settle_files(scope.site, photo.folder)
    return after


async def _write_let_go(connection: Connection, photo: Photo, actor: str, wait: Wait | None) -> None:
    await update_photo_private(connection, photo.id, is_private=False)
    if not photo.is_waiting:
        return
    kind, detail = (ChangeKind.SHOWN, "") if wait is None else (ChangeKind.WAITS, wait.reason)
    no = await insert_change(connection, photo.party_id, kind, actor, now_iso(), photo.id, detail)
    if wait is None:
        await update_photo_approved(connection, photo.id, no, now_iso())
    else:
        await update_photo_waits(connection, photo.id, no, wait.reason, release_at=wait.release_at)


async def _wait_after(connection: Connection, photo: Photo) -> Wait | None:
    """Return how the photo waits when it is no longer private."""
    if photo.reason and photo.reason != Reason.PRIVATE:
        return Wait(Reason(photo.reason))
    return await select_wait(connection, replace(photo, is_private=False))


async def _find(connection: Connection, scope: PartyScope, photo_id: str) -> Photo:
    photo = await select_photo(connection, scope.party_id, photo_id)
    if photo is None or photo.is_gone:
        raise not_found()
    return photo
