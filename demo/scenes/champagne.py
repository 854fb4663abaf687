"""A scene of champagne flutes before the lights of the room."""

import math
import random

from PIL import Image, ImageChops, ImageOps

from demo.light import bokeh, glow
from demo.paint import Point, even_gradient, gradient, mix, rgb, scaled, softened, weaker
from demo.sketch import Sketch


def champagne(rng: random.Random, width: int, height: int) -> Image.Image:
    """Paint champagne flutes in front of the lights of the room."""
    deep, warm = rng.choice((("0c1428", "4a2a22"), ("180c1e", "552a2c"), ("0a181a", "40361f")))
    picture = even_gradient(
        width, height, scaled(rgb(deep), 0.7), rgb(deep), rgb(warm), scaled(rgb(warm), 0.6)
    )
    unit = min(width, height)
    for _ in range(75):
        tint = rgb(rng.choice(("ff9c2e", "ffb84d", "ffcf7a", "ff7a3c", "ff8f6b")))
        x, y = rng.uniform(0, width), height * min(0.95, abs(rng.gauss(0.42, 0.24)))
        bokeh(picture, x, y, unit * rng.uniform(0.02, 0.075), scaled(tint, rng.uniform(0.08, 0.5)), 0.2)
    floor = round(height * 0.86)
    table = even_gradient(width, height - floor, mix(rgb(warm), rgb("d89a5a"), 0.35), scaled(rgb(warm), 0.45))
    picture.paste(softened(table, 10), (0, floor))
    glow(picture, width / 2, floor, width * 0.6, rgb("8a5a34"), 1.7, 0.08)
    picture = softened(picture, 3)
    count = 5 if width > height * 2 else 3 if width > height else 2
    tall = min(height * 0.74, unit * 1.06)
    places = sorted(range(count), key=lambda index: abs(index - (count - 1) / 2), reverse=True)
    for index in places:
        x = width / 2 + (index - (count - 1) / 2) * tall * 0.36 + rng.uniform(-0.02, 0.02) * tall
        behind = abs(index - (count - 1) / 2)
        foot, high = floor + height * (0.075 - 0.028 * behind), tall * (1 - 0.035 * behind)
        box = (
            round(x - high * 0.13),
            round(foot - high * 1.06),
            round(x + high * 0.13),
            round(foot + high * 0.06),
        )
        glass = _flute(picture.crop(box), rng, x - box[0], foot - box[1], high)
        picture.paste(glass, box[:2])
    return picture


def _flute_half(along: float) -> float:
    """Give the half-width of a flute, in heights, from its rim (0) to the end of its bowl (0.62)."""
    place = along / 0.62
    return 0.088 * (0.86 + 0.3 * place - 0.16 * place**2) * math.sqrt(max(0.0, 1 - place**5.5)) + 0.004


def _flute(picture: Image.Image, rng: random.Random, x: float, foot: float, tall: float) -> Image.Image:
    """Paint one flute: what is behind it bent and pale, wine, bubbles, and light along its edges."""
    width, height = picture.size
    rim, fill_line = foot - tall, foot - tall * rng.uniform(0.84, 0.88)
    # Closer together towards the foot of the bowl, where its outline turns.
    rows = [0.62 * math.sin(step / 80 * math.pi / 2) for step in range(81)]

    def outline(start: float) -> list[Point]:
        used = [start, *(row for row in rows if row > start)]
        left = [(x - tall * _flute_half(row), rim + tall * row) for row in used]
        return [*left, *((2 * x - across, down) for across, down in reversed(left))]

    bowl, wine, edges, shine = (Sketch(width, height) for _ in range(4))
    bowl.polygon(outline(0.0))
    start = (fill_line - rim) / tall
    wine.polygon(outline(start))
    wine.oval(x, fill_line, tall * _flute_half(start), tall * 0.013)
    bent = ImageOps.mirror(picture)
    clear = ImageChops.screen(softened(bent, 8), Image.new("RGB", picture.size, rgb("2a2a2e")))
    picture = picture.copy()
    picture.paste(clear, (0, 0), weaker(bowl.done(1), 0.4))
    gold = gradient(
        width,
        height,
        (fill_line / height, rgb("ffdf96")),
        ((rim + tall * 0.4) / height, rgb("eeb04e")),
        ((rim + tall * 0.62) / height, rgb("c47c26")),
    )
    glow(gold, x - tall * 0.02, rim + tall * 0.33, tall * 0.2, rgb("8a6a34"), 1.2)
    picture.paste(gold, (0, 0), weaker(wine.done(1), 0.74))
    side = outline(0.0)
    edges.line(side[: len(side) // 2], tall * 0.0035, 190)
    edges.line(side[len(side) // 2 :], tall * 0.0035, 130)
    neck = rim + tall * 0.62
    stem = [
        (x - tall * 0.007, neck - tall * 0.01),
        (x + tall * 0.007, neck - tall * 0.01),
        (x + tall * 0.0055, foot - tall * 0.02),
        (x - tall * 0.0055, foot - tall * 0.02),
    ]
    edges.polygon(stem, 95)
    edges.line([stem[0], stem[3]], tall * 0.002, 210)
    for size, ink in ((1.0, 130), (0.965, 26), (0.3, 70)):
        edges.oval(x, foot - tall * 0.012, tall * 0.085 * size, tall * 0.0165 * size, ink)
    edges.oval(x, rim, tall * _flute_half(0), tall * 0.0125, 150)
    edges.oval(x, rim, tall * (_flute_half(0) - 0.003), tall * 0.0095, 30)
    edges.oval(x, fill_line, tall * (_flute_half(start) - 0.001), tall * 0.012, 120)
    for offset, thick, ink in ((-0.72, 0.009, 150), (0.8, 0.004, 110), (-0.5, 0.003, 70)):
        streak = [(x + offset * tall * _flute_half(row), rim + tall * row) for row in rows[5:46]]
        shine.line(streak, tall * thick, ink)
    for _ in range(5):
        column = rng.uniform(-0.5, 0.5)
        for _ in range(16):
            row = rng.uniform(start + 0.01, 0.57)
            size = tall * rng.uniform(0.0012, 0.0036)
            shine.oval(
                x + column * tall * _flute_half(row) * 0.85 + rng.gauss(0, tall * 0.002),
                rim + tall * row,
                size,
                size,
                rng.randint(110, 240),
            )
    light = ImageChops.lighter(edges.done(0.7), shine.done(1.0))
    picture.paste(rgb("fff4de"), (0, 0), light)
    return picture
