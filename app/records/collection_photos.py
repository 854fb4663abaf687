"""The photos of a collection, in order. Whether somebody may see one is decided by the photo's row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.db import Connection
from app.records.access import Seen
from app.records.photo import COLUMNS, Photo, photo_of

ROWS_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Placed:
    """A photo, and its place in the collection."""

    photo: Photo
    place: int


async def select_collection_page(
    connection: Connection,
    collection_id: str,
    guest_id: str | None,
    after: int | None,
    limit: int,
    seen: Seen = Seen.BY_GUESTS,
) -> list[Placed]:
    """Return the shown photos in order after the place `after`, of everybody or of one guest."""
    columns = ", ".join(f"p.{column.strip()}" for column in COLUMNS.split(","))
    rows = await connection.fetch_all(
        f"""
        select {columns}, c.place as place from collection_photos c join photos p on p.id = c.photo_id
        where c.collection_id = :id and {seen.of("p")} and c.place > :after{_of_guest(guest_id)}
        order by c.place, c.photo_id limit :limit
        """,
        {"id": collection_id, "after": after if after is not None else -1, "limit": limit} | _whose(guest_id),
    )
    return [Placed(photo_of({k: row[k] for k in row if k != "place"}), int(row["place"])) for row in rows]


async def select_collection_counts(
    connection: Connection, party_id: str, guest_id: str | None
) -> dict[str, int]:
    """Return the number of shown photos in each non-empty collection, of everybody or of one guest."""
    rows = await connection.fetch_all(
        f"""
        select c.collection_id, count(*) as photos
        from collection_photos c join photos p on p.id = c.photo_id
        where c.party_id = :party_id and p.state = 'shown'{_of_guest(guest_id)}
        group by c.collection_id
        """,
        {"party_id": party_id} | _whose(guest_id),
    )
    return {row["collection_id"]: int(row["photos"]) for row in rows}


async def select_collection_count(connection: Connection, collection_id: str, guest_id: str | None) -> int:
    """Return the number of shown photos in one collection, of everybody or of one guest."""
    row = await connection.fetch_one(
        f"""
        select count(*) as photos from collection_photos c join photos p on p.id = c.photo_id
        where c.collection_id = :id and p.state = 'shown'{_of_guest(guest_id)}
        """,
        {"id": collection_id} | _whose(guest_id),
    )
    return int(row["photos"]) if row else 0


async def select_places(
    connection: Connection, collection_id: str, photo_ids: Sequence[str] | None = None
) -> dict[str, int]:
    """Return the places of some or all photos in a collection, in order, whatever their state."""
    asked, among = _places(photo_ids)
    rows = await connection.fetch_all(
        f"""
        select photo_id, place from collection_photos where collection_id = :id{among}
        order by place, photo_id
        """,
        {"id": collection_id, **asked},
    )
    return {row["photo_id"]: int(row["place"]) for row in rows}


async def insert_collection_photos(
    connection: Connection, party_id: str, collection_id: str, places: Mapping[str, int]
) -> None:
    """Put photos into a collection at these places. Ids that are no photo of the party are skipped."""
    items = list(places.items())
    for first in range(0, len(items), ROWS_AT_ONCE):
        part = items[first : first + ROWS_AT_ONCE]
        values: dict[str, object] = {}
        for no, (photo_id, place) in enumerate(part):
            values |= {f"photo{no}": photo_id, f"place{no}": place}
        cases = " ".join(f"when :photo{no} then :place{no}" for no in range(len(part)))
        ids = ", ".join(f":photo{no}" for no in range(len(part)))
        await connection.execute(
            f"""
            insert into collection_photos (id, collection_id, party_id, photo_id, place)
            select :collection_id || id, :collection_id, party_id, id,
                cast(case id {cases} end as bigint)
            from photos where party_id = :party_id and id in ({ids}) and state <> 'deleted'
            """,
            {"party_id": party_id, "collection_id": collection_id, **values},
        )


async def delete_collection_photos(
    connection: Connection, collection_id: str, photo_ids: Sequence[str] | None = None
) -> int:
    """Take some or all photos out of a collection; return how many were in it."""
    asked, among = _places(photo_ids)
    return await connection.execute(
        f"delete from collection_photos where collection_id = :id{among}", {"id": collection_id, **asked}
    )


async def update_places_shifted(connection: Connection, collection_id: str, first: int, by: int) -> None:
    """Make room for `by` photos before the place `first`."""
    await connection.execute(
        "update collection_photos set place = place + :by where collection_id = :id and place >= :first",
        {"id": collection_id, "first": first, "by": by},
    )


def rule_in_collections(
    collection_ids: Sequence[str], column: str, name: str = "collection", *, is_excluded: bool = False
) -> tuple[str, dict[str, object]]:
    """Return the condition that the photo id in `column` is in one of these collections, and its values.

    The values' names begin with `name`.
    """
    asked: dict[str, object] = {f"{name}{no}": each for no, each in enumerate(collection_ids)}
    places = ", ".join(f":{each}" for each in asked)
    among = f"select photo_id from collection_photos where collection_id in ({places})"
    return f"{column} {'not in' if is_excluded else 'in'} ({among})", asked


def _of_guest(guest_id: str | None) -> str:
    return " and p.guest_id = :guest_id" if guest_id is not None else ""


def _whose(guest_id: str | None) -> dict[str, str]:
    return {"guest_id": guest_id} if guest_id is not None else {}


def _places(photo_ids: Sequence[str] | None) -> tuple[dict[str, str], str]:
    if photo_ids is None:
        return {}, ""
    asked = {f"photo{no}": each for no, each in enumerate(photo_ids)}
    return asked, f" and photo_id in ({', '.join(f':{name}' for name in asked) or 'null'})"
