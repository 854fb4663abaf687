"""A scene of dunes by moonlight."""

import math
import random

from PIL import Image

from demo import silhouettes
from demo.light import glow
from demo.paint import Colour, Point, gradient, mix, rgb, scaled
from demo.scenes.ridges import stars
from demo.sketch import Sketch


def moon_over_dunes(rng: random.Random, width: int, height: int) -> Image.Image:
    """Paint dunes under a large moon, each with a lit flank and a dark one."""
    top, middle, low, sand = (
        rgb(code)
        for code in rng.choice(
            (
                ("141a45", "51407f", "d98c8c", "e8b28a"),
                ("0f2447", "3f6b8c", "dfb7a0", "d9b594"),
                ("2a1a4a", "8a4a7a", "f2a27a", "f0b183"),
            )
        )
    )
    picture = gradient(width, height, (0, top), (0.32, middle), (0.58, low), (1, low))
    picture = stars(picture, rng, height * 0.45, 500)
    unit = min(width, height)
    moon = (width * rng.uniform(0.3, 0.7), height * rng.uniform(0.26, 0.33))
    glow(picture, *moon, unit * 0.75, scaled(rgb("ffdcb4"), 0.6), 2.4)
    picture = _moon(picture, rng, moon, unit * 0.105)
    for layer in range(6):
        close = layer / 5
        level = height * (0.56 + 0.33 * close**1.15)
        crest = silhouettes.swell(rng, width, level, height * (0.018 + 0.06 * close), 0.7 + 0.5 * (1 - close))
        _dune(
            picture,
            rng,
            crest,
            mix(mix(low, sand, 0.4), scaled(sand, 0.62), close),
            mix(mix(middle, low, 0.5), scaled(top, 0.75), close),
            close,
        )
    return picture


def _moon(picture: Image.Image, rng: random.Random, place: Point, size: float) -> Image.Image:
    """Paint a full moon with its grey seas."""
    side = round(size * 2.4)
    disc, seas = Sketch(side, side), Sketch(side, side)
    disc.oval(side / 2, side / 2, size, size)
    for _ in range(16):
        angle, away = rng.uniform(0, math.tau), size * 0.75 * math.sqrt(rng.random())
        blot = size * rng.uniform(0.08, 0.3)
        seas.oval(
            side / 2 + away * math.cos(angle),
            side / 2 + away * math.sin(angle),
            blot,
            blot * 0.8,
            rng.randint(40, 110),
        )
    face = Image.new("RGB", (side, side), rgb("fff3dc"))
    face.paste(rgb("c9a99a"), (0, 0), seas.done(size * 0.07))
    left, top = round(place[0] - side / 2), round(place[1] - side / 2)
    picture.paste(face, (left, top), disc.done(1.2))
    return picture


def _dune(
    picture: Image.Image, rng: random.Random, crest: list[Point], lit: Colour, dark: Colour, close: float
) -> None:
    """Paint one dune: lit down from its crest, and a shadowed slip face below a winding edge."""
    width, height = picture.size
    body, shadow = Sketch(width, height), Sketch(width, height)
    body.polygon(silhouettes.down_to(crest, height))
    top = min(y for _, y in crest) / height
    fill = gradient(
        width,
        height,
        (0, lit),
        (top, lit),
        (min(0.999, top + 0.2), mix(lit, dark, 0.55)),
        (1, mix(lit, dark, 0.8)),
    )
    summit = min(range(len(crest) // 8, len(crest) * 7 // 8), key=lambda index: crest[index][1])
    side = 1 if rng.random() < 0.5 else -1
    border = crest[summit:] if side > 0 else list(reversed(crest[: summit + 1]))
    deep, wind = height * rng.uniform(0.1, 0.2) * (0.3 + 0.7 * close), rng.uniform(0, math.tau)
    edge: list[Point] = []
    for x, y in border:
        away = abs(x - border[0][0]) / width
        # The slip face is a sliver that starts at the summit and widens along the winding crest.
        edge.append((x, y + deep * (1 - math.exp(-5 * away)) * (1 + 0.22 * math.sin(9 * away + wind))))
    shadow.polygon([*border, *reversed(edge)])
    if close > 0.5:
        ripples = Sketch(width, height)
        for row in range(34):
            offset = (row + 0.6) / 34 * height * 0.42
            wave = rng.uniform(0, math.tau)
            line = [
                (x, y + offset + height * 0.004 * math.sin(x / width * 26 + wave + row * 0.35))
                for x, y in crest
            ]
            ripples.line(line, 1.0 + offset / height * 7, 26)
        fill.paste(scaled(lit, 1.12), (0, 0), ripples.done(1.5))
    shape = body.done()
    shade = gradient(
        width,
        height,
        (0, dark),
        (top, mix(dark, lit, 0.18)),
        (min(0.999, top + 0.3), dark),
        (1, scaled(dark, 0.8)),
    )
    fill.paste(shade, (0, 0), shadow.done())
    picture.paste(fill, (0, 0), shape)
