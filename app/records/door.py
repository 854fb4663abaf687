"""A door: a way into the party with its own label and code, such as a table's QR code."""

from dataclasses import dataclass

from app.db import Connection


@dataclass(frozen=True, slots=True)
class Door:
    """`revoked_at` is empty while the door is open. A revoked door is only a label on photos."""

    id: str
    party_id: str
    label: str
    code: str
    created_at: str
    revoked_at: str = ""


COLUMNS = "id, party_id, label, code, created_at, revoked_at"


async def insert_door(connection: Connection, door: Door) -> None:
    await connection.execute(
        f"""
        insert into doors ({COLUMNS}) values (:id, :party_id, :label, :code, :created_at, :revoked_at)
        """,
        {column: getattr(door, column) for column in COLUMNS.split(", ")},
    )


async def select_doors(connection: Connection, party_id: str) -> list[Door]:
    """Return every door of the party, also the revoked ones, oldest first."""
    rows = await connection.fetch_all(
        f"select {COLUMNS} from doors where party_id = :party_id order by created_at, id",
        {"party_id": party_id},
    )
    return [Door(**dict(row)) for row in rows]


async def select_door_by_code(connection: Connection, party_id: str, code: str) -> Door | None:
    """Return the door that the code opens; None if it is revoked."""
    row = await connection.fetch_one(
        f"select {COLUMNS} from doors where party_id = :party_id and code = :code and revoked_at = ''",
        {"party_id": party_id, "code": code},
    )
    return Door(**dict(row)) if row else None


async def update_door_label(connection: Connection, party_id: str, door_id: str, label: str) -> bool:
    """Rename a door; False if there is none."""
    count = await connection.execute(
        "update doors set label = :label where party_id = :party_id and id = :id",
        {"label": label, "party_id": party_id, "id": door_id},
    )
    return count > 0


async def update_door_revoked(connection: Connection, party_id: str, door_id: str, at: str) -> bool:
    """Close a door; False if there is no open one."""
    count = await connection.execute(
        "update doors set revoked_at = :at where party_id = :party_id and id = :id and revoked_at = ''",
        {"at": at, "party_id": party_id, "id": door_id},
    )
    return count > 0
