"""The ThumbHash says what the reference says (the format is described at evanw.github.io/thumbhash)."""

import base64

import pytest
from PIL import Image

from app.media.pictures.placeholder import placeholder
from tests.media.pictures import landscape


def header(picture: Image.Image) -> tuple[int, int]:
    hashed = base64.b64decode(placeholder(picture), validate=True)
    return int.from_bytes(hashed[:3], "little"), int.from_bytes(hashed[3:5], "little")


@pytest.mark.parametrize("colour", [(255, 0, 0), (0, 255, 0), (20, 40, 200), (255, 255, 255), (0, 0, 0)])
def test_it_holds_the_average_colour(colour: tuple[int, int, int]) -> None:
    bits, _ = header(Image.new("RGB", (40, 30), colour))

    # As the reference decodes it: brightness, yellow against blue, red against green.
    light, warm, red_green = (bits & 63) / 63, (bits >> 6 & 63) / 31.5 - 1, (bits >> 12 & 63) / 31.5 - 1
    blue = light - 2 / 3 * warm
    red = (3 * light - blue + red_green) / 2
    green = red - red_green
    for value, expected in zip((red, green, blue), colour, strict=True):
        assert value * 255 == pytest.approx(expected, abs=8)


def test_it_says_that_the_picture_is_opaque() -> None:
    bits, _ = header(landscape())

    assert bits >> 23 == 0


@pytest.mark.parametrize(
    ("size", "is_landscape", "short_side"),
    [
        ((320, 240), 1, 5),
        ((240, 320), 0, 5),
        ((300, 300), 0, 7),
        ((512, 1), 1, 1),
        ((1, 512), 0, 1),
        ((1, 1), 0, 7),
    ],
)
def test_it_holds_the_shape(size: tuple[int, int], is_landscape: int, short_side: int) -> None:
    _, bits = header(landscape(*size))

    assert (bits >> 15, bits & 7) == (is_landscape, short_side)


def test_it_equals_what_the_reference_implementation_writes() -> None:
    # Made with the reference's rgbaToThumbHash from the same 32 by 21 pixels.
    assert placeholder(landscape(320, 210)) == "V3cJTYyKZnafeGd4h1d2doiQdfho"
