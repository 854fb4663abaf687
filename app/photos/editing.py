"""The words of a photo: its guest or a host changes them or brings old ones back. They wait as photos do."""

from dataclasses import dataclass, replace

from app.base.clock import now_iso
from app.base.errors import N_, AppError, not_found
from app.db import Connection
from app.parties.scope import PartyScope, carried_through
from app.photos.asked import refuse_nameless
from app.photos.waiting import has_unwanted_words, refuse_time_in_panic, select_wait_of_words
from app.records.change import CLOCK, ChangeKind, insert_change
from app.records.party import Party, select_party
from app.records.photo import Photo, select_photo, update_photo_words
from app.records.waiting import update_photo_waits
from app.records.words_before import select_words_before, update_words_before
from app.records.words_waiting import (
    WordsWaiting,
    delete_words_waiting,
    select_words_waiting_for,
    upsert_words_waiting,
)


@dataclass(frozen=True, slots=True)
class Edited:
    """A photo as its editor sees it. While its new words wait, others see the old ones."""

    photo: Photo
    waits: bool = False


@carried_through
async def edit_photo(
    scope: PartyScope,
    photo_id: str,
    actor: str,
    author: str | None,
    caption: str | None,
    caption_was: str | None = None,
) -> Edited:
    """Change a photo's words. None means no change.

    Raises a 409 with the caption as it is now if that is neither `caption_was` nor the new one.

    If a new photo of this guest would wait, new words for a shown photo wait, too. The old ones stay for now.
    """
    async with scope.database.transaction() as connection:
        photo = await _find(connection, scope, photo_id)
        party = await _party(connection, scope)
        waiting = (await select_words_waiting_for(connection, scope.party_id, [photo_id])).get(photo_id)
        is_guests = actor == photo.guest_id
        known = waiting if waiting is not None and is_guests else photo
        new_author = known.author if author is None or party.names_asked == "no" else author
        new_caption = known.caption if caption is None else caption
        if caption_was is not None and known.caption not in (caption_was, new_caption):
            raise AppError(
                409,
                "CAPTION_CHANGED",
                N_("Somebody else has just written this caption:"),
                told={"caption": known.caption},
            )
        if photo.is_card and new_caption != photo.caption:
            raise AppError(
                409,
                "GREETING_IS_DRAWN",
                N_("The words of a greeting can’t be changed. Delete it and send another."),
            )
        if new_author != photo.author:
            refuse_nameless(party, new_author)
        wanted = replace(photo, author=new_author, caption=new_caption)
        if is_guests and (new_author, new_caption) != (photo.author, photo.caption):
            if has_unwanted_words(party, new_author, new_caption):
                raise AppError(
                    403, "WORDS_NOT_WANTED", N_("The hosts don’t want these words here. Try others.")
                )
            if photo.is_shown and await _let_wait(connection, wanted):
                edited, changed = Edited(wanted, waits=True), None
            else:
                changed = await _write(connection, photo, wanted, ChangeKind.EDITED, actor)
                edited = Edited(changed)
        else:
            changed = await _write(connection, photo, wanted, ChangeKind.EDITED, actor)
            edited = Edited(changed)
    scope.hub.ring(changed if changed is not None and changed.change_no != photo.change_no else None)
    return edited


async def _let_wait(connection: Connection, wanted: Photo) -> bool:
    """Let new words wait if a new photo with them would. False if they need not wait."""
    wait = await select_wait_of_words(connection, wanted)
    if wait is None:
        return False
    no = await insert_change(
        connection, wanted.party_id, ChangeKind.WORDS_WAIT, wanted.guest_id, now_iso(), wanted.id, wait.reason
    )
    await upsert_words_waiting(
        connection,
        WordsWaiting(
            photo_id=wanted.id,
            party_id=wanted.party_id,
            guest_id=wanted.guest_id,
            author=wanted.author,
            caption=wanted.caption,
            created_at=now_iso(),
            release_at=wait.release_at,
            no=no,
        ),
    )
    return True


@carried_through
async def undo_edit(scope: PartyScope, no: int, actor: str) -> Photo:
    """Bring back the words that the edit with this number replaced. This is an edit, too.

    Raises a 409 if the words were changed again since.
    """
    async with scope.database.transaction() as connection:
        before = await select_words_before(connection, scope.party_id, no)
        if before is None:
            raise not_found()
        if not before.is_last:
            raise AppError(
                409, "WORDS_CHANGED", N_("Somebody has changed these words again. Have another look.")
            )
        photo = await _find(connection, scope, before.photo_id)
        wanted = replace(photo, author=before.author, caption=before.caption)
        changed = await _write(connection, photo, wanted, ChangeKind.EDITED, actor)
    scope.hub.ring(changed)
    return changed


@carried_through
async def decide_words(scope: PartyScope, photo_id: str, no: int, actor: str, *, is_yes: bool) -> Photo:
    """Approve waiting words, or forget them. Return the photo as everybody sees it then.

    `no` is the change that brought them. Raises a 409 if they were decided about, or if other words wait now.
    """
    async with scope.database.transaction() as connection:
        photo = await _find(connection, scope, photo_id)
        await refuse_time_in_panic(connection, scope.party_id, actor)
        waiting = (await select_words_waiting_for(connection, scope.party_id, [photo_id])).get(photo_id)
        is_early = actor == CLOCK and waiting is not None and not waiting.release_at
        if waiting is None or is_early or not await delete_words_waiting(connection, photo_id, no):
            raise AppError(409, "ALREADY_DECIDED", N_("Somebody else was faster. Here is how it is now."))
        if is_yes:
            wanted = replace(photo, author=waiting.author, caption=waiting.caption)
            photo = await _write(connection, photo, wanted, ChangeKind.WORDS_APPROVED, actor)
        else:
            await insert_change(
                connection, scope.party_id, ChangeKind.WORDS_REFUSED, actor, now_iso(), photo_id
            )
    scope.hub.ring(photo if is_yes else None)
    return photo


async def _write(connection: Connection, photo: Photo, wanted: Photo, kind: ChangeKind, actor: str) -> Photo:
    """Write words as one change, which keeps the old ones. The same words are no change."""
    await delete_words_waiting(connection, photo.id)
    if (wanted.author, wanted.caption) == (photo.author, photo.caption):
        return photo
    no = await insert_change(connection, photo.party_id, kind, actor, now_iso(), photo.id)
    await update_words_before(connection, photo.party_id, no, photo.author, photo.caption)
    await update_photo_words(connection, photo.id, wanted.author, wanted.caption, no)
    if photo.release_at and actor == photo.guest_id:
        # The hosts must see a held photo for the whole time as it will be shown.
        wait = await select_wait_of_words(connection, wanted)
        if wait is not None and wait.release_at:
            await update_photo_waits(connection, photo.id, no, photo.reason, release_at=wait.release_at)
    after = await select_photo(connection, photo.party_id, photo.id)
    assert after is not None
    return after


async def _party(connection: Connection, scope: PartyScope) -> Party:
    party = await select_party(connection, scope.party_id)
    if party is None:
        raise not_found()
    return party


async def _find(connection: Connection, scope: PartyScope, photo_id: str) -> Photo:
    """Return a photo that is shown or waits: only its words can be changed."""
    photo = await select_photo(connection, scope.party_id, photo_id)
    if photo is None or photo.is_gone or not (photo.is_shown or photo.is_waiting):
        raise not_found()
    return photo
