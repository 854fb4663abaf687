"""Read from a HEIC or AVIF what its decoder does not report: turns, colour description, claimed sizes.

Follows ISO/IEC 23008-12 (HEIF). The primary item (`pitm`) has properties (`ipco`) by association (`ipma`). A
grid has its tiles by reference (`iref`, `dimg`).
"""

import struct
from dataclasses import dataclass
from typing import BinaryIO

from app.media.boxes import Box, boxes_in, top_boxes
from app.media.pictures.cicp import Cicp

# The meta box of an honest picture has a few kilobytes, or some more for a grid of many tiles.
_MAX_META_BYTES = 4 * 1024 * 1024
_TURNS = (b"irot", b"imir")


@dataclass(frozen=True, slots=True)
class HeifFacts:
    """Facts about the primary picture from its boxes.

    `is_turned`: it has turns of its own (`irot`, `imir`), which decoders apply. `pixels` is the largest
    claimed size. `coded_pixels` is what a decoder must decode: all tiles of a grid. 0 is unknown.
    """

    is_turned: bool = False
    has_icc: bool = False
    cicp: Cicp | None = None
    pixels: int = 0
    coded_pixels: int = 0


@dataclass(frozen=True, slots=True)
class _Meta:
    primary: int
    properties: list[tuple[bytes, bytes]]
    of_item: dict[int, list[int]]
    tiles: dict[int, list[int]]

    def of(self, item: int) -> list[tuple[bytes, bytes]]:
        indices = self.of_item.get(item, ())
        return [self.properties[index - 1] for index in indices if 0 < index <= len(self.properties)]

    def pixels(self, item: int) -> int:
        return max((_area(content) for kind, content in self.of(item) if kind == b"ispe"), default=0)


def heif_facts(file: BinaryIO) -> HeifFacts:
    """Return the facts in the boxes of an open HEIC or AVIF. Damaged or missing ones are left out."""
    content = meta_content(file)
    if content is None:
        return HeifFacts()
    try:
        meta = _parsed(content)
    except (struct.error, IndexError):
        return HeifFacts()
    own = meta.of(meta.primary)
    tiles = meta.tiles.get(meta.primary, [])
    # A grid's colour may be given only for its tiles, which are all alike.
    told = own if any(kind == b"colr" for kind, _ in own) or not tiles else meta.of(tiles[0])
    colours = [content for kind, content in told if kind == b"colr"]
    pixels = meta.pixels(meta.primary)
    return HeifFacts(
        is_turned=any(kind in _TURNS for kind, _ in own),
        has_icc=any(colour[:4] in (b"prof", b"rICC") for colour in colours),
        cicp=next((_cicp(colour) for colour in colours if colour[:4] == b"nclx" and len(colour) >= 11), None),
        pixels=pixels,
        coded_pixels=max(pixels, sum(meta.pixels(tile) for tile in tiles)),
    )


def meta_content(file: BinaryIO) -> bytes | None:
    """Return the content of the `meta` box of an open HEIC or AVIF, cut at the size of an honest one."""
    for box in top_boxes(file):
        if box.kind == b"meta":
            file.seek(box.content_at)
            size = min(box.end - box.content_at, _MAX_META_BYTES)
            return file.read(size)
    return None


def _parsed(content: bytes) -> _Meta:
    boxes = {box.kind: box for box in boxes_in(content, at=4)}
    pitm = _content(content, boxes[b"pitm"]) if b"pitm" in boxes else bytes(6)
    primary = int.from_bytes(pitm[4:6] if pitm[0] == 0 else pitm[4:8])
    properties: list[tuple[bytes, bytes]] = []
    of_item: dict[int, list[int]] = {}
    if b"iprp" in boxes:
        iprp = _content(content, boxes[b"iprp"])
        for box in boxes_in(iprp):
            inside = _content(iprp, box)
            if box.kind == b"ipco":
                properties = [(each.kind, _content(inside, each)) for each in boxes_in(inside)]
            elif box.kind == b"ipma":
                _read_associations(inside, of_item)
    tiles = _read_tiles(_content(content, boxes[b"iref"])) if b"iref" in boxes else {}
    return _Meta(primary, properties, of_item, tiles)


def _content(whole: bytes, box: Box) -> bytes:
    return whole[box.content_at : box.end]


def _read_associations(ipma: bytes, of_item: dict[int, list[int]]) -> None:
    id_bytes = 2 if ipma[0] == 0 else 4
    is_wide = bool(ipma[3] & 1)
    at = 8
    for _ in range(int.from_bytes(ipma[4:8])):
        if at + id_bytes >= len(ipma):
            return
        item = int.from_bytes(ipma[at : at + id_bytes])
        count = ipma[at + id_bytes]
        at += id_bytes + 1
        step = 2 if is_wide else 1
        mask = 0x7FFF if is_wide else 0x7F
        entries = range(at, at + count * step, step)
        of_item.setdefault(item, []).extend(int.from_bytes(ipma[e : e + step]) & mask for e in entries)
        at += count * step


def _read_tiles(iref: bytes) -> dict[int, list[int]]:
    size = 2 if iref[0] == 0 else 4
    tiles: dict[int, list[int]] = {}
    for box in boxes_in(iref, at=4):
        if box.kind != b"dimg":
            continue
        inside = _content(iref, box)
        count = int.from_bytes(inside[size : size + 2])
        ids = inside[size + 2 : size + 2 + count * size]
        tiles[int.from_bytes(inside[:size])] = [
            int.from_bytes(ids[at : at + size]) for at in range(0, len(ids), size)
        ]
    return tiles


def _area(ispe: bytes) -> int:
    _, width, height = struct.unpack(">III", ispe[:12])
    return int(width) * int(height)


def _cicp(colr: bytes) -> Cicp:
    primaries, transfer, matrix, flags = struct.unpack(">HHHB", colr[4:11])
    return Cicp(primaries, transfer, matrix, is_full_range=bool(flags & 0x80))
