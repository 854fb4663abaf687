"""A RAW photo is shown from the JPEG that its camera put beside the sensor's values."""

import io
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from app.media.errors import PictureRefused, Refusal
from app.media.pictures.pipeline import render
from app.media.sniff import SNIFF_BYTES, MediaType, sniff
from tests.media.films import box
from tests.media.pictures import (
    ALIKE,
    MAX_PIXELS,
    difference,
    encoded,
    exif_with,
    landscape,
    stored_for,
)
from tests.media.test_honest_files import rendered

PICTURE = landscape(2400, 1800)
MAKER = 0x10F
# How sensors' values begin that are packed as a JPEG without loss: 14 bits, two components.
LOSSLESS = bytes.fromhex("ffd8 ffc3 000e 0e 0bb8 07d0 02 01 11 00 02 11 00") + bytes(2000)


def dng(preview: bytes | None, *, orientation: int = 1, sensor: tuple[int, int] = (4000, 3000)) -> bytes:
    """Return a DNG: a thumbnail of the sensor's values first, and in a directory inside, the preview."""
    taken = b"2024:06:01 20:02:03\0"
    with Image.open(io.BytesIO(preview)) if preview else Image.new("RGB", sensor) as picture:
        size = picture.size
    first = {
        0x100: sensor[0], 0x101: sensor[1], 0x103: 1, 0x106: 32803,
        0x112: orientation, 0x14A: 0, 0x8769: 0, 0xC612: 0x01060000,
    }  # fmt: skip
    inner = {0x100: size[0], 0x101: size[1], 0x103: 7, 0x106: 6, 0x111: 0, 0x117: len(preview or b"")}
    inner_at = 8 + 2 + 12 * len(first) + 4
    details_at = inner_at + 2 + 12 * len(inner) + 4
    text_at = details_at + 2 + 12 + 4
    first[0x14A], first[0x8769] = inner_at if preview else 0, details_at
    inner[0x111] = text_at + len(taken)
    details = struct.pack("<HHHIII", 1, 0x9003, 2, len(taken), text_at, 0)
    return b"".join((b"II*\0\x08\0\0\0", directory(first), directory(inner), details, taken, preview or b""))


def directory(tags: dict[int, int]) -> bytes:
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in sorted(tags.items()))
    return struct.pack("<H", len(tags)) + entries + bytes(4)


@pytest.mark.parametrize("orientation", [1, 6])
def test_a_raw_photo_is_shown_from_its_full_size_jpeg(orientation: int, tmp_path: Path) -> None:
    upright = landscape(2400, 1800)
    content = dng(encoded(stored_for(upright, orientation), "JPEG"), orientation=orientation)
    assert sniff(content[:SNIFF_BYTES]) is MediaType.DNG

    made, wall = rendered(content, tmp_path)

    assert (made.width, made.height) == upright.size
    assert made.taken_at is not None
    assert made.taken_at.startswith("2024-06-0")
    assert difference(wall, upright) < ALIKE


@pytest.mark.parametrize("preview", [None, encoded(landscape(640, 480), "JPEG")])
def test_a_raw_photo_without_one_says_that_it_is_raw(preview: bytes | None, tmp_path: Path) -> None:
    with pytest.raises(PictureRefused) as caught:
        rendered(dng(preview), tmp_path)

    assert caught.value.code is Refusal.RAW_PHOTO


@pytest.mark.parametrize("kept", [60, 120, 3000])
def test_a_cut_raw_photo_is_refused(kept: int, tmp_path: Path) -> None:
    path = tmp_path / "original"
    path.write_bytes(dng(encoded(landscape(2400, 1800), "JPEG"))[:kept])

    with pytest.raises(PictureRefused):
        render(path, tmp_path / "out", max_pixels=MAX_PIXELS)


Values = dict[int, int | bytes]


def tiff(
    first: Values, *, following: Values | None = None, inside: Values | None = None, at: int = 8
) -> bytes:
    """Return a TIFF of a first directory, perhaps one following it and one inside of it.

    A value of bytes is written as the place where those bytes lie, behind all directories.
    """
    first = first | ({0x14A: 0} if inside else {})
    directories = [each for each in (first, following, inside) if each]
    starts = [at]
    for each in directories:
        starts.append(starts[-1] + 2 + 12 * len(each) + 4)
    if inside:
        first[0x14A] = starts[len(directories) - 1]
        directories[0] = first
    out, behind = struct.pack("<4sI", b"II*\0", at).ljust(at, b"\0"), b""
    for each in directories:
        entries = b""
        for tag, value in sorted(each.items()):
            if isinstance(value, int):
                entries += struct.pack("<HHII", tag, 4, 1, value)
                continue
            kind, count = (2, len(value)) if tag == MAKER else (4, 1)
            entries += struct.pack("<HHII", tag, kind, count, starts[-1] + len(behind))
            behind += value
        chained = starts[1] if each is first and following else 0
        out += struct.pack("<H", len(each)) + entries + struct.pack("<I", chained)
    return out + behind


def nef(preview: bytes) -> bytes:
    first: Values = {0x100: 160, 0x101: 120, 0x103: 1, MAKER: b"NIKON CORPORATION\0", 0x112: 6}
    return tiff(first, inside={0x103: 6, 0x201: preview, 0x202: len(preview)})


def arw(preview: bytes) -> bytes:
    first: Values = {0x103: 6, MAKER: b"SONY\0", 0x112: 6, 0x201: preview, 0x202: len(preview)}
    return tiff(
        first, inside={0x100: 6000, 0x101: 4000, 0x103: 7, 0x106: 32803, 0x111: LOSSLESS, 0x117: 2000}
    )


