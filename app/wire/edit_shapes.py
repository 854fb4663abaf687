"""The shapes of edits and versions of a picture, as JSON. media/edit.py has the limits and defaults."""

from typing import Annotated, TypedDict

from app.wire.schema import Says
from app.wire.shapes import Id, Moment, Photo


class Crop(TypedDict):
    """A box, in fractions of the picture after mirror, turns and angle."""

    left: float
    top: float
    width: float
    height: float


class Edit(TypedDict, total=False):
    """The changes to the upright original. A missing field changes nothing.

    It is mirrored from left to right, turned by quarters and straightened by degrees, both clockwise, and
    then cropped. The four levels go from -100 to 100. The times are for a video, which otherwise takes only
    turns.
    """

    crop: Crop
    turns: int
    angle: float
    mirror: bool
    brightness: int
    contrast: int
    warmth: int
    saturation: int
    begin_ms: int
    end_ms: int
    poster_ms: int


class NewVersion(TypedDict, total=False):
    """`base` is the version that was looked at. Give an `edit`, or `back_to`, which is 0 for unedited."""

    base: int
    edit: Edit
    back_to: int


class Version(TypedDict):
    """One version. Number 0 is the unedited picture. One that `waits` is shown once the hosts approve it."""

    no: int
    edit: Edit
    by: str
    by_name: str
    at: Moment
    waits: bool


class Versions(TypedDict):
    """All versions of a photo, oldest first; `current` is the number of the shown one."""

    current: int
    versions: list[Version]


class EditedVersion(TypedDict):
    """`picture_waits`: nobody else sees the new version until the hosts approve it."""

    photo: Photo
    version: int
    picture_waits: bool


class PictureDecision(TypedDict):
    do: Annotated[str, Says(enum=["approve", "refuse"])]
    photo: Id
    no: int
