"""When a party next opens, closes, shows all or is deleted by itself."""

from app.db import Connection


async def update_party_due(connection: Connection, party_id: str, due_at: str) -> None:
    """Write when the party next opens or closes by itself; empty for never."""
    await connection.execute(
        "update parties set due_at = :due_at where id = :id", {"id": party_id, "due_at": due_at}
    )


async def select_parties_due(connection: Connection, at: str, limit: int) -> list[str]:
    """Return the ids of the parties that were to open or close by then, longest overdue first."""
    rows = await connection.fetch_all(
        """
        select id from parties where due_at <> '' and due_at <= :at and deleted_at = ''
        order by due_at limit :limit
        """,
        {"at": at, "limit": limit},
    )
    return [row["id"] for row in rows]
