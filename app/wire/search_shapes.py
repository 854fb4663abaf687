"""The shapes of what a photo knows, of tags, and of what a search finds, as JSON."""

from typing import Annotated, TypedDict

from app.media.facts import COLOURS
from app.wire.schema import Says


class PlaceTaken(TypedDict):
    """Degrees of WGS 84."""

    latitude: float
    longitude: float


class PhotoFacts(TypedDict):
    """What a photo’s original says of itself; null or empty where it does not say."""

    camera: str
    lens: str
    exposure_s: float | None
    aperture: float | None
    iso: int | None
    focal_mm: float | None
    zone_minutes: int | None
    place: PlaceTaken | None
    is_screenshot: bool
    colours: Annotated[list[str], Says(examples=[["blue", "white"]], items={"enum": list(COLOURS)})]


class OnePhotosFacts(TypedDict):
    facts: PhotoFacts
