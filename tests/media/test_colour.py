"""Whatever the pixels are made of, they come out as the right sRGB."""

import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from app.media.pictures.colour import GROUND, to_scalable, to_srgb
from app.media.pictures.pipeline import render
from tests.media.colours import CLOSE, Colour, assert_close, wide_gamut_profile
from tests.media.pictures import MAX_PIXELS, encoded, opened, png_chunk

SIZE = (64, 64)


def shown(folder: Path, content: bytes) -> Colour:
    """Return the colour in the middle of the wall rendition."""
    path = folder / "original"
    path.write_bytes(content)
    render(path, folder / "out", max_pixels=MAX_PIXELS)
    picture = opened(folder / "out", "wall.jpg")
    return pixel(picture, picture.width // 2, picture.height // 2)


def pixel(picture: Image.Image, x: int = 0, y: int = 0) -> Colour:
    value = picture.getpixel((x, y))
    assert isinstance(value, tuple)
    return value


def plain(mode: str, colour: int | float | Colour) -> Image.Image:
    return Image.new(mode, SIZE, colour)


def png_of(bit_depth: int, colour_type: int, row: bytes, *chunks: bytes) -> bytes:
    """Return a PNG with equal rows, written by hand where Pillow cannot write the kind."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", *SIZE, bit_depth, colour_type, 0, 0, 0))
    pixels = png_chunk(b"IDAT", zlib.compress((b"\0" + row) * SIZE[1]))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + pixels + png_chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_an_embedded_profile_is_applied(kind: str, tmp_path: Path) -> None:
    content = encoded(plain("RGB", (200, 60, 30)), kind, icc_profile=wide_gamut_profile(), quality=95)

    assert_close(shown(tmp_path, content), (60, 200, 30))


@pytest.mark.parametrize("profile", [b"", b"nonsense", bytes(200), wide_gamut_profile()[:300]])
def test_a_broken_profile_is_taken_to_be_srgb(profile: bytes) -> None:
    picture = plain("RGB", (200, 60, 30))

    assert pixel(to_srgb(picture, profile)) == (200, 60, 30)


def test_the_profile_of_another_kind_of_pixels_is_not_applied() -> None:
    grey_profile = bytearray(wide_gamut_profile())
    grey_profile[16:20] = b"GRAY"

    assert pixel(to_srgb(plain("RGB", (200, 60, 30)), bytes(grey_profile))) == (200, 60, 30)


def test_an_endless_profile_is_not_read() -> None:
    profile = wide_gamut_profile() + bytes(5_000_000)

    assert pixel(to_srgb(plain("RGB", (200, 60, 30)), profile)) == (200, 60, 30)


def test_a_grey_picture_with_an_rgb_profile_stays_grey(tmp_path: Path) -> None:
    content = encoded(plain("L", 120), "JPEG", icc_profile=wide_gamut_profile())

    red, green, blue = shown(tmp_path, content)

    assert max(red, green, blue) - min(red, green, blue) <= CLOSE


def test_a_profile_leaves_transparency_alone() -> None:
    see_through = Image.new("RGBA", SIZE, (200, 60, 30, 0))

    assert pixel(to_srgb(see_through, wide_gamut_profile())) == GROUND


def test_a_cmyk_jpeg_is_not_inverted(tmp_path: Path) -> None:
    content = encoded(plain("CMYK", (0, 255, 255, 0)), "JPEG", quality=95)

    assert_close(shown(tmp_path, content), (255, 0, 0))


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        (plain("RGBA", (200, 60, 30, 0)), GROUND),
        (plain("RGBA", (0, 0, 0, 128)), (127, 127, 127)),
        (plain("LA", (0, 0)), GROUND),
        (plain("LA", (90, 255)), (90, 90, 90)),
        (plain("L", 77), (77, 77, 77)),
        (plain("1", 1), (255, 255, 255)),
    ],
)
def test_every_mode_of_png_lies_on_the_ground(picture: Image.Image, expected: Colour, tmp_path: Path) -> None:
    assert_close(shown(tmp_path, encoded(picture, "PNG")), expected)


def test_transparent_webp_lies_on_the_ground(tmp_path: Path) -> None:
    content = encoded(plain("RGBA", (0, 0, 0, 0)), "WEBP", lossless=True)

    assert_close(shown(tmp_path, content), GROUND)


@pytest.mark.parametrize("kind", ["PNG", "GIF"])
def test_a_transparent_palette_entry_shows_the_ground(kind: str, tmp_path: Path) -> None:
    picture = plain("P", 3)
    picture.putpalette([0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255])

    assert_close(shown(tmp_path, encoded(picture, kind, transparency=3)), GROUND)


def test_palette_entries_may_each_have_their_own_transparency(tmp_path: Path) -> None:
    picture = plain("P", 1)
    picture.putpalette([255, 0, 0, 0, 0, 0])

    content = encoded(picture, "PNG", transparency=b"\xff\x80")

    assert_close(shown(tmp_path, content), (127, 127, 127))


def test_an_rgb_colour_key_shows_the_ground(tmp_path: Path) -> None:
    content = encoded(plain("RGB", (10, 20, 30)), "PNG", transparency=(10, 20, 30))

    assert_close(shown(tmp_path, content), GROUND)


@pytest.mark.parametrize(("level", "expected"), [(0, 0), (0x4000, 64), (0x8080, 128), (0xFFFF, 255)])
def test_16_bit_grey_is_scaled_not_clipped(level: int, expected: int, tmp_path: Path) -> None:
    content = png_of(16, 0, level.to_bytes(2) * SIZE[0])

    assert_close(shown(tmp_path, content), (expected,) * 3)


@pytest.mark.parametrize(("key", "expected"), [(0x4000, GROUND), (0x4001, (64, 64, 64))])
def test_a_16_bit_colour_key_is_compared_exactly(key: int, expected: Colour, tmp_path: Path) -> None:
    content = png_of(16, 0, b"\x40\x00" * SIZE[0], png_chunk(b"tRNS", key.to_bytes(2)))

    assert_close(shown(tmp_path, content), expected)


def test_16_bit_colour_keeps_its_colours(tmp_path: Path) -> None:
    content = png_of(16, 2, b"\xc8\x00\x3c\x00\x1e\x00" * SIZE[0])

    assert_close(shown(tmp_path, content), (200, 60, 30))


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        (plain("I;16", 0x8080), (128, 128, 128)),
        (plain("I", 0x8080), (128, 128, 128)),
        (plain("F", 128.0), (128, 128, 128)),
        (plain("PA", (0, 255)), (0, 0, 0)),
        (plain("YCbCr", (128, 128, 128)), (128, 128, 128)),
        (plain("HSV", (0, 0, 128)), (128, 128, 128)),
    ],
)
def test_no_mode_is_too_odd(picture: Image.Image, expected: Colour) -> None:
    assert_close(pixel(to_srgb(to_scalable(picture), None)), expected)
