"""What makes two sendings the same photo: the key that the client made, and the bytes."""

from app.db import Connection
from app.records.photo import COLUMNS, Photo, photo_of


async def select_photo_by_key(
    connection: Connection, party_id: str, guest_id: str, upload_key: str
) -> Photo | None:
    """Return the photo that a guest sent under this key, or whose bytes they sent again under it."""
    row = await connection.fetch_one(
        f"""
        select {COLUMNS} from photos
        where party_id = :party_id and guest_id = :guest_id and upload_key = :key
        union all
        select {COLUMNS} from photos where id = (
            select photo_id from photo_keys
            where party_id = :party_id and guest_id = :guest_id and upload_key = :key
        )
        """,
        {"party_id": party_id, "guest_id": guest_id, "key": upload_key},
    )
    return photo_of(row) if row else None


async def select_photo_by_bytes(
    connection: Connection, party_id: str, guest_id: str, sha256: str, other_than: str = ""
) -> Photo | None:
    """Return the photo that a guest sent these bytes for, as the original or as a screen copy.

    A deleted photo does not count: a guest who sends it again wants it back.
    """
    row = await connection.fetch_one(
        f"""
        select {COLUMNS} from photos
        where party_id = :party_id and guest_id = :guest_id and state <> 'deleted' and id <> :other_than
            and sha256 <> '' and (sha256 = :sha256 or copy_sha256 = :sha256)
        order by created_at
        """,
        {"party_id": party_id, "guest_id": guest_id, "sha256": sha256, "other_than": other_than},
    )
    return photo_of(row) if row else None


async def insert_further_key(
    connection: Connection, party_id: str, guest_id: str, upload_key: str, photo_id: str
) -> None:
    """Let a further key name a photo."""
    await connection.execute(
        """
        insert into photo_keys (party_id, guest_id, upload_key, photo_id)
        values (:party_id, :guest_id, :key, :photo_id) on conflict do nothing
        """,
        {"party_id": party_id, "guest_id": guest_id, "key": upload_key, "photo_id": photo_id},
    )
