"""The photos of the album in the order in which they happened: their outline, and parts of them."""

from dataclasses import dataclass
from heapq import merge

from app.db import Connection
from app.records.access import FOR_MEMBERS_ALONE, Seen
from app.records.photo import COLUMNS, Photo, photo_of


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A photo's place in the album's order: when it happened, and its position."""

    at: str
    no: int


@dataclass(frozen=True, slots=True)
class Outlined:
    """What a page must know about a photo to leave room for it. Sizes are in px."""

    spot: Spot
    width: int
    height: int


async def select_outline(
    connection: Connection,
    party_id: str,
    guest_id: str | None,
    after: Spot,
    limit: int,
    seen: Seen = Seen.BY_GUESTS,
) -> list[Outlined]:
    """Return photos in order after a spot, of everybody or of one guest. It reads along one index."""
    of_guest = " and guest_id = :guest_id" if guest_id is not None else ""
    params = {"party_id": party_id, "after_at": after.at, "after_no": after.no, "limit": limit}
    parts = [
        await connection.fetch_all(
            f"""
            select happened_at, position, width, height from photos
            where party_id = :party_id and {rule}{of_guest}
                and (happened_at, position) > (:after_at, :after_no)
            order by happened_at, position limit :limit
            """,
            params | ({"guest_id": guest_id} if guest_id is not None else {}),
        )
        for rule in _rules(seen)
    ]
    found = [
        [Outlined(Spot(row["happened_at"], row["position"]), row["width"], row["height"]) for row in rows]
        for rows in parts
    ]
    return list(merge(*found, key=lambda one: one.spot))[:limit]


def _rules(seen: Seen) -> list[str]:
    """Return the rule in parts, each of which is in the order of the index."""
    kept = [FOR_MEMBERS_ALONE] if seen is Seen.BY_MEMBERS else []
    return [Seen.BY_GUESTS.value, *kept]


async def select_stretch(
    connection: Connection,
    party_id: str,
    guest_id: str | None,
    begin: Spot,
    end: Spot | None,
    limit: int,
    seen: Seen = Seen.BY_GUESTS,
) -> list[Photo]:
    """Return the photos from the spot `begin` up to but not including `end`, in order."""
    where, params = (
        "(happened_at, position) >= (:begin_at, :begin_no)",
        {
            "party_id": party_id,
            "begin_at": begin.at,
            "begin_no": begin.no,
            "limit": limit,
        },
    )
    if end is not None:
        where += " and (happened_at, position) < (:end_at, :end_no)"
        params |= {"end_at": end.at, "end_no": end.no}
    if guest_id is not None:
        where += " and guest_id = :guest_id"
        params["guest_id"] = guest_id
    parts = [
        await connection.fetch_all(
            f"""
            select {COLUMNS} from photos
            where party_id = :party_id and {rule} and {where}
            order by happened_at, position limit :limit
            """,
            params,
        )
        for rule in _rules(seen)
    ]
    found = [[photo_of(row) for row in rows] for rows in parts]
    return list(merge(*found, key=lambda one: (one.happened_at, one.position)))[:limit]
