"""A scene of dahlias, leaves and small white blossom, seen from above."""

import math
import random

from PIL import Image, ImageChops

from demo.light import glow
from demo.paint import Colour, Point, clouds, levels, mix, rgb, scaled, softened, weaker
from demo.sketch import Sketch, turned

_BLOOMS = (
    ("a01840", "ff8a9c"),
    ("d04a20", "ffc07a"),
    ("b03a6a", "ffd9de"),
    ("e09a2a", "fff0b8"),
    ("c88a80", "fff4ea"),
    ("6a2a7e", "dca8ea"),
)


def bouquet(rng: random.Random, width: int, height: int) -> Image.Image:
    """Paint dahlias, leaves and small white blossom."""
    picture = Image.new("RGB", (width, height), rgb("16241c"))
    picture.paste(rgb("2c4030"), (0, 0), levels(clouds(rng, width, height, 5, 4), 0.35, 0.75))
    unit = min(width, height)
    leaves = [_turned(_leaf(rng, unit * (0.075 + 0.006 * index)), rng) for index in range(14)]
    for _ in range(100):
        _lay(picture, rng.choice(leaves), (rng.uniform(0, width), rng.uniform(0, height)), 0.006 * unit)
    spots: list[tuple[Point, float]] = []
    for size in [0.26] * 12 + [0.2] * 50 + [0.14] * 60:
        spot = (rng.uniform(0, width), rng.uniform(0, height))
        reach = unit * size * rng.uniform(0.88, 1.1)
        if all(math.dist(spot, other) > (reach + taken) * 0.86 for other, taken in spots):
            spots.append((spot, reach))
    _blossom(picture, rng)
    heads = [_dahlia(rng, 420, rgb(low), rgb(high)) for low, high in rng.sample(_BLOOMS, 4)]
    for index, (spot, reach) in enumerate(sorted(spots, key=lambda spot: spot[1])):
        head = heads[index % len(heads)]
        side = round(reach * 2)
        _lay(picture, _turned(head, rng).resize((side, side), Image.Resampling.BICUBIC), spot, reach * 0.1)
    light = Image.new("RGB", (width, height), rgb("d6ced2"))
    glow(light, width * 0.3, height * 0.2, max(width, height) * 1.1, rgb("ffffff"), 1.0)
    return ImageChops.multiply(picture, light)


def _turned(piece: Image.Image, rng: random.Random) -> Image.Image:
    """Turn a cut-out by any angle."""
    return piece.rotate(rng.uniform(0, 360), Image.Resampling.BILINEAR)


def _lay(picture: Image.Image, piece: Image.Image, place: Point, lift: float) -> None:
    """Lay a cut-out on the picture, with its shadow below it."""
    mask = piece.getchannel("A")
    edge = round(lift * 3)
    shadow = Image.new("L", (piece.width + 2 * edge, piece.height + 2 * edge))
    shadow.paste(weaker(mask, 0.66), (edge, edge))
    left, top = round(place[0] - piece.width / 2), round(place[1] - piece.height / 2)
    corner = (round(left - edge + lift), round(top - edge + lift * 1.4))
    picture.paste(rgb("050a08"), corner, softened(shadow, lift))
    picture.paste(piece.convert("RGB"), (left, top), mask)


def _blossom(picture: Image.Image, rng: random.Random) -> None:
    """Paint sprays of tiny white flowers between the leaves."""
    width, height = picture.size
    unit = min(width, height)
    shade, petals, hearts = (Sketch(width, height) for _ in range(3))
    for _ in range(46):
        spray = (rng.uniform(0, width), rng.uniform(0, height))
        for _ in range(16):
            x, y = spray[0] + rng.gauss(0, unit * 0.04), spray[1] + rng.gauss(0, unit * 0.04)
            size = unit * rng.uniform(0.003, 0.0058)
            shade.oval(x + size, y + size * 1.6, size * 2, size * 2, 150)
            for petal in range(5):
                dx, dy = turned(size, 0, math.tau * petal / 5 + x)
                petals.oval(x + dx, y + dy, size * 0.85, size * 0.85, rng.randint(190, 250))
            hearts.oval(x, y, size * 0.45, size * 0.45, 220)
    picture.paste(rgb("060c08"), (0, 0), shade.done(unit * 0.003))
    picture.paste(rgb("fdf8f0"), (0, 0), petals.done())
    picture.paste(rgb("e8c25a"), (0, 0), hearts.done())


def _leaf(rng: random.Random, size: float) -> Image.Image:
    """Give one leaf: two halves in different light and a pale rib."""
    side = round(size * 2)
    leaf, half, veins = (Sketch(side, side) for _ in range(3))
    edge = [
        (side / 2 + size * 0.3 * math.sin(math.pi * step / 20) ** 0.8, side * (0.06 + 0.88 * step / 20))
        for step in range(21)
    ]
    rib = [(side / 2, down) for _, down in edge]
    leaf.polygon([*edge, *((side - across, down) for across, down in reversed(edge))])
    half.polygon([*edge, *reversed(rib)])
    veins.line(rib, size * 0.016, 150)
    tone = mix(rgb("24452f"), rgb("86a878"), rng.random())
    body = Image.new("RGB", (side, side), tone)
    body.paste(scaled(tone, 0.72), (0, 0), half.done())
    body.paste(mix(tone, rgb("d8e0b8"), 0.5), (0, 0), veins.done())
    body.putalpha(leaf.done())
    return body


def _dahlia(rng: random.Random, side: int, low: Colour, high: Colour) -> Image.Image:
    """Give one dahlia head on a clear ground: rings of petals, smaller towards the heart."""
    ink, mask = Sketch(side, side, "RGB"), Sketch(side, side)
    rings = 10
    for ring in range(rings):
        inner = ring / (rings - 1)
        reach = side * 0.485 * (1 - 0.88 * inner**0.85)
        count = max(6, round(18 - 11 * inner))
        for index in range(count):
            turn = math.tau * (index + (ring % 2) / 2 + rng.uniform(-0.07, 0.07)) / count
            long = reach * rng.uniform(0.95, 1.03)
            tone = mix(high, low, 0.1 + 0.5 * max(0.0, inner - 0.55) + rng.uniform(0, 0.1))
            _petal(ink, mask, (side / 2, side / 2), turn, long, math.pi * long / count * 1.12, low, tone)
    head = ink.done()
    head.putalpha(mask.done())
    return head


def _petal(
    ink: Sketch, mask: Sketch, heart: Point, turn: float, long: float, half: float, low: Colour, high: Colour
) -> None:
    """Draw one petal as shells that shrink towards its tip, from a dark border to a bright face."""
    shells = 8
    for shell in range(shells):
        part = 1 - 0.86 * shell / shells
        outline = []
        for step in range(25):
            angle = math.tau * step / 24
            along = 0.5 + 0.5 * math.cos(angle)
            across = math.sin(angle) * (0.35 + 0.65 * along) * (1.08 - 0.25 * along**4)
            out = long * (0.9 + (along * 1.0 - 0.9) * part)
            dx, dy = turned(out, half * across * part, turn)
            outline.append((heart[0] + dx, heart[1] + dy))
        if shell == 0:
            mask.polygon(outline)
        shine = (shell / (shells - 1)) ** 0.7
        ink.polygon(
            outline,
            mix(scaled(low, 0.66), low, shine * 3) if shine < 0.33 else mix(low, high, (shine - 0.33) / 0.67),
        )
