"""Find the embedded JPEG of a RAW photo.

DNG, NEF, ARW, CR2 and PEF are TIFFs, with directories (TIFF 6.0). RW2 is one except for its first bytes. RAF
has the JPEG's place in its header.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from app.media.pictures.jpeg import FULL_LONG_SIDE, largest_jpeg

_ORDERS = {b"II*\0": "<", b"MM\0*": ">"}
# Bytes of a value by its type: short, long, directory. No other type is needed here.
_TYPE_BYTES = {3: 2, 4: 4, 13: 4}
_SHORT = 3
_BYTES = 7
_MAX_DIRECTORIES = 32
_MAX_ENTRIES = 1024
_MAX_VALUES = 64

_WIDTH, _HEIGHT, _COMPRESSION, _PHOTOMETRIC = 0x100, 0x101, 0x103, 0x106
_STRIPS, _ORIENTATION, _STRIP_BYTES, _SUB_DIRECTORIES = 0x111, 0x112, 0x117, 0x14A
_JPEG_START, _JPEG_BYTES = 0x201, 0x202
_PANASONIC_JPEG = 0x2E
_DNG_VERSION = 0xC612
_PANASONIC_START = b"IIU\0"
_FUJIFILM_START = b"FUJIFILMCCD-RAW"
_FUJIFILM_JPEG_AT = 84
_JPEG_COMPRESSIONS = (6, 7)
# RGB and YCbCr are pictures. Sensor values (CFA, LinearRaw) may be packed as JPEG, too.
_PICTURE_PHOTOMETRICS = (2, 6)

Directory = dict[int, list[int]]


@dataclass(frozen=True, slots=True)
class EmbeddedJpeg:
    """The JPEG's place in its file, and its orientation by the surrounding EXIF. None: see its own EXIF."""

    start: int
    length: int
    orientation: int | None


def is_tiff(head: bytes) -> bool:
    return head[:4] in _ORDERS


def is_dng(head: bytes) -> bool:
    """Tell whether a file with these first bytes is a DNG: a TIFF whose first directory has a DNG version."""
    if not is_tiff(head):
        return False
    order = _ORDERS[head[:4]]
    at = struct.unpack_from(f"{order}I", head, 4)[0] if len(head) >= 8 else 0
    if not 8 <= at <= len(head) - 2:
        return False
    count = struct.unpack_from(f"{order}H", head, at)[0]
    tags = range(at + 2, min(at + 2 + 12 * count, len(head) - 1), 12)
    return any(struct.unpack_from(f"{order}H", head, tag)[0] == _DNG_VERSION for tag in tags)


def full_size_jpeg(file: BinaryIO) -> EmbeddedJpeg | None:
    """Return the largest JPEG of an open RAW photo that shows the whole photo. None without one."""
    file.seek(0)
    head = file.read(_FUJIFILM_JPEG_AT + 8)
    if head.startswith(_FUJIFILM_START):
        places = [struct.unpack_from(">II", head, _FUJIFILM_JPEG_AT)] if len(head) >= 92 else []
        return _largest(file, places, 0, None)
    directories = list(_directories(file))
    places = [place for each in directories if (place := _jpeg_place(each)) is not None]
    if head.startswith(_PANASONIC_START):
        return _largest(file, places, 0, None)
    turn = next((each[_ORIENTATION][0] for each in directories if each.get(_ORIENTATION)), 1)
    sensor = max((_long_side(each) for each in directories), default=0)
    return _largest(file, places, sensor, turn if 1 <= turn <= 8 else 1)


def _largest(
    file: BinaryIO, places: list[tuple[int, int]], sensor: int, turn: int | None
) -> EmbeddedJpeg | None:
    """Return the largest one that is large enough. The JPEGs tell their sizes, directories may not."""
    side, start, length = largest_jpeg(file, places)
    # A smaller JPEG is the whole photo if the sensor is no larger.
    return EmbeddedJpeg(start, length, turn) if side >= max(1, min(FULL_LONG_SIDE, sensor or side)) else None


def _long_side(directory: Directory) -> int:
    return max((*directory.get(_WIDTH, ()), *directory.get(_HEIGHT, ())), default=0)


def _jpeg_place(directory: Directory) -> tuple[int, int] | None:
    if place := directory.get(_PANASONIC_JPEG):
        return place[0], place[1]
    # Previews may leave out their kind. The frame shows whether a JPEG is a picture.
    if directory.get(_PHOTOMETRIC, _PICTURE_PHOTOMETRICS)[0] not in _PICTURE_PHOTOMETRICS:
        return None
    if directory.get(_COMPRESSION, _JPEG_COMPRESSIONS)[0] not in _JPEG_COMPRESSIONS:
        return None
    starts = directory.get(_JPEG_START) or directory.get(_STRIPS, [])
    lengths = directory.get(_JPEG_BYTES) or directory.get(_STRIP_BYTES, [])
    return (starts[0], lengths[0]) if len(starts) == len(lengths) == 1 else None


def _directories(file: BinaryIO) -> Iterator[Directory]:
    """Yield the directories and their subdirectories. Damaged ones are skipped."""
    file.seek(0)
    header = file.read(8)
    if len(header) < 8:
        return
    order = "<" if header.startswith(_PANASONIC_START) else _ORDERS.get(header[:4])
    if order is None:
        return
    waiting = list(struct.unpack(f"{order}I", header[4:]))
    seen: set[int] = set()
    while waiting and len(seen) < _MAX_DIRECTORIES:
        at = waiting.pop(0)
        if at in seen or at < 8:
            continue
        seen.add(at)
        directory, following = _directory(file, at, order)
        yield directory
        waiting += directory.get(_SUB_DIRECTORIES, [])
        waiting.append(following)


def _directory(file: BinaryIO, at: int, order: str) -> tuple[Directory, int]:
    file.seek(at)
    count = int.from_bytes(file.read(2), "little" if order == "<" else "big")
    entries = file.read(12 * min(count, _MAX_ENTRIES))
    rest = file.read(4)
    directory: Directory = {}
    for start in range(0, len(entries) - 11, 12):
        tag, kind, values, place = struct.unpack_from(f"{order}HHII", entries, start)
        if tag == _PANASONIC_JPEG and kind == _BYTES:
            directory[tag] = [place, values]
        if kind not in _TYPE_BYTES:
            continue
        size = values * _TYPE_BYTES[kind]
        content = entries[start + 8 : start + 12]
        if size > 4:
            file.seek(struct.unpack(f"{order}I", content)[0])
            content = file.read(min(size, _MAX_VALUES * _TYPE_BYTES[kind]))
        usable = min(values, _MAX_VALUES, len(content) // _TYPE_BYTES[kind])
        letter = "H" if kind == _SHORT else "I"
        directory[tag] = list(struct.unpack_from(f"{order}{usable}{letter}", content))
    return directory, struct.unpack(f"{order}I", rest)[0] if len(rest) == 4 else 0
