"""Stacks: each photo of one has the id of the photo that began it."""

from app.db import Connection
from app.records.photo import Photo, photos_where

MOST_NEAR = 200


async def select_shots_near(
    connection: Connection, photo: Photo, earliest: str, latest: str
) -> list[tuple[str, str, str, str, int]]:
    """Return its guest's photos taken in that time: id, time, likeness, stack, and the stack's size."""
    rows = await connection.fetch_all(
        """
        select photos.id, photos.taken_at, photo_facts.likeness, photos.stack,
            (select count(*) from photos as others
             where others.party_id = photos.party_id and others.stack = photos.stack
                and others.stack <> '') as size
        from photos join photo_facts on photo_facts.photo_id = photos.id
        where photos.party_id = :party_id and photos.guest_id = :guest_id
            and photos.taken_at is not null and photos.taken_at >= :earliest and photos.taken_at <= :latest
            and photos.stack <> '' and photos.state in ('shown', 'waiting', 'hidden')
        order by photos.taken_at, photos.id limit :limit
        """,
        {
            "party_id": photo.party_id,
            "guest_id": photo.guest_id,
            "earliest": earliest,
            "latest": latest,
            "limit": MOST_NEAR,
        },
    )
    return [(row["id"], row["taken_at"], row["likeness"], row["stack"], row["size"]) for row in rows]


async def update_photo_joined(connection: Connection, photo_id: str, stack: str, rank: int) -> None:
    """Put a photo into a stack, if it is in none. In one that was taken apart it is apart, too."""
    await connection.execute(
        """
        update photos set stack = :stack, stack_rank = :rank,
            is_apart = coalesce((select max(others.is_apart) from photos as others
                where others.party_id = photos.party_id and others.stack = :stack and others.stack <> ''), 0)
        where id = :id and stack = ''
        """,
        {"id": photo_id, "stack": stack, "rank": rank},
    )


async def select_photos_of_stack(
    connection: Connection, party_id: str, stack: str, limit: int
) -> list[Photo]:
    return await photos_where(
        connection,
        "party_id = :party_id and stack = :stack and stack <> '' and state <> 'deleted' order by position",
        {"party_id": party_id, "stack": stack},
        limit,
    )


async def update_photo_rank(connection: Connection, photo_id: str, rank: int, change_no: int) -> None:
    await connection.execute(
        "update photos set stack_rank = :rank, change_no = :no, version = version + 1 where id = :id",
        {"id": photo_id, "rank": rank, "no": change_no},
    )


async def update_photo_apart(
    connection: Connection, photo_id: str, change_no: int, *, is_apart: bool
) -> None:
    await connection.execute(
        "update photos set is_apart = :is_apart, change_no = :no, version = version + 1 where id = :id",
        {"id": photo_id, "is_apart": int(is_apart), "no": change_no},
    )
