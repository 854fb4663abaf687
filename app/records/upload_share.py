"""How much unfinished uploads use together: in a party, by its newcomers, on the machine."""

from dataclasses import dataclass

from app.db import Connection


@dataclass(frozen=True, slots=True)
class Taken:
    """`count` unfinished uploads, and the announced bytes of those whose first byte has been on its way."""

    count: int
    reserved_bytes: int


TAKEN = """select count(*) as number,
    coalesce(sum(case when is_reserved = 1 then length else 0 end), 0) as bytes
    from uploads where state = 'receiving'"""


async def select_taken(connection: Connection, party_id: str) -> Taken:
    return await _taken(connection, "and party_id = :party_id", party_id=party_id)


async def select_taken_by_newcomers(connection: Connection, party_id: str, network: str | None) -> Taken:
    """Count what newcomers use: those of one network, or with None all of them."""
    where = "and party_id = :party_id and is_newcomer = 1"
    if network is None:
        return await _taken(connection, where, party_id=party_id)
    return await _taken(connection, f"{where} and network = :network", party_id=party_id, network=network)


async def select_taken_anywhere(connection: Connection) -> Taken:
    return await _taken(connection, "")


async def select_has_photo(connection: Connection, party_id: str, guest_id: str) -> bool:
    """Tell whether a photo of the guest is on the wall."""
    row = await connection.fetch_one(
        """
        select 1 from photos
        where party_id = :party_id and guest_id = :guest_id and state = 'shown' limit 1
        """,
        {"party_id": party_id, "guest_id": guest_id},
    )
    return row is not None


async def select_newcomer_network(connection: Connection, upload_id: str) -> str | None:
    """Return the network of a newcomer's upload; None for another guest's."""
    row = await connection.fetch_one(
        "select network from uploads where id = :id and is_newcomer = 1", {"id": upload_id}
    )
    return str(row["network"]) if row else None


async def select_receiving_ids(
    connection: Connection, party_id: str, created_before: str, limit: int
) -> list[str]:
    rows = await connection.fetch_all(
        """
        select id from uploads
        where party_id = :party_id and state = 'receiving' and created_at < :before
        order by created_at limit :limit
        """,
        {"party_id": party_id, "before": created_before, "limit": limit},
    )
    return [str(row["id"]) for row in rows]


async def update_upload_reserved(connection: Connection, upload_id: str) -> None:
    await connection.execute("update uploads set is_reserved = 1 where id = :id", {"id": upload_id})


async def delete_tombstones_over(connection: Connection, most: int) -> None:
    """Delete all but the newest `most` tombstones."""
    row = await connection.fetch_one("select count(*) as number from uploads where state = 'gone'")
    surplus = int(row["number"]) - most if row else 0
    if surplus > 0:
        await connection.execute(
            """
            delete from uploads where id in (
                select id from uploads where state = 'gone' order by created_at limit :surplus
            )
            """,
            {"surplus": surplus},
        )


async def _taken(connection: Connection, where: str, **params: str) -> Taken:
    row = await connection.fetch_one(f"{TAKEN} {where}", params)
    return Taken(int(row["number"]), int(row["bytes"])) if row else Taken(0, 0)
