"""Tell a cut HEIC or film from a whole one by its boxes (ISO/IEC 14496-12, section 4.2)."""

import os
from typing import BinaryIO

_HEADER_BYTES = 8
_LARGE_HEADER_BYTES = 16
# Standard boxes that a file's own data stands in. After them phones may append what they like.
_KNOWN = frozenset((b"ftyp", b"meta", b"mdat", b"moov", b"free", b"skip"))
# And those of a film besides: QuickTime's, and those of one that was written in fragments.
_KNOWN_IN_FILMS = _KNOWN | {b"wide", b"pnot", b"udta", b"uuid", b"moof", b"mfra", b"styp", b"sidx", b"emsg"}
# An honest picture has a handful of boxes at its top; a hostile one could have millions of empty ones.
_MAX_BOXES = 1000


def is_whole(file: BinaryIO) -> bool:
    """Tell whether every known box of an open HEIC ends inside of it, and whether it has coded data at all.

    Needed because libheif fills a grid's missing tiles with grey and calls that a picture. It does not look
    into the boxes: bytes that were damaged within them go unseen.
    """
    return _is_whole(file, _KNOWN)


def is_whole_film(file: BinaryIO) -> bool:
    """Tell the same of an MP4 or a QuickTime film: FFmpeg plays what there is of a cut one."""
    return _is_whole(file, _KNOWN_IN_FILMS)


def _is_whole(file: BinaryIO, known: frozenset[bytes]) -> bool:
    end = file.seek(0, os.SEEK_END)
    at = 0
    has_data = False
    for _ in range(_MAX_BOXES):
        if at == end:
            break
        file.seek(at)
        header = file.read(_LARGE_HEADER_BYTES)
        kind = header[4:_HEADER_BYTES]
        if kind not in known:
            break
        size = int.from_bytes(header[:4])
        if size == 1:
            size = int.from_bytes(header[_HEADER_BYTES:])
        elif size == 0:  # up to the end of the file
            size = end - at
        if size < _HEADER_BYTES or at + size > end:
            return False
        has_data = has_data or kind == b"mdat"
        at += size
    return has_data
