"""A change: one numbered entry of a party's log. The host reads the same log as who did what."""

from dataclasses import dataclass
from enum import StrEnum

from app.base.errors import not_found
from app.db import Connection


class ChangeKind(StrEnum):
    SHOWN = "shown"
    COMPLETED = "completed"
    COPY_KEPT = "copy_kept"
    """The original will not come. The photo stays as its screen copy."""
    EDITED = "edited"
    ACCESS = "access"
    """Who sees a shown photo has changed; the detail is the level (access.py), empty for everyone."""
    WAITS = "waits"
    """A photo waits to be shown; the detail says why (photos/waiting.py)."""
    APPROVED = "approved"
    REFUSED = "refused"
    STOPPED = "stopped"
    """A photo that would have shown itself now waits for a decision."""
    HIDDEN = "hidden"
    RESTORED = "restored"
    DELETED = "deleted"
    ERASED = "erased"
    """Everything is deleted at the time that the host had set: one entry at the beginning, one at the end."""
    OPENED = "opened"
    CLOSED = "closed"
    ENDED = "ended"
    RENAMED = "renamed"
    STYLED = "styled"
    CLIP_MADE = "clip_made"
    """A video got the clip that the wall plays."""
    CLIP_FAILED = "clip_failed"
    """The video got no clip, and stays as its poster."""
    VIDEOS_ON = "videos_on"
    VIDEOS_OFF = "videos_off"
    SETTING = "setting"
    """Another setting of the party, named by the change's detail (party_settings.py)."""
    WORDS_WAIT = "words_wait"
    """New words of a shown photo wait; the detail says why."""
    WORDS_APPROVED = "words_approved"
    WORDS_REFUSED = "words_refused"
    PICTURE_EDITED = "picture_edited"
    """The picture was edited, or an earlier version brought back."""
    PICTURE_WAITS = "picture_waits"
    """A new version of a shown photo waits; the detail says why."""
    PICTURE_APPROVED = "picture_approved"
    PICTURE_REFUSED = "picture_refused"
    REPORTED = "reported"
    """A guest has reported a photo; the detail says why (moderation/reporting.py)."""
    KEPT = "kept"
    """Somebody has checked a reported photo, and it stays."""
    PANIC = "panic"
    """Everything is held back, and screens show their safe card."""
    CALM = "calm"
    """The panic is over."""
    STANDING = "standing"
    """A host has decided about a guest; the detail is the standing, a colon, and the guest."""
    STEERED = "steered"
    """Somebody steered the screens; the detail says how (screens/steering.py)."""
    ALBUM = "album"
    """Chapters or the clock of a device changed; the detail says which (albums/)."""
    RETIMED = "retimed"
    """A photo's time follows its device's corrected clock. The log shows one line for all of them."""
    FAVOURITE = "favourite"
    """A host has marked a photo as one of the couple's favourites."""
    NO_FAVOURITE = "no_favourite"
    STACK_TOP = "stack_top"
    """A host has put a photo on top of its stack."""
    UNSTACKED = "unstacked"
    """A host has taken a photo's stack apart."""
    STACKED = "stacked"
    """A host has put a stack together again."""
    RESTACKED = "restacked"
    """Another photo of that stack. The log shows one line for all of them."""
    COMMENTED = "commented"
    """About a comment. The detail of these entries is its id (comments/)."""
    COMMENT_WAITS = "comment_waits"
    COMMENT_CHANGED = "comment_changed"
    COMMENT_SHOWN = "comment_shown"
    """A host has approved a comment, brought it back, or kept one that was reported."""
    COMMENT_HIDDEN = "comment_hidden"
    COMMENT_DELETED = "comment_deleted"
    COMMENT_REPORTED = "comment_reported"
    MEMBERS = "members"
    """Somebody's role has changed; the detail says what, a colon, and whose or which (people/)."""
    STEPPED = "stepped"
    """A screen took one step. The log need not show these."""


