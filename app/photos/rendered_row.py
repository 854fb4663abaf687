"""A photo's row with what its renditions say, and the version that its guest made before sending it."""

from dataclasses import replace

from app.base.clock import now_iso
from app.db import Connection
from app.media.looks.seen import NOTHING
from app.media.rendered import Rendered
from app.records.photo import Clip, Photo
from app.records.rendition import StoredRendition
from app.records.version import Version, insert_version, update_photo_edit_no


def with_rendered(photo: Photo, rendered: Rendered) -> Photo:
    # If no look was asked for this time, what was seen before still holds.
    seen = photo if rendered.seen == NOTHING else rendered.seen
    return replace(
        photo,
        width=rendered.width,
        height=rendered.height,
        placeholder=rendered.placeholder,
        taken_at=rendered.taken_at,
        duration_ms=rendered.duration_ms,
        faces=rendered.faces,
        clip=Clip.COMING if photo.is_video else Clip.NONE,
        nudity=seen.nudity,
        nudity_unable=seen.nudity_unable,
        renditions=tuple(
            StoredRendition(entry.name, entry.file, entry.width, entry.height, entry.type)
            for entry in rendered.renditions
        ),
    )


async def keep_first_version(connection: Connection, photo: Photo, no: int) -> None:
    """Note what its guest changed before sending as the first version, by the change that shows the photo."""
    if photo.edit and not photo.edit_no:
        version = Version(photo.id, photo.party_id, no, photo.edit, photo.guest_id, now_iso())
        await insert_version(connection, version)
        await update_photo_edit_no(connection, photo.id, no)
