"""Colour for the demo pictures: mixing, gradients, cloud noise, levels and blur, all in plain Pillow."""

import random
from collections.abc import Callable

from PIL import Image, ImageFilter

Colour = tuple[int, int, int]


Point = tuple[float, float]


def rgb(code: str) -> Colour:
    """Read a colour written as six hexadecimal digits."""
    return int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16)


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """Blend two colours; share 0 is the first, 1 the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def scaled(colour: Colour, strength: float) -> Colour:
    """Make a colour darker or brighter, keeping it within range."""
    red, green, blue = (max(0, min(255, round(part * strength))) for part in colour)
    return red, green, blue


def curve(picture: Image.Image, bend: Callable[[float], float]) -> Image.Image:
    """Send every value, as 0 to 1, through a function and clip the answer to 0 to 1."""
    table = [round(255 * max(0.0, min(1.0, bend(value / 255)))) for value in range(256)]
    return picture.point(table * len(picture.getbands()))


def levels(mask: Image.Image, low: float, high: float, strength: float = 1.0) -> Image.Image:
    """Stretch the values between low and high (0 to 1) softly to the full range, then weaken them."""

    def bend(value: float) -> float:
        place = max(0.0, min(1.0, (value - low) / (high - low)))
        return strength * place * place * (3 - 2 * place)

    return curve(mask, bend)


def gradient(width: int, height: int, *stops: tuple[float, Colour]) -> Image.Image:
    """Fill a picture from top to bottom with colours at positions between 0 and 1."""
    strip = Image.new("RGB", (1, 512))
    for row in range(strip.height):
        place = row / (strip.height - 1)
        below = max((stop for stop in stops if stop[0] <= place), key=lambda stop: stop[0], default=stops[0])
        above = min((stop for stop in stops if stop[0] > place), key=lambda stop: stop[0], default=stops[-1])
        span = above[0] - below[0]
        strip.putpixel((0, row), mix(below[1], above[1], (place - below[0]) / span if span > 0 else 0.0))
    # Stretched downwards first and then copied sideways, which is several times as fast as both at once.
    return strip.resize((1, height), Image.Resampling.BILINEAR).resize(
        (width, height), Image.Resampling.NEAREST
    )


def even_gradient(width: int, height: int, *colours: Colour) -> Image.Image:
    """Fill a picture from top to bottom with colours at equal distances."""
    last = max(1, len(colours) - 1)
    return gradient(width, height, *((index / last, colour) for index, colour in enumerate(colours)))


def height_band(width: int, height: int, middle: float, reach: float) -> Image.Image:
    """Give a mask that is full at one height and fades above and below it."""
    strip = Image.new("L", (1, 256))
    for row in range(256):
        away = abs(row / 255 - middle) / reach
        strip.putpixel((0, row), round(255 * max(0.0, 1 - away) ** 1.5))
    return strip.resize((width, height), Image.Resampling.BILINEAR)


def weaker(mask: Image.Image, share: float) -> Image.Image:
    """Let a mask cover less."""
    return mask.point([round(value * share) for value in range(256)])


def tinted(mask: Image.Image, colour: Colour) -> Image.Image:
    """Turn a mask into light of one colour on black."""
    return Image.merge("RGB", [mask.point([value * part // 255 for value in range(256)]) for part in colour])


def clouds(
    rng: random.Random, width: int, height: int, across: int, down: int, octaves: int = 4
) -> Image.Image:
    """Give smooth random light and dark as a mask; `across` and `down` count the largest blobs."""
    small = (max(8, width // 3), max(8, height // 3))
    total = Image.new("L", small, 128)
    weight = 0.0
    for octave in range(octaves):
        cells = (max(2, across << octave), max(2, down << octave))
        blobs = Image.frombytes("L", cells, rng.randbytes(cells[0] * cells[1]))
        share = 0.55**octave
        weight += share
        total = Image.blend(total, blobs.resize(small, Image.Resampling.BICUBIC), share / weight)
    return total.resize((width, height), Image.Resampling.BICUBIC)


def softened(picture: Image.Image, radius: float) -> Image.Image:
    """Blur; wide blurs are made on a smaller copy, which nobody can tell apart."""
    step = max(1, min(8, int(radius // 4)))
    if step == 1:
        return picture.filter(ImageFilter.GaussianBlur(radius))
    small = picture.reduce(step).filter(ImageFilter.GaussianBlur(radius / step))
    return small.resize(picture.size, Image.Resampling.BICUBIC)
