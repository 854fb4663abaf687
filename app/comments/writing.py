"""Write, change and take back comments. Each act is a change of the photo, so it is replayed and indexed."""

from dataclasses import dataclass, replace

from app.base.clock import now_iso
from app.base.errors import N_, AppError, not_found, not_yours
from app.base.ids import new_id
from app.db import Connection
from app.parties.scope import PartyScope, carried_through
from app.photos.asked import refuse_banned, refuse_nameless
from app.photos.waiting import Wait, wait_of_text
from app.records.change import ChangeKind, insert_change
from app.records.comment import (
    Comment,
    CommentState,
    delete_comment_row,
    insert_comment,
    select_comment,
    select_comment_by_key,
    select_comment_counts,
    select_comments_of_guest,
    update_comment_state,
    update_comment_text,
    update_photo_comments,
)
from app.records.guest import select_guest, select_guest_entry, upsert_guest
from app.records.party import Party, select_party
from app.records.photo import Photo, select_photo

MOST_ON_PHOTO = 200
"""Counts comments in every state, because one answer lists all comments of a photo."""
MOST_OF_GUEST = 500


@dataclass(frozen=True, slots=True)
class Written:
    """A comment to write. An empty `write_key` always makes a new one. `author` None keeps the known name."""

    text: str
    author: str | None = None
    write_key: str = ""


@dataclass(frozen=True, slots=True)
class Writer:
    """`sent_as` is a role, empty for a guest. `name` is a member's name if they give no other."""

    guest_id: str
    sent_as: str = ""
    name: str = ""


@carried_through
async def write_comment(scope: PartyScope, photo_id: str, who: Writer, what: Written) -> Comment:
    """Write under a shown photo. The comment waits if new words of this guest would. A key is used once."""
    async with scope.database.transaction() as connection:
        photo, party = await _shown(connection, scope, photo_id), await _party(connection, scope)
        refuse_off(party)
        key = what.write_key or new_id()
        known = await select_comment_by_key(connection, scope.party_id, who.guest_id, key)
        if known is not None:
            return known
        guest = await select_guest_entry(connection, scope.party_id, who.guest_id)
        refuse_banned(party, guest)
        author = await _author(connection, party, who, what.author)
        await _refuse_full(connection, photo, who.guest_id)
        await upsert_guest(connection, scope.party_id, who.guest_id, author, now_iso())
        wait = wait_of_text(party, guest, who.sent_as, author, what.text)
        comment = _with_wait(
            Comment(
                id=new_id(),
                party_id=scope.party_id,
                photo_id=photo_id,
                guest_id=who.guest_id,
                write_key=key,
                author=author,
                text=what.text,
                sent_as=who.sent_as,
                state=CommentState.SHOWN,
                created_at=now_iso(),
                was_shown=wait is None,
            ),
            wait,
        )
        await insert_comment(connection, comment)
        kind = ChangeKind.COMMENT_WAITS if wait else ChangeKind.COMMENTED
        changed = await note_change(connection, comment, kind, who.guest_id)
    scope.hub.ring(changed)
    return comment


@carried_through
async def change_comment(scope: PartyScope, comment_id: str, guest_id: str, text: str) -> Comment:
    """Change an own comment. If a new comment would wait, the whole changed comment waits."""
    async with scope.database.transaction() as connection:
        comment = await _own(connection, scope, comment_id, guest_id)
        await _shown(connection, scope, comment.photo_id)
        party = await _party(connection, scope)
        refuse_off(party)
        if comment.text == text:
            return comment
        guest = await select_guest_entry(connection, scope.party_id, guest_id)
        refuse_banned(party, guest)
        wait = wait_of_text(party, guest, comment.sent_as, comment.author, text)
        after = replace(comment, text=text, edited_at=now_iso())
        # A waiting comment keeps its reason to wait.
        if comment.is_shown and wait is not None:
            after = _with_wait(after, wait)
            await update_comment_state(connection, comment_id, after.state, after.reason, after.release_at)
        await update_comment_text(connection, comment_id, text, after.edited_at)
        kind = ChangeKind.COMMENT_CHANGED if after.is_shown else ChangeKind.COMMENT_WAITS
        changed = await note_change(connection, comment, kind, guest_id)
    scope.hub.ring(changed)
    return after


