"""The demo pictures: the same each time, whole, varied, and stored the way cameras store theirs."""

import hashlib
import io
import time
from unittest import mock

import pytest
from PIL import ExifTags, Image, ImageChops, ImageOps, ImageStat

from demo import pictures

FIRST_DOZEN = range(12)
# Far more than any picture takes, so that a busy machine passes; a scene that hangs or explodes does not.
GENEROUS_CPU_S = 20


@pytest.fixture(scope="module")
def first_dozen() -> dict[int, bytes]:
    return {number: pictures.draw(number) for number in FIRST_DOZEN}


def opened(jpeg: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(jpeg))
    picture.load()
    return picture


def test_a_number_always_gives_the_same_bytes(first_dozen: dict[int, bytes]) -> None:
    assert pictures.draw(3) == first_dozen[3]


def test_every_picture_is_a_whole_jpeg_of_its_promised_size_and_weight(first_dozen: dict[int, bytes]) -> None:
    for number, jpeg in first_dozen.items():
        picture = opened(jpeg)
        assert (picture.format, picture.mode) == ("JPEG", "RGB")
        assert ImageOps.exif_transpose(picture).size == pictures.size_of(number)
        assert 200_000 < len(jpeg) < 900_000, f"picture {number} has {len(jpeg)} bytes"


def test_the_first_dozen_are_distinct_to_the_eye(first_dozen: dict[int, bytes]) -> None:
    assert len({hashlib.sha256(jpeg).digest() for jpeg in first_dozen.values()}) == len(first_dozen)
    small = [ImageOps.exif_transpose(opened(jpeg)).resize((16, 16)) for jpeg in first_dozen.values()]
    for index, one in enumerate(small):
        for other in small[index + 1 :]:
            # The mean distance of a channel, out of 255, after all detail is gone.
            assert sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3 > 6


def test_no_picture_is_flat(first_dozen: dict[int, bytes]) -> None:
    for number, jpeg in first_dozen.items():
        spread = ImageStat.Stat(opened(jpeg).convert("L")).stddev[0]
        assert spread > 15, f"picture {number} has hardly any light and shade"


def test_the_first_dozen_hold_wide_tall_and_square_pictures() -> None:
    shapes = {(width > height) - (width < height) for width, height in map(pictures.size_of, FIRST_DOZEN)}
    assert shapes == {1, 0, -1}


def test_a_round_shows_every_scene_once_and_the_next_round_in_another_shape() -> None:
    count = len(pictures.SCENES)
    assert {pictures.scene_of(number).name for number in range(count)} == {s.name for s in pictures.SCENES}
    assert count >= 14
    for number in range(count):
        assert pictures.scene_of(number) is pictures.scene_of(number + count)
        assert pictures.size_of(number) != pictures.size_of(number + count)


@pytest.mark.parametrize("number", [4, 10, 16], ids=["turned right", "turned left", "upside down"])
def test_a_camera_that_was_turned_says_so_and_the_upright_picture_is_right(number: int) -> None:
    painted = pictures.compose(number)
    with mock.patch.object(pictures, "compose", return_value=painted.copy()):
        stored = opened(pictures.draw(number))
    assert stored.getexif()[ExifTags.Base.Orientation] == {4: 6, 10: 8, 16: 3}[number]
    upright = ImageOps.exif_transpose(stored)
    assert upright.size == painted.size
    # JPEG changes pixels a little; a picture the wrong way round differs by far more.
    assert sum(ImageStat.Stat(ImageChops.difference(upright, painted)).mean) / 3 < 6


def test_some_cameras_write_the_time_and_others_do_not(first_dozen: dict[int, bytes]) -> None:
    written = {}
    for number, jpeg in first_dozen.items():
        details = opened(jpeg).getexif().get_ifd(ExifTags.IFD.Exif)
        written[number] = details.get(ExifTags.Base.DateTimeOriginal)
    assert written[0] is None
    assert written[1] == pictures.taken_at(1).strftime("%Y:%m:%d %H:%M:%S") == "2026:06:20 18:13:12"


def test_every_scene_is_painted_in_good_time_in_each_of_its_shapes() -> None:
    count = len(pictures.SCENES)
    for number in range(12, count):
        # One shape a scene keeps this test short; which one differs from scene to scene.
        later = number + count * (number % 3)
        start = time.process_time()
        picture = pictures.compose(later)
        assert time.process_time() - start < GENEROUS_CPU_S, pictures.scene_of(later).name
        assert picture.size == pictures.size_of(later)
