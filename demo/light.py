"""Light for the demo pictures: glows, and lamps out of focus."""

import functools
import math

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from demo.paint import Colour, curve, tinted


@functools.lru_cache(maxsize=32)
def falloff(power: float) -> Image.Image:
    """Give a 256 px mask of light that is full in the middle and gone at the rim."""
    # Pillow's radial gradient ends at the corners; this one ends at the sides, or a glow would be square.
    return curve(Image.radial_gradient("L"), lambda value: max(0.0, 1 - value * math.sqrt(2) * 1.01) ** power)


@functools.lru_cache(maxsize=4)
def lens_disc(rim: float) -> Image.Image:
    """Give the 384 px mask of a lamp out of focus: an even disc with a slightly brighter rim."""
    disc = Image.new("L", (768, 768))
    draw = ImageDraw.Draw(disc)
    draw.ellipse((16, 16, 752, 752), fill=255)
    draw.ellipse((64, 64, 704, 704), fill=round(255 * (1 - rim)))
    return disc.filter(ImageFilter.GaussianBlur(9)).reduce(2)


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
    picture: Image.Image,
    x: float,
    y: float,
    radius: float,
    colour: Colour,
    power: float = 2.0,
    flat: float = 1.0,
) -> None:
    """Add a soft light round a point, gone at `radius` px; `flat` below 1 squashes it."""
    shine(picture, falloff(power), x, y, max(1.0, radius), max(1.0, radius * flat), colour)


def bokeh(picture: Image.Image, x: float, y: float, radius: float, colour: Colour, rim: float = 0.25) -> None:
    """Add a light out of focus."""
    shine(picture, lens_disc(rim), x, y, max(1.5, radius), max(1.5, radius), colour)
