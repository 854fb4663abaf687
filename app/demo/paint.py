"""Brushes for the demo pictures: gradients, light, cloud noise and smooth-edged shapes, all in plain Pillow."""

import functools
import math
import random
from collections.abc import Callable, Sequence

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
Point = tuple[float, float]

# Shapes are drawn this many times too large and shrunk, so that their edges are smooth.
OVERSAMPLING = 2


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
    return strip.resize((1, height), Image.Resampling.BILINEAR).resize((width, height), Image.Resampling.NEAREST)


def even_gradient(width: int, height: int, *colours: Colour) -> Image.Image:
    """Fill a picture from top to bottom with colours at equal distances."""
    last = max(1, len(colours) - 1)
    return gradient(width, height, *((index / last, colour) for index, colour in enumerate(colours)))


@functools.lru_cache(maxsize=32)
def falloff(power: float) -> Image.Image:
    """Give a 256 px mask of light that is full in the middle and gone at the rim."""
    # Pillow's radial gradient ends at the corners; this one ends at the sides, or a glow would show its square.
    return curve(Image.radial_gradient("L"), lambda value: max(0.0, 1 - value * math.sqrt(2) * 1.01) ** power)


@functools.lru_cache(maxsize=4)
def lens_disc(rim: float) -> Image.Image:
    """Give the 384 px mask of a point of light out of focus: an even disc with a slightly brighter rim."""
    disc = Image.new("L", (768, 768))
    draw = ImageDraw.Draw(disc)
    draw.ellipse((16, 16, 752, 752), fill=255)
    draw.ellipse((64, 64, 704, 704), fill=round(255 * (1 - rim)))
    return disc.filter(ImageFilter.GaussianBlur(9)).reduce(2)


def tinted(mask: Image.Image, colour: Colour) -> Image.Image:
    """Turn a mask into light of one colour on black."""
    return Image.merge("RGB", [mask.point([value * part // 255 for value in range(256)]) for part in colour])


def shine(
    picture: Image.Image, sprite: Image.Image, x: float, y: float, across: float, down: float, colour: Colour
) -> None:
    """Add light through a mask stretched round a point, the way a second exposure does.

    Only the part that lies on the picture is stretched: most large lights reach far beyond it.
    """
    left, top = max(0, math.floor(x - across)), max(0, math.floor(y - down))
    right, bottom = min(picture.width, math.ceil(x + across)), min(picture.height, math.ceil(y + down))
    if left >= right or top >= bottom:
        return
    wide, high = sprite.width / (2 * across), sprite.height / (2 * down)
    part = (
        max(0.0, (left - x + across) * wide),
        max(0.0, (top - y + down) * high),
        min(float(sprite.width), (right - x + across) * wide),
        min(float(sprite.height), (bottom - y + down) * high),
    )
    mask = sprite.resize((right - left, bottom - top), Image.Resampling.BILINEAR, box=part)
    box = (left, top, right, bottom)
    picture.paste(ImageChops.screen(picture.crop(box), tinted(mask, colour)), box)


def glow(
    picture: Image.Image, x: float, y: float, radius: float, colour: Colour, power: float = 2.0, flat: float = 1.0
) -> None:
    """Add a soft light round a point, gone at `radius` px; `flat` below 1 squashes it."""
    shine(picture, falloff(power), x, y, max(1.0, radius), max(1.0, radius * flat), colour)


def bokeh(picture: Image.Image, x: float, y: float, radius: float, colour: Colour, rim: float = 0.25) -> None:
    """Add a light out of focus."""
    shine(picture, lens_disc(rim), x, y, max(1.5, radius), max(1.5, radius), colour)


def clouds(rng: random.Random, width: int, height: int, across: int, down: int, octaves: int = 4) -> Image.Image:
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


def levels(mask: Image.Image, low: float, high: float, strength: float = 1.0) -> Image.Image:
    """Stretch the values between low and high (0 to 1) softly to the full range, then weaken them."""

    def bend(value: float) -> float:
        place = max(0.0, min(1.0, (value - low) / (high - low)))
        return strength * place * place * (3 - 2 * place)

    return curve(mask, bend)


def softened(picture: Image.Image, radius: float) -> Image.Image:
    """Blur; wide blurs are made on a smaller copy, which nobody can tell apart."""
    step = max(1, min(8, int(radius // 4)))
    if step == 1:
        return picture.filter(ImageFilter.GaussianBlur(radius))
    small = picture.reduce(step).filter(ImageFilter.GaussianBlur(radius / step))
    return small.resize(picture.size, Image.Resampling.BICUBIC)


class Sketch:
    """A drawing in the coordinates of the picture that comes out with smooth edges."""

    def __init__(self, width: int, height: int, mode: str = "L") -> None:
        self._drawing = Image.new(mode, (width * OVERSAMPLING, height * OVERSAMPLING))
        self._draw = ImageDraw.Draw(self._drawing)

    def polygon(self, points: Sequence[Point], fill: int | Colour = 255) -> None:
        """Fill the outline through the points."""
        self._draw.polygon([(x * OVERSAMPLING, y * OVERSAMPLING) for x, y in points], fill=fill)

    def line(self, points: Sequence[Point], thickness: float, fill: int | Colour = 255) -> None:
        """Draw a line through the points, at least one fine stroke thick."""
        stroke = max(1, round(thickness * OVERSAMPLING))
        self._draw.line(
            [(x * OVERSAMPLING, y * OVERSAMPLING) for x, y in points], fill=fill, width=stroke, joint="curve" if stroke > 6 else None
        )

    def oval(self, x: float, y: float, across: float, down: float, fill: int | Colour = 255) -> None:
        """Fill an ellipse round a point; across and down are its half-axes."""
        box = [(x - across) * OVERSAMPLING, (y - down) * OVERSAMPLING]
        self._draw.ellipse([*box, (x + across) * OVERSAMPLING, (y + down) * OVERSAMPLING], fill=fill)

    def done(self, blur: float = 0.0) -> Image.Image:
        """Give the drawing at the size of the picture."""
        small = self._drawing.reduce(OVERSAMPLING)
        return softened(small, blur) if blur > 0 else small


def hanging(start: Point, end: Point, sag: float, steps: int = 48) -> list[Point]:
    """Give the points of a cord that hangs between two points, `sag` px deep in the middle."""
    points = []
    for step in range(steps + 1):
        along = step / steps
        drop = sag * (1 - (2 * along - 1) ** 2)
        points.append((start[0] + (end[0] - start[0]) * along, start[1] + (end[1] - start[1]) * along + drop))
    return points


def turned(x: float, y: float, angle: float) -> Point:
    """Turn a point round the origin by an angle in radians."""
    return x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)
