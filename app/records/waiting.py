"""Photos that wait: the queue for those who decide, and photos that show themselves in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.db import Connection
from app.records.comment import COMMENTS_TO_BE_DECIDED
from app.records.party import OF_A_LIVING_PARTY
from app.records.photo import Photo, photos_where
from app.records.photo_state import SHOWN, WAITS

TO_BE_DECIDED = "party_id = :party_id and state = 'waiting' and reason <> 'banned' and is_private = 0"
"""Neither a banned guest's photos nor private ones need a decision."""
APPROVAL = "approval"
"""The reason of photos that wait because the party shows only what was approved."""
SHOWN_PHOTOS = "select id from photos where party_id = :party_id and state = 'shown'"


@dataclass(frozen=True, slots=True)
class Queue:
    """`count` counts photos.

    `oldest_at` is when the longest waiting photo, words, picture or comment came (ISO 8601), empty for none.
    """

    count: int
    oldest_at: str


async def select_photos_waiting(connection: Connection, party_id: str, after: int, limit: int) -> list[Photo]:
    """Return the photos that wait for a decision, oldest first, from above the position `after`."""
    return await photos_where(
        connection,
        f"{TO_BE_DECIDED} and position > :after order by position",
        {"party_id": party_id, "after": after},
        limit,
    )


async def select_photos_waiting_of(
    connection: Connection, party_id: str, guest_id: str | None, came_before: str | None, limit: int
) -> list[Photo]:
    """Return the waiting photos of one guest, or those from before a time, oldest first."""
    where, params = TO_BE_DECIDED, {"party_id": party_id}
    if guest_id is not None:
        where += " and guest_id = :guest_id"
        params["guest_id"] = guest_id
    if came_before is not None:
        where += " and created_at < :came_before"
        params["came_before"] = came_before
    return await photos_where(connection, f"{where} order by position", params, limit)


async def select_photos_waiting_because(
    connection: Connection, party_id: str, reason: str, after: int, limit: int
) -> list[Photo]:
    """Return the photos that wait for one reason, oldest first, from above the position `after`."""
    return await photos_where(
        connection,
        "party_id = :party_id and state = 'waiting' and reason = :reason and position > :after "
        "order by position",
        {"party_id": party_id, "reason": reason, "after": after},
        limit,
    )


async def select_queue(connection: Connection, party_id: str) -> Queue:
    row = await connection.fetch_one(
        f"""
        select coalesce(sum(photos), 0) as number, coalesce(min(since), '') as oldest from (
            select 1 as photos, created_at as since from photos where {TO_BE_DECIDED}
            union all
            select 0, created_at from words_waiting
            where party_id = :party_id and photo_id in ({SHOWN_PHOTOS})
            union all
            select 0, at from versions
            where party_id = :party_id and waits = 1 and photo_id in ({SHOWN_PHOTOS})
            union all
            select 0, created_at from comments where {COMMENTS_TO_BE_DECIDED}
        ) as to_be_decided
        """,
        {"party_id": party_id},
    )
    assert row is not None
    return Queue(row["number"], row["oldest"])


async def select_shown_counts(
    connection: Connection, party_id: str, guest_ids: Sequence[str]
) -> dict[str, int]:
    """Return how many photos of each of these guests have been shown."""
    asked = {f"id{no}": guest_id for no, guest_id in enumerate(guest_ids)}
    if not asked:
        return {}
    places = ", ".join(f":{name}" for name in asked)
    rows = await connection.fetch_all(
        f"""
        select guest_id, count(*) as number from photos
        where party_id = :party_id and state = 'shown' and guest_id in ({places}) group by guest_id
        """,
        {"party_id": party_id, **asked},
    )
    return {row["guest_id"]: row["number"] for row in rows}


async def select_photos_to_release(connection: Connection, at: str, limit: int) -> list[Photo]:
    """Return the photos of all parties that were to show themselves by then, longest overdue first."""
    return await photos_where(
        connection,
        f"state = 'waiting' and release_at <> '' and release_at <= :at and {OF_A_LIVING_PARTY} "
        "order by release_at",
        {"at": at},
        limit,
    )


async def update_photo_approved(connection: Connection, photo_id: str, change_no: int, at: str) -> None:
    """Show a waiting photo. Its files are public already."""
    await connection.execute(
        f"update photos set {SHOWN} where id = :id", {"id": photo_id, "no": change_no, "at": at}
    )


async def update_photo_waits(
    connection: Connection,
    photo_id: str,
    change_no: int,
    reason: str,
    *,
    release_at: str = "",
    forgets_former: bool = False,
) -> None:
    """Let a photo wait unchanged: until `release_at`, or for a decision if that is empty."""
    values: dict[str, Any] = {"id": photo_id, "no": change_no, "reason": reason, "release_at": release_at}
    former = ", former_folder = ''" if forgets_former else ""
    await connection.execute(f"update photos set {WAITS}{former} where id = :id", values)


async def update_photo_access(connection: Connection, photo: Photo) -> None:
    """Write who sees a photo, beside the change that tells of it."""
    await connection.execute(
        """
        update photos set access = :access, access_own = :own, access_host = :host, is_private = :is_private
        where id = :id
        """,
        {
            "id": photo.id,
            "access": photo.access,
            "own": photo.access_own,
            "host": photo.access_host,
            "is_private": int(photo.is_private),
        },
    )


async def update_photo_changed(connection: Connection, photo_id: str, change_no: int) -> None:
    """Note the change of a photo of which only who sees it has changed."""
    await connection.execute(
        "update photos set change_no = :no, version = version + 1 where id = :id",
        {"id": photo_id, "no": change_no},
    )


async def update_edits_stopped(connection: Connection, party_id: str) -> None:
    """Make new words and pictures that would show themselves wait for a decision."""
    for table, waits in (("words_waiting", ""), ("versions", "waits = 1 and ")):
        await connection.execute(
            f"update {table} set release_at = '' where {waits}party_id = :party_id and release_at <> ''",
            {"party_id": party_id},
        )


async def update_releases_stopped(connection: Connection, party_id: str, reason: str) -> None:
    """Make every photo that would show itself wait for a decision."""
    await connection.execute(
        """
        update photos set release_at = '', reason = :reason, version = version + 1
        where party_id = :party_id and state = 'waiting' and release_at <> ''
        """,
        {"party_id": party_id, "reason": reason},
    )
