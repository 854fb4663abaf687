"""What was put right in a picture: every operation against a picture whose right answer is known."""

import itertools
import json
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from app.media.edit import (
    NO_EDIT,
    WHOLE,
    Crop,
    Edit,
    cover_scale,
    edit_json,
    edit_of,
    edit_text,
    read_edit,
    turned,
)
from app.media.pictures.levels import adjust
from app.media.pictures.pipeline import render
from app.media.pictures.reshaping import reshape
from app.media.rendered import Rendered
from tests.media.colours import assert_close, wide_gamut_profile
from tests.media.pictures import (
    ALIKE,
    MAX_PIXELS,
    difference,
    encoded,
    exif_with,
    landscape,
    opened,
    stored_for,
)

_QUARTERS = (None, Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_90)


def numbered(width: int = 60, height: int = 40) -> Image.Image:
    """Draw a picture in which every pixel has a colour of its own."""
    picture = Image.new("RGB", (width, height))
    picture.putdata([(x * 4, y * 6, (x * y) % 256) for y in range(height) for x in range(width)])
    return picture


def plainly(picture: Image.Image, edit: Edit) -> Image.Image:
    """Do mirror, turns and crop one after another, each by itself."""
    if edit.mirror:
        picture = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    turning = _QUARTERS[edit.turns]
    if turning is not None:
        picture = picture.transpose(turning)
    crop = edit.crop
    return picture.crop(
        (
            round(crop.left * picture.width),
            round(crop.top * picture.height),
            round((crop.left + crop.width) * picture.width),
            round((crop.top + crop.height) * picture.height),
        )
    )


def same(one: Image.Image, other: Image.Image) -> bool:
    return one.size == other.size and ImageChops.difference(one, other).getbbox() is None


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("crop", [WHOLE, Crop(0.1, 0.25, 0.5, 0.5), Crop(0.75, 0.0, 0.25, 1.0)])
def test_mirror_turns_and_crop_move_exactly_the_right_pixels(orientation: int, crop: Crop) -> None:
    upright = numbered()
    stored = stored_for(upright, orientation)

    for mirror, turns in itertools.product((False, True), range(4)):
        edit = Edit(crop=crop, turns=turns, mirror=mirror)
        assert same(reshape(stored, orientation, edit, 2048), plainly(upright, edit)), edit


