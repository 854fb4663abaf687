"""What is not the picture may be large, unknown or broken: the picture is shown all the same."""

import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from app.media.errors import PictureRefused, Refusal
from app.media.pictures.pipeline import render
from app.media.rendered import Rendered
from app.media.sniff import SNIFF_BYTES, sniff
from app.media.videos.poster import render_poster
from tests.media.films import FilmSpec, box, film, quarters
from tests.media.pictures import (
    ALIKE,
    MAX_PIXELS,
    difference,
    encoded,
    exif_with,
    landscape,
    opened,
    png_chunk,
    stored_for,
)

PICTURE = landscape()


def rendered(content: bytes, folder: Path) -> tuple[Rendered, Image.Image]:
    path = folder / "original"
    path.write_bytes(content)
    media_type = sniff(content[:SNIFF_BYTES])
    assert media_type is not None
    make = render_poster if media_type.is_video else render
    return make(path, folder / "out", max_pixels=MAX_PIXELS), opened(folder / "out", "wall.jpg")


def png_with(*chunks: bytes, after: bytes = b"") -> bytes:
    """Return a PNG with chunks after its header, and more before its end."""
    content = encoded(PICTURE, "PNG")
    end = content.rindex(b"IEND") - 4
    return content[:33] + b"".join(chunks) + content[33:end] + after + content[end:]


