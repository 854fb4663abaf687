"""Comments: what people write under photos. A photo's row counts the shown ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.db import Connection, Row
from app.records.party import OF_A_LIVING_PARTY


class CommentState(StrEnum):
    SHOWN = "shown"
    WAITING = "waiting"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Comment:
    """With the same `write_key` a repeated request is the same comment. `sent_as` is its writer's role.

    A waiting comment has a `reason` (photos/waiting.py). It shows itself at `release_at`, if that is not
    empty.
    """

    id: str
    party_id: str
    photo_id: str
    guest_id: str
    write_key: str
    author: str
    text: str
    sent_as: str
    state: CommentState
    created_at: str
    reason: str = ""
    release_at: str = ""
    was_shown: bool = False
    edited_at: str = ""

    @property
    def is_shown(self) -> bool:
        return self.state is CommentState.SHOWN


COLUMNS = """id, party_id, photo_id, guest_id, write_key, author, text, sent_as, state, reason, release_at,
    was_shown, created_at, edited_at"""

COMMENTS_TO_BE_DECIDED = """party_id = :party_id and state = 'waiting' and reason <> 'banned'
    and photo_id in (select id from photos where party_id = :party_id and state = 'shown')"""


async def insert_comment(connection: Connection, comment: Comment) -> None:
    values: dict[str, Any] = {name.strip(): getattr(comment, name.strip()) for name in COLUMNS.split(",")}
    values["was_shown"] = int(comment.was_shown)
    places = ", ".join(f":{name}" for name in values)
    await connection.execute(f"insert into comments ({COLUMNS}) values ({places})", values)


async def select_comment(connection: Connection, party_id: str, comment_id: str) -> Comment | None:
    return await _first(
        connection, "id = :id and party_id = :party_id", {"id": comment_id, "party_id": party_id}
    )


async def select_comment_by_key(
    connection: Connection, party_id: str, guest_id: str, write_key: str
) -> Comment | None:
    return await _first(
        connection,
        "party_id = :party_id and guest_id = :guest_id and write_key = :write_key",
        {"party_id": party_id, "guest_id": guest_id, "write_key": write_key},
    )


async def select_comments(connection: Connection, photo_id: str, limit: int) -> list[Comment]:
    """Return a photo's comments in every state, oldest first."""
    return await _where(
        connection, "photo_id = :photo_id order by created_at, id", {"photo_id": photo_id}, limit
    )


async def select_comment_counts(
    connection: Connection, party_id: str, photo_id: str, guest_id: str
) -> tuple[int, int]:
    """Return the number of a photo's comments, and of a guest's comments in the party, in every state."""
    row = await connection.fetch_one(
        """
        select (select count(*) from comments where photo_id = :photo_id) as of_photo,
            (select count(*) from comments where party_id = :party_id and guest_id = :guest_id) as of_guest
        """,
        {"photo_id": photo_id, "party_id": party_id, "guest_id": guest_id},
    )
    assert row is not None
    return int(row["of_photo"]), int(row["of_guest"])


async def select_comments_of_guest(
    connection: Connection, party_id: str, guest_id: str, after: str, limit: int
) -> list[Comment]:
    """Return a guest's comments in every state, ordered by id."""
    return await _where(
        connection,
        "party_id = :party_id and guest_id = :guest_id and id > :after order by id",
        {"party_id": party_id, "guest_id": guest_id, "after": after},
        limit,
    )


async def select_comments_waiting(connection: Connection, party_id: str, limit: int) -> list[Comment]:
    """Return the comments that wait for a decision, oldest first. A banned guest's comments do not."""
    return await _where(
        connection,
        f"{COMMENTS_TO_BE_DECIDED} order by created_at, id",
        {"party_id": party_id},
        limit,
    )


async def select_comments_waiting_because(
    connection: Connection, party_id: str, reason: str, limit: int, guest_id: str | None = None
) -> list[Comment]:
    """Return the comments that wait for one reason, of everybody or of one guest."""
    of_guest = " and guest_id = :guest_id" if guest_id is not None else ""
    return await _where(
        connection,
        f"party_id = :party_id and state = 'waiting' and reason = :reason{of_guest} order by created_at, id",
        {"party_id": party_id, "reason": reason} | ({"guest_id": guest_id} if guest_id is not None else {}),
        limit,
    )


