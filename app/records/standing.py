"""What hosts have decided about guests, and the facts they decide on."""

from dataclasses import dataclass

from app.db import Connection
from app.records.guest import Standing
from app.records.party import OF_A_LIVING_PARTY
from app.records.photo import Photo, photos_where


@dataclass(frozen=True, slots=True)
class KnownGuest:
    """`photos` counts those not deleted, `refused` those hosts refused, `reported` those others reported.

    `first_at` and `last_at` are when the first and the last of them came.
    """

    id: str
    name: str
    standing: str
    paused_until: str
    door_id: str
    photos: int
    refused: int
    reported: int
    first_at: str
    last_at: str


async def select_known_guests(connection: Connection, party_id: str, limit: int) -> list[KnownGuest]:
    """Return the guests who have sent or written something, last senders first."""
    rows = await connection.fetch_all(
        """
        select guests.id, guests.name, guests.standing, guests.paused_until, guests.door_id,
            coalesce(sent.photos, 0) as photos, coalesce(sent.refused, 0) as refused,
            coalesce(sent.first_at, guests.created_at) as first_at,
            coalesce(sent.last_at, guests.created_at) as last_at, coalesce(told.reported, 0) as reported
        from guests
        left join (
            select guest_id, count(*) as photos, min(created_at) as first_at, max(created_at) as last_at,
                sum(case when reason = 'refused' then 1 else 0 end) as refused
            from photos where party_id = :party_id and state in ('waiting', 'shown', 'hidden')
            group by guest_id
        ) as sent on sent.guest_id = guests.id
        left join (
            select photos.guest_id, count(distinct photos.id) as reported
            from reports join photos on photos.id = reports.photo_id
            where reports.party_id = :party_id group by photos.guest_id
        ) as told on told.guest_id = guests.id
        where guests.party_id = :party_id and (
            sent.guest_id is not null
            or guests.id in (select guest_id from comments where comments.party_id = :party_id)
        )
        order by last_at desc, guests.id limit :limit
        """,
        {"party_id": party_id, "limit": limit},
    )
    return [
        KnownGuest(
            id=row["id"],
            name=row["name"],
            standing=row["standing"],
            paused_until=row["paused_until"],
            door_id=row["door_id"],
            photos=int(row["photos"]),
            refused=int(row["refused"]),
            reported=int(row["reported"]),
            first_at=row["first_at"],
            last_at=row["last_at"],
        )
        for row in rows
    ]


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


async def select_photos_to_ban(
    connection: Connection, limit: int, party_id: str = "", guest_id: str = ""
) -> list[Photo]:
    """Return banned guests' photos that are not put away yet, of any party or of one guest."""
    one = " and party_id = :party_id and id = :guest_id" if guest_id else ""
    return await photos_where(
        connection,
        "(state = 'shown' or (state = 'waiting' and reason <> 'banned')) "
        f"and (party_id, guest_id) in (select party_id, id from guests where standing = 'banned'{one}) "
        "order by position",
        {"party_id": party_id, "guest_id": guest_id} if guest_id else {},
        limit,
    )


async def select_photos_to_give_back(connection: Connection, limit: int) -> list[Photo]:
    """Return photos of any party that were put away for a ban that has been undone."""
    return await photos_where(
        connection,
        "state = 'waiting' and reason = 'banned' and not exists (select 1 from guests where "
        "guests.party_id = photos.party_id and guests.id = photos.guest_id and standing = 'banned') "
        f"and {OF_A_LIVING_PARTY} order by position",
        {},
        limit,
    )


async def select_photos_put_away(
    connection: Connection, party_id: str, guest_id: str, after: int, limit: int
) -> list[Photo]:
    """Return photos put away by a guest's ban, and those that came since, from above `after`."""
    return await photos_where(
        connection,
        "party_id = :party_id and guest_id = :guest_id and state = 'waiting' and reason = 'banned' "
        "and position > :after order by position",
        {"party_id": party_id, "guest_id": guest_id, "after": after},
        limit,
    )
