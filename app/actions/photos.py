"""What happens to a photo: registered, shown, edited, hidden, restored, deleted."""

from dataclasses import replace
from pathlib import Path

from app.actions.core import Core
from app.clock import now_iso
from app.db import Connection
from app.errors import N_, AppError, not_found, uploads_closed
from app.media.pipeline import Rendered
from app.models.change import ChangeKind, insert_change
from app.models.guest import upsert_guest
from app.models.party import select_party
from app.models.photo import (
    Photo,
    PhotoState,
    StoredRendition,
    delete_unfinished_photo,
    insert_photo,
    select_photo,
    select_photo_by_folder,
    select_photo_by_key,
    update_photo_deleted,
    update_photo_folder,
    update_photo_hidden,
    update_photo_shown,
    update_photo_words,
)
from app.storage import new_folder


async def register_photo(core: Core, photo: Photo) -> tuple[Photo, bool]:
    """Write the row of a photo whose bytes are safe in staging; from here on it cannot get lost.

    Returns the photo and True, or the one that came before with the same key and False. Raises when uploads
    have been closed meanwhile, or when that earlier one has been taken down.
    """
    async with core.database.transaction() as connection:
        earlier = await select_photo_by_key(connection, photo.guest_id, photo.upload_key)
        if earlier is not None:
            if earlier.is_gone:
                raise AppError(410, "PHOTO_GONE", N_("This photo was taken down, so it wasn’t sent again."))
            return earlier, False
        party = await select_party(connection, core.party_id)
        if party is None:
            raise not_found()
        if not party.uploads_open:
            raise uploads_closed(party.closed_message)
        await upsert_guest(connection, core.party_id, photo.guest_id, photo.author, now_iso())
        await insert_photo(connection, photo)
    return photo, True


async def drop_photo(core: Core, photo: Photo) -> None:
    """Forget a registered photo that turned out not to be one; it was never shown and never answered for."""
    async with core.database.transaction() as connection:
        was_there = await delete_unfinished_photo(connection, photo.id)
    if was_there:
        await core.storage.remove_original(photo.id)
        await core.storage.discard(photo.folder)


async def publish_photo(core: Core, photo: Photo, rendered: Rendered, room: Path) -> Photo:
    """Show a processed photo for the first time: renditions public, then row and change, then the bell."""
    return await _show(
        core, photo, rendered, room, PhotoState.PROCESSING, ChangeKind.SHOWN, actor=photo.guest_id
    )


async def restore_photo(core: Core, photo: Photo, rendered: Rendered, room: Path, actor: str) -> Photo:
    """Show a hidden photo again, under new public names."""
    folder = new_folder()
    async with core.database.transaction() as connection:
        # Written down first, so that a folder published by a process that is then killed has an owner.
        await update_photo_folder(connection, photo.id, folder)
    await core.storage.discard(photo.folder)
    renewed = replace(photo, folder=folder)
    return await _show(core, renewed, rendered, room, PhotoState.HIDDEN, ChangeKind.RESTORED, actor)


async def _show(
    core: Core,
    photo: Photo,
    rendered: Rendered,
    room: Path,
    expected: PhotoState,
    kind: ChangeKind,
    actor: str,
) -> Photo:
    renditions = tuple(
        StoredRendition(entry.name, entry.file, entry.width, entry.height, entry.type)
        for entry in rendered.renditions
    )
    ready = replace(
        photo,
        width=rendered.width,
        height=rendered.height,
        placeholder=rendered.placeholder,
        taken_at=rendered.taken_at,
        renditions=renditions,
    )
    await core.storage.publish(room, photo.folder)
    async with core.database.transaction() as connection:
        current = await select_photo(connection, core.party_id, photo.id)
        # Another process may have finished the same photo, or somebody deleted it meanwhile.
        if current is not None and current.state is expected and current.folder == photo.folder:
            no = await insert_change(connection, core.party_id, kind, actor, now_iso(), photo.id)
            await update_photo_shown(connection, ready, no)
        shown = await select_photo(connection, core.party_id, photo.id)
    if shown is None or shown.folder != photo.folder:
        await core.storage.discard(photo.folder)
    if shown is None or not shown.is_shown:
        raise not_found()
    core.hub.ring()
    return shown


async def edit_photo(core: Core, photo_id: str, actor: str, author: str | None, caption: str | None) -> Photo:
    """Change a shown photo's words; None leaves one as it is."""
    async with core.database.transaction() as connection:
        photo = await _shown_photo(connection, core, photo_id)
        new_author = photo.author if author is None else author
        new_caption = photo.caption if caption is None else caption
        if (new_author, new_caption) == (photo.author, photo.caption):
            return photo
        no = await insert_change(connection, core.party_id, ChangeKind.EDITED, actor, now_iso(), photo_id)
        await update_photo_words(connection, photo_id, new_author, new_caption, no)
        photo = await _shown_photo(connection, core, photo_id)
    core.hub.ring()
    return photo


async def hide_photo(core: Core, photo_id: str, actor: str) -> Photo:
    """Take a photo down: its files first, so that no address answers any more, then the row, then the bell.

    Hidden already is fine. Its original stays, and `restore_photo` undoes it.
    """
    return await _take_down(core, photo_id, ChangeKind.HIDDEN, actor)


async def delete_photo(core: Core, photo_id: str, actor: str) -> Photo:
    """Take a photo down for good, its original with it; a tombstone stays for the screens to hear of."""
    photo = await _take_down(core, photo_id, ChangeKind.DELETED, actor)
    await core.storage.remove_original(photo_id)
    return photo


async def _take_down(core: Core, photo_id: str, kind: ChangeKind, actor: str) -> Photo:
    async with core.database.reading() as connection:
        photo = await select_photo(connection, core.party_id, photo_id)
    if photo is None:
        raise not_found()
    await core.storage.withdraw(photo.folder)
    try:
        async with core.database.transaction() as connection:
            current = await select_photo(connection, core.party_id, photo_id)
            if current is None or current.state not in (PhotoState.SHOWN, PhotoState.HIDDEN):
                raise not_found()
            if kind is ChangeKind.DELETED:
                no = await insert_change(connection, core.party_id, kind, actor, now_iso(), photo_id)
                await update_photo_deleted(connection, photo_id, no)
            elif current.is_shown:
                no = await insert_change(connection, core.party_id, kind, actor, now_iso(), photo_id)
                await update_photo_hidden(connection, photo_id, no)
            after = await select_photo(connection, core.party_id, photo_id)
            assert after is not None
        core.hub.ring()
    finally:
        # The row decides where the files go, whether this worked, failed, or a killed process left them.
        await settle_withdrawn(core, photo.folder)
    return after


async def settle_withdrawn(core: Core, folder: str) -> None:
    """Put a withdrawn folder back if a shown photo owns it, else delete it."""
    if not folder:
        return
    async with core.database.reading() as connection:
        owner = await select_photo_by_folder(connection, folder)
    if owner is not None and owner.is_shown:
        await core.storage.reinstate(folder)
    else:
        await core.storage.discard(folder)


async def _shown_photo(connection: Connection, core: Core, photo_id: str) -> Photo:
    photo = await select_photo(connection, core.party_id, photo_id)
    if photo is None or not photo.is_shown:
        raise not_found()
    return photo