@carried_through
async def delete_own_comment(scope: PartyScope, comment_id: str, guest_id: str) -> None:
    """Take an own comment back, even where comments are off by now."""
    async with scope.database.transaction() as connection:
        comment = await _own(connection, scope, comment_id, guest_id)
        changed = await _delete(connection, comment, guest_id)
    scope.hub.ring(changed)


@carried_through
async def delete_comment(scope: PartyScope, comment_id: str, actor: str) -> None:
    """Delete anybody's comment for good."""
    async with scope.database.transaction() as connection:
        comment = await select_comment(connection, scope.party_id, comment_id)
        if comment is None:
            raise not_found()
        changed = await _delete(connection, comment, actor)
    scope.hub.ring(changed)


async def forget_comments(scope: PartyScope, guest_id: str) -> None:
    """Delete all comments of a guest under any photo, a few at a time."""
    while True:
        async with scope.database.transaction() as connection:
            found = await select_comments_of_guest(connection, scope.party_id, guest_id, "", 20)
            for comment in found:
                await _delete(connection, comment, guest_id)
        scope.hub.ring()
        if not found:
            return


async def note_change(connection: Connection, comment: Comment, kind: ChangeKind, actor: str) -> Photo:
    """Write the change of a comment, recount its photo's comments, and return the updated photo."""
    no = await insert_change(
        connection, comment.party_id, kind, actor, now_iso(), comment.photo_id, comment.id
    )
    await update_photo_comments(connection, comment.photo_id, no)
    photo = await select_photo(connection, comment.party_id, comment.photo_id)
    assert photo is not None
    return photo


def refuse_off(party: Party) -> None:
    if not party.comments_allowed:
        raise AppError(403, "COMMENTS_OFF", N_("There are no comments at this party."))


def _with_wait(comment: Comment, wait: Wait | None) -> Comment:
    if wait is None:
        return comment
    return replace(comment, state=CommentState.WAITING, reason=wait.reason, release_at=wait.release_at)


async def _delete(connection: Connection, comment: Comment, actor: str) -> Photo:
    await delete_comment_row(connection, comment.id)
    return await note_change(connection, comment, ChangeKind.COMMENT_DELETED, actor)


async def _author(connection: Connection, party: Party, who: Writer, said: str | None) -> str:
    if party.names_asked == "no" and not who.sent_as:
        return ""
    known = await select_guest(connection, party.id, who.guest_id)
    author = said or (known.name if known else "") or who.name
    if not who.sent_as:
        refuse_nameless(party, author)
    return author


async def _refuse_full(connection: Connection, photo: Photo, guest_id: str) -> None:
    of_photo, of_guest = await select_comment_counts(connection, photo.party_id, photo.id, guest_id)
    if of_photo >= MOST_ON_PHOTO:
        raise AppError(403, "TOO_MANY_COMMENTS", N_("This photo has all the comments it has room for."))
    if of_guest >= MOST_OF_GUEST:
        raise AppError(
            403, "TOO_MANY_COMMENTS", N_("You have written very much. Delete a comment to write another.")
        )


async def _shown(connection: Connection, scope: PartyScope, photo_id: str) -> Photo:
    photo = await select_photo(connection, scope.party_id, photo_id)
    if photo is None or not photo.is_shown:
        raise not_found()
    return photo


async def _own(connection: Connection, scope: PartyScope, comment_id: str, guest_id: str) -> Comment:
    comment = await select_comment(connection, scope.party_id, comment_id)
    if comment is None or (comment.guest_id != guest_id and not comment.is_shown):
        raise not_found()
    if comment.guest_id != guest_id:
        raise not_yours()
    if comment.state is CommentState.HIDDEN:
        raise not_found()
    return comment


async def _party(connection: Connection, scope: PartyScope) -> Party:
    party = await select_party(connection, scope.party_id)
    if party is None:
        raise not_found()
    return party
