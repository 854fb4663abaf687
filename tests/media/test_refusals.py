"""Bombs, broken and cut pictures end as a refusal: never as half a picture, nor as another exception."""

import struct
import time
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.media.errors import PictureRefused, Refusal
from app.media.pictures.pipeline import render
from tests.media.pictures import (
    ALIKE,
    MAX_PIXELS,
    difference,
    encoded,
    landscape,
    opened,
    png_header,
    resized_header,
)

BOMB_SIDE = 30_000
# Of computing: how long that takes is the affair of whatever else the machine has to do.
MAX_REFUSAL_CPU_S = 5


def refusal(content: bytes, max_pixels: int = MAX_PIXELS) -> Refusal:
    """Return the code with which the content is refused, having seen that it is quick and leaves nothing."""
    with TemporaryDirectory() as folder:
        path, out_dir = Path(folder, "original"), Path(folder, "out")
        path.write_bytes(content)
        started = time.process_time()
        with pytest.raises(PictureRefused) as caught:
            render(path, out_dir, max_pixels=max_pixels)
        assert time.process_time() - started < MAX_REFUSAL_CPU_S
        assert not out_dir.exists() or not list(out_dir.iterdir())
        return caught.value.code


def gif_screen(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0, 0, 0)


def gif_frame(width: int, height: int) -> bytes:
    palette = b"\x80\0\0\xff\xff\xff"
    return b"," + struct.pack("<HHHH", 0, 0, width, height) + palette + b"\x02\x02\x4c\x01\0;"


def webp_canvas(width: int, height: int) -> bytes:
    canvas = bytes(4) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    content = b"WEBPVP8X" + struct.pack("<I", len(canvas)) + canvas
    return b"RIFF" + struct.pack("<I", len(content)) + content


@pytest.mark.parametrize(
    "content",
    [
        resized_header(encoded(landscape(), "JPEG"), (BOMB_SIDE, BOMB_SIDE)),
        png_header(BOMB_SIDE, BOMB_SIDE),
        gif_screen(BOMB_SIDE, BOMB_SIDE) + gif_frame(1, 1),
        gif_screen(1, 1) + gif_frame(BOMB_SIDE, BOMB_SIDE),
        webp_canvas(BOMB_SIDE, BOMB_SIDE),
        resized_header(encoded(landscape(), "HEIF"), (BOMB_SIDE, BOMB_SIDE)),
    ],
    ids=["jpeg", "png", "gif-screen", "gif-frame", "webp", "heic"],
)
def test_a_bomb_is_refused_by_its_header(content: bytes) -> None:
    assert refusal(content) is Refusal.TOO_MANY_PIXELS


def test_an_avif_bomb_is_said_to_have_too_many_pixels() -> None:
    # Its decoder has a limit of its own, and would call it damaged: the boxes are read before.
    content = resized_header(encoded(landscape(), "AVIF"), (BOMB_SIDE, BOMB_SIDE))

    assert refusal(content) is Refusal.TOO_MANY_PIXELS


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "HEIF", "AVIF"])
def test_the_limit_is_the_last_number_of_pixels_that_passes(kind: str, tmp_path: Path) -> None:
    content = encoded(landscape(100, 100), kind)
    path = tmp_path / "original"
    path.write_bytes(content)

    assert refusal(content, max_pixels=9_999) is Refusal.TOO_MANY_PIXELS
    assert render(path, tmp_path / "out", max_pixels=10_000).width == 100


