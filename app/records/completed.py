"""A photo's original replaces its screen copy. The copy's folder is deleted a moment later."""

from app.db import Connection
from app.records.moment import moment_of
from app.records.party import OF_A_LIVING_PARTY
from app.records.photo import Photo, photos_where
from app.records.rendition import faces_json, renditions_json


async def update_photo_completed(connection: Connection, photo: Photo, change_no: int | None) -> None:
    """Put the original in the screen copy's place. Without `change_no` the photo is hidden and stays so."""
    await connection.execute(
        """
        update photos set original = 'kept', original_refusal = '', version = version + 1,
            change_no = coalesce(:no, change_no), sha256 = :sha256, copy_sha256 = :copy_sha256,
            crc32 = :crc32,
            media_type = :media_type, bytes = :bytes,
            width = :width, height = :height, placeholder = :placeholder, taken_at = :taken_at,
            happened_at = :happened_at, clock_s = :clock_s,
            folder = :folder, former_folder = :former_folder, renditions = :renditions,
            duration_ms = :duration_ms, clip = :clip, nudity = :nudity, nudity_unable = :nudity_unable,
            faces = :faces
        where id = :id
        """,
        {
            "no": change_no,
            "id": photo.id,
            "sha256": photo.sha256,
            "copy_sha256": photo.copy_sha256,
            "crc32": photo.crc32,
            "media_type": photo.media_type,
            "bytes": photo.bytes,
            "width": photo.width,
            "height": photo.height,
            "placeholder": photo.placeholder,
            "taken_at": photo.taken_at,
            "clock_s": photo.clock_s,
            "happened_at": moment_of(photo.taken_at, photo.created_at),
            "folder": photo.folder,
            "former_folder": photo.former_folder,
            "duration_ms": photo.duration_ms,
            "clip": photo.clip,
            "nudity": photo.nudity,
            "nudity_unable": photo.nudity_unable,
            "renditions": renditions_json(photo.renditions),
            "faces": faces_json(photo.faces),
        },
    )


async def update_photo_original_refused(
    connection: Connection, photo_id: str, refusal: str, change_no: int | None
) -> None:
    """Note why the original will not come. `change_no` is None for a photo that nobody sees now."""
    await connection.execute(
        """
        update photos set original_refusal = :refusal, version = version + 1,
            change_no = coalesce(:no, change_no)
        where id = :id
        """,
        {"id": photo_id, "refusal": refusal, "no": change_no},
    )


async def select_photos_with_former_folder(connection: Connection, limit: int) -> list[Photo]:
    return await photos_where(
        connection,
        f"former_folder <> '' and {OF_A_LIVING_PARTY} order by party_id, change_no",
        {},
        limit,
    )


async def update_photo_former_folder_gone(connection: Connection, photo_id: str, folder: str) -> None:
    await connection.execute(
        "update photos set former_folder = '' where id = :id and former_folder = :folder",
        {"id": photo_id, "folder": folder},
    )
