"""The shapes of edits and versions of a picture, as JSON. Bounds and defaults are media/edit.py's."""

from typing import Annotated, TypedDict

from app.wire.schema import Says
from app.wire.shapes import Id, Moment, Photo


class Crop(TypedDict):
    """A box, in fractions of the picture as it is after mirror, turns and angle."""

    left: float
    top: float
    width: float
    height: float


class Edit(TypedDict, total=False):
    """What is put right in the upright original; what is missing is as it came.

    It is mirrored from left to right, turned by quarters and straightened by degrees, both clockwise, and
    then cropped. The four levels go from -100 to 100. The times are a video’s, which takes only turns
    besides.
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
    """`base` is the version that was looked at. Either an `edit`, or `back_to`, 0 for as it came."""

    base: int
    edit: Edit
    back_to: int


class Version(TypedDict):
    """One version: number 0 is as it came. One that `waits` is not shown before the hosts have said yes."""

    no: int
    edit: Edit
    by: str
    by_name: str
    at: Moment
    waits: bool


class Versions(TypedDict):
    """All versions of a photo, the oldest first; `current` is the number of the one that is shown."""

    current: int
    versions: list[Version]


class EditedVersion(TypedDict):
    """`picture_waits`: the new version is seen by nobody else until the hosts have said yes."""

    photo: Photo
    version: int
    picture_waits: bool


class PictureDecision(TypedDict):
    do: Annotated[str, Says(enum=["approve", "refuse"])]
    photo: Id
    no: int
