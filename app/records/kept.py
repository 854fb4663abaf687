"""How much guests have sent: photos and bytes by guest, and by the network a guest sent from."""

from dataclasses import dataclass

from app.db import Connection

KEPT_STATES = "('processing', 'waiting', 'shown', 'hidden')"


@dataclass(frozen=True, slots=True)
class GuestShare:
    """What one guest uses. `unfinished_bytes` is the announced size of unfinished uploads."""

    guest_id: str
    name: str
    photos: int
    bytes: int
    unfinished: int
    unfinished_bytes: int


async def select_kept_bytes(connection: Connection, party_id: str, guest_id: str) -> int:
    row = await connection.fetch_one(
        f"""
        select coalesce(sum(bytes), 0) as bytes from photos
        where party_id = :party_id and guest_id = :guest_id and state in {KEPT_STATES}
        """,
        {"party_id": party_id, "guest_id": guest_id},
    )
    return int(row["bytes"]) if row else 0


async def select_kept_photos(connection: Connection, party_id: str, guest_id: str) -> int:
    row = await connection.fetch_one(
        f"""
        select count(*) as number from photos
        where party_id = :party_id and guest_id = :guest_id and state in {KEPT_STATES}
        """,
        {"party_id": party_id, "guest_id": guest_id},
    )
    return int(row["number"]) if row else 0


async def select_kept_of_party(connection: Connection, party_id: str) -> tuple[int, int]:
    """Return a party's number of photos, and the bytes of their originals."""
    row = await connection.fetch_one(
        f"""
        select count(*) as photos, coalesce(sum(bytes), 0) as bytes from photos
        where party_id = :party_id and state in {KEPT_STATES}
        """,
        {"party_id": party_id},
    )
    return (int(row["photos"]), int(row["bytes"])) if row else (0, 0)


async def select_kept_bytes_of_network(connection: Connection, party_id: str, network: str) -> int:
    row = await connection.fetch_one(
        f"""
        select coalesce(sum(photos.bytes), 0) as bytes
        from guests join photos on photos.guest_id = guests.id and photos.party_id = guests.party_id
        where guests.party_id = :party_id and guests.network = :network and photos.state in {KEPT_STATES}
        """,
        {"party_id": party_id, "network": network},
    )
    return int(row["bytes"]) if row else 0


async def select_guest_network(connection: Connection, party_id: str, guest_id: str) -> str | None:
    """Return the network that the guest last sent from; None for a guest without a row."""
    row = await connection.fetch_one(
        "select network from guests where party_id = :party_id and id = :id",
        {"party_id": party_id, "id": guest_id},
    )
    return str(row["network"]) if row else None


async def update_guest_network(connection: Connection, party_id: str, guest_id: str, network: str) -> None:
    await connection.execute(
        "update guests set network = :network where party_id = :party_id and id = :id",
        {"party_id": party_id, "id": guest_id, "network": network},
    )


@dataclass(frozen=True, slots=True)
class OwnShare:
    """`off_the_wall` counts photos that the host has hidden, or that are not shown yet."""

    photos: int
    off_the_wall: int
    unfinished: int


async def select_guest_share(connection: Connection, party_id: str, guest_id: str) -> OwnShare:
    row = await connection.fetch_one(
        f"""
        select count(*) as photos, coalesce(sum(case when state = 'shown' then 0 else 1 end), 0) as off_it,
            (
                select count(*) from uploads
                where party_id = :party_id and guest_id = :guest_id and state = 'receiving'
            ) as unfinished
        from photos where party_id = :party_id and guest_id = :guest_id and state in {KEPT_STATES}
        """,
        {"party_id": party_id, "guest_id": guest_id},
    )
    return (
        OwnShare(int(row["photos"]), int(row["off_it"]), int(row["unfinished"])) if row else OwnShare(0, 0, 0)
    )


async def select_shares(connection: Connection, party_id: str, limit: int) -> list[GuestShare]:
    """Return the guests who use the most, largest first."""
    rows = await connection.fetch_all(
        f"""
        select taken.guest_id, coalesce(guests.name, '') as name, sum(taken.photos) as photos,
            sum(taken.bytes) as bytes, sum(taken.unfinished) as unfinished,
            sum(taken.unfinished_bytes) as unfinished_bytes
        from (
            select guest_id, 1 as photos, bytes, 0 as unfinished, 0 as unfinished_bytes
            from photos where party_id = :party_id and state in {KEPT_STATES}
            union all
            select guest_id, 0, 0, 1, length from uploads where party_id = :party_id and state = 'receiving'
        ) as taken left join guests on guests.party_id = :party_id and guests.id = taken.guest_id
        group by taken.guest_id, guests.name
        order by sum(taken.bytes) + sum(taken.unfinished_bytes) desc limit :limit
        """,
        {"party_id": party_id, "limit": limit},
    )
    return [
        GuestShare(
            str(row["guest_id"]),
            str(row["name"]),
            int(row["photos"]),
            int(row["bytes"]),
            int(row["unfinished"]),
            int(row["unfinished_bytes"]),
        )
        for row in rows
    ]
