"""Tags that people give: guests to their own photos, hosts to any."""

from app.albums.terms import words_of
from app.base.clock import now_iso
from app.base.errors import N_, AppError, bad_request, not_found
from app.db import Connection
from app.parties.scope import PartyScope, carried_through
from app.photos.waiting import has_unwanted_words, select_wait
from app.records.change import ChangeKind, insert_change
from app.records.party import select_party
from app.records.photo import Photo, select_photo, update_photo_tags

MAX_TAGS = 20
MAX_TAG = 40
TAGS = "tags"
"""The log's word for an edit of tags."""


@carried_through
async def add_tag(scope: PartyScope, photo_id: str, actor: str, tag: str) -> Photo:
    """Give a photo a tag. No error if it has the tag already, in whatever case and accents."""
    if not words_of(tag):
        raise bad_request(N_("A tag needs a letter or a number."))
    async with scope.database.transaction() as connection:
        photo = await _find(connection, scope, photo_id)
        if tag_key(tag) in map(tag_key, photo.tags):
            return photo
        if len(photo.tags) >= MAX_TAGS:
            raise AppError(
                409,
                "TOO_MANY_TAGS",
                N_("A photo can have %(count)s tags. Take one away first."),
                {"count": MAX_TAGS},
            )
        if actor == photo.guest_id:
            await _refuse_guests_tag(connection, photo, tag)
        changed = await _write(connection, photo, (*photo.tags, tag), actor)
    scope.hub.ring(changed)
    return changed


@carried_through
async def remove_tag(scope: PartyScope, photo_id: str, actor: str, tag: str) -> Photo:
    """Take a tag away. No error if the photo does not have it."""
    async with scope.database.transaction() as connection:
        photo = await _find(connection, scope, photo_id)
        kept = tuple(one for one in photo.tags if tag_key(one) != tag_key(tag))
        if kept == photo.tags:
            return photo
        changed = await _write(connection, photo, kept, actor)
    scope.hub.ring(changed)
    return changed


def tag_key(tag: str) -> str:
    """Return a key that is equal for tags that look the same to a reader."""
    return " ".join(words_of(tag))


async def _refuse_guests_tag(connection: Connection, photo: Photo, tag: str) -> None:
    """Check a guest's tag by the rules for captions."""
    party = await select_party(connection, photo.party_id)
    if party is not None and has_unwanted_words(party, tag):
        raise AppError(403, "WORDS_NOT_WANTED", N_("The hosts don’t want these words here. Try others."))
    if photo.is_shown and await select_wait(connection, photo) is not None:
        raise AppError(
            403, "TAGS_FROM_HOSTS", N_("The hosts look at new words first here, so only they add tags.")
        )


async def _write(connection: Connection, photo: Photo, tags: tuple[str, ...], actor: str) -> Photo:
    no = await insert_change(
        connection, photo.party_id, ChangeKind.EDITED, actor, now_iso(), photo.id, detail=TAGS
    )
    await update_photo_tags(connection, photo.id, tags, no)
    after = await select_photo(connection, photo.party_id, photo.id)
    assert after is not None
    return after


async def _find(connection: Connection, scope: PartyScope, photo_id: str) -> Photo:
    photo = await select_photo(connection, scope.party_id, photo_id)
    if photo is None or not (photo.is_shown or photo.is_waiting):
        raise not_found()
    return photo
