"""An arrival: a photo's original that is safe and will soon replace the shown screen copy."""

from dataclasses import asdict, dataclass

from app.db import Connection, Row
from app.records.party import OF_A_LIVING_PARTY


@dataclass(frozen=True, slots=True)
class Arrival:
    """`id` names its bytes in the private folders, `folder` will hold its public renditions."""

    photo_id: str
    id: str
    sha256: str
    media_type: str
    bytes: int
    folder: str
    created_at: str
    crc32: int | None = None


COLUMNS = "photo_id, id, sha256, media_type, bytes, folder, created_at, crc32"


async def insert_arrival(connection: Connection, arrival: Arrival, leased_until: str = "") -> None:
    """Write a new arrival. It is being worked on until `leased_until`; empty means by nobody."""
    places = ", ".join(f":{column.strip()}" for column in COLUMNS.split(","))
    await connection.execute(
        f"insert into arrivals ({COLUMNS}, leased_until) values ({places}, :leased_until)",
        {**asdict(arrival), "leased_until": leased_until},
    )


async def select_arrival(connection: Connection, photo_id: str) -> Arrival | None:
    row = await connection.fetch_one(
        f"select {COLUMNS} from arrivals where photo_id = :photo_id", {"photo_id": photo_id}
    )
    return _arrival(row) if row else None


async def select_arrival_by_id(connection: Connection, arrival_id: str) -> Arrival | None:
    row = await connection.fetch_one(f"select {COLUMNS} from arrivals where id = :id", {"id": arrival_id})
    return _arrival(row) if row else None


async def select_arrivals(connection: Connection, leased_before: str, limit: int) -> list[Arrival]:
    """Return originals that are not in place and whose leases ended before that time, oldest first."""
    rows = await connection.fetch_all(
        f"""
        select {COLUMNS} from arrivals
        where leased_until < :before
            and photo_id in (select id from photos where {OF_A_LIVING_PARTY})
        order by created_at limit :limit
        """,
        {"before": leased_before, "limit": limit},
    )
    return [_arrival(row) for row in rows]


async def delete_arrival(connection: Connection, arrival_id: str) -> None:
    await connection.execute("delete from arrivals where id = :id", {"id": arrival_id})


def _arrival(row: Row) -> Arrival:
    return Arrival(**row)
