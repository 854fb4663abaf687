"""The shapes of the album as JSON: its outline in chapters, and stretches of photos."""

from typing import Annotated, TypedDict

from app.wire.schema import Says
from app.wire.shapes import Id, Moment, Photo


class StretchOutline(TypedDict):
    """Photos that follow one another: where the first one is, and a character for the shape of each.

    The characters are those of base64url: from 3:4 (`A`) to 3:2 (`_`), in equal steps.
    """

    at: Moment
    no: int
    shapes: Annotated[str, Says(pattern="^[A-Za-z0-9_-]*$")]


class ChapterOutline(TypedDict):
    """A chapter of the night; an empty `title` is one that nobody has named."""

    id: Id
    title: str
    stretches: list[StretchOutline]


class Album(TypedDict):
    """The whole album without its photos. `cursor` is the next `since`, also for the stream.

    `chapters_no` is the change that last changed a chapter; whoever changes one says it.
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
    """`no` is the change; the id is that of the chapter it was about."""

    no: int
    id: Id


class OwnHearts(TypedDict):
    """The photos that the asking guest has given a heart."""

    photos: list[Id]


class Favourite(TypedDict):
    favourite: bool
