"""What an original says besides its pixels: values without Pillow, so that the server need not load it."""

from dataclasses import dataclass

COLOURS = ("black", "grey", "white", "red", "orange", "yellow", "green", "blue", "purple", "pink", "brown")
"""The names that a picture's main colours have."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is not said, or not credible, is empty or None.

    `zone_minutes` is how far the camera's clock is ahead of UTC, `latitude` and `longitude` degrees (WGS 84).
    `likeness` is a difference hash of 64 bits in hex: near pictures differ in few bits. `colours` are the
    main ones, most first.
    """

    camera: str = ""
    lens: str = ""
    exposure_s: float | None = None
    aperture: float | None = None
    iso: int | None = None
    focal_mm: float | None = None
    zone_minutes: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    is_screenshot: bool = False
    colours: tuple[str, ...] = ()
    likeness: str = ""


UNKNOWN = Facts()


def bits_apart(one: str, other: str) -> int:
    """Count in how many bits two likenesses differ; more than any for one that is empty."""
    if not one or not other:
        return 64 + 1
    return (int(one, 16) ^ int(other, 16)).bit_count()
