"""A wall that says which photo it shows, so that the host can take that one down."""

from dataclasses import dataclass

from app.db import Connection


@dataclass(frozen=True, slots=True)
class WallScreen:
    """`photo_id` is empty while the wall shows none."""

    screen_id: str
    photo_id: str
    at: str


async def upsert_wall_screen(
    connection: Connection, party_id: str, screen: WallScreen, by_host: bool
) -> None:
    await connection.execute(
        """
        insert into wall_screens (party_id, screen_id, photo_id, by_host, at)
        values (:party_id, :screen_id, :photo_id, :by_host, :at)
        on conflict (party_id, screen_id)
        do update set photo_id = excluded.photo_id, by_host = excluded.by_host, at = excluded.at
        """,
        {
            "party_id": party_id,
            "screen_id": screen.screen_id,
            "photo_id": screen.photo_id,
            "by_host": int(by_host),
            "at": screen.at,
        },
    )


async def select_wall_screen_is_known(connection: Connection, party_id: str, screen_id: str) -> bool:
    row = await connection.fetch_one(
        "select 1 from wall_screens where party_id = :party_id and screen_id = :screen_id",
        {"party_id": party_id, "screen_id": screen_id},
    )
    return row is not None


async def count_wall_screens(connection: Connection, party_id: str) -> int:
    row = await connection.fetch_one(
        "select count(*) as number from wall_screens where party_id = :party_id", {"party_id": party_id}
    )
    return int(row["number"]) if row else 0


async def select_wall_screens(
    connection: Connection, party_id: str, since: str, limit: int
) -> list[WallScreen]:
    """Return the walls that have said something since then: the host's own first, then the latest."""
    rows = await connection.fetch_all(
        """
        select screen_id, photo_id, at from wall_screens where party_id = :party_id and at >= :since
        order by by_host desc, at desc limit :limit
        """,
        {"party_id": party_id, "since": since, "limit": limit},
    )
    return [WallScreen(row["screen_id"], row["photo_id"], row["at"]) for row in rows]


async def delete_wall_screens_before(connection: Connection, party_id: str, before: str) -> None:
    await connection.execute(
        "delete from wall_screens where party_id = :party_id and at < :before",
        {"party_id": party_id, "before": before},
    )
