"""Photos in the orders that people and screens need: by change, by place in the gallery, by guest."""

from heapq import merge

from app.db import Connection
from app.records.access import FOR_MEMBERS_ALONE, Seen
from app.records.photo import Photo, photos_where


async def select_photos_changed(
    connection: Connection,
    party_id: str,
    since: int,
    limit: int,
    up_to: int | None = None,
    guest_id: str | None = None,
) -> list[Photo]:
    """Return the photos whose last change is in (since, up_to], oldest change first, with gone ones.

    With `guest_id` only that guest's photos.
    """
    of_guest = " and guest_id = :guest_id" if guest_id is not None else ""
    params = {"party_id": party_id, "since": since, "up_to": up_to if up_to is not None else 2**62}
    return await photos_where(
        connection,
        f"party_id = :party_id and change_no > :since and change_no <= :up_to{of_guest} order by change_no",
        params | ({"guest_id": guest_id} if guest_id is not None else {}),
        limit,
    )


async def select_photos_changed_last(
    connection: Connection, party_id: str, up_to: int, limit: int
) -> list[Photo]:
    """Return the `limit` photos that changed last, none after `up_to`, oldest change first."""
    newest_first = await photos_where(
        connection,
        "party_id = :party_id and change_no > 0 and change_no <= :up_to order by change_no desc",
        {"party_id": party_id, "up_to": up_to},
        limit,
    )
    return newest_first[::-1]


async def select_photos_shown(
    connection: Connection, party_id: str, before: int | None, limit: int, seen: Seen = Seen.BY_GUESTS
) -> list[Photo]:
    """Return the gallery, newest first, from below the position `before`."""
    rules = [Seen.BY_GUESTS.value]
    if seen is Seen.BY_MEMBERS:
        # Each part is in the order of one index; both in one condition would be sorted.
        rules.append(FOR_MEMBERS_ALONE)
    parts = [
        await photos_where(
            connection,
            f"party_id = :party_id and {rule} and position < :before order by position desc",
            {"party_id": party_id, "before": before if before is not None else 2**62},
            limit,
        )
        for rule in rules
    ]
    return list(merge(*parts, key=lambda photo: photo.position, reverse=True))[:limit]


async def select_photos_refused(
    connection: Connection, party_id: str, guest_id: str, limit: int
) -> list[Photo]:
    """Return a guest's own photos that a host has refused, newest first."""
    return await photos_where(
        connection,
        "party_id = :party_id and guest_id = :guest_id and state = 'hidden' and reason = 'refused' "
        "order by position desc",
        {"party_id": party_id, "guest_id": guest_id},
        limit,
    )


async def select_photos_of_guest(
    connection: Connection, party_id: str, guest_id: str, before: int | None, limit: int
) -> list[Photo]:
    """Return a guest's own photos that are shown or wait, newest first."""
    return await photos_where(
        connection,
        "party_id = :party_id and guest_id = :guest_id and state in ('shown', 'waiting') "
        "and position < :before "
        "order by position desc",
        {"party_id": party_id, "guest_id": guest_id, "before": before if before is not None else 2**62},
        limit,
    )


async def select_nudity_unable(connection: Connection, party_id: str, newest: int) -> list[str]:
    """Return why the check for nakedness missed photos, for those of the `newest` ones that it missed."""
    rows = await connection.fetch_all(
        """
        select nudity_unable from
            (select nudity_unable from photos where party_id = :party_id order by position desc limit :newest)
            as of_newest
        where nudity_unable <> ''
        """,
        {"party_id": party_id, "newest": newest},
    )
    return [row["nudity_unable"] for row in rows]
