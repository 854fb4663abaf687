"""Show a HEIC that is only a sequence: put its first picture into the boxes of a still.

The decoder opens only stills. A sequence (`msf1`, ISO/IEC 23008-12, 7) is a track like a film's. Its first
sample is an HEVC picture, and its sample entry (`hvc1`) has the decoder's configuration.
"""

import struct
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from app.media.boxes import Box, boxes_in, top_boxes

_MAX_MOOV_BYTES = 4 * 1024 * 1024
_MAX_SAMPLE_BYTES = 64 * 1024 * 1024
_ENTRIES = (b"hvc1", b"hev1")
# The fixed fields of a sample entry, before its inner boxes (ISO/IEC 14496-12, 12.1.3).
_ENTRY_BYTES = 78


@dataclass(frozen=True, slots=True)
class _FirstPicture:
    width: int
    height: int
    properties: tuple[bytes, ...]
    at: int
    length: int


def still_of_sequence(file: BinaryIO) -> BinaryIO | None:
    """Return the first picture of an open sequence as a HEIC. None if the file is a still or damaged."""
    tops = {box.kind: box for box in top_boxes(file)}
    if b"meta" in tops or b"moov" not in tops:
        return None
    moov = tops[b"moov"]
    file.seek(moov.content_at)
    content = file.read(min(moov.end - moov.content_at, _MAX_MOOV_BYTES))
    try:
        first = _first_picture(content)
    except (struct.error, IndexError):
        return None
    if first is None or not 0 < first.length <= _MAX_SAMPLE_BYTES:
        return None
    file.seek(first.at)
    sample = file.read(first.length)
    return BytesIO(_still(first, sample)) if len(sample) == first.length else None


def _first_picture(moov: bytes) -> _FirstPicture | None:
    for track in boxes_in(moov):
        if track.kind != b"trak":
            continue
        tables = _inside(_content(moov, track), b"mdia", b"minf", b"stbl")
        found = {box.kind: _content(tables, box) for box in boxes_in(tables)}
        if not {b"stsd", b"stsz"} <= found.keys() or not {b"stco", b"co64"} & found.keys():
            continue
        for entry in boxes_in(found[b"stsd"], at=8):
            if entry.kind in _ENTRIES:
                return _picture(_content(found[b"stsd"], entry), found)
    return None


def _picture(entry: bytes, tables: dict[bytes, bytes]) -> _FirstPicture:
    width, height = struct.unpack_from(">HH", entry, 24)
    inside = boxes_in(entry, at=_ENTRY_BYTES)
    told = tuple(entry[box.start : box.end] for box in inside if box.kind in (b"hvcC", b"colr"))
    (at,) = (
        struct.unpack_from(">I", tables[b"stco"], 8)
        if b"stco" in tables
        else struct.unpack_from(">Q", tables[b"co64"], 8)
    )
    same_for_all = struct.unpack_from(">I", tables[b"stsz"], 4)[0]
    length = same_for_all or struct.unpack_from(">I", tables[b"stsz"], 12)[0]
    return _FirstPicture(width, height, told, at, length)


def _still(first: _FirstPicture, sample: bytes) -> bytes:
    kind = _box(b"ftyp", b"heic" + bytes(4) + b"mif1heic")
    properties = (*first.properties, _box(b"ispe", bytes(4) + struct.pack(">II", first.width, first.height)))
    numbers = bytes(0x80 | number if number == 1 else number for number in range(1, len(properties) + 1))
    associations = bytes(4) + struct.pack(">IHB", 1, 1, len(properties)) + numbers
    item = _box(b"infe", b"\2\0\0\0" + struct.pack(">HH", 1, 0) + b"hvc1\0")
    start = 0
    for _ in range(2):  # the first pass finds out the length
        place = struct.pack(">BBHHHHII", 0x44, 0, 1, 1, 0, 1, start, len(sample))
        meta = _box(
            b"meta",
            bytes(4)
            + _box(b"hdlr", bytes(8) + b"pict" + bytes(13))
            + _box(b"pitm", bytes(4) + struct.pack(">H", 1))
            + _box(b"iloc", bytes(4) + place)
            + _box(b"iinf", bytes(4) + struct.pack(">H", 1) + item)
            + _box(b"iprp", _box(b"ipco", b"".join(properties)) + _box(b"ipma", associations)),
        )
        start = len(kind) + len(meta) + 8
    return kind + meta + _box(b"mdat", sample)


def _inside(content: bytes, *path: bytes) -> bytes:
    for kind in path:
        content = next((_content(content, box) for box in boxes_in(content) if box.kind == kind), b"")
    return content


def _content(whole: bytes, box: Box) -> bytes:
    return whole[box.content_at : box.end]


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", 8 + len(content)) + kind + content
