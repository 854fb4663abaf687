"""The film look every demo picture shares: bloom, a tone curve, a vignette and fine grain."""

import random

from PIL import Image, ImageChops, ImageEnhance, ImageFilter

from demo.light import falloff
from demo.paint import curve

GRAIN = 0.038
VIGNETTE = 0.3
COLOUR = 1.12
BLOOM = 0.42


def develop(picture: Image.Image, rng: random.Random) -> Image.Image:
    """Give a drawn scene the softness and depth of a photograph."""
    return _grain(_vignette(_tone(_bloom(picture))), rng)


def _bloom(picture: Image.Image) -> Image.Image:
    """Let bright places spill over their edges, as they do in a lens."""
    small = curve(picture.reduce(4), lambda value: BLOOM * max(0.0, (value - 0.45) / 0.55) ** 1.5)
    spill = small.filter(ImageFilter.GaussianBlur(max(picture.size) / 4 / 40))
    return ImageChops.screen(picture, spill.resize(picture.size, Image.Resampling.BICUBIC))


def _tone(picture: Image.Image) -> Image.Image:
    """Bend the tones: a gentle S, blacks lifted towards blue, whites towards cream."""
    red, green, blue = ImageEnhance.Color(picture).enhance(COLOUR).split()

    def contrast(value: float) -> float:
        return value + 0.10 * (value * value * (3 - 2 * value) - value)

    return Image.merge(
        "RGB",
        (
            curve(red, lambda value: 0.016 + 0.984 * contrast(value)),
            curve(green, lambda value: 0.018 + 0.970 * contrast(value)),
            curve(blue, lambda value: 0.034 + 0.930 * contrast(value)),
        ),
    )


def _vignette(picture: Image.Image) -> Image.Image:
    """Darken the corners; the mask is larger than the picture, so that only its outer part is seen."""
    wide, high = round(picture.width * 1.9), round(picture.height * 1.9)
    mask = curve(falloff(1.0), lambda value: 1 - VIGNETTE * (1 - value) ** 2.4)
    left, top = (wide - picture.width) // 2, (high - picture.height) // 2
    box = (left, top, left + picture.width, top + picture.height)
    shade = mask.resize((wide, high), Image.Resampling.BICUBIC).crop(box)
    return ImageChops.multiply(picture, Image.merge("RGB", (shade, shade, shade)))


def _grain(picture: Image.Image, rng: random.Random) -> Image.Image:
    """Add fine noise, which also breaks up the bands of long gradients.

    The noise comes from `rng`: Pillow's own generator cannot be seeded.
    """
    width, height = picture.size
    noise = Image.frombytes("L", (width, height), rng.randbytes(width * height))
    soft = noise.filter(ImageFilter.GaussianBlur(0.55))
    level = curve(soft, lambda value: 0.5 + GRAIN * 2 * (value - 0.5))
    return ImageChops.add(picture, Image.merge("RGB", (level, level, level)), scale=1, offset=-128)
