"""Leases: who works on a photo or an arrived original, and until when. After that anybody may take it."""

from collections.abc import Collection

from app.db import Connection


async def update_leases(connection: Connection, photo_ids: Collection[str], until: str) -> None:
    """Lease the unfinished photos, and the originals that arrived for photos, until `until`."""
    places = ", ".join(f":id{number}" for number in range(len(photo_ids)))
    params = {f"id{number}": photo_id for number, photo_id in enumerate(photo_ids)}
    await connection.execute(
        f"update photos set leased_until = :until where state = 'processing' and id in ({places})",
        {**params, "until": until},
    )
    await connection.execute(
        f"update arrivals set leased_until = :until where photo_id in ({places})", {**params, "until": until}
    )


async def update_lease_if_over(connection: Connection, photo_id: str, now: str, until: str) -> bool:
    """Take one photo, or its arrived original; False if it is finished or somebody else has it."""
    params = {"id": photo_id, "now": now, "until": until}
    count = await connection.execute(
        """
        update photos set leased_until = :until
        where id = :id and state = 'processing' and leased_until < :now
        """,
        params,
    )
    count += await connection.execute(
        "update arrivals set leased_until = :until where photo_id = :id and leased_until < :now", params
    )
    return count > 0
