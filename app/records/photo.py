"""A photo: an accepted picture, from the moment its original is safe until it is deleted."""

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.db import Connection, Row
from app.media.rendered import Face
from app.records.access import FOR_MEMBERS, Access
from app.records.party import OF_A_LIVING_PARTY
from app.records.rendition import StoredRendition, faces_json, renditions_json

CARD_KEY = "card-"
"""The prefix of a greeting's key. It says that the phone drew the caption into the picture."""


class Original(StrEnum):
    KEPT = "kept"
    COMING = "coming"
    """Only a screen copy is kept so far."""
    COPY = "copy"
    """Only for answers, never in the records: the copy's original was refused or ended by its sender."""


class Clip(StrEnum):
    """The state of the clip that the wall plays for a video."""

    NONE = ""
    COMING = "coming"
    MADE = "made"
    FAILED = "failed"


class PhotoState(StrEnum):
    PROCESSING = "processing"
    WAITING = "waiting"
    SHOWN = "shown"
    HIDDEN = "hidden"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Photo:
    """`width` and `height` are the upright original's in px; `placeholder` is a ThumbHash in base64.

    `change_no` is its last change (0 before it is first shown), `position` the change that first showed it.
    While its `original` is coming, all of this describes its screen copy. `former_folder` is the copy's
    folder, which exists a moment longer. `original_refusal` says why the original will not come; another
    original may still replace the copy. `duration_ms` is None for a picture, and for a video that does not
    say.
    """

    id: str
    party_id: str
    guest_id: str
    upload_key: str
    author: str
    caption: str
    state: PhotoState
    change_no: int
    position: int
    version: int
    sha256: str
    media_type: str
    bytes: int
    width: int
    height: int
    placeholder: str
    taken_at: str | None
    created_at: str
    folder: str
    renditions: tuple[StoredRendition, ...]
    original: Original = Original.KEPT
    copy_sha256: str = ""
    original_refusal: str = ""
    former_folder: str = ""
    duration_ms: int | None = None
    clip: Clip = Clip.NONE
    door_id: str = ""
    """The door (door.py) that its guest came in by; empty for none."""
    sent_as: str = ""
    """The role of its sender; empty for a guest."""
    release_at: str = ""
    """When it shows itself, while it waits; empty if it waits for somebody's approval."""
    reason: str = ""
    """Why it waits or is hidden, a `Reason` of photos/waiting.py."""
    host_words: str = ""
    """What the host told its sender about the refusal."""
    first_shown_at: str = ""
    is_private: bool = False
    """It is kept from guests and screens, by its `access`. It needs no approval."""
    edit: str = ""
    """Its edit, as text (media/edit.py); empty if it is unchanged."""
    edit_no: int = 0
    """The change that made the shown version, 0 if unchanged. It tells two editors who was first."""
    happened_at: str = ""
    """Its place in the album, see moment.py; empty until it has been processed."""
    faces: tuple[Face, ...] = ()
    """Where heads are in its picture; none if nothing has looked for them."""
    crc32: int | None = None
    """Of its original, for the ZIPs that it goes into; None for a photo older than this column."""
    nudity: float | None = None
    """How naked it seems, from 0 to 1; None if nothing looked (media/looks)."""
    nudity_unable: str = ""
    """Why nothing looked, although the party wanted it."""
    clock_s: int = 0
    """How many seconds `taken_at` is later than its camera's time (device_clock.py)."""
    tags: tuple[str, ...] = ()
    """Words that its guest and hosts gave it, in their order."""
    hearts: int = 0
    """How many guests have given it a heart."""
    is_favourite: bool = False
    """The hosts have marked it as one of the couple's favourites."""
    comments: int = 0
    """How many of its comments are shown."""
    task_id: str = ""
    stack: str = ""
    """The photo that began its stack, or itself; empty if it cannot be told from when and how it looks."""
    stack_rank: int = 0
    """The highest lies on top: that of a host's choice (photos/bursts.py), else the one with most detail."""
    is_apart: bool = False
    """A host has taken its stack apart."""
    access: Access = Access.EVERYONE
    """Who sees it: the stricter one of what its sender and the hosts want."""
    access_own: Access = Access.EVERYONE
    access_host: Access = Access.EVERYONE

    @property
    def folders(self) -> tuple[str, ...]:
        """Every folder that may hold files of this photo."""
        return tuple(folder for folder in (self.folder, self.former_folder) if folder)

    @property
    def public_folders(self) -> tuple[str, ...]:
        """Every folder that may hold public files of this photo."""
        return () if self.is_waiting else self.folders

    @property
    def told_original(self) -> Original:
        """Return the state of its original for answers."""
        return Original.COPY if self.original_refusal else self.original

    @property
    def is_shown(self) -> bool:
        return self.state is PhotoState.SHOWN

    @property
    def is_waiting(self) -> bool:
        return self.state is PhotoState.WAITING

    @property
    def is_for_members(self) -> bool:
        """Tell whether it waits only because guests are not to see it, while members are."""
        return self.is_waiting and self.reason == FOR_MEMBERS

    @property
    def is_video(self) -> bool:
        """Tell whether its original is a video."""
        return self.media_type.startswith("video/")

    @property
    def is_card(self) -> bool:
        """Tell whether it is a greeting, with its caption in the picture."""
        return self.upload_key.startswith(CARD_KEY)

    @property
    def moves(self) -> bool:
        """Tell whether it plays or will play. A video whose clip could not be made is shown as its poster."""
        return self.is_video and self.clip is not Clip.FAILED

    @property
    def is_gone(self) -> bool:
        return self.state in (PhotoState.HIDDEN, PhotoState.DELETED)


