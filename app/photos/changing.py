"""What happens to a photo after it came: edited, hidden, deleted, or dropped before it was shown."""

from app.base.clock import now_iso
from app.base.errors import N_, AppError, not_found
from app.db import Connection
from app.parties.scope import PartyScope, Site, carried_through
from app.photos.asked import refuse_nameless
from app.records.arrival import select_arrival
from app.records.change import ChangeKind, insert_change
from app.records.clip import delete_clip_job
from app.records.kept_file import select_is_kept
from app.records.party import select_party
from app.records.photo import (
    Photo,
    PhotoState,
    delete_unfinished_photo,
    select_photo,
    select_photo_by_folder,
    update_photo_deleted,
    update_photo_hidden,
    update_photo_words,
)
from app.records.upload import update_uploads_of_dropped_photo
from app.records.words_before import forget_words_before, select_words_before, update_words_before


async def is_kept(site: Site, photo_id: str) -> bool:
    """Tell whether a photo of a living party has this id; else no file under its names is anybody's."""
    async with site.database.reading() as connection:
        return await select_is_kept(connection, photo_id)


async def drop_photo(scope: PartyScope, photo: Photo, refusal: str = "") -> None:
    """Forget a registered photo that turned out not to be one; it was never shown and never answered for.

    `refusal` is what its upload says from now on.
    """
    async with scope.database.transaction() as connection:
        was_there = await delete_unfinished_photo(connection, photo.id)
        if was_there:
            await update_uploads_of_dropped_photo(connection, photo.id, refusal)
    if was_there:
        await scope.storage.remove_original(photo.id)
        await scope.storage.discard(photo.folder)


@carried_through
async def edit_photo(
    scope: PartyScope, photo_id: str, actor: str, author: str | None, caption: str | None
) -> Photo:
    """Change a shown photo's words; None leaves one as it is."""
    async with scope.database.transaction() as connection:
        photo, is_changed = await _write_words(connection, scope, photo_id, actor, author, caption)
    if is_changed:
        scope.hub.ring(photo)
    return photo


@carried_through
async def undo_edit(scope: PartyScope, no: int, actor: str) -> Photo:
    """Bring back the words that the edit with this number has replaced; that is an edit itself.

    Raises a 409 where the words have been changed again since.
    """
    async with scope.database.transaction() as connection:
        before = await select_words_before(connection, scope.party_id, no)
        if before is None:
            raise not_found()
        if not before.is_last:
            raise AppError(
                409, "WORDS_CHANGED", N_("Somebody has changed these words again. Have another look.")
            )
        photo, is_changed = await _write_words(
            connection, scope, before.photo_id, actor, before.author, before.caption
        )
    if is_changed:
        scope.hub.ring(photo)
    return photo


async def _write_words(
    connection: Connection,
    scope: PartyScope,
    photo_id: str,
    actor: str,
    author: str | None,
    caption: str | None,
) -> tuple[Photo, bool]:
    """Write new words as one change, which keeps those before; return the photo and whether they are new."""
    photo = await _shown_photo(connection, scope, photo_id)
    party = await select_party(connection, scope.party_id)
    if party is None:
        raise not_found()
    new_author = photo.author if author is None or party.names_asked == "no" else author
    if new_author != photo.author:
        refuse_nameless(party, new_author)
    new_caption = photo.caption if caption is None else caption
    if (new_author, new_caption) == (photo.author, photo.caption):
        return photo, False
    no = await insert_change(connection, scope.party_id, ChangeKind.EDITED, actor, now_iso(), photo_id)
    await update_words_before(connection, scope.party_id, no, photo.author, photo.caption)
    await update_photo_words(connection, photo_id, new_author, new_caption, no)
    return await _shown_photo(connection, scope, photo_id), True


@carried_through
async def hide_photo(scope: PartyScope, photo_id: str, actor: str) -> Photo:
    """Take a photo down: its files first, so that no address answers any more, then the row, then the bell.

    Hidden already is fine. Its original stays, and `restore_photo` undoes it.
    """
    return await _take_down(scope, photo_id, ChangeKind.HIDDEN, actor)


@carried_through
async def delete_photo(scope: PartyScope, photo_id: str, actor: str) -> Photo:
    """Take a photo down for good, its original with it; a tombstone stays for the screens to hear of."""
    photo = await _take_down(scope, photo_id, ChangeKind.DELETED, actor)
    await scope.storage.remove_original(photo_id)
    async with scope.database.reading() as connection:
        arrival = await select_arrival(connection, photo_id)
    if arrival is not None:
        # Whoever is at work on it finds the photo deleted, or its bytes gone, and clears up the rest.
        await scope.storage.remove_original(arrival.id)
    return photo


async def _take_down(scope: PartyScope, photo_id: str, kind: ChangeKind, actor: str) -> Photo:
    while True:
        async with scope.database.reading() as connection:
            photo = await select_photo(connection, scope.party_id, photo_id)
        if photo is None:
            raise not_found()
        for folder in photo.public_folders:
            await scope.storage.withdraw(folder)
        try:
            after = await _record_takedown(scope, photo, kind, actor)
            if after is not None:
                # The bell first: the files have no address any more, and clearing them up may take a while.
                scope.hub.ring()
        finally:
            # The row decides where the files go, whether this worked, failed, or a killed process left them.
            for folder in photo.public_folders:
                await settle_withdrawn(scope.site, folder)
        if after is not None:
            return after


async def _record_takedown(scope: PartyScope, photo: Photo, kind: ChangeKind, actor: str) -> Photo | None:
    """Write the takedown; None when the photo's files changed places since they were withdrawn."""
    async with scope.database.transaction() as connection:
        current = await select_photo(connection, scope.party_id, photo.id)
        if current is None or current.state not in (PhotoState.SHOWN, PhotoState.HIDDEN):
            raise not_found()
        if current.public_folders != photo.public_folders:
            return None
        if kind is ChangeKind.DELETED:
            no = await insert_change(connection, scope.party_id, kind, actor, now_iso(), photo.id)
            await update_photo_deleted(connection, photo.id, no)
            await forget_words_before(connection, photo.id)
            await delete_clip_job(connection, photo.id)
        elif current.is_shown:
            no = await insert_change(connection, scope.party_id, kind, actor, now_iso(), photo.id)
            await update_photo_hidden(connection, photo.id, no)
            await delete_clip_job(connection, photo.id)
        return await select_photo(connection, scope.party_id, photo.id)


async def settle_withdrawn(site: Site, folder: str) -> None:
    """Put a withdrawn folder back if a shown photo owns it, else delete it."""
    if not folder:
        return
    if await _is_shown_from(site, folder):
        await site.storage.reinstate(folder)
    # Asked again: a takedown by somebody else may have been recorded while the files came back, and whoever
    # recorded it before this second look may have cleared up before they were there.
    if not await _is_shown_from(site, folder):
        await site.storage.discard(folder)


async def _is_shown_from(site: Site, folder: str) -> bool:
    async with site.database.reading() as connection:
        owner = await select_photo_by_folder(connection, folder)
    return owner is not None and owner.is_shown


async def _shown_photo(connection: Connection, scope: PartyScope, photo_id: str) -> Photo:
    photo = await select_photo(connection, scope.party_id, photo_id)
    if photo is None or not photo.is_shown:
        raise not_found()
    return photo