def noise(size: int) -> bytes:
    return Image.effect_noise((1024, size // 1024), 100).tobytes()


def with_wrong_checksum(chunk: bytes) -> bytes:
    return chunk[:-4] + bytes(byte ^ 0xFF for byte in chunk[-4:])


def large_profile(size: int) -> bytes:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    padded = profile + noise(size)
    return struct.pack(">I", len(padded)) + padded[4:]


PNGS = {
    "profile-1MB": png_with(png_chunk(b"iCCP", b"p\0\0" + zlib.compress(large_profile(1_200_000)))),
    "profile-4MB": png_with(png_chunk(b"iCCP", b"p\0\0" + zlib.compress(large_profile(3_900_000)))),
    "profile-bomb": png_with(png_chunk(b"iCCP", b"p\0\0" + zlib.compress(bytes(200_000_000), 9))),
    "profile-damaged": png_with(png_chunk(b"iCCP", b"p\0\0" + b"nonsense" * 9)),
    "profile-packed-otherwise": png_with(png_chunk(b"iCCP", b"p\0\x07nonsense")),
    "profile-checksum": png_with(with_wrong_checksum(png_chunk(b"iCCP", b"p\0\0" + zlib.compress(b"x")))),
    "text-megabytes": png_with(png_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(9_000_000)))),
    "text-many": png_with(*[png_chunk(b"tEXt", b"Comment\0" + b"x" * 900_000)] * 12),
    "text-international": png_with(png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\x01\0\0\0" + b"\xff" * 900)),
    "text-checksum": png_with(with_wrong_checksum(png_chunk(b"tEXt", b"Comment\0words"))),
    "gamma-too-short": png_with(png_chunk(b"gAMA", b"\0")),
    "chromaticities-zero": png_with(png_chunk(b"cHRM", bytes(32))),
    "density-too-short": png_with(png_chunk(b"pHYs", b"\0\0")),
    "transparency-too-short": png_with(png_chunk(b"tRNS", b"\0")),
    "transparency-checksum": png_with(with_wrong_checksum(png_chunk(b"tRNS", bytes(6)))),
    "exif-damaged": png_with(png_chunk(b"eXIf", b"II*\0\xff\xff\xff\xff")),
    "unknown": png_with(png_chunk(b"vpAg", noise(2_000_000))),
    "after-the-pixels": png_with(after=with_wrong_checksum(png_chunk(b"tEXt", b"Comment\0words"))),
    "without-an-end": encoded(PICTURE, "PNG")[:-12],
}


@pytest.mark.parametrize("name", PNGS)
def test_no_chunk_but_pixels_ends_a_png(name: str, tmp_path: Path) -> None:
    made, wall = rendered(PNGS[name], tmp_path)

    assert (made.width, made.height) == PICTURE.size
    assert difference(wall, PICTURE) < ALIKE / 4


def test_damaged_pixels_end_a_png(tmp_path: Path) -> None:
    content = bytearray(encoded(PICTURE, "PNG"))
    at = content.index(b"IDAT") + 60
    content[at : at + 20] = bytes(20)

    with pytest.raises(PictureRefused) as caught:
        rendered(bytes(content), tmp_path)
    assert caught.value.code is Refusal.BROKEN_PICTURE


def moved(content: bytes, inserted: bytes, at: int) -> bytes:
    """Return an ISO file with a box put in at an offset; what says where its data lies is moved along."""
    whole = bytearray(content[:at] + inserted + content[at:])
    for table, head in ((b"stco", 4), (b"iloc", 0)):
        found = whole.find(table)
        if found >= 0 and head:
            first = found + 12
            for entry in range(int.from_bytes(whole[found + 8 : first])):
                place = first + 4 * entry
                old = int.from_bytes(whole[place : place + 4])
                whole[place : place + 4] = (old + len(inserted)).to_bytes(4)
        elif found >= 0:
            _move_items(whole, found, len(inserted))
    return bytes(whole)


def _move_items(whole: bytearray, iloc: int, by: int) -> None:
    """Move what an `iloc` box of version 0 or 1 points to, in files that name each place with 4 bytes."""
    version, sizes, base = whole[iloc + 4], whole[iloc + 8], whole[iloc + 9] >> 4
    assert version < 2
    assert sizes == 0x44
    at = iloc + 12
    for _ in range(int.from_bytes(whole[iloc + 10 : iloc + 12])):
        is_inside = version == 1 and whole[at + 3] & 0x0F != 0
        at += (6 if version == 1 else 4) + base
        for _ in range(int.from_bytes(whole[at : at + 2])):
            place = int.from_bytes(whole[at + 2 : at + 6])
            if not is_inside:
                whole[at + 2 : at + 6] = (place + by).to_bytes(4)
            at += 8
        at += 2


BOXES = {
    "pdin": box(b"pdin", bytes(12)),
    "prft": box(b"prft", bytes(24)),
    "uuid": box(b"uuid", bytes(range(16)) + b"vendor"),
    "vendor": box(b"xyz ", b"of some maker"),
    "large": struct.pack(">I4sQ", 1, b"beam", 16 + 500) + bytes(500),
}
ISO_FILES = {
    "heic": encoded(PICTURE, "HEIF"),
    "avif": encoded(PICTURE, "AVIF"),
    "mp4": film(FilmSpec(picture=PICTURE.resize((320, 240)))),
    "mov": film(FilmSpec(container="mov", picture=PICTURE.resize((320, 240)))),
}


@pytest.mark.parametrize("name", BOXES)
@pytest.mark.parametrize("kind", ISO_FILES)
def test_an_unknown_box_before_the_data_is_passed_over(kind: str, name: str, tmp_path: Path) -> None:
    content = ISO_FILES[kind]
    after_type = int.from_bytes(content[:4])

    _, wall = rendered(moved(content, BOXES[name], after_type), tmp_path)

    assert difference(wall, PICTURE) < ALIKE


@pytest.mark.parametrize("first", [b"free", b"skip", b"wide", b"uuid"])
@pytest.mark.parametrize("kind", ISO_FILES)
def test_a_file_may_begin_with_a_box_that_says_nothing(kind: str, first: bytes, tmp_path: Path) -> None:
    content = moved(ISO_FILES[kind], box(first, bytes(24)), 0)

    _, wall = rendered(content, tmp_path)

    assert difference(wall, PICTURE) < ALIKE


@pytest.mark.parametrize("kind", ["mp4", "mov"])
def test_a_cut_film_with_unknown_boxes_is_refused(kind: str, tmp_path: Path) -> None:
    content = moved(ISO_FILES[kind], BOXES["uuid"], int.from_bytes(ISO_FILES[kind][:4]))

    for kept in (0.2, 0.5, 0.9):
        with pytest.raises(PictureRefused):
            rendered(content[: int(len(content) * kept)], tmp_path)


def heic_lying(orientation: int, *, has_turn: bool) -> bytes:
    """Return a HEIC whose EXIF says how it was held, with or without a turn of its own that says so too."""
    content = encoded(
        stored_for(PICTURE, orientation), "HEIF", exif=exif_with(orientation=orientation).tobytes()
    )
    # The library writes both.
    assert b"\x01\x12\0\x03\0\0\0\x01\0" + bytes((orientation,)) in content
    assert b"irot" in content or b"imir" in content or orientation == 1
    if has_turn:
        return content
    # A property that is unknown, and not essential any more.
    entries = content.index(b"ipma") + 15
    count = content[entries - 1]
    free = bytes(entry & 0x7F for entry in content[entries : entries + count])
    content = content[:entries] + free + content[entries + count :]
    return content.replace(b"irot", b"xrot").replace(b"imir", b"xmir")


@pytest.mark.parametrize("has_turn", [True, False])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_heic_is_turned_once(orientation: int, has_turn: bool, tmp_path: Path) -> None:
    made, wall = rendered(heic_lying(orientation, has_turn=has_turn), tmp_path)

    assert (made.width, made.height) == PICTURE.size
    assert difference(wall, PICTURE) < ALIKE


@pytest.mark.parametrize(
    "date",
    ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00Z", "10000-01-01", "\x00"],
)
@pytest.mark.parametrize("name", ["creation_time", "com.apple.quicktime.creationdate"])
def test_a_films_date_at_the_edge_is_none(name: str, date: str, tmp_path: Path) -> None:
    made, _ = rendered(film(FilmSpec(container="mov", metadata={name: date})), tmp_path)

    assert made.taken_at is None


@pytest.mark.parametrize("taken", ["0001:01:01 00:00:00", "9999:12:31 23:59:59"])
@pytest.mark.parametrize("offset", ["+14:00", "-12:00", None])
def test_a_pictures_date_at_the_edge_is_none(taken: str, offset: str | None, tmp_path: Path) -> None:
    exif = exif_with(taken=taken, offset=offset)

    assert rendered(encoded(PICTURE, "JPEG", exif=exif), tmp_path)[0].taken_at is None


def test_the_first_poster_of_a_film_with_such_a_beginning_is_upright(tmp_path: Path) -> None:
    picture = quarters(320, 240)
    content = moved(film(FilmSpec(picture=picture)), box(b"free", bytes(5000)), 0)

    _, wall = rendered(content, tmp_path)

    assert difference(wall, picture) < ALIKE
