"""What hosts have decided about guests."""

from app.db import Connection
from app.records.guest import Standing


async def update_guest_standing(
    connection: Connection, party_id: str, guest_id: str, standing: Standing, reason: str = ""
) -> None:
    await connection.execute(
        """
        update guests set standing = :standing, standing_reason = :reason, paused_until = ''
        where party_id = :party_id and id = :id
        """,
        {"party_id": party_id, "id": guest_id, "standing": standing, "reason": reason},
    )


async def update_guest_paused(connection: Connection, party_id: str, guest_id: str, until: str) -> None:
    await connection.execute(
        "update guests set paused_until = :until where party_id = :party_id and id = :id",
        {"party_id": party_id, "id": guest_id, "until": until},
    )


async def select_guests_with_reason(connection: Connection, party_id: str, reason: str) -> list[str]:
    """Return the ids of guests whose standing has this reason."""
    rows = await connection.fetch_all(
        "select id from guests where party_id = :party_id and standing_reason = :reason order by id",
        {"party_id": party_id, "reason": reason},
    )
    return [row["id"] for row in rows]
