"""A scene of bulbs on strings, near ones sharp and far ones melted."""

import itertools
import math
import random

from PIL import Image

from demo.light import bokeh, glow
from demo.paint import Point, even_gradient, mix, rgb, scaled, weaker
from demo.sketch import Sketch, hanging

EVENINGS = (
    ("070d24", "0f2144", "1c1f3a", "0e0a14"),
    ("04141c", "0a2f3a", "17282a", "0c0a0c"),
    ("120a24", "2c1838", "401f30", "100810"),
)


LAMPS = ("ff9c2e", "ffb84d", "ff7f24", "ffcf7a", "ff6f3c")


def festoon(rng: random.Random, width: int, height: int) -> Image.Image:
    """Paint strings of bulbs, near ones sharp and far ones melted into discs of light."""
    picture = even_gradient(width, height, *(rgb(code) for code in rng.choice(EVENINGS)))
    unit = min(width, height)
    glow(picture, width * rng.uniform(0.2, 0.8), height * 0.75, max(width, height) * 0.7, rgb("6a3412"), 1.6)
    accent = rgb(rng.choice(("4fb7c9", "e05a7a", "7f8cff")))
    for row in range(9):
        far = row / 8
        size = unit * (0.021 + 0.036 * (1 - far) ** 2)
        start = (-width * 0.1, height * rng.uniform(0.02, 0.8))
        end = (width * 1.1, height * rng.uniform(0.02, 0.8))
        cord = hanging(start, end, height * rng.uniform(0.05, 0.22), rng.randint(9, 22))
        for x, y in cord:
            tint = accent if rng.random() < 0.09 else rgb(rng.choice(LAMPS))
            strength = rng.uniform(0.18, 0.72)
            bokeh(
                picture,
                x + rng.gauss(0, unit * 0.008),
                y,
                size * rng.uniform(0.85, 1.15),
                scaled(tint, strength),
            )
    for _ in range(22):
        tint = mix(rgb("ffb765"), accent, rng.random() ** 3)
        x, y = rng.uniform(0, width), height * rng.uniform(0.55, 1)
        bokeh(picture, x, y, unit * rng.uniform(0.03, 0.085), scaled(tint, rng.uniform(0.08, 0.28)), 0.15)
    for sharp in (0, 1):
        cord = hanging(
            (-width * 0.05, height * rng.uniform(0.02, 0.16 + 0.1 * sharp)),
            (width * 1.05, height * rng.uniform(0.05, 0.3)),
            height * (0.17 + 0.16 * sharp),
            120,
        )
        _string_of_bulbs(picture, rng, cord, unit * (0.026 + 0.018 * sharp), 0.0 if sharp else 3.0)
    return picture


def _string_of_bulbs(
    picture: Image.Image, rng: random.Random, cord: list[Point], size: float, blur: float
) -> None:
    """Hang glowing bulbs at even distances from a cord."""
    wire = Sketch(*picture.size)
    wire.line(cord, size * 0.14)
    picture.paste(rgb("0b0a10"), (0, 0), wire.done(max(0.8, blur * 0.8)))
    gone = rng.uniform(0, size * 5)
    for before, after in itertools.pairwise(cord):
        gone += math.dist(before, after)
        if gone > size * 5.4:
            gone = 0.0
            _bulb(picture, after, size, blur)


def _bulb(picture: Image.Image, place: Point, size: float, blur: float) -> None:
    """Paint one bulb below its socket: glass, filament and the light round them."""
    x, y = place
    heart = y + size * 1.75
    glow(picture, x, heart, size * 6.5, rgb("8a4d1c"), 2.2)
    side = round(size * 6)
    middle = side / 2
    glass, cap = Sketch(side, side), Sketch(side, side)
    outline = []
    for step in range(49):
        turn = math.tau * step / 48
        neck = 1 - 0.42 * max(0.0, -math.cos(turn)) ** 2
        outline.append(
            (middle + size * 0.8 * math.sin(turn) * neck, middle + size * 1.75 + size * 1.05 * math.cos(turn))
        )
    glass.polygon(outline)
    cap.polygon(
        [
            (middle - size * 0.34, middle),
            (middle + size * 0.34, middle),
            (middle + size * 0.42, middle + size * 0.85),
            (middle - size * 0.42, middle + size * 0.85),
        ]
    )
    body = Image.new("RGB", (side, side), rgb("e8913a"))
    glow(body, middle, middle + size * 1.85, size * 1.35, rgb("ffedb8"), 0.8)
    glow(body, middle, middle + size * 1.85, size * 0.7, rgb("fffbe8"), 0.9)
    corner = (round(x - middle), round(y - middle))
    picture.paste(body, corner, weaker(glass.done(max(0.8, blur)), 0.93))
    picture.paste(rgb("15110f"), corner, cap.done(max(0.8, blur)))
    glow(picture, x, heart + size * 0.1, size * 2.4, rgb("b8742e"), 1.8)
