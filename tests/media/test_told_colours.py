"""Colours told by code points or numbers come out as the standards say, worked out here once more."""

import math
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from app.media.pictures.pipeline import render
from app.media.videos.poster import render_poster
from tests.media.films import FilmSpec, film
from tests.media.pictures import MAX_PIXELS, encoded, opened, png_chunk

Rgb = tuple[float, float, float]
# Mean difference per channel in levels of 255.
CLOSE = 3.0
SIZE = (64, 64)

# Rows of RGB to XYZ under D65, as the standards print them: IEC 61966-2-1, BT.2020, SMPTE EG 432-1.
TO_XYZ = {
    1: ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505)),
    9: ((0.6370, 0.1446, 0.1689), (0.2627, 0.6780, 0.0593), (0.0, 0.0281, 1.0610)),
    12: ((0.4866, 0.2657, 0.1982), (0.2290, 0.6917, 0.0793), (0.0, 0.0451, 1.0439)),
}
FROM_XYZ = ((3.2406, -1.5372, -0.4986), (-0.9689, 1.8758, 0.0415), (0.0557, -0.2040, 1.0570))
BT2020_TO_709 = ((1.6605, -0.5876, -0.0728), (-0.1246, 1.1329, -0.0083), (-0.0182, -0.1006, 1.1187))

P3, BT2020, BT709 = 12, 9, 1
SRGB, LINEAR, PQ, HLG = 13, 8, 16, 18


def times(matrix: tuple[Rgb, ...], vector: Rgb) -> Rgb:
    first, second, third = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return first, second, third


def linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def encoded_level(light: float) -> float:
    light = min(1.0, max(0.0, light))
    value = 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
    return 255 * value


def in_srgb(light: Rgb, primaries: int) -> Rgb:
    red, green, blue = (encoded_level(part) for part in times(FROM_XYZ, times(TO_XYZ[primaries], light)))
    return red, green, blue


