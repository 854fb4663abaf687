"""Read only a PNG's pixels and their colour information (PNG, third edition).

Other chunks may be large, damaged or hostile. They never make a picture fail: the decoder does not see them,
and those that matter are read here, within bounds.
"""

import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.media.pictures.cicp import Cicp

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# The decoder gets the critical chunks, and the one that belongs to the pixels.
_PIXELS = frozenset((b"IHDR", b"PLTE", b"tRNS", b"IDAT"))
# By colour type: grey, colour, palette. The other types have their own alpha.
_TRANSPARENCY_BYTES = {0: 2, 2: 6, 3: 1}
_MAX_CHUNKS = 1_000_000
# The largest honest profiles (printing presses) have about 3 MB.
MAX_PROFILE_BYTES = 4 * 1024 * 1024
_MAX_EXIF_BYTES = 1024 * 1024
# ImageMagick stores EXIF as text under this name.
_EXIF_TEXT = b"Raw profile type exif"


@dataclass(slots=True)
class PngFacts:
    """A PNG's colour information and EXIF. None without a usable value.

    `gamma` is the encoding exponent (0.45455). `chromaticities` are white, red, green and blue, x and y each.
    """

    icc_profile: bytes | None = None
    cicp: Cicp | None = None
    is_srgb: bool = False
    gamma: float | None = None
    chromaticities: tuple[float, ...] | None = None
    exif: bytes | None = None
    exif_text: str | None = None


@dataclass(slots=True)
class _Chunks:
    pixels: list[bytes] = field(default_factory=list)
    facts: PngFacts = field(default_factory=PngFacts)


def read_png(content: bytes) -> tuple[io.BytesIO, PngFacts]:
    """Return the PNG with only its pixels, and its facts.

    A truncated chunk stays as it is: the decoder decides whether there are enough pixels.
    """
    chunks = _Chunks()
    for kind, start, content_at, end in _walk(content):
        if kind in _PIXELS:
            # The unchanged chunk with its checksum.
            chunk = content[start : end + 4]
            if kind != b"tRNS" or _is_usable_transparency(chunk, chunks.pixels):
                chunks.pixels.append(chunk)
        elif kind in _READERS and end + 4 <= len(content) and end - content_at <= MAX_PROFILE_BYTES:
            payload = content[content_at:end]
            if zlib.crc32(kind + payload) == int.from_bytes(content[end : end + 4]):
                _READERS[kind](payload, chunks.facts)
    last = b"\0\0\0\0IEND\xaeB`\x82"
    return io.BytesIO(b"".join((_SIGNATURE, *chunks.pixels, last))), chunks.facts


def _is_usable_transparency(chunk: bytes, before: list[bytes]) -> bool:
    """Tell whether a tRNS chunk is undamaged and has the length for the header's colour type."""
    colour_type = before[0][17] if before and len(before[0]) > 17 else 0
    is_long_enough = len(chunk) - 12 >= _TRANSPARENCY_BYTES.get(colour_type, len(chunk))
    return is_long_enough and zlib.crc32(chunk[4:-4]) == int.from_bytes(chunk[-4:])


def _walk(content: bytes) -> Iterator[tuple[bytes, int, int, int]]:
    """Yield each chunk's type, its start, and the start and end of its content."""
    at = len(_SIGNATURE)
    for _ in range(_MAX_CHUNKS):
        if at + 8 > len(content):
            return
        length, kind = struct.unpack_from(">I4s", content, at)
        if kind == b"IEND":
            return
        yield kind, at, at + 8, at + 8 + length
        at += 12 + length


def _read_icc(payload: bytes, facts: PngFacts) -> None:
    _, _, packed = payload.partition(b"\0")
    facts.icc_profile = _unpacked(packed[1:], MAX_PROFILE_BYTES)


def _read_cicp(payload: bytes, facts: PngFacts) -> None:
    if len(payload) == 4:
        primaries, transfer, matrix, is_full = payload
        facts.cicp = Cicp(primaries, transfer, matrix, bool(is_full))


def _read_srgb(payload: bytes, facts: PngFacts) -> None:
    facts.is_srgb = True


def _read_gamma(payload: bytes, facts: PngFacts) -> None:
    if len(payload) == 4:
        facts.gamma = int.from_bytes(payload) / 100_000 or None


def _read_chromaticities(payload: bytes, facts: PngFacts) -> None:
    if len(payload) == 32:
        facts.chromaticities = tuple(value / 100_000 for value in struct.unpack(">8I", payload))


def _read_exif(payload: bytes, facts: PngFacts) -> None:
    if len(payload) <= _MAX_EXIF_BYTES:
        facts.exif = payload


def _read_text(payload: bytes, facts: PngFacts) -> None:
    name, _, text = payload.partition(b"\0")
    if name == _EXIF_TEXT and len(text) <= _MAX_EXIF_BYTES:
        facts.exif_text = text.decode("latin-1")


def _read_packed_text(payload: bytes, facts: PngFacts) -> None:
    name, _, packed = payload.partition(b"\0")
    if name == _EXIF_TEXT and (text := _unpacked(packed[1:], _MAX_EXIF_BYTES)) is not None:
        facts.exif_text = text.decode("latin-1")


def _unpacked(packed: bytes, max_bytes: int) -> bytes | None:
    """Unpack at most `max_bytes`. None if there are more, or if the data is damaged."""
    unpacking = zlib.decompressobj()
    try:
        unpacked = unpacking.decompress(packed, max_bytes)
    except zlib.error:
        return None
    return unpacked if unpacking.eof else None


_READERS = {
    b"iCCP": _read_icc,
    b"cICP": _read_cicp,
    b"sRGB": _read_srgb,
    b"gAMA": _read_gamma,
    b"cHRM": _read_chromaticities,
    b"eXIf": _read_exif,
    b"tEXt": _read_text,
    b"zTXt": _read_packed_text,
}
