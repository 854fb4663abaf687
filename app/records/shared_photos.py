"""The photos of a share link. Whether each may be seen now is read from its row, every time."""

from typing import Any

from app.db import Connection
from app.records.access import Seen
from app.records.collection_photos import Placed, select_collection_page
from app.records.photo import Photo, photos_where
from app.records.share_link import LinkKind, ShareLink


async def select_placed_by_link(
    connection: Connection, link: ShareLink, before: int | None, limit: int
) -> list[Placed]:
    """Return what a link shows, after the place `before`.

    A collection arranged by hand has its own order. Anything else is newest first, by position.
    """
    if link.is_by_hand:
        return await select_collection_page(
            connection, link.target_id, link.guest_id or None, before, limit, Seen.BY_LINK
        )
    where, params = _of(link)
    found = await photos_where(
        connection,
        f"{where} and {Seen.BY_LINK} and position < :before order by position desc",
        params | {"before": before if before is not None else 2**62},
        limit,
    )
    return [Placed(photo, photo.position) for photo in found]


async def select_photos_by_link(connection: Connection, link: ShareLink, limit: int) -> list[Photo]:
    """Return the first photos that a link shows."""
    return [one.photo for one in await select_placed_by_link(connection, link, None, limit)]


async def select_photos_changed_by_link(
    connection: Connection, link: ShareLink, since: int, limit: int
) -> list[Photo]:
    """Return the photos of a link that changed after `since`, oldest change first, with gone ones."""
    where, params = _of(link)
    return await photos_where(
        connection, f"{where} and change_no > :since order by change_no", params | {"since": since}, limit
    )


async def select_photo_by_link(connection: Connection, link: ShareLink, photo_id: str) -> Photo | None:
    """Return a photo of the link, whatever its state."""
    where, params = _of(link)
    found = await photos_where(connection, f"{where} and id = :id", params | {"id": photo_id}, 1)
    return found[0] if found else None


async def select_count_by_link(connection: Connection, link: ShareLink) -> int:
    where, params = _of(link)
    row = await connection.fetch_one(
        f"select count(*) as photos from photos where {where} and {Seen.BY_LINK}", params
    )
    assert row is not None
    return int(row["photos"])


def _of(link: ShareLink) -> tuple[str, dict[str, Any]]:
    where, params = "party_id = :party_id", {"party_id": link.party_id}
    if link.kind is LinkKind.FAVOURITES:
        where += " and is_favourite = 1"
    elif link.kind is LinkKind.COLLECTION:
        where += " and id in (select photo_id from collection_photos where collection_id = :target_id)"
        params["target_id"] = link.target_id
    elif link.kind is LinkKind.CHAPTER:
        # A deleted chapter has no span, so nothing is in it.
        begin, end = link.span or ("~", "")
        where += " and happened_at >= :begin and (:end = '' or happened_at < :end)"
        params |= {"begin": begin, "end": end}
    elif link.kind is not LinkKind.PARTY:
        where += " and id in (select photo_id from share_link_photos where link_id = :link_id)"
        params["link_id"] = link.id
    if link.guest_id:
        where += " and guest_id = :guest_id"
        params["guest_id"] = link.guest_id
    return where, params
