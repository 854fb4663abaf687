"""The shapes of the book, as JSON: its pages as they will be printed, and what hosts choose for it."""

from typing import Annotated, NotRequired, TypedDict

from app.wire.schema import Says
from app.wire.shapes import Id, Url

Sides = Annotated[list[float], Says(minItems=4, maxItems=4)]
"""Left, top, width and height on the page, in mm."""
Move = Annotated[list[str], Says(minItems=2, maxItems=2)]
"""A photo, and the photo that it follows; empty for the beginning."""


class BookPhoto(TypedDict):
    """`focus` is the part that a crop keeps in view, in fractions of the picture’s sides."""

    id: Id
    author: str
    caption: str
    card: bool
    small: Url
    large: Url
    width: int
    height: int
    focus: list[float]


class BookPlace(TypedDict):
    photo: Id
    box: Sides
    words: Sides | None


class BookEntry(TypedDict):
    name: str
    pages: str


class BookPage(TypedDict):
    """`number` is the printed one, 0 for the cover. `columns` are those of the index."""

    kind: str
    number: int
    heading: str
    places: list[BookPlace]
    columns: list[list[BookEntry]]


class BookChoice(TypedDict):
    """An empty `cover` lets the server choose. `bleed` adds 3 mm around each page, and crop marks."""

    format: str
    bleed: bool
    cover: str
    left_out: list[Id]
    moved: list[Move]


class Book(TypedDict):
    """The book as it would be made now. `cover` is the photo on its cover, `order` lists those inside.

    `can_make` says whether this server can make PDFs. `width` and `height` are a page’s in mm.
    """

    version: int
    choice: BookChoice
    can_make: bool
    title: str
    day: str
    width: float
    height: float
    margin: float
    cover: str
    order: list[Id]
    left_out: list[Id]
    photos: list[BookPhoto]
    pages: list[BookPage]


class NewBookChoice(TypedDict):
    """A choice, based on the book’s `version`."""

    version: int
    format: NotRequired[str]
    bleed: NotRequired[bool]
    cover: NotRequired[str]
    left_out: NotRequired[list[Id]]
    moved: NotRequired[list[Move]]
