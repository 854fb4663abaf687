"""Tell by two ThumbHashes whether they are of the same picture (evanw.github.io/thumbhash).

A hash keeps the mean colour and the lowest frequencies of the brightness. That is enough to detect another
picture in a photo's place, but not to see small changes.
"""

import base64
import binascii
from dataclasses import dataclass
from math import sqrt

MOST_APART = 0.12
"""Copies of a picture in other sizes and qualities are up to 0.05 apart, other pictures mostly over 0.2."""


@dataclass(frozen=True, slots=True)
class _Low:
    """`waves` are the strengths of the brightness frequencies, `shape` is their number in each direction."""

    shape: tuple[int, int]
    mean: tuple[float, float, float]
    waves: tuple[float, ...]


def looks_like(one: str, other: str) -> bool:
    """Compare two base64 ThumbHashes of opaque pictures. An invalid hash matches nothing."""
    if one == other:
        return True
    first, second = _low(one), _low(other)
    if first is None or second is None or first.shape != second.shape:
        return False
    return distance(first, second) < MOST_APART


def distance(first: _Low, second: _Low) -> float:
    pairs = [*zip(first.mean, second.mean, strict=True), *zip(first.waves, second.waves, strict=True)]
    return sqrt(sum((a - b) ** 2 for a, b in pairs))


def _low(placeholder: str) -> _Low | None:
    try:
        hashed = base64.b64decode(placeholder, validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(hashed) < 5:
        return None
    colours = int.from_bytes(hashed[:3], "little")
    sizes = int.from_bytes(hashed[3:5], "little")
    if colours >> 23:
        return None  # with alpha: none of ours
    is_landscape, few, scale = sizes >> 15, sizes & 7, (colours >> 18 & 31) / 31
    across, down = (7, max(few, 3)) if is_landscape else (max(few, 3), 7)
    # All frequencies below the diagonal except the mean, in the format's order.
    count = sum(1 for y in range(down) for x in range(across) if (x or y) and x * down < across * (down - y))
    nibbles = [part for byte in hashed[5:] for part in (byte & 15, byte >> 4)]
    if len(nibbles) < count:
        return None
    mean = ((colours & 63) / 63, (colours >> 6 & 63) / 31.5 - 1, (colours >> 12 & 63) / 31.5 - 1)
    return _Low((across, down), mean, tuple((part / 7.5 - 1) * scale for part in nibbles[:count]))
