"""Who sees a photo: its sender says it of their own, and the hosts of any. The stricter one counts.

A photo that guests are not to see waits as other photos do, but for nobody's decision. No public file, screen
or share link has it. If it had another reason to wait, that still holds afterwards.
"""

from dataclasses import replace

from app.base.clock import now_iso
from app.base.errors import N_, AppError, not_found
from app.db import Connection
from app.parties.scope import PartyScope, carried_through
from app.photos.changing import settle_files
from app.photos.taking_back import take_from_show
from app.photos.waiting import KEPT_REASONS, Reason, Wait, reason_kept, select_wait
from app.records.access import Access, is_kept_from_guests, stricter
from app.records.change import ChangeKind, insert_change
from app.records.photo import Photo, select_photo
from app.records.waiting import (
    update_photo_access,
    update_photo_approved,
    update_photo_changed,
    update_photo_waits,
)


async def make_private(scope: PartyScope, photo_id: str, actor: str) -> Photo:
    """Keep a photo from all but its guest and the hosts. No error if it is private already."""
    return await restrict(scope, photo_id, actor, own=Access.HOSTS)


async def end_private(scope: PartyScope, photo_id: str, actor: str) -> Photo:
    """Let a private photo be shown as a new one would be, if the hosts do not restrict it."""
    return await restrict(scope, photo_id, actor, own=Access.EVERYONE)


@carried_through
async def restrict(
    scope: PartyScope, photo_id: str, actor: str, own: Access | None = None, host: Access | None = None
) -> Photo:
    """Set who sees a photo, as its sender wants it (`own`) and as a host does. None means as before.

    Raises a 409 if its sender shows it to members before the hosts have decided about it.
    """
    while True:
        async with scope.database.reading() as connection:
            photo = await _find(connection, scope, photo_id)
        wanted = _with_access(photo, own, host)
        if (wanted.access_own, wanted.access_host) == (photo.access_own, photo.access_host):
            return photo
        is_for_members = wanted.access is Access.MEMBERS and photo.access is not Access.MEMBERS
        if is_for_members and host is None and photo.is_waiting and not _waits_for_nobody(photo):
            raise AppError(
                409, "PHOTO_WAITS", N_("The hosts look at this photo first. Please wait for them.")
            )
        if wanted.is_private and photo.is_shown:
            await take_from_show(scope, photo_id, actor, reason_kept(wanted), wanted)
        elif photo.is_private and not wanted.is_private:
            after = await _let_go(scope, photo, wanted, actor)
            if after is not None:
                return after
        else:
            after = await _record(scope, photo, wanted, actor, is_hosts=host is not None)
            if after is not None:
                return after


def _with_access(photo: Photo, own: Access | None, host: Access | None) -> Photo:
    own = photo.access_own if own is None else own
    host = photo.access_host if host is None else host
    access = stricter(own, host)
    return replace(
        photo, access=access, access_own=own, access_host=host, is_private=is_kept_from_guests(access)
    )


def _waits_for_nobody(photo: Photo) -> bool:
    return bool(photo.release_at) or photo.reason in KEPT_REASONS


async def _record(
    scope: PartyScope, photo: Photo, wanted: Photo, actor: str, *, is_hosts: bool
) -> Photo | None:
    """Write who sees a photo whose files stay where they are. None if it has changed meanwhile."""
    async with scope.database.transaction() as connection:
        current = await _find(connection, scope, photo.id)
        if (current.version, current.state) != (photo.version, photo.state):
            return None
        await update_photo_access(connection, wanted)
        if current.is_waiting and wanted.is_private:
            # A host who shows it to members has decided.
            is_kept = _waits_for_nobody(current) or (is_hosts and wanted.access is Access.MEMBERS)
            reason = reason_kept(wanted) if is_kept else current.reason
            no = await insert_change(
                connection, scope.party_id, ChangeKind.WAITS, actor, now_iso(), photo.id, reason_kept(wanted)
            )
            await update_photo_waits(connection, photo.id, no, reason)
        elif current.is_shown or current.is_waiting:
            no = await insert_change(
                connection, scope.party_id, ChangeKind.ACCESS, actor, now_iso(), photo.id, wanted.access
            )
            await update_photo_changed(connection, photo.id, no)
        after = await _find(connection, scope, photo.id)
    if after.change_no > current.change_no:
        scope.hub.ring(after)
    return after


async def _let_go(scope: PartyScope, photo: Photo, wanted: Photo, actor: str) -> Photo | None:
    """Make one try. None if the photo, or the rules for waiting, changed meanwhile."""
    async with scope.database.reading() as connection:
        is_shown = photo.is_waiting and await _wait_after(connection, wanted) is None
    if is_shown:
        await scope.storage.release(photo.folder)
    is_written = False
    try:
        async with scope.database.transaction() as connection:
            current = await _find(connection, scope, photo.id)
            wait = await _wait_after(connection, wanted)
            is_as_read = (current.version, current.state) == (photo.version, photo.state)
            if is_as_read and is_shown == (current.is_waiting and wait is None):
                await _write_let_go(connection, current, wanted, actor, wait)
                is_written = True
            after = await _find(connection, scope, photo.id)
    finally:
        if is_shown:
            # The row says where the files belong.
            await settle_files(scope.site, photo.folder)
    if not is_written:
        return None
    if after.change_no > photo.change_no:
        scope.hub.ring(after)
    return after


async def _write_let_go(
    connection: Connection, photo: Photo, wanted: Photo, actor: str, wait: Wait | None
) -> None:
    await update_photo_access(connection, wanted)
    if not photo.is_waiting:
        return
    kind, detail = (ChangeKind.SHOWN, "") if wait is None else (ChangeKind.WAITS, wait.reason)
    no = await insert_change(connection, photo.party_id, kind, actor, now_iso(), photo.id, detail)
    if wait is None:
        await update_photo_approved(connection, photo.id, no, now_iso())
    else:
        await update_photo_waits(connection, photo.id, no, wait.reason, release_at=wait.release_at)


async def _wait_after(connection: Connection, wanted: Photo) -> Wait | None:
    """Return how the photo waits when guests may see it again."""
    if wanted.reason and wanted.reason not in KEPT_REASONS:
        return Wait(Reason(wanted.reason))
    return await select_wait(connection, wanted)


async def _find(connection: Connection, scope: PartyScope, photo_id: str) -> Photo:
    photo = await select_photo(connection, scope.party_id, photo_id)
    if photo is None or photo.is_gone:
        raise not_found()
    return photo
