"""Versions of a photo's picture: each edit, by whom and when, and whether it waits."""

from dataclasses import asdict, dataclass
from typing import Any

from app.db import Connection, Row
from app.records.party import OF_A_CALM_PARTY
from app.records.photo import Photo
from app.records.rendition import renditions_json

MAX_VERSIONS = 200
"""For one photo: the oldest are forgotten. The unedited picture does not count and is always there."""

COLUMNS = "photo_id, party_id, no, edit, actor, at, waits, release_at"


@dataclass(frozen=True, slots=True)
class Version:
    """`no` is the change that brought it. `edit` is its parameters (media/edit.py), empty if unedited.

    A version that `waits` is seen only by its maker and those who decide. It shows itself at `release_at`, if
    that is set.
    """

    photo_id: str
    party_id: str
    no: int
    edit: str
    actor: str
    at: str
    waits: bool = False
    release_at: str = ""


async def insert_version(connection: Connection, version: Version) -> None:
    """Store a version, and replace one that waited. If there are too many, the oldest is forgotten."""
    values: dict[str, Any] = asdict(version) | {"waits": int(version.waits)}
    places = ", ".join(f":{name}" for name in values)
    await delete_version_waiting(connection, version.photo_id)
    await connection.execute(f"insert into versions ({COLUMNS}) values ({places})", values)
    await connection.execute(
        """
        delete from versions where photo_id = :photo_id and no <= coalesce((
            select no from versions where photo_id = :photo_id order by no desc limit 1 offset :most
        ), 0)
        """,
        {"photo_id": version.photo_id, "most": MAX_VERSIONS},
    )


async def select_versions(connection: Connection, party_id: str, photo_id: str) -> list[Version]:
    """Return a photo's versions, oldest first, without the unedited one."""
    rows = await connection.fetch_all(
        f"select {COLUMNS} from versions where party_id = :party_id and photo_id = :id order by no",
        {"party_id": party_id, "id": photo_id},
    )
    return [_of(row) for row in rows]


async def select_versions_waiting(connection: Connection, party_id: str, limit: int) -> list[Version]:
    """Return the versions that wait in a party, oldest first."""
    rows = await connection.fetch_all(
        f"select {COLUMNS} from versions where party_id = :party_id and waits = 1 order by no limit :limit",
        {"party_id": party_id, "limit": limit},
    )
    return [_of(row) for row in rows]


async def select_versions_to_release(connection: Connection, at: str, limit: int) -> list[Version]:
    """Return the versions of all parties that were to show themselves by then."""
    rows = await connection.fetch_all(
        f"select {COLUMNS} from versions where waits = 1 and release_at <> '' and release_at <= :at "
        f"and {OF_A_CALM_PARTY} order by release_at limit :limit",
        {"at": at, "limit": limit},
    )
    return [_of(row) for row in rows]


async def update_version_shown(connection: Connection, photo_id: str, no: int) -> bool:
    """End a version's waiting; False if it did not wait."""
    count = await connection.execute(
        "update versions set waits = 0, release_at = '' where photo_id = :id and no = :no and waits = 1",
        {"id": photo_id, "no": no},
    )
    return count > 0


async def delete_version_waiting(connection: Connection, photo_id: str, no: int | None = None) -> bool:
    """Delete a photo's waiting version, or only that of one change; False if there was none."""
    of_change = " and no = :no" if no is not None else ""
    count = await connection.execute(
        f"delete from versions where photo_id = :id and waits = 1{of_change}",
        {"id": photo_id} | ({"no": no} if no is not None else {}),
    )
    return count > 0


async def delete_versions(connection: Connection, photo_id: str) -> None:
    await connection.execute("delete from versions where photo_id = :id", {"id": photo_id})


async def update_photo_edited(connection: Connection, photo: Photo, change_no: int) -> None:
    """Write a photo's edit, and the sizes, renditions and folders of its new version."""
    await connection.execute(
        """
        update photos set change_no = :no, version = version + 1, edit = :edit, edit_no = :edit_no,
            width = :width, height = :height, placeholder = :placeholder, duration_ms = :duration_ms,
            clip = :clip, folder = :folder, former_folder = :former_folder, renditions = :renditions,
            release_at = :release_at, nudity = :nudity, nudity_unable = :nudity_unable
        where id = :id
        """,
        {
            "no": change_no,
            "id": photo.id,
            "edit": photo.edit,
            "edit_no": photo.edit_no,
            "width": photo.width,
            "height": photo.height,
            "placeholder": photo.placeholder,
            "duration_ms": photo.duration_ms,
            "clip": photo.clip,
            "folder": photo.folder,
            "former_folder": photo.former_folder,
            "renditions": renditions_json(photo.renditions),
            "release_at": photo.release_at,
            "nudity": photo.nudity,
            "nudity_unable": photo.nudity_unable,
        },
    )


async def update_photo_edit_no(connection: Connection, photo_id: str, no: int) -> None:
    """Note the change that made the version that a photo came with."""
    await connection.execute("update photos set edit_no = :no where id = :id", {"id": photo_id, "no": no})


def _of(row: Row) -> Version:
    values = dict(row)
    values["waits"] = bool(row["waits"])
    return Version(**values)
