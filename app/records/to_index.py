"""Photos that have changed since they were last indexed, with what their originals say."""

from dataclasses import dataclass

from app.db import Connection
from app.records.comment import select_comments_by_photo
from app.records.party import OF_A_LIVING_PARTY
from app.records.photo import COLUMNS, Photo, photo_of

MOST_COMMENTS = 5_000
"""How many photos are indexed at once."""


@dataclass(frozen=True, slots=True)
class ToIndex:
    photo: Photo
    camera: str
    colours: tuple[str, ...]
    is_screenshot: bool
    zone_minutes: int | None
    latitude: float | None = None
    longitude: float | None = None
    comments: tuple[str, ...] = ()
    """The shown comments under it."""
    task: str = ""


async def select_photos_to_index(connection: Connection, limit: int) -> list[ToIndex]:
    """Return photos of all parties that must be indexed, grouped by party."""
    columns = [column.strip() for column in COLUMNS.split(",")]
    named = ", ".join(f"photos.{column}" for column in columns)
    rows = await connection.fetch_all(
        f"""
        select {named}, coalesce(photo_facts.camera, '') as camera,
            coalesce(photo_facts.colours, '') as colours,
            coalesce(photo_facts.is_screenshot, 0) as is_screenshot, photo_facts.zone_minutes,
            photo_facts.latitude, photo_facts.longitude, coalesce(tasks.text, '') as task
        from photos left join photo_facts on photo_facts.photo_id = photos.id
            left join tasks on tasks.id = photos.task_id
        where photos.indexed_no <> photos.change_no and photos.{OF_A_LIVING_PARTY}
        order by photos.party_id limit :limit
        """,
        {"limit": limit},
    )
    comments = await select_comments_by_photo(connection, [row["id"] for row in rows], MOST_COMMENTS)
    return [
        ToIndex(
            photo=photo_of({column: row[column] for column in columns}),
            camera=row["camera"],
            colours=tuple(row["colours"].split(",")) if row["colours"] else (),
            is_screenshot=bool(row["is_screenshot"]),
            zone_minutes=row["zone_minutes"],
            task=row["task"],
            comments=tuple(one.text for one in comments.get(row["id"], [])),
            latitude=row["latitude"],
            longitude=row["longitude"],
        )
        for row in rows
    ]