COLUMNS = """id, party_id, guest_id, upload_key, author, caption, state, change_no, position, version, sha256,
    media_type, bytes, width, height, faces, placeholder, taken_at, created_at, folder, renditions,
    original, copy_sha256, original_refusal, former_folder, duration_ms, clip, sent_as,
    door_id, release_at, reason, host_words, first_shown_at, crc32, is_private, happened_at, nudity,
    nudity_unable, edit, edit_no, hearts, is_favourite, tags, clock_s, comments,
    task_id, stack, stack_rank, is_apart, access, access_own, access_host"""


async def select_photo_anywhere(connection: Connection, photo_id: str) -> Photo | None:
    """Return a photo of any party: for the process's own work, never for a request."""
    row = await connection.fetch_one(f"select {COLUMNS} from photos where id = :id", {"id": photo_id})
    return photo_of(row) if row else None


async def select_photo(connection: Connection, party_id: str, photo_id: str) -> Photo | None:
    row = await connection.fetch_one(
        f"select {COLUMNS} from photos where id = :id and party_id = :party_id",
        {"id": photo_id, "party_id": party_id},
    )
    return photo_of(row) if row else None


async def select_photo_by_folder(connection: Connection, folder: str) -> Photo | None:
    row = await connection.fetch_one(
        f"select {COLUMNS} from photos where folder = :folder and folder <> ''", {"folder": folder}
    )
    return photo_of(row) if row else None


async def select_photos_unfinished(connection: Connection, leased_before: str, limit: int) -> list[Photo]:
    """Return photos that are safe but not yet shown, whose leases ended before that time, oldest first."""
    return await photos_where(
        connection,
        f"state = 'processing' and leased_until < :before and {OF_A_LIVING_PARTY} order by created_at",
        {"before": leased_before},
        limit,
    )


async def insert_photo(connection: Connection, photo: Photo, leased_until: str = "") -> None:
    """Write a new photo. It is being worked on until `leased_until`; empty means by nobody."""
    values = {column.strip(): getattr(photo, column.strip()) for column in COLUMNS.split(",")}
    values["renditions"] = renditions_json(photo.renditions)
    values["faces"] = faces_json(photo.faces)
    values["is_private"] = int(photo.is_private)
    values["tags"] = json.dumps(photo.tags)
    values["is_favourite"] = int(photo.is_favourite)
    values["is_apart"] = int(photo.is_apart)
    values["leased_until"] = leased_until
    places = ", ".join(f":{column}" for column in values)
    await connection.execute(f"insert into photos ({COLUMNS}, leased_until) values ({places})", values)


async def update_photo_words(
    connection: Connection, photo_id: str, author: str, caption: str, change_no: int
) -> None:
    await connection.execute(
        """
        update photos set author = :author, caption = :caption, change_no = :no, version = version + 1
        where id = :id
        """,
        {"id": photo_id, "author": author, "caption": caption, "no": change_no},
    )


async def update_photo_tags(
    connection: Connection, photo_id: str, tags: tuple[str, ...], change_no: int
) -> None:
    await connection.execute(
        "update photos set tags = :tags, change_no = :no, version = version + 1 where id = :id",
        {"id": photo_id, "tags": json.dumps(tags), "no": change_no},
    )


async def delete_unfinished_photo(connection: Connection, photo_id: str) -> bool:
    """Remove a photo that was never shown; False if there is none in that state."""
    count = await connection.execute(
        "delete from photos where id = :id and state = 'processing'", {"id": photo_id}
    )
    return count > 0


async def photos_where(connection: Connection, where: str, params: dict[str, Any], limit: int) -> list[Photo]:
    rows = await connection.fetch_all(
        f"select {COLUMNS} from photos where {where} limit :limit", {**params, "limit": limit}
    )
    return [photo_of(row) for row in rows]


def photo_of(row: Row) -> Photo:
    values = dict(row)
    values["state"] = PhotoState(row["state"])
    values["original"] = Original(row["original"])
    values["clip"] = Clip(row["clip"])
    values["is_private"] = bool(row["is_private"])
    for column in ("access", "access_own", "access_host"):
        values[column] = Access(row[column])
    values["tags"] = tuple(json.loads(row["tags"]))
    values["is_favourite"] = bool(row["is_favourite"])
    values["is_apart"] = bool(row["is_apart"])
    values["renditions"] = tuple(StoredRendition(**entry) for entry in json.loads(row["renditions"]))
    values["faces"] = tuple(Face(*box) for box in json.loads(row["faces"]))
    return Photo(**values)
