"""The shapes of exports, as JSON: what can be taken home, and where it is."""

from typing import Annotated, Literal, TypedDict

from app.records.export import ExportState, Kind
from app.wire.schema import Says, values_of
from app.wire.shapes import Id, Moment, Url


class Chosen(TypedDict):
    """What can be taken: photos, their bytes, and originals that are missing or not yet checked."""

    photos: int
    bytes: int
    missing: int
    unchecked: int


class Zip(TypedDict):
    url: Url
    bytes: int
    photos: int


class Export(TypedDict):
    """A frozen list of files. Anybody with its addresses can use them until it expires.

    A slow one is `making` at first: `done` of its `photos` are finished, and it has no ZIPs yet. A book has a
    `pdf` and no ZIPs. It is `outdated` once a photo in it was taken down or changed.
    """

    id: Id
    kind: Annotated[str, Says(enum=values_of(Kind))]
    state: Annotated[str, Says(enum=values_of(ExportState))]
    done: int
    taken: str
    photos: int
    bytes: int
    missing: int
    created_at: Moment
    expires_at: Moment
    page: Url
    zips: list[Zip]
    pdf: str
    urls: Url
    sha256sums: Url
    metalink: Url


class MadeExport(TypedDict):
    export: Export


class EndedExport(TypedDict):
    ended: Id


class Exports(TypedDict):
    """`credits`: this server can write credits into copies. `book`: it can make a PDF."""

    shown: Chosen
    kept: Chosen
    exports: list[Export]
    credits: bool
    book: bool


class NewExport(TypedDict, total=False):
    """Which originals, in folders by `guest`, `hour`, `chapter` or none, in ZIPs of `part_mb` or one ZIP.

    The kind `album` is one ZIP of the shown photos as a folder that opens in a browser, with `originals` too.
    The kind `book` is a PDF for printing, as hosts have chosen it (`/api/admin/book`).
    `guest`, `photos`, a `chapter`, a `collection` and a search (`query`) narrow it; a photo that all of them
    mean is taken. With `credits`, copies of the originals contain name, caption, party and time.
    """

    kind: Literal["zip", "album", "book"]
    originals: bool
    credits: bool
    taken: Literal["shown", "kept"]
    folders: Literal["", "guest", "hour", "chapter"]
    part_mb: int | str | None
    guest: str
    photos: list[Id]
    chapter: Id
    collection: Id
    query: str
