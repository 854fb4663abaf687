"""The shapes of the album as JSON: its outline in chapters, and parts of it with their photos."""

from typing import Annotated, Literal, TypedDict

from app.wire.schema import Says
from app.wire.shapes import Id, Moment, Photo


class StretchOutline(TypedDict):
    """Photos that follow one another: where the first one is, and one character for the shape of each.

    The characters are those of base64url: from 3:4 (`A`) to 3:2 (`_`), in equal steps.
    """

    at: Moment
    no: int
    shapes: Annotated[str, Says(pattern="^[A-Za-z0-9_-]*$")]


class ChapterOutline(TypedDict):
    """A chapter of the night. It has an empty `title` if nobody has named it."""

    id: Id
    title: str
    stretches: list[StretchOutline]


class Album(TypedDict):
    """The whole album without its photos. `cursor` is the next `since`, also for the stream.

    `chapters_no` is the change that last changed a chapter. A request that changes one must name it.
    """

    cursor: int
    photos: int
    chapters_no: int
    chapters: list[ChapterOutline]


class Stretch(TypedDict):
    """Photos of the album in order, as they are at `cursor`."""

    cursor: int
    photos: list[Photo]


class ChaptersChanged(TypedDict):
    """`no` is the change, `id` the chapter that it was about."""

    no: int
    id: Id


class OwnHearts(TypedDict):
    """The photos that the asking guest has given a heart."""

    photos: list[Id]


class Favourite(TypedDict):
    favourite: bool


class Stacking(TypedDict):
    do: Literal["top", "apart", "together"]


class DeviceClock(TypedDict):
    """A guest’s camera, and by how many seconds its clock is corrected.

    `suggested_s` is how wrong it seems beside the others. It is null if the clock seems right, or if a host
    has decided.
    """

    guest: Id
    camera: str
    author: str
    photos: int
    shift_s: int
    suggested_s: int | None


class DeviceClocks(TypedDict):
    clocks: list[DeviceClock]


class NewClock(TypedDict):
    guest: Id
    camera: str
    shift_s: Annotated[int, Says(minimum=-1264896000, maximum=1264896000)]


class ClockSet(TypedDict):
    """`before_s` is the earlier value. Sending it again undoes the change."""

    shift_s: int
    before_s: int
