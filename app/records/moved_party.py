"""The rows of a whole party, read from one database and written into another."""

from collections.abc import Sequence
from typing import Any

from app.db import Connection
from app.records.news import PHOTO_COLUMNS
from app.records.party import SETTING_COLUMNS
from app.records.photo import Photo, photo_of

Values = dict[str, Any]
ROWS_AT_ONCE = 200
PARTY_COLUMNS = (
    "id",
    "created_at",
    "head",
    "uploads_open",
    "ended",
    "entry_round",
    "shown_no",
    "logo",
    "album_no",
    "tasks",
    "chapters_no",
    "chapters_until",
    "setting_versions",
    "due_at",
    *SETTING_COLUMNS,
)
# Sessions, links, screens and unfinished uploads stay behind: they belong to the old server.
KEYS = {
    "guests": "id",
    "doors": "id",
    "photos": "id",
    "changes": "no",
    "clips": "photo_id",
    "showings": "photo_id",
    "photo_facts": "photo_id",
    "device_clocks": "id",
    "slides": "id",
    "chapters": "id",
    "comments": "id",
    "tasks": "id",
    "collections": "id",
    "collection_photos": "id",
}
IDS_AT_ONCE = 500


async def select_party_row(connection: Connection, party_id: str) -> Values:
    row = await connection.fetch_one(
        f"select {', '.join(PARTY_COLUMNS)} from parties where id = :id", {"id": party_id}
    )
    assert row is not None
    return dict(row)


async def select_rows(
    connection: Connection, table: str, party_id: str, after: object | None
) -> list[Values]:
    """Return some of a party's rows of one table, by their keys, from the first after `after`."""
    key = KEYS[table]
    rows = await connection.fetch_all(
        f"select * from {table} where party_id = :party_id and {key} > :after order by {key} limit :limit",
        {
            "party_id": party_id,
            "after": after if after is not None else (-1 if key == "no" else ""),
            "limit": ROWS_AT_ONCE,
        },
    )
    return [dict(row) for row in rows]


def photo_in(values: Values) -> Photo:
    """Make a photo from a row of the whole table."""
    return photo_of({column: values[column] for column in PHOTO_COLUMNS})


async def select_further_keys(connection: Connection, photo_id: str) -> list[Values]:
    """Return the further keys under which a photo was sent."""
    rows = await connection.fetch_all(
        "select * from photo_keys where photo_id = :photo_id", {"photo_id": photo_id}
    )
    return [dict(row) for row in rows]


async def select_ids_known(connection: Connection, table: str, ids: Sequence[str]) -> set[str]:
    """Return those of the ids that a table has already, in any party."""
    known: set[str] = set()
    for start in range(0, len(ids), IDS_AT_ONCE):
        asked = {f"id{no}": each for no, each in enumerate(ids[start : start + IDS_AT_ONCE])}
        places = ", ".join(f":{name}" for name in asked)
        rows = await connection.fetch_all(f"select id from {table} where id in ({places})", asked)
        known |= {row["id"] for row in rows}
    return known


async def insert_row(connection: Connection, table: str, values: Values) -> None:
    names = list(values)
    places = ", ".join(f":{name}" for name in names)
    await connection.execute(f"insert into {table} ({', '.join(names)}) values ({places})", values)


async def update_party_slug(connection: Connection, party_id: str, slug: str) -> None:
    await connection.execute("update parties set slug = :slug where id = :id", {"id": party_id, "slug": slug})