@pytest.mark.parametrize("angle", [-45.0, -12.5, 0.01, 3.0, 30.0])
@pytest.mark.parametrize("crop", [WHOLE, Crop(0.5, 0.1, 0.4, 0.3)])
def test_straightening_turns_clockwise_about_the_middle(angle: float, crop: Crop) -> None:
    upright = landscape(900, 600)
    edit = Edit(angle=angle, crop=crop)
    grown = cover_scale(angle, *upright.size)
    size = (round(900 * grown), round(600 * grown))
    large = upright.resize(size, Image.Resampling.BICUBIC).rotate(-angle, Image.Resampling.BICUBIC)
    frame = large.crop(
        ((size[0] - 900) // 2, (size[1] - 600) // 2, (size[0] + 900) // 2, (size[1] + 600) // 2)
    )

    for orientation in (1, 6, 7):
        made = reshape(stored_for(upright, orientation), orientation, edit, 400)
        assert max(made.size) <= 400
        assert difference(made, plainly(frame, Edit(crop=crop))) < 2.0


@pytest.mark.parametrize("size", [(300, 200), (200, 300), (1000, 80), (64, 64)])
def test_no_corner_is_empty_however_a_picture_is_straightened(size: tuple[int, int]) -> None:
    white = Image.new("RGB", size, (255, 255, 255))

    for angle in (-45.0, -20.0, 0.3, 7.0, 45.0):
        made = reshape(white, 1, Edit(angle=angle), 2048)
        assert made.getextrema() == ((255, 255),) * 3, angle


def test_a_turn_takes_the_crop_with_it() -> None:
    upright, edit = numbered(), Edit(crop=Crop(0.1, 0.25, 0.5, 0.5), mirror=True)
    once = reshape(upright, 1, edit, 2048)

    assert same(reshape(upright, 1, turned(edit, 1), 2048), once.transpose(Image.Transpose.ROTATE_270))
    assert turned(edit, 4) == edit
    assert turned(turned(edit, 3), 1) == edit


def test_levels_at_nothing_change_no_pixel_and_each_does_what_it_says() -> None:
    picture = numbered()
    assert same(adjust(picture, NO_EDIT), picture)
    grey = Image.new("RGB", (1, 1), (128, 128, 128))

    def level(edit: Edit, of: Image.Image = grey) -> object:
        return adjust(of, edit).getpixel((0, 0))

    assert level(Edit(brightness=100)) == (181, 181, 181)  # the square root of a half
    assert level(Edit(brightness=-100)) == (64, 64, 64)
    assert level(Edit(warmth=100)) == (154, 128, 102)
    assert level(Edit(contrast=50), Image.new("RGB", (1, 1), (20, 64, 192))) == (0, 38, 219)
    assert level(Edit(contrast=-50), Image.new("RGB", (1, 1), (0, 64, 255))) == (37, 83, 218)
    assert level(Edit(saturation=-100), Image.new("RGB", (1, 1), (255, 0, 0))) == (76, 76, 76)
    assert level(Edit(saturation=100), Image.new("RGB", (1, 1), (100, 50, 50))) == (135, 35, 35)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
@pytest.mark.parametrize("orientation", [1, 6])
def test_an_edit_is_of_the_upright_picture_whatever_its_file(
    kind: str, orientation: int, tmp_path: Path
) -> None:
    upright = landscape(720, 480)
    exif = exif_with(orientation=orientation).tobytes()
    content = encoded(stored_for(upright, orientation), kind, exif=exif, quality=90)
    edit = Edit(crop=Crop(0.5, 0.0, 0.5, 0.75), turns=1, mirror=True)

    rendered = _rendered(tmp_path, content, edit)

    assert (rendered.width, rendered.height) == (240, 540)
    assert difference(opened(tmp_path / "out", "wall.jpg"), plainly(upright, edit)) < ALIKE


def test_levels_are_of_the_screens_colours_not_of_the_files(tmp_path: Path) -> None:
    # The file's profile says red where others say green: warmth must find the colour that is seen.
    picture = Image.new("RGB", (64, 64), (100, 200, 60))
    content = encoded(picture, "PNG", icc_profile=wide_gamut_profile())

    _rendered(tmp_path, content, Edit(warmth=100))

    middle = opened(tmp_path / "out", "wall.jpg").getpixel((32, 32))
    assert isinstance(middle, tuple)
    assert_close(middle, (240, 100, 48))


def test_what_is_transparent_stays_white_under_a_straightening(tmp_path: Path) -> None:
    clear = Image.new("RGBA", (120, 80), (0, 0, 0, 0))

    _rendered(tmp_path, encoded(clear, "PNG"), Edit(angle=10.0, contrast=50))

    assert opened(tmp_path / "out", "wall.jpg").convert("RGB").getextrema() == ((255, 255),) * 3


def test_a_crop_of_a_large_jpeg_keeps_the_originals_detail(tmp_path: Path) -> None:
    content = encoded(landscape(8000, 6000), "JPEG", quality=80)

    rendered = _rendered(tmp_path, content, Edit(crop=Crop(0.25, 0.25, 0.25, 0.25)))

    assert (rendered.width, rendered.height) == (2000, 1500)
    assert opened(tmp_path / "out", "wall.jpg").size == (2000, 1500)


def test_the_same_edit_makes_the_same_bytes_and_none_those_of_the_beginning(tmp_path: Path) -> None:
    content = encoded(landscape(), "JPEG", exif=exif_with(orientation=8))

    def made(name: str, edit: Edit) -> bytes:
        (tmp_path / name).mkdir()
        _rendered(tmp_path / name, content, edit)
        return (tmp_path / name / "out" / "wall.jpg").read_bytes()

    edit = Edit(angle=4.5, warmth=20)
    assert made("first", NO_EDIT) == made("reverted", read_edit(edit_text(NO_EDIT)))
    assert made("edited", edit) == made("again", read_edit(edit_text(edit)))
    assert made("other", edit) != made("plain", NO_EDIT)


@pytest.mark.parametrize(
    "edit",
    [NO_EDIT, Edit(crop=Crop(0.1, 0.2, 0.3, 0.4), turns=3, angle=-1.25, mirror=True), Edit(poster_ms=0)],
)
def test_an_edit_is_the_same_after_its_text(edit: Edit) -> None:
    assert read_edit(edit_text(edit)) == edit
    assert edit_of(json.loads(json.dumps(edit_json(edit)))) == edit


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("colour", 1),
        ("turns", 4),
        ("turns", 1.0),
        ("turns", True),
        ("angle", 45.1),
        ("angle", float("nan")),
        ("angle", "3"),
        ("mirror", 1),
        ("brightness", 101),
        ("crop", [0, 0, 1, 1]),
        ("crop", {"left": 0, "top": 0, "width": 1}),
        ("crop", {"left": 0.5, "top": 0, "width": 0.001, "height": 1}),
        ("crop", {"left": 3, "top": 0, "width": 1, "height": 1}),
        ("crop", {"left": float("inf"), "top": 0, "width": 1, "height": 1}),
        ("begin_ms", -1),
        ("end_ms", 100),
        ("poster_ms", "now"),
    ],
)
def test_what_is_out_of_bounds_is_refused_by_its_name(field: str, value: object) -> None:
    with pytest.raises(ValueError, match=f"^{field}$"):
        edit_of({field: value})


def test_a_crop_that_leaves_the_picture_is_cut_off_at_its_edge() -> None:
    edit = edit_of({"crop": {"left": -0.1, "top": 0.5, "width": 0.6, "height": 0.9}})

    assert edit.crop == Crop(0.0, 0.5, 0.5, 0.5)


def _rendered(folder: Path, content: bytes, edit: Edit) -> Rendered:
    original = folder / "original"
    original.write_bytes(content)
    return render(original, folder / "out", max_pixels=MAX_PIXELS, edit=edit)