def pq_of(nits: float) -> float:
    """Encode light as SMPTE ST 2084 says."""
    power = (nits / 10_000) ** 0.1593017578125
    return float(((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375)


def mean_of(picture: Image.Image) -> Rgb:
    middle = picture.convert("RGB").crop((16, 16, 48, 48)).resize((1, 1), Image.Resampling.BOX)
    value = middle.getpixel((0, 0))
    assert isinstance(value, tuple)
    return value[0], value[1], value[2]


def shown(content: bytes, folder: Path) -> Rgb:
    path = folder / "original"
    path.write_bytes(content)
    render(path, folder / "out", max_pixels=MAX_PIXELS)
    return mean_of(opened(folder / "out", "wall.jpg"))


def assert_near(colour: Rgb, expected: Rgb) -> None:
    assert sum(abs(a - b) for a, b in zip(colour, expected, strict=True)) / 3 <= CLOSE, (colour, expected)


def plain(level: tuple[int, ...]) -> Image.Image:
    return Image.new("RGB", SIZE, level)


def png(level: tuple[int, int, int], *chunks: tuple[bytes, bytes]) -> bytes:
    content = encoded(plain(level), "PNG")
    return content[:33] + b"".join(png_chunk(*chunk) for chunk in chunks) + content[33:]


def cicp(primaries: int, transfer: int) -> tuple[bytes, bytes]:
    return b"cICP", bytes((primaries, transfer, 0, 1))


def heic(level: tuple[int, int, int], primaries: int, transfer: int, **options: object) -> bytes:
    return encoded(
        plain(level),
        "HEIF",
        quality=100,
        chroma=444,
        save_nclx_profile=True,
        color_primaries=primaries,
        transfer_characteristics=transfer,
        matrix_coefficients=6,
        full_range_flag=1,
        **options,
    )


def avif(level: tuple[int, int, int], primaries: int, transfer: int) -> bytes:
    """Return an AVIF whose `colr` box is written anew: Pillow writes sRGB's only."""
    content = encoded(plain(level), "AVIF", quality=100, subsampling="4:4:4")
    at = content.index(b"colrnclx") + 8
    return content[:at] + struct.pack(">HH", primaries, transfer) + content[at + 4 :]


LEVELS = [(200, 60, 30), (30, 160, 90), (60, 80, 190), (128, 128, 128), (250, 250, 250)]
KINDS = {"heic": heic, "avif": avif, "png": lambda level, *points: png(level, cicp(*points))}


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("primaries", [P3, BT2020])
@pytest.mark.parametrize("kind", KINDS)
def test_wide_gamut_code_points_become_srgb(
    kind: str, primaries: int, level: tuple[int, int, int], tmp_path: Path
) -> None:
    light = tuple(linear(part / 255) for part in level)

    colour = shown(KINDS[kind](level, primaries, SRGB), tmp_path)

    assert_near(colour, in_srgb((light[0], light[1], light[2]), primaries))


@pytest.mark.parametrize("transfer", [SRGB, 1, 6, 2])
@pytest.mark.parametrize("kind", KINDS)
def test_code_points_of_plain_pictures_change_nothing(kind: str, transfer: int, tmp_path: Path) -> None:
    assert_near(shown(KINDS[kind]((200, 60, 30), BT709, transfer), tmp_path), (200, 60, 30))


def test_linear_light_is_encoded(tmp_path: Path) -> None:
    colour = shown(png((128, 128, 128), cicp(BT709, LINEAR)), tmp_path)

    assert_near(colour, (encoded_level(128 / 255),) * 3)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("nits", [10, 40, 100])
def test_pq_grey_under_the_knee_is_as_light_as_its_nits_say(kind: str, nits: int, tmp_path: Path) -> None:
    # BT.2408: graphics white is 203 cd/m²; up to 0.6 of it nothing is toned.
    level = round(255 * pq_of(nits))

    colour = shown(KINDS[kind]((level, level, level), BT2020, PQ), tmp_path)

    assert_near(colour, (encoded_level(nits / 203),) * 3)


@pytest.mark.parametrize("kind", KINDS)
def test_a_pq_colour_keeps_its_hue(kind: str, tmp_path: Path) -> None:
    # Of BT.2020's colours; each is inside sRGB, so that nothing is cut off.
    light = (60.0, 40.0, 20.0)
    level = tuple(round(255 * pq_of(part)) for part in light)
    linear_709 = times(BT2020_TO_709, light)

    colour = shown(KINDS[kind]((level[0], level[1], level[2]), BT2020, PQ), tmp_path)

    red, green, blue = (encoded_level(part / 203) for part in linear_709)
    assert_near(colour, (red, green, blue))


@pytest.mark.parametrize("kind", KINDS)
def test_hlg_grey_is_as_light_as_on_a_screen_of_1000_nits(kind: str, tmp_path: Path) -> None:
    # BT.2100: scene light of the lower half is E = V²/3; the screen raises it to 1.2.
    level = 102
    nits = 1000 * ((level / 255) ** 2 / 3) ** 1.2

    colour = shown(KINDS[kind]((level, level, level), BT2020, HLG), tmp_path)

    assert_near(colour, (encoded_level(nits / 203),) * 3)


@pytest.mark.parametrize("transfer", [PQ, HLG])
def test_grey_stays_grey_at_every_level(transfer: int, tmp_path: Path) -> None:
    for level in range(8, 256, 31):
        red, green, blue = shown(png((level,) * 3, cicp(BT2020, transfer)), tmp_path)
        assert max(red, green, blue) - min(red, green, blue) <= 3


@pytest.mark.parametrize("level", [(90, 110, 130), (140, 120, 100), (170, 170, 170), (60, 60, 60)])
@pytest.mark.parametrize("transfer", [PQ, HLG])
def test_a_still_and_a_clip_of_one_scene_do_not_jump(
    transfer: int, level: tuple[int, int, int], tmp_path: Path
) -> None:
    still = shown(png(level, cicp(BT2020, transfer)), tmp_path)
    spec = FilmSpec(
        codec="libx265", pixels="yuv420p10le", transfer=transfer, picture=plain(level).resize((320, 240))
    )
    path = tmp_path / "film"
    path.write_bytes(film(spec))
    (tmp_path / "poster").mkdir()
    render_poster(path, tmp_path / "poster", max_pixels=MAX_PIXELS)
    poster = mean_of(opened(tmp_path / "poster", "wall.jpg").resize(SIZE))

    assert_near(still, poster)


def exchanged_profile() -> bytes:
    """Return sRGB's profile with red and green exchanged."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = profile.index(b"rXYZ"), profile.index(b"gXYZ")
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(
        profile.replace("sRGB".encode("utf-16-be"), "Test".encode("utf-16-be")).replace(b"sRGB", b"Test")
    )


ICCP = (b"iCCP", b"p\0\0" + zlib.compress(exchanged_profile()))
SRGB_CHUNK = (b"sRGB", b"\0")
LINEAR_GAMMA = (b"gAMA", struct.pack(">I", 100_000))
P3_CHROMATICITIES = (
    b"cHRM",
    struct.pack(">8I", 31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000),
)
LEVEL = (200, 60, 30)


def test_in_a_png_code_points_go_before_a_profile(tmp_path: Path) -> None:
    assert_near(shown(png(LEVEL, cicp(BT709, SRGB), ICCP, LINEAR_GAMMA), tmp_path), LEVEL)


def test_in_a_png_a_profile_goes_before_srgb_and_gamma(tmp_path: Path) -> None:
    assert_near(shown(png(LEVEL, ICCP, SRGB_CHUNK, LINEAR_GAMMA), tmp_path), (60, 200, 30))


def test_in_a_png_srgb_goes_before_gamma(tmp_path: Path) -> None:
    assert_near(shown(png(LEVEL, SRGB_CHUNK, LINEAR_GAMMA, P3_CHROMATICITIES), tmp_path), LEVEL)


def test_a_pngs_gamma_is_undone(tmp_path: Path) -> None:
    expected = tuple(encoded_level(part / 255) for part in LEVEL)

    assert_near(shown(png(LEVEL, LINEAR_GAMMA), tmp_path), (expected[0], expected[1], expected[2]))


def test_a_pngs_usual_gamma_is_a_power(tmp_path: Path) -> None:
    expected = encoded_level(math.pow(120 / 255, 1 / 0.45455))

    assert_near(shown(png((120, 120, 120), (b"gAMA", struct.pack(">I", 45455))), tmp_path), (expected,) * 3)


def test_a_pngs_chromaticities_are_its_primaries(tmp_path: Path) -> None:
    light = tuple(linear(part / 255) for part in (180, 90, 70))

    colour = shown(png((180, 90, 70), P3_CHROMATICITIES), tmp_path)

    assert_near(colour, in_srgb((light[0], light[1], light[2]), P3))


@pytest.mark.parametrize(
    "chunk", [(b"gAMA", bytes(4)), (b"cHRM", bytes(32)), (b"cHRM", b"\xff" * 32), cicp(200, 200)]
)
def test_nonsense_about_colours_is_passed_over(chunk: tuple[bytes, bytes], tmp_path: Path) -> None:
    shown(png(LEVEL, chunk), tmp_path)


def test_in_a_heic_a_profile_goes_before_code_points(tmp_path: Path) -> None:
    content = heic(LEVEL, P3, SRGB, icc_profile=exchanged_profile())

    assert_near(shown(content, tmp_path), (60, 200, 30))
