"""A photo becomes visible: for the first time, again after it was hidden, or better than its screen copy."""

from dataclasses import replace
from pathlib import Path

from app.base.clock import now_iso
from app.base.errors import not_found
from app.media.rendered import Rendered
from app.parties.scope import PartyScope
from app.photos.clip_rows import ask_for_clip
from app.photos.originals import write_original_refused
from app.records.arrival import Arrival, delete_arrival
from app.records.change import ChangeKind, insert_change
from app.records.completed import update_photo_completed, update_photo_former_folder_gone
from app.records.photo import (
    Clip,
    Original,
    Photo,
    PhotoState,
    StoredRendition,
    select_photo,
    update_photo_folder,
    update_photo_shown,
)
from app.records.upload import UploadState, update_upload_gone
from app.storage import new_folder


async def publish_photo(scope: PartyScope, photo: Photo, rendered: Rendered, room: Path) -> Photo:
    """Show a processed photo for the first time: renditions public, then row and change, then the bell."""
    return await _show(
        scope, photo, rendered, room, PhotoState.PROCESSING, ChangeKind.SHOWN, actor=photo.guest_id
    )


async def restore_photo(scope: PartyScope, photo: Photo, rendered: Rendered, room: Path, actor: str) -> Photo:
    """Show a hidden photo again, under new public names."""
    folder = new_folder()
    async with scope.database.transaction() as connection:
        # Written down first, so that a folder published by a process that is then killed has an owner.
        await update_photo_folder(connection, photo.id, folder)
    await scope.storage.discard(photo.folder)
    renewed = replace(photo, folder=folder)
    return await _show(scope, renewed, rendered, room, PhotoState.HIDDEN, ChangeKind.RESTORED, actor)


async def _show(
    scope: PartyScope,
    photo: Photo,
    rendered: Rendered,
    room: Path,
    expected: PhotoState,
    kind: ChangeKind,
    actor: str,
) -> Photo:
    ready = _with(photo, rendered)
    await scope.storage.publish(room, photo.folder)
    async with scope.database.transaction() as connection:
        current = await select_photo(connection, scope.party_id, photo.id)
        # Another process may have finished the same photo, or somebody deleted it meanwhile; or its original
        # has just come, and these renditions are of the copy.
        if (
            current is not None
            and (current.state, current.folder) == (expected, photo.folder)
            and current.sha256 == photo.sha256
        ):
            no = await insert_change(connection, scope.party_id, kind, actor, now_iso(), photo.id)
            await update_photo_shown(connection, ready, no)
            if ready.is_video:
                await ask_for_clip(connection, ready)
        shown = await select_photo(connection, scope.party_id, photo.id)
    if shown is not None and shown.is_shown:
        scope.hub.ring(shown)
    if shown is None or shown.folder != photo.folder:
        await scope.storage.discard(photo.folder)
    if shown is None or not shown.is_shown:
        raise not_found()
    return shown


async def complete_photo(scope: PartyScope, arrival: Arrival, rendered: Rendered, room: Path) -> None:
    """Put an arrived original in its screen copy's place: renditions public, then one change, then the bell.

    Its place, its words, and who sent it stay. A hidden photo stays hidden, a deleted one deleted. The
    arrival is left for `Completer` to finish.
    """
    await scope.storage.publish(room, arrival.folder)
    async with scope.database.transaction() as connection:
        photo = await select_photo(connection, scope.party_id, arrival.photo_id)
        if photo is not None and photo.original is Original.COMING and photo.state is not PhotoState.DELETED:
            arrived = replace(
                photo,
                sha256=arrival.sha256,
                copy_sha256=photo.sha256,
                media_type=arrival.media_type,
                bytes=arrival.bytes,
            )
            better = _with(arrived, rendered)
            if photo.is_shown:
                kind, actor = ChangeKind.COMPLETED, photo.guest_id
                no = await insert_change(connection, scope.party_id, kind, actor, now_iso(), photo.id)
                shown = replace(better, folder=arrival.folder, former_folder=photo.folder)
                await update_photo_completed(connection, shown, no)
                if shown.is_video:
                    await ask_for_clip(connection, shown)
            else:
                hidden = replace(better, folder=photo.folder, renditions=photo.renditions, clip=Clip.NONE)
                await update_photo_completed(connection, hidden, None)
        after = await select_photo(connection, scope.party_id, arrival.photo_id)
    scope.hub.ring(after)
    if after is None or after.folder != arrival.folder:
        await scope.storage.discard(arrival.folder)


async def end_arrival(scope: PartyScope, arrival: Arrival, refusal: str = "") -> None:
    """Forget an arrival whose bytes are in place or removed.

    `refusal` is what its upload then says, and why its photo stays a copy.
    """
    told = None
    async with scope.database.transaction() as connection:
        await delete_arrival(connection, arrival.id)
        if refusal:
            await update_upload_gone(connection, arrival.id, UploadState.TAKEN, refusal)
            told = await write_original_refused(connection, scope, arrival.photo_id, refusal)
    if told is not None:
        scope.hub.ring(told)


async def end_former_folder(scope: PartyScope, photo: Photo) -> None:
    """Take away the renditions of the screen copy, whose place others have taken."""
    await scope.storage.discard(photo.former_folder)
    async with scope.database.transaction() as connection:
        await update_photo_former_folder_gone(connection, photo.id, photo.former_folder)


def _with(photo: Photo, rendered: Rendered) -> Photo:
    return replace(
        photo,
        width=rendered.width,
        height=rendered.height,
        placeholder=rendered.placeholder,
        taken_at=rendered.taken_at,
        duration_ms=rendered.duration_ms,
        clip=Clip.COMING if photo.is_video else Clip.NONE,
        renditions=tuple(
            StoredRendition(entry.name, entry.file, entry.width, entry.height, entry.type)
            for entry in rendered.renditions
        ),
    )
