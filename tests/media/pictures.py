"""Pictures drawn in code, files written by hand, and ways to tell what became of them."""

import io
import struct
import zlib
from pathlib import Path

import pillow_heif
from PIL import Image, ImageChops, ImageDraw, ImageStat

pillow_heif.register_heif_opener()

MAX_PIXELS = 100_000_000
# Mean difference in levels of 255 that a JPEG of a picture stays under by far, and any turn of it exceeds.
ALIKE = 12.0

# What must be done to an upright picture so that a viewer who honours the EXIF orientation sees it upright.
_STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def landscape(width: int = 360, height: int = 240) -> Image.Image:
    """Draw a picture that looks different in each of the eight orientations."""
    picture = Image.new("RGB", (width, height), (40, 90, 200))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, height // 2, width, height), fill=(30, 140, 50))
    draw.ellipse(
        (width // 10, height // 10, width // 10 + height // 3, height // 10 + height // 3),
        fill=(255, 220, 60),
    )
    draw.polygon(
        ((width // 2, height // 2), (width * 3 // 4, height // 6), (width, height // 2)), fill=(120, 80, 60)
    )
    return picture


def stored_for(picture: Image.Image, orientation: int) -> Image.Image:
    """Return the pixels as a camera held for that orientation stores them."""
    turn = _STORED[orientation]
    return picture if turn is None else picture.transpose(turn)


def exif_with(**fields: object) -> Image.Exif:
    """Return EXIF with `orientation`, `taken` (DateTimeOriginal) and `offset` (OffsetTimeOriginal)."""
    exif = Image.Exif()
    if "orientation" in fields:
        exif[0x0112] = fields["orientation"]
    details = {0x9003: fields.get("taken"), 0x9011: fields.get("offset")}
    exif.get_ifd(0x8769).update({tag: value for tag, value in details.items() if value is not None})
    return exif


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    """Return the file that Pillow writes."""
    target = io.BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()


def difference(one: Image.Image, other: Image.Image) -> float:
    """Return the mean difference per channel, in levels of 255, of two pictures seen from afar."""
    size = (48, 48)
    near, far = (picture.convert("RGB").resize(size, Image.Resampling.BOX) for picture in (one, other))
    return sum(ImageStat.Stat(ImageChops.difference(near, far)).mean) / 3


def opened(folder: Path, name: str) -> Image.Image:
    """Return a rendition with its pixels."""
    with Image.open(folder / name) as picture:
        picture.load()
        return picture


def jpeg_segments(content: bytes) -> list[tuple[int, bytes]]:
    """Return marker and payload of each segment up to the scan; fails if bytes follow the end."""
    assert content[:2] == b"\xff\xd8"
    segments = []
    at = 2
    while True:
        assert content[at] == 0xFF
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        segments.append((marker, content[at + 4 : at + 2 + length]))
        at += 2 + length
        if marker == 0xDA:
            break
    assert content.index(b"\xff\xd9", at) == len(content) - 2, "something follows the picture's end"
    return segments


def png_header(width: int, height: int, *extra: bytes) -> bytes:
    """Return a PNG of that claimed size, with the extra chunks and next to no pixels."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    pixels = png_chunk(b"IDAT", zlib.compress(bytes(100)))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(extra) + pixels + png_chunk(b"IEND", b"")


def png_chunk(kind: bytes, content: bytes) -> bytes:
    """Return one chunk with its length and checksum."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def resized_header(content: bytes, size: tuple[int, int]) -> bytes:
    """Return a JPEG or HEIF (HEIC, AVIF) whose header claims another size than its pixels have."""
    if content[:2] == b"\xff\xd8":
        at = content.index(b"\xff\xc0") + 5
        return content[:at] + struct.pack(">HH", size[1], size[0]) + content[at + 4 :]
    at = content.index(b"ispe") + 8
    return content[:at] + struct.pack(">II", *size) + content[at + 8 :]