HOST = "host"
"""The actor of a host whose name is not known. A guest acts as the guest's public id."""
CLOCK = "clock"
"""The actor of what happens by itself at a set time."""
OPERATOR = "operator"
"""The actor of a command on the server."""


@dataclass(frozen=True, slots=True)
class Change:
    """`actor` is HOST, a guest's public id, or a name such as `host:Mia` or `helper:Ada`.

    `author` and `photo_state` are the photo's current ones. `author_before` and `caption_before` are what an
    edit has replaced (words_before.py), or None if that is not kept.
    """

    no: int
    kind: ChangeKind
    photo_id: str | None
    actor: str
    at: str
    detail: str
    author: str
    photo_state: str = ""
    author_before: str | None = None
    caption_before: str | None = None
    comment_author: str | None = None
    """The comment that it is about: its writer, its text and its state; None if there is no comment."""
    comment_text: str | None = None
    comment_state: str | None = None
    collection_id: str = ""
    """The collection that it is about; empty for none."""
    has_collection_before: bool = False
    """What it has replaced in the collection is kept."""


async def insert_change(
    connection: Connection,
    party_id: str,
    kind: ChangeKind,
    actor: str,
    at: str,
    photo_id: str | None = None,
    detail: str = "",
) -> int:
    """Take the party's next number, write the change under it, and return it; a 404 without the party.

    The number comes from the party's row in the caller's transaction. So numbers are committed in order and
    without gaps, which a sequence does not promise.
    """
    row = await connection.fetch_one(
        "update parties set head = head + 1 where id = :id and deleted_at = '' returning head",
        {"id": party_id},
    )
    if row is None:
        # Another process has deleted it since this one looked.
        raise not_found()
    await connection.execute(
        """
        insert into changes (party_id, no, photo_id, kind, actor, at, detail)
        values (:party_id, :no, :photo_id, :kind, :actor, :at, :detail)
        """,
        {
            "party_id": party_id,
            "no": row["head"],
            "photo_id": photo_id,
            "kind": kind,
            "actor": actor,
            "at": at,
            "detail": detail,
        },
    )
    return int(row["head"])


async def select_change_time(connection: Connection, party_id: str, no: int) -> str | None:
    """Return when a change was made; None if there is no such change."""
    row = await connection.fetch_one(
        "select at from changes where party_id = :party_id and no = :no", {"party_id": party_id, "no": no}
    )
    return str(row["at"]) if row else None


async def select_changes(
    connection: Connection, party_id: str, before: int | None, limit: int
) -> list[Change]:
    """Return the log newest first, from below the number `before`."""
    rows = await connection.fetch_all(
        """
        select changes.no, changes.kind, changes.photo_id, changes.actor, changes.at, changes.detail,
               changes.author_before, changes.caption_before,
               coalesce(photos.author, '') as author, coalesce(photos.state, '') as photo_state,
               comments.author as comment_author, comments.text as comment_text,
               comments.state as comment_state, changes.collection_id,
               case when changes.collection_before <> '' then 1 else 0 end as has_collection_before
        from changes left join photos on photos.id = changes.photo_id
        left join comments on comments.id = changes.detail
        where changes.party_id = :party_id and changes.no < :before
            and changes.kind not in ('stepped', 'retimed', 'restacked')
        order by changes.no desc limit :limit
        """,
        {"party_id": party_id, "before": before if before is not None else 2**62, "limit": limit},
    )
    return [
        Change(
            no=row["no"],
            kind=ChangeKind(row["kind"]),
            photo_id=row["photo_id"],
            actor=row["actor"],
            at=row["at"],
            detail=row["detail"],
            author=row["author"],
            photo_state=row["photo_state"],
            author_before=row["author_before"],
            caption_before=row["caption_before"],
            comment_author=row["comment_author"],
            comment_text=row["comment_text"],
            comment_state=row["comment_state"],
            collection_id=row["collection_id"],
            has_collection_before=bool(row["has_collection_before"]),
        )
        for row in rows
    ]
