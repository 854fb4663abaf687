"""Walk the boxes of an ISO file, and find truncated HEICs and films (ISO/IEC 14496-12, 4.2)."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

_HEADER_BYTES = 8
_LARGE_HEADER_BYTES = 16
# Boxes that every picture or film needs. If one ends past the file's end, the file was truncated.
_NEEDED = frozenset((b"ftyp", b"meta", b"mdat", b"moov", b"moof"))
# An honest picture has a handful of top-level boxes. A hostile one could have millions of empty ones.
_MAX_BOXES = 1000


@dataclass(frozen=True, slots=True)
class Box:
    """A box from `start` to `end` in its file. Its content starts at `content_at`."""

    kind: bytes
    start: int
    content_at: int
    end: int


def top_boxes(file: BinaryIO) -> Iterator[Box]:
    """Yield the top-level boxes of an open file. The last one may claim to end past the file's end.

    Unknown boxes are skipped by their size. Data that is no box ends the walk: phones append anything.
    """
    end = file.seek(0, os.SEEK_END)
    at = 0
    for _ in range(_MAX_BOXES):
        if at + _HEADER_BYTES > end:
            return
        file.seek(at)
        box = _box(file.read(_LARGE_HEADER_BYTES), at, end)
        if box is None:
            return
        yield box
        at = box.end


def boxes_in(content: bytes, at: int = 0) -> Iterator[Box]:
    """Yield the boxes in another box's content. Ends at a box that does not fit."""
    for _ in range(_MAX_BOXES):
        box = _box(content[at : at + _LARGE_HEADER_BYTES], at, len(content))
        if box is None or box.end > len(content):
            return
        yield box
        at = box.end


def _box(header: bytes, at: int, end: int) -> Box | None:
    if len(header) < _HEADER_BYTES:
        return None
    size, header_bytes = int.from_bytes(header[:4]), _HEADER_BYTES
    if size == 1:
        size, header_bytes = int.from_bytes(header[_HEADER_BYTES:]), _LARGE_HEADER_BYTES
    elif size == 0:  # up to the end of the file
        size = end - at
    if size < header_bytes:
        return None
    return Box(header[4:_HEADER_BYTES], at, at + header_bytes, at + size)


def is_whole(file: BinaryIO) -> bool:
    """Tell whether an open HEIC or film has coded data, and all needed boxes end inside the file.

    libheif fills a grid's missing tiles with grey and calls that a picture. FFmpeg plays what there is of a
    truncated film. Damage inside the boxes is not found here.
    """
    end = file.seek(0, os.SEEK_END)
    has_data = False
    for box in top_boxes(file):
        if box.end > end:
            return has_data and box.kind not in _NEEDED
        has_data = has_data or box.kind == b"mdat"
    return has_data


def with_type_first(file: BinaryIO, known: frozenset[bytes], brand: bytes) -> BinaryIO:
    """Return a file whose `ftyp` box comes first and names a known major brand: its own, else `brand`.

    Decoders look for both in the first twelve bytes. In a valid file, other boxes may come before `ftyp`, and
    the brand may be a new one that is compatible with a known one. No other byte moves.
    """
    file.seek(0)
    start = file.read(12)
    if start[4:8] == b"ftyp" and start[8:] in known:
        return file
    for box in top_boxes(file):
        if box.kind == b"ftyp":
            file.seek(0)
            content = file.read()
            kind = content[box.start : box.end]
            major = kind[_HEADER_BYTES : _HEADER_BYTES + 4]
            named = kind[:_HEADER_BYTES] + (major if major in known else brand) + kind[_HEADER_BYTES + 4 :]
            return BytesIO(named + content[: box.start] + content[box.end :])
    return file
