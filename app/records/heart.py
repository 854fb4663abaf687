"""Hearts: one for each guest and photo. The photo's row has their number, and when it last changed."""

from app.db import Connection
from app.records.photo import Photo, photos_where


async def insert_heart(connection: Connection, photo: Photo, guest_id: str, at: str) -> bool:
    """Write a guest's heart; False if it exists already."""
    count = await connection.execute(
        """
        insert into hearts (photo_id, party_id, guest_id, created_at)
        values (:photo_id, :party_id, :guest_id, :at) on conflict (photo_id, guest_id) do nothing
        """,
        {"photo_id": photo.id, "party_id": photo.party_id, "guest_id": guest_id, "at": at},
    )
    return count > 0


async def delete_heart(connection: Connection, photo: Photo, guest_id: str) -> bool:
    """Take a guest's heart back; False if there is none."""
    count = await connection.execute(
        "delete from hearts where photo_id = :photo_id and guest_id = :guest_id",
        {"photo_id": photo.id, "guest_id": guest_id},
    )
    return count > 0


async def update_hearts(connection: Connection, photo: Photo) -> int:
    """Count a photo's hearts again, under the party's next number for hearts; return the count."""
    row = await connection.fetch_one(
        "update parties set hearts_no = hearts_no + 1 where id = :id returning hearts_no",
        {"id": photo.party_id},
    )
    counted = await connection.fetch_one(
        """
        update photos set hearts_no = :no,
            hearts = (select count(*) from hearts where hearts.photo_id = photos.id)
        where id = :id returning hearts
        """,
        {"id": photo.id, "no": row["hearts_no"] if row else 0},
    )
    return int(counted["hearts"]) if counted else 0


async def select_hearts_of_guest(
    connection: Connection, party_id: str, guest_id: str, limit: int
) -> list[str]:
    """Return the ids of the photos that a guest has given a heart, newest first."""
    rows = await connection.fetch_all(
        """
        select photo_id from hearts where party_id = :party_id and guest_id = :guest_id
        order by created_at desc, photo_id limit :limit
        """,
        {"party_id": party_id, "guest_id": guest_id, "limit": limit},
    )
    return [row["photo_id"] for row in rows]


async def select_photos_with_new_hearts(
    connection: Connection, party_id: str, after: int, limit: int
) -> list[Photo]:
    """Return the shown photos whose hearts changed after the number `after`, newest first."""
    return await photos_where(
        connection,
        "party_id = :party_id and hearts_no > :after and hearts_no > 0 and state = 'shown' "
        "order by hearts_no desc",
        {"party_id": party_id, "after": after},
        limit,
    )


async def update_photo_favourite(
    connection: Connection, photo_id: str, change_no: int, *, is_favourite: bool
) -> None:
    await connection.execute(
        """
        update photos set is_favourite = :is_favourite, change_no = :no, version = version + 1
        where id = :id
        """,
        {"id": photo_id, "no": change_no, "is_favourite": int(is_favourite)},
    )
