"""The name of the place where a photo was taken: the nearest of 135,000, from a local table, not a service.

The set-up makes `places.table` with scripts/places_table.py of GeoNames' data (CC BY 4.0).
"""

import logging
import sys
import zlib
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians
from pathlib import Path

logger = logging.getLogger(__name__)

TABLE = Path(__file__).with_name("places.table")
FARTHEST_KM = 25.0
"""A point farther from any place gets no name: it is at sea or in open country."""
KM_A_DEGREE = 111.2
A_DEGREE = 100_000
AROUND = 360 * A_DEGREE


@dataclass(frozen=True, slots=True)
class Places:
    """The places, with coordinates in hundred thousandths of a degree.

    They are sorted into bands of one degree from south to north, and within a band from west to east. Each
    name ends where the next begins.
    """

    latitudes: "array[int]"
    longitudes: "array[int]"
    names: bytes
    ends: "array[int]"

    def name(self, index: int) -> str:
        begin = self.ends[index - 1] + 1 if index else 0
        return self.names[begin : self.ends[index]].decode()


@lru_cache(maxsize=1)
def known_places() -> Places:
    """Read the table once. It takes 0.1 s, so a thread does it before the loop needs it.

    Without the table, as in a checkout that was never set up, no place has a name.
    """
    try:
        content = zlib.decompress(TABLE.read_bytes())
    except FileNotFoundError:
        logger.warning("no table of places: photos are found by no place until `make setup` has made it")
        return Places(array("i"), array("i"), b"", array("i"))
    (count,) = _integers(content[:4])
    numbers = _integers(content[4 : 4 + 8 * count])
    names = content[4 + 8 * count :]
    ends, at = array("i"), -1
    for _ in range(count - 1):
        at = names.index(b"\n", at + 1)
        ends.append(at)
    ends.append(len(names))
    return Places(numbers[:count], numbers[count:], names, ends)


def _integers(content: bytes) -> "array[int]":
    numbers = array("i", content)
    if sys.byteorder != "little":
        numbers.byteswap()
    return numbers


@lru_cache(maxsize=1024)
def place_near(latitude: float, longitude: float) -> str:
    """Return the name of the nearest place. Empty if there is none within FARTHEST_KM."""
    places = known_places()
    here, there = round(latitude * A_DEGREE), round(longitude * A_DEGREE)
    reach = round(FARTHEST_KM / KM_A_DEGREE * A_DEGREE)
    narrower = max(cos(radians(latitude)), 1e-3)
    nearest, found = float(reach) ** 2, -1
    for index in _between(places, here, there, reach, min(round(reach / narrower), AROUND // 2)):
        # Take the short way across the date line.
        across = (places.longitudes[index] - there + AROUND // 2) % AROUND - AROUND // 2
        far = (across * narrower) ** 2 + (places.latitudes[index] - here) ** 2
        if far < nearest:
            nearest, found = far, index
    return places.name(found) if found >= 0 else ""


def _between(places: Places, here: int, there: int, north: int, east: int) -> Iterator[int]:
    """Yield the places in the bands near a latitude, so far to the east and west, also across the line."""
    for band in range((here - north) // A_DEGREE, (here + north) // A_DEGREE + 1):
        begin, end = (bisect_left(places.latitudes, one, key=_band) for one in (band, band + 1))
        for turn in (-AROUND, 0, AROUND):
            first = bisect_left(places.longitudes, there - east + turn, begin, end)
            yield from range(first, bisect_right(places.longitudes, there + east + turn, begin, end))


def _band(latitude: int) -> int:
    return latitude // A_DEGREE