def cr2(preview: bytes) -> bytes:
    first: Values = {0x100: 2400, 0x101: 1800, 0x103: 6, 0x112: 6, 0x111: preview, 0x117: len(preview)}
    content = tiff(first, following={0x103: 6, 0x111: LOSSLESS, 0x117: len(LOSSLESS)}, at=16)
    return content[:8] + b"CR\x02\0" + content[12:]


def raf(preview: bytes) -> bytes:
    head = b"FUJIFILMCCD-RAW 0201FF129502".ljust(84, b"\0") + struct.pack(">II", 160, len(preview))
    return head.ljust(160, b"\0") + preview


def rw2(preview: bytes) -> bytes:
    entries = struct.pack("<HHHII", 2, 0x02, 3, 1, 4000) + struct.pack("<HHII", 0x2E, 7, len(preview), 38)
    return b"IIU\0\x08\0\0\0" + entries + bytes(4) + preview


# Those whose EXIF is around the JPEG, and those whose JPEG has its own.
AROUND = {MediaType.NEF: nef, MediaType.ARW: arw, MediaType.CR2: cr2}
WITHIN = {MediaType.RAF: raf, MediaType.RW2: rw2}


@pytest.mark.parametrize("media_type", [*AROUND, *WITHIN])
def test_raw_photos_of_cameras_are_shown_from_their_jpeg_the_right_way_up(
    media_type: MediaType, tmp_path: Path
) -> None:
    stored = stored_for(PICTURE, 6)
    if media_type in AROUND:
        content = AROUND[media_type](encoded(stored, "JPEG"))
    else:
        content = WITHIN[media_type](encoded(stored, "JPEG", exif=exif_with(orientation=6)))
    assert sniff(content[:SNIFF_BYTES]) is media_type

    made, wall = rendered(content, tmp_path)

    assert (made.width, made.height) == PICTURE.size
    assert difference(wall, PICTURE) < ALIKE


@pytest.mark.parametrize("make", [nef, arw, cr2, raf, rw2])
@pytest.mark.parametrize("preview", [LOSSLESS, b"", b"no JPEG at all, and longer than a header"])
def test_what_is_no_picture_inside_is_not_taken_for_one(
    make: Callable[[bytes], bytes], preview: bytes, tmp_path: Path
) -> None:
    with pytest.raises(PictureRefused) as caught:
        rendered(make(preview), tmp_path)

    assert caught.value.code is Refusal.RAW_PHOTO


@pytest.mark.parametrize("make", [nef, arw, cr2, raf, rw2])
def test_a_raw_photo_that_was_cut_anywhere_is_refused(make: Callable[[bytes], bytes], tmp_path: Path) -> None:
    content = make(encoded(PICTURE, "JPEG"))
    path = tmp_path / "original"
    for kept in (20, 90, 150, 400, len(content) // 2, len(content) - 3000):
        path.write_bytes(content[:kept])
        with pytest.raises(PictureRefused):
            render(path, tmp_path / "out", max_pixels=MAX_PIXELS)


def heic_with_jpeg(preview: bytes) -> bytes:
    """Return a HEIC whose pixels no decoder knows, with a JPEG beside them as an item of its own."""

    def infe(item: int, kind: bytes) -> bytes:
        return box(b"infe", b"\2\0\0\0" + struct.pack(">HH", item, 0) + kind + b"\0")

    def meta(data_at: int) -> bytes:
        places = b"".join(
            struct.pack(">HHHII", item, 0, 1, at, size)
            for item, at, size in ((1, data_at, 64), (2, data_at + 64, len(preview)))
        )
        ispe = box(b"ispe", bytes(4) + struct.pack(">II", 4000, 3000))
        parts = (
            box(b"hdlr", bytes(8) + b"pict" + bytes(13)),
            box(b"pitm", bytes(4) + struct.pack(">H", 1)),
            box(b"iloc", b"\0\0\0\0\x44\0" + struct.pack(">H", 2) + places),
            box(b"iinf", bytes(4) + struct.pack(">H", 2) + infe(1, b"hvc1") + infe(2, b"jpeg")),
            box(b"iprp", box(b"ipco", ispe) + box(b"ipma", bytes(4) + struct.pack(">IHBB", 1, 1, 1, 1))),
        )
        return box(b"meta", bytes(4) + b"".join(parts))

    kind = box(b"ftyp", b"heic\0\0\0\0mif1heic")
    data_at = len(kind) + len(meta(0)) + 8
    return kind + meta(data_at) + box(b"mdat", bytes(64) + preview)


def test_a_heic_that_cannot_be_decoded_is_shown_from_its_full_size_jpeg(tmp_path: Path) -> None:
    content = heic_with_jpeg(encoded(stored_for(PICTURE, 6), "JPEG", exif=exif_with(orientation=6)))

    made, wall = rendered(content, tmp_path)

    assert (made.width, made.height) == PICTURE.size
    assert difference(wall, PICTURE) < ALIKE


@pytest.mark.parametrize("preview", [encoded(landscape(640, 480), "JPEG"), LOSSLESS, bytes(100)])
def test_a_heic_without_one_is_damaged(preview: bytes, tmp_path: Path) -> None:
    with pytest.raises(PictureRefused) as caught:
        rendered(heic_with_jpeg(preview), tmp_path)

    assert caught.value.code is Refusal.BROKEN_PICTURE
