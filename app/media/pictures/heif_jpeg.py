"""Find the JPEG inside a HEIC: some cameras add one of full size to pixels that few decoders know.

Follows ISO/IEC 14496-12, 8.11: the items' types (`iinf`) and locations (`iloc`).
"""

import struct
from io import BytesIO
from typing import BinaryIO

from app.media.boxes import boxes_in
from app.media.pictures.heif import meta_content
from app.media.pictures.jpeg import FULL_LONG_SIDE, largest_jpeg

_JPEG = b"jpeg"
# Offsets from the file's start. The other methods (in `idat`, in another item) are for small data.
_FROM_FILE = 0
_MAX_ITEMS = 1000


def jpeg_inside(file: BinaryIO) -> BinaryIO | None:
    """Return the largest JPEG of an open HEIC. None if none is large enough to be the photo."""
    content = meta_content(file)
    if content is None:
        return None
    boxes = {box.kind: content[box.content_at : box.end] for box in boxes_in(content, at=4)}
    try:
        kinds = _kinds(boxes.get(b"iinf", b""))
        places = _places(boxes.get(b"iloc", b""))
    except (struct.error, IndexError):
        return None
    found = [places[item] for item, kind in kinds.items() if kind == _JPEG and item in places]
    side, start, length = largest_jpeg(file, found)
    if side < FULL_LONG_SIDE:
        return None
    file.seek(start)
    return BytesIO(file.read(length))


def _kinds(iinf: bytes) -> dict[int, bytes]:
    if not iinf:
        return {}
    kinds = {}
    for box in boxes_in(iinf, at=6 if iinf[0] == 0 else 8):
        entry = iinf[box.content_at : box.end]
        if box.kind == b"infe" and entry[:1] in (b"\2", b"\3"):
            id_bytes = 2 if entry[0] == 2 else 4
            kind_at = 4 + id_bytes + 2
            kinds[int.from_bytes(entry[4 : 4 + id_bytes])] = entry[kind_at : kind_at + 4]
    return kinds


def _places(iloc: bytes) -> dict[int, tuple[int, int]]:
    """Return the place and length of each item that is stored in one piece."""
    if not iloc:
        return {}
    version = iloc[0]
    offset_bytes, length_bytes = iloc[4] >> 4, iloc[4] & 15
    base_bytes, index_bytes = iloc[5] >> 4, iloc[5] & 15 if version else 0
    id_bytes = 2 if version < 2 else 4
    reader = _Reader(iloc, 6)
    places = {}
    for _ in range(min(reader.take(id_bytes), _MAX_ITEMS)):
        item = reader.take(id_bytes)
        method = reader.take(2) & 15 if version else _FROM_FILE
        reader.take(2)  # another file's number, which is this one's in a picture
        base = reader.take(base_bytes)
        extents = []
        for _ in range(min(reader.take(2), _MAX_ITEMS)):
            reader.take(index_bytes)
            extents.append((base + reader.take(offset_bytes), reader.take(length_bytes)))
        if method == _FROM_FILE and len(extents) == 1:
            places[item] = extents[0]
    return places


class _Reader:
    """Reads numbers of given byte lengths one after another. Raises IndexError past the end."""

    def __init__(self, content: bytes, at: int) -> None:
        self._content = content
        self._at = at

    def take(self, size: int) -> int:
        end = self._at + size
        if end > len(self._content):
            raise IndexError
        value = int.from_bytes(self._content[self._at : end])
        self._at = end
        return value
