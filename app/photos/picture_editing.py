"""New versions of a photo's picture: guests and hosts make them, hosts decide about those that wait."""

from dataclasses import dataclass, replace
from pathlib import Path

from app.base.clock import now_iso
from app.base.errors import N_, AppError, not_found
from app.db import Connection
from app.media.rendered import Rendered
from app.parties.scope import PartyScope, carried_through
from app.photos.clip_rows import ask_for_clip
from app.photos.rendered_row import with_rendered
from app.photos.showing import end_former_folder, place_files
from app.photos.waiting import refuse_time_in_panic, select_wait
from app.records.change import CLOCK, ChangeKind, insert_change
from app.records.photo import Photo, select_photo
from app.records.version import (
    Version,
    delete_version_waiting,
    insert_version,
    select_versions,
    update_photo_edited,
    update_version_shown,
)
from app.storage import new_folder


@dataclass(frozen=True, slots=True)
class Wanted:
    """A version to make of a photo. `base` is the version that its maker looked at.

    `decided_no` is a waiting version that this approves.
    """

    base: int
    edit: str
    actor: str
    decided_no: int | None = None


@dataclass(frozen=True, slots=True)
class EditedPicture:
    """A photo as everybody sees it. While its new version waits, that is the old one."""

    photo: Photo
    waits: bool = False


async def find_to_edit(scope: PartyScope, photo_id: str, wanted: Wanted) -> Photo:
    """Return a photo of which a version is to be made.

    Raises a 404 unless it is shown or waits. Raises a 409 if its picture was changed or decided about since.
    """
    async with scope.database.reading() as connection:
        return await _current(connection, scope, photo_id, wanted)


def is_made(photo: Photo, wanted: Wanted) -> bool:
    """Tell whether the photo is as wanted already: a client that lost the answer asks again."""
    return photo.edit == wanted.edit and wanted.decided_no is None


@carried_through
async def let_version_wait(
    scope: PartyScope, photo: Photo, wanted: Wanted, rendered: Rendered | None = None
) -> bool:
    """Let a guest's new version of a shown photo wait if a new photo would. False if it need not wait.

    Once it is `rendered`, what the model saw in it counts, too.
    """
    async with scope.database.transaction() as connection:
        current = await _current(connection, scope, photo.id, wanted)
        as_new = current if rendered is None else with_rendered(current, rendered)
        wait = await select_wait(connection, as_new)
        if wait is None or not current.is_shown:
            return False
        at = now_iso()
        no = await insert_change(
            connection, scope.party_id, ChangeKind.PICTURE_WAITS, wanted.actor, at, photo.id, wait.reason
        )
        version = Version(
            photo.id,
            scope.party_id,
            no,
            wanted.edit,
            wanted.actor,
            at,
            waits=True,
            release_at=wait.release_at,
        )
        await insert_version(connection, version)
    scope.hub.ring(None)
    return True


async def put_version(
    scope: PartyScope, photo: Photo, wanted: Wanted, rendered: Rendered, room: Path
) -> Photo | None:
    """Replace a photo's renditions by those of a version: files, then one change, then the bell.

    None if the photo was moved or got its original since `photo` was read: the renditions must be made again.
    The old files leave their address at once. If this process is killed, the next clean-up removes them.
    """
    if photo.former_folder:
        await end_former_folder(scope, photo)
        photo = replace(photo, former_folder="")
    folder = new_folder()
    await place_files(scope, room, folder, waits=photo.is_waiting)
    after = None
    try:
        async with scope.database.transaction() as connection:
            current = await _current(connection, scope, photo.id, wanted)
            if _is_as_rendered(current, photo):
                after = await _write(connection, current, wanted, rendered, folder)
    finally:
        if after is None:
            await scope.storage.discard(folder)
    if after is None:
        return None
    scope.hub.ring(after)
    if after.former_folder:
        await end_former_folder(scope, after)
    else:
        await scope.storage.discard(photo.folder)
    return after


def _is_as_rendered(current: Photo, photo: Photo) -> bool:
    """Tell whether the renditions fit the photo as it is now, and are in the right place."""
    seen = (photo.sha256, photo.is_waiting, photo.former_folder)
    return (current.sha256, current.is_waiting, current.former_folder) == seen


async def _write(
    connection: Connection, current: Photo, wanted: Wanted, rendered: Rendered, folder: str
) -> Photo:
    is_decision = wanted.decided_no is not None
    kind = ChangeKind.PICTURE_APPROVED if is_decision else ChangeKind.PICTURE_EDITED
    at = now_iso()
    no = await insert_change(connection, current.party_id, kind, wanted.actor, at, current.id)
    if wanted.decided_no is None:
        version = Version(current.id, current.party_id, no, wanted.edit, wanted.actor, at)
        await insert_version(connection, version)
    else:
        await update_version_shown(connection, current.id, wanted.decided_no)
    release_at = current.release_at
    if release_at and wanted.actor == current.guest_id:
        # The hosts must see a held photo for the whole time as it will be shown.
        wait = await select_wait(connection, current)
        release_at = wait.release_at if wait is not None and wait.release_at else release_at
    edited = replace(
        with_rendered(current, rendered),
        edit=wanted.edit,
        edit_no=no if wanted.decided_no is None else wanted.decided_no,
        taken_at=current.taken_at,
        folder=folder,
        former_folder="" if current.is_waiting else current.folder,
        release_at=release_at,
    )
    await update_photo_edited(connection, edited, no)
    if edited.is_video:
        await ask_for_clip(connection, edited)
    after = await select_photo(connection, current.party_id, current.id)
    assert after is not None
    return after


async def find_waiting(scope: PartyScope, photo_id: str, no: int) -> Version:
    """Return a waiting version. Raises a 409 if it was decided about, or another waits by now."""
    async with scope.database.reading() as connection:
        found = await select_versions(connection, scope.party_id, photo_id)
    waiting = [version for version in found if version.waits and version.no == no]
    if not waiting:
        raise _decided()
    return waiting[0]


@carried_through
async def refuse_version(scope: PartyScope, photo_id: str, no: int, actor: str) -> Photo:
    """Forget a waiting version. The photo stays as everybody sees it."""
    async with scope.database.transaction() as connection:
        photo = await select_photo(connection, scope.party_id, photo_id)
        if photo is None or photo.is_gone:
            raise not_found()
        if not await delete_version_waiting(connection, photo_id, no):
            raise _decided()
        await insert_change(
            connection, scope.party_id, ChangeKind.PICTURE_REFUSED, actor, now_iso(), photo_id
        )
    scope.hub.ring(None)
    return photo


async def _current(connection: Connection, scope: PartyScope, photo_id: str, wanted: Wanted) -> Photo:
    photo = await select_photo(connection, scope.party_id, photo_id)
    if photo is None or not (photo.is_shown or photo.is_waiting):
        raise not_found()
    if wanted.decided_no is not None:
        await refuse_time_in_panic(connection, scope.party_id, wanted.actor)
        versions = await select_versions(connection, scope.party_id, photo_id)
        found = [one for one in versions if one.waits and one.no == wanted.decided_no]
        # Somebody may have stopped its release since the clock read it.
        if not found or (wanted.actor == CLOCK and not found[0].release_at):
            raise _decided()
    elif photo.edit_no != wanted.base and not is_made(photo, wanted):
        raise AppError(
            409, "PICTURE_CHANGED", N_("Somebody has changed this picture meanwhile. Have another look.")
        )
    return photo


def _decided() -> AppError:
    return AppError(409, "ALREADY_DECIDED", N_("Somebody else was faster. Here is how it is now."))
