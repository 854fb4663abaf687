"""The photos that a share link is to. Whether each may be seen now is asked of its row, every time."""

from typing import Any

from app.db import Connection
from app.records.photo import Photo, photos_where
from app.records.share_link import LinkKind, ShareLink

MAY_BE_SEEN = "state = 'shown'"
"""As `may_see_by_link` (people/may.py) says of one photo: for lists and counts."""


async def select_photos_by_link(
    connection: Connection, link: ShareLink, before: int | None, limit: int
) -> list[Photo]:
    """Return what a link shows, newest first, from below the position `before`."""
    where, params = _of(link)
    return await photos_where(
        connection,
        f"{where} and {MAY_BE_SEEN} and position < :before order by position desc",
        params | {"before": before if before is not None else 2**62},
        limit,
    )


async def select_photos_changed_by_link(
    connection: Connection, link: ShareLink, since: int, limit: int
) -> list[Photo]:
    """Return those of a link's photos that changed after `since`, oldest change first, gone ones too."""
    where, params = _of(link)
    return await photos_where(
        connection, f"{where} and change_no > :since order by change_no", params | {"since": since}, limit
    )


async def select_photo_by_link(connection: Connection, link: ShareLink, photo_id: str) -> Photo | None:
    """Return a photo that the link is to, whatever its state."""
    where, params = _of(link)
    found = await photos_where(connection, f"{where} and id = :id", params | {"id": photo_id}, 1)
    return found[0] if found else None


async def select_count_by_link(connection: Connection, link: ShareLink) -> int:
    where, params = _of(link)
    row = await connection.fetch_one(
        f"select count(*) as photos from photos where {where} and {MAY_BE_SEEN}", params
    )
    assert row is not None
    return int(row["photos"])


def _of(link: ShareLink) -> tuple[str, dict[str, Any]]:
    where, params = "party_id = :party_id", {"party_id": link.party_id}
    if link.kind is LinkKind.FAVOURITES:
        where += " and is_favourite = 1"
    elif link.kind is not LinkKind.PARTY:
        where += " and id in (select photo_id from share_link_photos where link_id = :link_id)"
        params["link_id"] = link.id
    if link.guest_id:
        where += " and guest_id = :guest_id"
        params["guest_id"] = link.guest_id
    return where, params
