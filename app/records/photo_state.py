"""Changes of a photo's state: it is shown, waits, is hidden, or leaves a tombstone."""

from typing import Any

from app.db import Connection
from app.records.comment import delete_comments_of_photo
from app.records.moment import moment_of
from app.records.photo import Photo
from app.records.rendition import faces_json, renditions_json

SHOWN = """state = 'shown', change_no = :no, version = version + 1, release_at = '', reason = '',
    host_words = '',
    position = case when first_shown_at = '' then :no else position end,
    first_shown_at = case when first_shown_at = '' then :at else first_shown_at end"""
WAITS = """state = 'waiting', change_no = :no, version = version + 1, release_at = :release_at,
    reason = :reason,
    host_words = '', position = case when position = 0 then :no else position end"""
_RENDERED = """width = :width, height = :height, placeholder = :placeholder, taken_at = :taken_at,
    clock_s = :clock_s, happened_at = :happened_at, folder = :folder, renditions = :renditions,
    duration_ms = :duration_ms, clip = :clip, nudity = :nudity, nudity_unable = :nudity_unable,
    faces = :faces"""


async def update_photo_shown(connection: Connection, photo: Photo, change_no: int, at: str) -> None:
    """Write the sizes and renditions of `photo` and show it. Its first showing sets its position."""
    await connection.execute(
        f"update photos set {SHOWN}, {_RENDERED} where id = :id", _rendered(photo, change_no) | {"at": at}
    )


async def update_photo_waiting(connection: Connection, photo: Photo, change_no: int) -> None:
    """Write the sizes and renditions of `photo`, and let it wait for its `reason` until its `release_at`."""
    await connection.execute(
        f"update photos set {WAITS}, {_RENDERED} where id = :id",
        _rendered(photo, change_no) | {"reason": photo.reason, "release_at": photo.release_at},
    )


def _rendered(photo: Photo, change_no: int) -> dict[str, Any]:
    return {
        "id": photo.id,
        "duration_ms": photo.duration_ms,
        "clip": photo.clip,
        "no": change_no,
        "width": photo.width,
        "height": photo.height,
        "placeholder": photo.placeholder,
        "taken_at": photo.taken_at,
        "clock_s": photo.clock_s,
        "happened_at": moment_of(photo.taken_at, photo.created_at),
        "folder": photo.folder,
        "renditions": renditions_json(photo.renditions),
        "nudity": photo.nudity,
        "nudity_unable": photo.nudity_unable,
        "faces": faces_json(photo.faces),
    }


async def update_photo_folder(connection: Connection, photo_id: str, folder: str) -> None:
    """Give a hidden photo the public folder for its return."""
    await connection.execute(
        "update photos set folder = :folder where id = :id and state = 'hidden'",
        {"id": photo_id, "folder": folder},
    )


async def update_photo_hidden(
    connection: Connection, photo_id: str, change_no: int, reason: str = "", host_words: str = ""
) -> None:
    """Hide a photo and forget its public folder. A restored photo gets a new one."""
    await connection.execute(
        """
        update photos set state = 'hidden', change_no = :no, version = version + 1, folder = '',
            former_folder = '', renditions = '[]', clip = '', release_at = '', reason = :reason,
            host_words = :words
        where id = :id
        """,
        {"id": photo_id, "no": change_no, "reason": reason, "words": host_words},
    )


async def update_photo_deleted(connection: Connection, photo_id: str, change_no: int) -> None:
    """Leave a tombstone: the row keeps its key and number, but nothing that a person wrote or showed."""
    await connection.execute("delete from hearts where photo_id = :id", {"id": photo_id})
    await delete_comments_of_photo(connection, photo_id)
    await connection.execute("delete from collection_photos where photo_id = :id", {"id": photo_id})
    await connection.execute(
        """
        update photos set state = 'deleted', change_no = :no, version = version + 1, author = '',
            caption = '', faces = '[]',
            sha256 = '', copy_sha256 = '', original_refusal = '', placeholder = '',
            taken_at = null, clock_s = 0,
            folder = '', former_folder = '', renditions = '[]', duration_ms = null,
            clip = '', release_at = '', reason = '', host_words = '', crc32 = null, edit = '', edit_no = 0,
            hearts = 0, comments = 0, task_id = '', is_favourite = 0, tags = '[]',
            stack = '', stack_rank = 0, is_apart = 0,
            nudity = null, nudity_unable = ''
        where id = :id
        """,
        {"id": photo_id, "no": change_no},
    )
