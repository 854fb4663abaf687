"""What an original says of itself is read, bounded, and never believed where it cannot be."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageEnhance
from PIL.TiffImagePlugin import IFDRational

from app.media.camera import MAX_WORDS, facts_of_exif, facts_of_film, zone_minutes
from app.media.facts import bits_apart
from app.media.pictures.impression import difference_hash, main_colours
from app.media.pictures.pipeline import render
from tests.media.pictures import MAX_PIXELS, landscape

EXIF, GPS = 0x8769, 0x8825
BERLIN: dict[int, object] = {1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)}


def exif_of(top: dict[int, object], details: dict[int, object], gps: dict[int, object]) -> Image.Exif:
    exif = Image.Exif()
    exif.update(top)
    exif.get_ifd(EXIF).update(details)
    exif.get_ifd(GPS).update(gps)
    return exif


def test_a_camera_says_what_it_is_and_how_the_picture_was_taken() -> None:
    exif = exif_of(
        {0x010F: "Canon", 0x0110: "Canon EOS R6"},
        {
            0x829A: IFDRational(1, 60),
            0x829D: 2.8,
            0x8827: 6400,
            0x920A: 50.0,
            0xA434: "RF50mm",
            0x9011: "+02:00",
        },
        BERLIN,
    )
    found = facts_of_exif(exif, size=(6000, 4000), is_png=False)

    assert (found.camera, found.lens, found.iso, found.focal_mm) == ("Canon EOS R6", "RF50mm", 6400, 50.0)
    assert found.exposure_s == pytest.approx(1 / 60)
    assert (found.aperture, found.zone_minutes) == (2.8, 120)
    assert (found.latitude, found.longitude) == (52.52, 13.405)


@pytest.mark.parametrize(
    ("make", "model", "camera"),
    [
        ("Apple", "iPhone 15 Pro", "Apple iPhone 15 Pro"),
        ("NIKON CORPORATION", "NIKON D750", "NIKON D750"),
        ("", "Pixel 8", "Pixel 8"),
        ("samsung\0\0", "\n SM-G991B \r", "samsung SM-G991B"),
        ("", "x" * 5000, "x" * MAX_WORDS),
        (7, None, ""),
    ],
)
def test_a_cameras_name_is_one_short_line(make: object, model: object, camera: str) -> None:
    assert facts_of_exif(
        exif_of({0x010F: make, 0x0110: model}, {}, {}), size=(1, 1), is_png=False
    ).camera == (camera)


@pytest.mark.parametrize(
    "gps",
    [
        {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)},
        {1: "N", 2: (91.0, 0.0, 0.0), 3: "E", 4: (13.0, 0.0, 0.0)},
        {1: "N", 2: (52.0, 0.0, 0.0), 3: "E", 4: (181.0, 0.0, 0.0)},
        {1: "N", 2: (float("nan"), 0.0, 0.0), 3: "E", 4: (13.0, 0.0, 0.0)},
        {1: "N", 2: (IFDRational(1, 0), 0.0, 0.0), 3: "E", 4: (13.0, 0.0, 0.0)},
        {1: "N", 2: 52.0, 3: "E", 4: (13.0, 0.0, 0.0)},
        {1: "N", 2: (52.0, 0.0, 0.0)},
        {},
    ],
)
def test_a_place_that_is_none_is_not_believed(gps: dict[int, object]) -> None:
    found = facts_of_exif(exif_of({}, {}, gps), size=(1, 1), is_png=False)
    assert (found.latitude, found.longitude) == (None, None)


def test_south_and_west_are_negative() -> None:
    found = facts_of_exif(exif_of({}, {}, BERLIN | {1: "S", 3: "W"}), size=(1, 1), is_png=False)
    assert (found.latitude, found.longitude) == (-52.52, -13.405)


@pytest.mark.parametrize(
    ("offset", "minutes"),
    [("+02:00", 120), ("-05:30", -330), ("+15:00", None), ("+02:75", None), ("", None), ("Z", None)],
)
def test_a_zone_is_one_that_exists(offset: str, minutes: int | None) -> None:
    assert zone_minutes(offset) == minutes


@pytest.mark.parametrize(
    ("comment", "size", "is_png", "camera", "expected"),
    [
        (b"ASCII\0\0\0Screenshot", (1179, 2556), True, "", True),
        (b"", (1179, 2556), True, "", True),
        (b"", (2556, 1179), True, "", True),
        (b"", (1179, 2556), False, "", False),
        (b"", (1179, 2556), True, "Pixel 8", False),
        (b"", (1000, 1500), True, "", False),
    ],
)
def test_a_screenshot_is_one_that_says_so_or_has_a_screens_size(
    comment: bytes, size: tuple[int, int], is_png: bool, camera: str, expected: bool
) -> None:
    exif = exif_of({0x0110: camera}, {0x9286: comment}, {})
    assert facts_of_exif(exif, size=size, is_png=is_png).is_screenshot is expected


def test_a_phones_video_says_its_camera_and_place() -> None:
    found = facts_of_film(
        {
            "com.apple.quicktime.make": "Apple",
            "com.apple.quicktime.model": "iPhone 15",
            "com.apple.quicktime.location.ISO6709": "+52.5200+013.4050+034.000/",
            "com.apple.quicktime.creationdate": "2024-06-01T20:02:03+0200",
        }
    )
    assert (found.camera, found.latitude, found.longitude) == ("Apple iPhone 15", 52.52, 13.405)
    assert found.zone_minutes == 120
    assert facts_of_film({"location": "+00.0000+000.0000/"}).latitude is None
    assert facts_of_film({}).camera == ""


@pytest.mark.parametrize(
    ("pixel", "name"),
    [
        ((0, 0, 0), "black"),
        ((250, 250, 250), "white"),
        ((200, 20, 30), "red"),
        ((30, 140, 50), "green"),
        ((20, 40, 110), "blue"),
        ((120, 78, 45), "brown"),
        ((245, 180, 205), "pink"),
    ],
)
def test_colours_have_the_names_that_people_give_them(pixel: tuple[int, int, int], name: str) -> None:
    assert main_colours(Image.new("RGB", (300, 200), pixel)) == (name,)


def test_the_main_colours_come_most_first_and_are_few() -> None:
    assert main_colours(landscape())[:2] == ("green", "blue")


def test_near_pictures_share_a_hash_and_others_do_not() -> None:
    picture = landscape(1200, 800)
    near = ImageEnhance.Brightness(picture.resize((300, 200))).enhance(1.1)
    other = picture.transpose(Image.Transpose.ROTATE_180)

    assert bits_apart(difference_hash(picture), difference_hash(near)) <= 4
    assert bits_apart(difference_hash(picture), difference_hash(other)) > 12
    assert bits_apart("", difference_hash(picture)) > 64


def test_a_block_of_three_megabytes_costs_nothing_and_says_little(tmp_path: Path) -> None:
    original = tmp_path / "large.png"
    exif = exif_of({0x0110: "x" * 3_000_000, 0x010F: "y" * 1000}, {0x9003: "2024:06:01 20:02:03"}, BERLIN)
    landscape().save(original, exif=exif.tobytes())
    assert original.stat().st_size > 3_000_000
    made = tmp_path / "made"
    made.mkdir()

    rendered = render(original, made, max_pixels=MAX_PIXELS)

    assert len(rendered.facts.camera) <= MAX_WORDS
    assert rendered.facts.colours[:2] == ("green", "blue")
    for file in made.iterdir():
        picture = Image.open(io.BytesIO(file.read_bytes()))
        assert not picture.getexif()
        assert b"Exif" not in file.read_bytes()
