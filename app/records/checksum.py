"""The CRC-32 of originals that were sent before CRC-32 was stored."""

from dataclasses import dataclass

from app.db import Connection
from app.records.party import OF_A_LIVING_PARTY

UNREADABLE = -1
"""Stands for a CRC-32 when the original is missing, or not as long as it was."""
IN_NEED = "crc32 is null and state in ('waiting', 'shown', 'hidden')"


@dataclass(frozen=True, slots=True)
class Unchecked:
    id: str
    sha256: str
    bytes: int


async def select_photos_without_crc32(connection: Connection, after: str, limit: int) -> list[Unchecked]:
    """Return photos whose original must still be read, ordered by id, from above `after`."""
    rows = await connection.fetch_all(
        f"""
        select id, sha256, bytes from photos
        where {IN_NEED} and id > :after and {OF_A_LIVING_PARTY}
            and id not in (select photo_id from arrivals)
        order by id limit :limit
        """,
        {"after": after, "limit": limit},
    )
    return [Unchecked(**row) for row in rows]


async def update_photo_crc32(connection: Connection, photo: Unchecked, crc32: int) -> None:
    """Write the CRC-32, unless another original has replaced the one that was read."""
    await connection.execute(
        f"update photos set crc32 = :crc32 where id = :id and sha256 = :sha256 and {IN_NEED}",
        {"id": photo.id, "sha256": photo.sha256, "crc32": crc32},
    )