def test_thousands_of_markers_in_a_jpeg_are_borne(tmp_path: Path) -> None:
    content = encoded(landscape(), "JPEG")
    path = tmp_path / "original"
    path.write_bytes(content[:2] + b"\xff\xfe\x00\x03x" * 20_000 + content[2:])

    assert render(path, tmp_path / "out", max_pixels=MAX_PIXELS).width == landscape().width


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", Refusal.NOT_A_PICTURE),
        (b"hello", Refusal.NOT_A_PICTURE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Refusal.NOT_A_PICTURE),
        (encoded(landscape(), "BMP"), Refusal.NOT_A_PICTURE),
        (encoded(landscape(), "TIFF"), Refusal.NOT_A_PICTURE),
        (b"\xff\xd8\xff", Refusal.BROKEN_PICTURE),
        (b"\x89PNG\r\n\x1a\n", Refusal.BROKEN_PICTURE),
        (b"GIF89a", Refusal.BROKEN_PICTURE),
        (b"RIFF\x04\0\0\0WEBPVP8 ", Refusal.BROKEN_PICTURE),
        (b"\0\0\0\x10ftypheic\0\0\0\0", Refusal.BROKEN_PICTURE),
        (b"\0\0\0\x10ftypavif\0\0\0\0", Refusal.BROKEN_PICTURE),
        (png_header(0, 0), Refusal.BROKEN_PICTURE),
        (png_header(50, 50), Refusal.BROKEN_PICTURE),
    ],
)
def test_what_is_no_picture_and_what_is_broken_are_told_apart(content: bytes, code: Refusal) -> None:
    assert refusal(content) is code


# A quarter of the usual size is enough to cut, and thousands of them are decoded here.
WHOLE = landscape(180, 120)
FILES = {
    "jpeg": encoded(WHOLE, "JPEG"),
    "jpeg-progressive": encoded(WHOLE, "JPEG", progressive=True),
    "png": encoded(WHOLE, "PNG"),
    "gif": encoded(WHOLE, "GIF"),
    "webp": encoded(WHOLE, "WEBP"),
    "webp-lossless": encoded(WHOLE, "WEBP", lossless=True),
    "heic": encoded(WHOLE, "HEIF"),
    "heic-tiles": encoded(WHOLE, "HEIF", tile_size=64),
    "avif": encoded(WHOLE, "AVIF"),
}


@pytest.mark.parametrize("kept", [0.3, 0.9, 0.9999])
def test_a_cut_heic_of_many_tiles_is_refused(kept: float) -> None:
    # As phones write it. The decoder alone would show grey where tiles are missing.
    content = encoded(landscape(700, 500), "HEIF", tile_size=256)

    assert refusal(content[: int(len(content) * kept)]) is Refusal.BROKEN_PICTURE


def test_a_heic_of_many_tiles_without_any_data_is_refused() -> None:
    content = encoded(landscape(700, 500), "HEIF", tile_size=256)

    assert refusal(content[: content.index(b"mdat") - 4]) is Refusal.BROKEN_PICTURE


@pytest.mark.parametrize("appended", [b"\0\0\0\x08free", b"\0\0\0\x10mpvd12345678", b"SEFT", b"\xff" * 40])
def test_what_a_phone_appends_to_a_heic_does_no_harm(appended: bytes, tmp_path: Path) -> None:
    path = tmp_path / "original"
    path.write_bytes(encoded(landscape(), "HEIF") + appended)

    assert render(path, tmp_path / "out", max_pixels=MAX_PIXELS).width == landscape().width


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=60)
@given(kept=st.floats(0, 1, exclude_max=True))
def test_a_cut_picture_is_whole_or_refused(name: str, kept: float) -> None:
    content = FILES[name][: int(len(FILES[name]) * kept)]
    with TemporaryDirectory() as folder:
        path = Path(folder, "original")
        path.write_bytes(content)
        try:
            render(path, Path(folder, "out"), max_pixels=MAX_PIXELS)
        except PictureRefused:
            return
        assert difference(opened(Path(folder, "out"), "wall.jpg"), WHOLE) < ALIKE


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=60)
@given(seed=st.randoms(use_true_random=False))
def test_damaged_bytes_raise_nothing_but_a_refusal(name: str, seed: Random) -> None:
    content = bytearray(FILES[name])
    for _ in range(seed.randint(1, 20)):
        content[seed.randrange(len(content))] = seed.randrange(256)
    with TemporaryDirectory() as folder:
        path = Path(folder, "original")
        path.write_bytes(content)
        try:
            rendered = render(path, Path(folder, "out"), max_pixels=1_000_000)
        except PictureRefused:
            return
        assert len(rendered.renditions) == 2