async def select_comments_to_release(connection: Connection, at: str, limit: int) -> list[Comment]:
    """Return the comments of all parties that were to show themselves by then."""
    return await _where(
        connection,
        f"state = 'waiting' and release_at <> '' and release_at <= :at and {OF_A_LIVING_PARTY} "
        "order by release_at",
        {"at": at},
        limit,
    )


async def select_comments_to_ban(
    connection: Connection, limit: int, party_id: str = "", guest_id: str = ""
) -> list[Comment]:
    """Return comments of banned guests, of any party or of one guest, that are not put away yet."""
    one = " and party_id = :party_id and id = :guest_id" if guest_id else ""
    return await _where(
        connection,
        "(state = 'shown' or (state = 'waiting' and reason <> 'banned')) and (party_id, guest_id) in "
        f"(select party_id, id from guests where standing = 'banned'{one}) order by created_at, id",
        {"party_id": party_id, "guest_id": guest_id} if guest_id else {},
        limit,
    )


async def update_comment_state(
    connection: Connection, comment_id: str, state: CommentState, reason: str = "", release_at: str = ""
) -> None:
    await connection.execute(
        """
        update comments set state = :state, reason = :reason, release_at = :release_at,
            was_shown = case when :is_shown = 1 then 1 else was_shown end
        where id = :id
        """,
        {
            "id": comment_id,
            "state": state,
            "reason": reason,
            "release_at": release_at,
            "is_shown": int(state is CommentState.SHOWN),
        },
    )


async def update_comment_text(connection: Connection, comment_id: str, text: str, at: str) -> None:
    await connection.execute(
        "update comments set text = :text, edited_at = :at where id = :id",
        {"id": comment_id, "text": text, "at": at},
    )


async def update_comment_releases_stopped(connection: Connection, party_id: str, reason: str) -> None:
    """Make every comment that would show itself wait for a decision."""
    await connection.execute(
        """
        update comments set release_at = '', reason = :reason
        where party_id = :party_id and state = 'waiting' and release_at <> ''
        """,
        {"party_id": party_id, "reason": reason},
    )


async def update_photo_comments(connection: Connection, photo_id: str, change_no: int) -> None:
    """Count a photo's shown comments again, beside the change that tells of them."""
    await connection.execute(
        """
        update photos set change_no = :no, comments =
            (select count(*) from comments where comments.photo_id = photos.id and comments.state = 'shown')
        where id = :id
        """,
        {"id": photo_id, "no": change_no},
    )


async def delete_comment_row(connection: Connection, comment_id: str) -> None:
    await connection.execute("delete from comment_reports where comment_id = :id", {"id": comment_id})
    await connection.execute("delete from comments where id = :id", {"id": comment_id})


async def delete_comments_of_photo(connection: Connection, photo_id: str) -> None:
    """Delete the comments of a deleted photo."""
    await connection.execute(
        "delete from comment_reports where comment_id in (select id from comments where photo_id = :id)",
        {"id": photo_id},
    )
    await connection.execute("delete from comments where photo_id = :id", {"id": photo_id})


async def select_comments_by_photo(
    connection: Connection, photo_ids: Sequence[str], limit: int
) -> dict[str, list[Comment]]:
    """Return the shown comments of these photos, oldest first: at most `limit` in all."""
    asked = {f"id{no}": photo_id for no, photo_id in enumerate(photo_ids)}
    if not asked:
        return {}
    places = ", ".join(f":{name}" for name in asked)
    found: dict[str, list[Comment]] = {}
    for comment in await _where(
        connection, f"state = 'shown' and photo_id in ({places}) order by created_at, id", asked, limit
    ):
        found.setdefault(comment.photo_id, []).append(comment)
    return found


async def _first(connection: Connection, where: str, params: dict[str, Any]) -> Comment | None:
    found = await _where(connection, where, params, 1)
    return found[0] if found else None


async def _where(connection: Connection, where: str, params: dict[str, Any], limit: int) -> list[Comment]:
    rows = await connection.fetch_all(
        f"select {COLUMNS} from comments where {where} limit :limit", {**params, "limit": limit}
    )
    return [_of(row) for row in rows]


def _of(row: Row) -> Comment:
    values = dict(row)
    values["state"] = CommentState(row["state"])
    values["was_shown"] = bool(row["was_shown"])
    return Comment(**values)
