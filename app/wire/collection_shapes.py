"""The shapes of collections as JSON: photos gathered by hand or by a saved search."""

from typing import Annotated, Required, TypedDict

from app.wire.schema import Says
from app.wire.shapes import Id, Photo, Url

Title = Annotated[str, Says(minLength=1, maxLength=80)]


class CollectionCover(TypedDict):
    """The small picture of the first photo in it that the asker may see."""

    url: Url
    placeholder: str


class Collection(TypedDict):
    """Photos that hosts have gathered. With a `query` it fills itself by that search, else by hand.

    `photos` counts those that the asker may see. `no` is its last change by a host; a request that changes it
    must name it. `filled_no` rises whenever photos come in or go out.
    """

    id: Id
    title: str
    query: str
    photos: int
    no: int
    filled_no: int
    cover: CollectionCover | None


class Collections(TypedDict):
    """What hosts have gathered, oldest first. Readers see only those that have a photo for them."""

    collections: list[Collection]
    most: int


class OneCollection(TypedDict):
    collection: Collection


class CollectionPage(TypedDict):
    """Photos of a collection, in its order. `after` asks for the next page; null at the end."""

    collection: Collection
    cursor: int
    photos: list[Photo]
    after: str | None


class CollectionQuery(TypedDict, total=False):
    after: Annotated[str, Says(pattern="^[0-9]{0,19}$")]
    limit: Annotated[int, Says(minimum=1, maximum=100, default=48)]


class NewCollection(TypedDict, total=False):
    """A `title`, and `photos` or a `query` as search takes it. A saved search is the same for everybody, so
    it cannot ask for anything that is the reader’s own, hidden or waiting.
    """

    title: Required[Title]
    photos: list[Id]
    query: Annotated[str, Says(maxLength=200)]


class ChangedCollection(TypedDict, total=False):
    """Another title or search. `no` is the change that the collection was read with."""

    no: Required[int]
    title: Title
    query: Annotated[str, Says(maxLength=200)]


class UndoCollection(TypedDict):
    """The number of the change that is undone."""

    no: int


class UndoneCollection(TypedDict):
    """The collection as it is now; null if the change had made it."""

    collection: Collection | None


class CollectedPhotos(TypedDict):
    photos: Annotated[list[Id], Says(minItems=1, maxItems=500)]


class CollectionOrder(TypedDict, total=False):
    """These photos move, in this order, before another one of the collection; with null to its end."""

    photos: Required[Annotated[list[Id], Says(minItems=1, maxItems=500)]]
    before: Id | None
