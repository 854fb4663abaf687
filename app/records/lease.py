"""Who is at work on a photo or an arrived original, and until when: after that, anybody may take it up."""

from collections.abc import Collection

from app.db import Connection


async def update_leases(connection: Connection, photo_ids: Collection[str], until: str) -> None:
    """Say that the unfinished photos, and the originals that arrived for photos, are being worked on."""
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
    """Take up one photo or what arrived for it; False when it is finished or another has taken it up."""
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
