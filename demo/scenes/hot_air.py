"""A scene of hot-air balloons over misty hills."""

import math
import random

from PIL import Image, ImageChops

from demo.light import glow
from demo.paint import Colour, clouds, gradient, height_band, levels, mix, rgb
from demo.scenes.ridges import layered_ridges
from demo.sketch import Sketch

_STRIPES = (
    ("d9483b", "f7e3c4", "f2a541"),
    ("27567b", "f4ead5", "e2574c"),
    ("7a2e4d", "f0b7a4", "f6e0c2"),
    ("2f7f79", "f5dfae", "ef8354"),
    ("f0b23e", "fff2d6", "cf4f3c"),
)


def balloon_dawn(rng: random.Random, width: int, height: int) -> Image.Image:
    """Paint hot-air balloons over misty hills in the early light."""
    top, middle, low = (
        rgb(code) for code in rng.choice((("5f8fc0", "c9c4d6", "ffd9b0"), ("6b7fb8", "e0b4c0", "ffe0b5")))
    )
    horizon = height * 0.68
    picture = gradient(width, height, (0, top), (0.36, middle), (0.66, low), (1, low))
    veil = levels(clouds(rng, width, height, 2, 8), 0.48, 0.9, 0.6)
    picture.paste(rgb("fff1e0"), (0, 0), ImageChops.multiply(veil, height_band(width, height, 0.35, 0.35)))
    glow(picture, width * rng.uniform(0.15, 0.85), horizon, max(width, height) * 0.6, rgb("ffb978"), 2.0, 0.7)
    layered_ridges(picture, rng, horizon, mix(middle, rgb("6d7fa6"), 0.5), rgb("1f2b3f"), rgb("ffe3c4"), 5)
    unit = min(width, height)
    places = [
        (0.3, 0.36, 0.155),
        (0.7, 0.24, 0.1),
        (0.82, 0.5, 0.06),
        (0.5, 0.55, 0.04),
        (0.12, 0.14, 0.05),
        (0.58, 0.11, 0.03),
    ]
    flip = rng.random() < 0.5
    for across, down, size in reversed(places):
        x = (1 - across if flip else across) + rng.uniform(-0.04, 0.04)
        y = down + rng.uniform(-0.03, 0.03)
        haze = mix(middle, low, y) if size < 0.09 else low
        _balloon(picture, rng, width * x, height * y, unit * size, haze, max(0.0, 0.62 - size * 4.6))
    return picture


def _balloon(
    picture: Image.Image, rng: random.Random, x: float, y: float, size: float, haze: Colour, distance: float
) -> None:
    """Paint one balloon: striped gores, light from the left, a basket below."""
    side = round(size * 4)
    middle = side / 2
    cover, outline = Sketch(side, side, "RGB"), Sketch(side, side)
    colours = [rgb(code) for code in rng.choice(_STRIPES)]
    gores = 12
    profile = [(step / 40, _envelope(step / 40)) for step in range(41)]

    def edge(turn: float) -> list[tuple[float, float]]:
        lean = math.sin(turn)
        return [(middle + size * half * lean, middle - size + size * 2.35 * along) for along, half in profile]

    for gore in range(gores):
        left, right = (-math.pi / 2 + math.pi * (gore + step) / gores for step in (0, 1))
        colour = colours[(0, 1, 0, 2)[gore % 4]]
        cover.polygon([*edge(left), *reversed(edge(right))], colour)
    outline.polygon([*edge(-math.pi / 2), *reversed(edge(math.pi / 2))])
    low = middle + size * 1.35
    for turn in (-1, -0.35, 0.35, 1):
        outline.line(
            [(middle + size * 0.2 * turn, low), (middle + size * 0.11 * turn, low + size * 0.3)],
            size * 0.008,
            210,
        )
        cover.line(
            [(middle + size * 0.2 * turn, low), (middle + size * 0.11 * turn, low + size * 0.3)],
            size * 0.012,
            rgb("4a3a32"),
        )
    basket = [(middle - size * 0.12, low + size * 0.3), (middle + size * 0.12, low + size * 0.3)]
    basket += [(middle + size * 0.1, low + size * 0.48), (middle - size * 0.1, low + size * 0.48)]
    outline.polygon(basket)
    cover.polygon(basket, rgb("6b4a33"))
    body, mask = cover.done(), outline.done()
    shade = Image.new("RGB", body.size, rgb("4d4468"))
    glow(shade, middle - size * 0.42, middle - size * 0.35, size * 2.2, rgb("fff4e0"), 0.85)
    body = ImageChops.multiply(body, shade)
    glow(body, middle - size * 0.4, middle - size * 0.45, size * 0.9, rgb("6a5238"), 1.6)
    body = Image.blend(body, Image.new("RGB", body.size, haze), distance)
    picture.paste(body, (round(x - middle), round(y - middle)), mask)


def _envelope(along: float) -> float:
    """Give the half-width of a balloon between its crown (0) and its mouth (1)."""
    if along < 0.42:
        return math.sqrt(max(0.0, 1 - ((0.42 - along) / 0.42) ** 2))
    fall = (along - 0.42) / 0.58
    return 0.2 + 0.8 * (1 - math.pow(fall, 1.75)) * (1 - 0.15 * fall)
