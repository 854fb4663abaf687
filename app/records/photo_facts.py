"""What a photo's original says, kept apart from the photo: only hosts may know where it was taken."""

from dataclasses import fields
from typing import Any

from app.base.plain_text import clean_line
from app.db import Connection, Row
from app.media.facts import COLOURS, UNKNOWN, Facts
from app.records.party import OF_A_LIVING_PARTY
from app.records.photo import Photo, photos_where

MAX_WORDS = 60
COLUMNS = ", ".join(field.name for field in fields(Facts))
IN_NEED = "state in ('waiting', 'shown', 'hidden')"
MAX_OF_GUEST = 10_000


async def upsert_photo_facts(connection: Connection, photo: Photo, facts: Facts) -> None:
    """Write what the original says. Its words come from strangers, so each becomes one plain line."""
    values: dict[str, Any] = {field.name: getattr(facts, field.name) for field in fields(Facts)}
    values |= {
        "camera": clean_line(facts.camera, MAX_WORDS),
        "lens": clean_line(facts.lens, MAX_WORDS),
        "is_screenshot": int(facts.is_screenshot),
        "colours": ",".join(colour for colour in facts.colours if colour in COLOURS),
    }
    places = ", ".join(f":{name}" for name in values)
    sets = ", ".join(f"{name} = excluded.{name}" for name in (*values, "sha256"))
    await connection.execute(
        f"""
        insert into photo_facts (photo_id, party_id, sha256, {COLUMNS})
        values (:photo_id, :party_id, :sha256, {places})
        on conflict (photo_id) do update set {sets}
        """,
        values | {"photo_id": photo.id, "party_id": photo.party_id, "sha256": photo.sha256},
    )


async def select_photo_facts(connection: Connection, party_id: str, photo_id: str) -> Facts:
    """Return what is known about a photo; empty facts if its original was not read."""
    row = await connection.fetch_one(
        f"select {COLUMNS} from photo_facts where photo_id = :photo_id and party_id = :party_id",
        {"photo_id": photo_id, "party_id": party_id},
    )
    return _facts_of(row) if row else UNKNOWN


async def select_facts_of_guest(connection: Connection, party_id: str, guest_id: str) -> dict[str, Facts]:
    """Return what is known about a guest's photos, by photo."""
    columns = ", ".join(f"photo_facts.{field.name}" for field in fields(Facts))
    rows = await connection.fetch_all(
        f"""
        select photo_facts.photo_id, {columns}
        from photo_facts join photos on photos.id = photo_facts.photo_id
        where photos.party_id = :party_id and photos.guest_id = :guest_id limit :limit
        """,
        {"party_id": party_id, "guest_id": guest_id, "limit": MAX_OF_GUEST},
    )
    return {
        row["photo_id"]: _facts_of({name: row[name] for name in row if name != "photo_id"}) for row in rows
    }


async def select_photos_without_facts(connection: Connection, after: str, limit: int) -> list[Photo]:
    """Return photos whose original was not read yet, ordered by id, from above `after`."""
    return await photos_where(
        connection,
        f"""{IN_NEED} and id > :after and {OF_A_LIVING_PARTY}
            and not exists (select 1 from photo_facts where photo_facts.photo_id = photos.id)
            and id not in (select photo_id from arrivals)
        order by id""",
        {"after": after},
        limit,
    )


async def delete_photo_facts(connection: Connection, photo_id: str) -> None:
    await connection.execute("delete from photo_facts where photo_id = :id", {"id": photo_id})


def _facts_of(row: Row) -> Facts:
    values = dict(row)
    values["is_screenshot"] = bool(row["is_screenshot"])
    values["colours"] = tuple(row["colours"].split(",")) if row["colours"] else ()
    return Facts(**values)
