"""Which kept files have a row. Ids and folders are looked up by their first two letters."""

from app.db import Connection
from app.records.party import OF_A_LIVING_PARTY

AFTER_HEX = "g"


async def select_folders_named(connection: Connection, shard: str) -> set[str]:
    """Return the public folders that a photo has, had a moment ago, or is about to have."""
    rows = await connection.fetch_all(
        """
        select folder from photos where folder >= :first and folder < :after and folder <> ''
        union select former_folder from photos where former_folder >= :first and former_folder < :after
            and former_folder <> ''
        union select folder from arrivals where folder >= :first and folder < :after
        """,
        {"first": shard, "after": shard + AFTER_HEX},
    )
    return {str(row["folder"]) for row in rows}


async def select_folders_waiting(connection: Connection, shard: str) -> set[str]:
    """Return the folders of waiting photos."""
    rows = await connection.fetch_all(
        "select folder from photos where folder >= :first and folder < :after and state = 'waiting'",
        {"first": shard, "after": shard + AFTER_HEX},
    )
    return {str(row["folder"]) for row in rows}


async def select_originals_named(connection: Connection, shard: str) -> dict[str, bool]:
    """Return the ids that originals and books may have; False for those of deleted photos."""
    rows = await connection.fetch_all(
        """
        select id, case when state = 'deleted' then 0 else 1 end as is_kept from photos
        where id >= :first and id < :after
        union all select id, 1 as is_kept from arrivals where id >= :first and id < :after
        union all select id, 1 as is_kept from exports where id >= :first and id < :after and kind = 'book'
        """,
        {"first": shard, "after": shard + AFTER_HEX},
    )
    return {str(row["id"]): bool(row["is_kept"]) for row in rows}


async def select_is_kept(connection: Connection, photo_id: str) -> bool:
    """Tell whether the photo exists, in a party that is not being deleted."""
    row = await connection.fetch_one(
        f"select 1 as found from photos where id = :id and {OF_A_LIVING_PARTY}", {"id": photo_id}
    )
    return row is not None
