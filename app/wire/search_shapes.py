"""The shapes of a photo’s facts, of tags, and of what a search finds, as JSON."""

from typing import Annotated, Literal, TypedDict

from app.media.facts import COLOURS
from app.wire.schema import Says
from app.wire.shapes import Photo


class PlaceTaken(TypedDict):
    """Degrees of WGS 84."""

    latitude: float
    longitude: float


class PhotoFacts(TypedDict):
    """What a photo’s original says about itself; null or empty if it does not say."""

    camera: str
    lens: str
    exposure_s: float | None
    aperture: float | None
    iso: int | None
    focal_mm: float | None
    zone_minutes: int | None
    place: PlaceTaken | None
    place_name: str
    is_screenshot: bool
    colours: Annotated[list[str], Says(examples=[["blue", "white"]], items={"enum": list(COLOURS)})]


class OnePhotosFacts(TypedDict):
    facts: PhotoFacts


class SearchQuery(TypedDict, total=False):
    """`q` has words, "phrases", `from:`, `tag:`, `is:`, `in:`, `camera:`, `colour:`, `taken:`, dates; `-`
    excludes.

    `in:` is a collection. Hosts also find by `table:`, the door that a guest came in by, and by `place:`.
    """

    q: Annotated[str, Says(maxLength=200)]
    sort: Literal["taken", "sent", "liked"]
    before: Annotated[str, Says(pattern="^[0-9]{0,19}$")]
    limit: Annotated[int, Says(minimum=1, maximum=100, default=48)]


class SuggestionsQuery(TypedDict, total=False):
    q: Annotated[str, Says(maxLength=200)]


class SearchClause(TypedDict):
    """A part of the query, as it was understood."""

    typed: str
    excluded: bool


class SearchMeant(TypedDict):
    """A word that nothing was found for, and the words that were used instead."""

    typed: str
    words: list[str]


class SearchResult(TypedDict):
    """Photos that match, newest first. `count` comes with the first page; with `is_more` there are more."""

    photos: list[Photo]
    before: str | None
    count: int | None
    is_more: bool
    clauses: list[SearchClause]
    meant: list[SearchMeant]


class Suggestion(TypedDict):
    """`query` finds what `label` names; `photos` says how many, as `count` does."""

    kind: Annotated[
        str,
        Says(enum=["person", "tag", "collection", "table", "place", "colour", "is", "camera", "word"]),
    ]
    label: str
    query: str
    photos: int
    is_more: bool


class Suggestions(TypedDict):
    suggestions: list[Suggestion]


class PlaceFound(TypedDict):
    """A place, how many shown photos were taken there, and the query that finds them."""

    place: str
    photos: int
    query: str


class Places(TypedDict):
    places: list[PlaceFound]


class Tag(TypedDict):
    tag: Annotated[str, Says(minLength=1, maxLength=40)]
