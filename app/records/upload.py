"""An upload: one tus resource. Its file's size says how far it is; its state is kept here."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.db import Connection, Row
from app.records.party import OF_A_LIVING_PARTY


class UploadState(StrEnum):
    RECEIVING = "receiving"
    """Bytes are still to come, or nothing has checked them yet."""
    TAKEN = "taken"
    """All bytes came, and `photo_id` is the photo that they became."""
    GONE = "gone"
    """Terminated, expired, or not a picture (`refusal` says why): a tombstone for clients that ask."""


@dataclass(frozen=True, slots=True)
class Upload:
    """`length` is in bytes, `metadata` is the client's header, `upload_key` is empty if it named none."""

    id: str
    party_id: str
    guest_id: str
    state: UploadState
    length: int
    metadata: str
    upload_key: str
    author: str
    caption: str
    photo_id: str | None
    refusal: str
    created_at: str
    expires_at: str
    is_reserved: bool = False
    """Its first byte has been on its way, so all of its length counts as used."""
    sent_as: str = ""
    """The role of its sender; empty for a guest."""
    is_private: bool = False
    """Its photo is to be private (photo.py)."""
    task_id: str = ""
    edit: str = ""
    """How its picture was put right before it was sent (media/edit.py); empty for no change."""


COLUMNS = """id, party_id, guest_id, state, length, metadata, upload_key, author, caption, photo_id, refusal,
    created_at, expires_at, is_reserved, sent_as, is_private,
    task_id, edit"""


async def insert_upload(
    connection: Connection, upload: Upload, network: str = "", is_newcomer: bool = False
) -> None:
    """Insert an upload that a newcomer of `network`, or another guest, has announced."""
    values = {column.strip(): getattr(upload, column.strip()) for column in COLUMNS.split(",")}
    values |= {
        "is_reserved": int(upload.is_reserved),
        "is_private": int(upload.is_private),
        "network": network,
        "is_newcomer": int(is_newcomer),
    }
    places = ", ".join(f":{column}" for column in values)
    await connection.execute(
        f"insert into uploads ({COLUMNS}, network, is_newcomer) values ({places})", values
    )


async def select_upload_anywhere(connection: Connection, upload_id: str) -> Upload | None:
    """Return an upload of any living party: for the process's own work, never for a request."""
    row = await connection.fetch_one(
        f"select {COLUMNS} from uploads where id = :id and {OF_A_LIVING_PARTY}", {"id": upload_id}
    )
    return _upload(row) if row else None


async def select_upload(connection: Connection, party_id: str, upload_id: str) -> Upload | None:
    row = await connection.fetch_one(
        f"select {COLUMNS} from uploads where id = :id and party_id = :party_id",
        {"id": upload_id, "party_id": party_id},
    )
    return _upload(row) if row else None


async def select_unfinished(connection: Connection, party_id: str, guest_id: str) -> tuple[int, int]:
    """Return a guest's number of unfinished uploads, and their announced bytes."""
    row = await connection.fetch_one(
        """
        select count(*) as number, coalesce(sum(length), 0) as bytes from uploads
        where party_id = :party_id and guest_id = :guest_id and state = 'receiving'
        """,
        {"party_id": party_id, "guest_id": guest_id},
    )
    return (int(row["number"]), int(row["bytes"])) if row else (0, 0)


async def select_has_unfinished_upload(
    connection: Connection, party_id: str, guest_id: str, upload_key: str
) -> bool:
    """Tell whether an upload that has begun may still bring bytes of the photo with this key."""
    row = await connection.fetch_one(
        """
        select 1 as found from uploads
        where party_id = :party_id and guest_id = :guest_id and state = 'receiving' and upload_key = :key
        limit 1
        """,
        {"party_id": party_id, "guest_id": guest_id, "key": upload_key},
    )
    return row is not None


async def select_uploads_expired(connection: Connection, now: str, limit: int) -> list[Upload]:
    return await _uploads(
        connection,
        f"state = 'receiving' and expires_at < :now and {OF_A_LIVING_PARTY} order by expires_at",
        {"now": now},
        limit,
    )


async def update_upload_taken(connection: Connection, upload_id: str, photo_id: str) -> None:
    await connection.execute(
        "update uploads set state = 'taken', photo_id = :photo_id where id = :id",
        {"id": upload_id, "photo_id": photo_id},
    )


async def update_upload_gone(
    connection: Connection, upload_id: str, expected: UploadState, refusal: str = ""
) -> bool:
    """Leave a tombstone; False if the upload is in another state by now. Its photo is not touched."""
    count = await connection.execute(
        """
        update uploads set state = 'gone', refusal = :refusal, metadata = '', author = '', caption = ''
        where id = :id and state = :expected
        """,
        {"id": upload_id, "expected": expected, "refusal": refusal},
    )
    return count > 0


async def update_uploads_of_dropped_photo(connection: Connection, photo_id: str, refusal: str) -> None:
    """Undo uploads of a dropped photo: its own is refused, the others keep their bytes and may go on."""
    await connection.execute(
        """
        update uploads set photo_id = null, refusal = case when id = :photo_id then :refusal else '' end,
            state = case when id = :photo_id then 'gone' else 'receiving' end
        where photo_id = :photo_id and state = 'taken'
        """,
        {"photo_id": photo_id, "refusal": refusal},
    )


async def update_upload_expiry(connection: Connection, upload_id: str, expires_at: str) -> None:
    await connection.execute(
        "update uploads set expires_at = :expires_at where id = :id and state = 'receiving'",
        {"id": upload_id, "expires_at": expires_at},
    )


async def delete_uploads_ended(connection: Connection, expired_before: str) -> int:
    """Delete tombstones and finished uploads, once clients no longer ask for them."""
    return await connection.execute(
        """
        delete from uploads
        where state in ('taken', 'gone') and expires_at < :before
        """,
        {"before": expired_before},
    )


async def _uploads(connection: Connection, where: str, params: dict[str, Any], limit: int) -> list[Upload]:
    rows = await connection.fetch_all(
        f"select {COLUMNS} from uploads where {where} limit :limit", {**params, "limit": limit}
    )
    return [_upload(row) for row in rows]


def _upload(row: Row) -> Upload:
    values = dict(row)
    values["state"] = UploadState(row["state"])
    values["is_reserved"] = bool(row["is_reserved"])
    values["is_private"] = bool(row["is_private"])
    return Upload(**values)
