"""What an original says besides its pixels: plain values, so that the server need not load Pillow."""

from dataclasses import dataclass

COLOURS = ("black", "grey", "white", "red", "orange", "yellow", "green", "blue", "purple", "pink", "brown")
"""The names that a picture's main colours have."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Missing and incredible values are empty or None.

    `zone_minutes` is how far the camera's clock is ahead of UTC. `latitude` and `longitude` are in degrees
    (WGS 84). `likeness` is a difference hash of 64 bits in hex: similar pictures differ in few bits.
    `colours` are the main ones, the most frequent first. `detail` is how many bytes of JPEG its
    picture takes for 1000 px: of photos of one scene the sharpest takes most.
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
    detail: int = 0


UNKNOWN = Facts()


def bits_apart(one: str, other: str) -> int:
    """Count the bits in which two likenesses differ. More than 64 if one is empty."""
    if not one or not other:
        return 64 + 1
    return (int(one, 16) ^ int(other, 16)).bit_count()
