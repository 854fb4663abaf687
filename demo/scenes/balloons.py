"""A scene of a bunch of balloons that goes up into the evening sky."""

import math
import random

from PIL import Image

from demo.light import glow
from demo.paint import Colour, Point, clouds, even_gradient, levels, mix, rgb, scaled, weaker
from demo.sketch import Sketch


def balloons(rng: random.Random, width: int, height: int) -> Image.Image:
    """Paint a bunch of balloons going up into the evening sky."""
    top, low, colours = rng.choice(
        (
            ("6fa3c8", "fbd9c0", ("e8756a", "f6c6a8", "fff3e0", "d9a441", "9fc0c8")),
            ("a58fc0", "ffd9c4", ("f2a7b3", "fff0ea", "c9a7eb", "f4cf8a", "e2738a")),
            ("4f86b8", "d9ecf0", ("ffd166", "ef476f", "ffffff", "06a3a0", "f78c6b")),
        )
    )
    picture = even_gradient(width, height, rgb(top), mix(rgb(top), rgb(low), 0.6), rgb(low))
    veil = levels(clouds(rng, width, height, 3, 5, 5), 0.48, 0.85, 0.75)
    picture.paste(mix(rgb(low), rgb("ffffff"), 0.6), (0, 0), veil)
    unit = min(width, height)
    glow(picture, width * 0.2, height * 0.9, max(width, height) * 0.7, rgb("a87a4a"), 1.6)
    knot = (width * rng.uniform(0.42, 0.58), height * 1.15)
    bunch: list[tuple[Point, float]] = []
    for _ in range(400):
        spot = (width * (0.5 + rng.gauss(0, 0.2)), height * (0.4 + rng.gauss(0, 0.17)))
        size = unit * rng.uniform(0.085, 0.125)
        inside = size * 1.2 < spot[0] < width - size * 1.2 and size * 1.3 < spot[1] < height * 0.8
        if (
            inside
            and len(bunch) < 15
            and all(math.dist(spot, other) > (size + taken) * 0.74 for other, taken in bunch)
        ):
            bunch.append((spot, size))
    for _ in range(6):
        place = (rng.uniform(0.05, 0.95) * width, height * rng.uniform(0.05, 0.7))
        _balloon(
            picture,
            place,
            unit * rng.uniform(0.014, 0.03),
            mix(rgb(rng.choice(colours)), rgb(low), 0.35),
            0.1,
        )
    cords = Sketch(width, height)
    for (x, y), size in bunch:
        lean = (0.5 - x / width) * 0.55
        start = (x + size * 1.26 * math.sin(lean), y + size * 1.26 * math.cos(lean))
        line = [
            (
                start[0] + (knot[0] - start[0]) * (step / 20) ** 1.5,
                start[1] + (knot[1] - start[1]) * step / 20,
            )
            for step in range(21)
        ]
        cords.line(line, unit * 0.0016, 150)
    picture.paste(rgb("7a6460"), (0, 0), cords.done())
    for place, size in sorted(bunch, key=lambda balloon: balloon[1]):
        # Each balloon is pulled towards the hand that holds them, so its knot leans inwards.
        _balloon(picture, place, size, rgb(rng.choice(colours)), (0.5 - place[0] / width) * 0.55)
    return picture


def _balloon(picture: Image.Image, place: Point, size: float, colour: Colour, lean: float) -> None:
    """Paint one balloon: light from the left through thin rubber, a soft window in it, its knot."""
    side = round(size * 3.2)
    middle = side / 2
    shape = Sketch(side, side)
    outline = []
    for step in range(73):
        turn = math.tau * step / 72
        down = -math.cos(turn)
        across = math.sin(turn) * (1 - 0.13 * max(0.0, down) ** 1.5)
        outline.append((middle + size * across, middle + size * 1.16 * down))
    shape.polygon(outline)
    foot = middle + size * 1.15
    shape.polygon(
        [
            (middle, foot - size * 0.03),
            (middle + size * 0.09, foot + size * 0.12),
            (middle - size * 0.09, foot + size * 0.12),
        ]
    )
    body = Image.new("RGB", (side, side), mix(scaled(colour, 0.6), rgb("5a3a5c"), 0.18))
    lit = Image.new("RGB", (side, side))
    glow(lit, middle - size * 0.3, middle - size * 0.35, size * 1.75, rgb("ffffff"), 0.8)
    body.paste(colour, (0, 0), lit.getchannel(0))
    glow(body, middle + size * 0.55, middle + size * 0.75, size * 0.75, scaled(colour, 0.45), 1.5)
    glow(
        body,
        middle - size * 0.38,
        middle - size * 0.5,
        size * 0.75,
        mix(scaled(colour, 0.5), rgb("8a8078"), 0.5),
        1.3,
    )
    window = Sketch(side, side)
    window.oval(middle - size * 0.42, middle - size * 0.58, size * 0.15, size * 0.24, 215)
    mask = window.done(size * 0.045).rotate(-24, center=(middle - size * 0.42, middle - size * 0.58))
    body.paste(rgb("fffdf8"), (0, 0), mask)
    turn_degrees = math.degrees(lean)
    corner = (round(place[0] - middle), round(place[1] - middle))
    cut = weaker(shape.done(0.6).rotate(turn_degrees, Image.Resampling.BILINEAR), 0.95)
    picture.paste(body.rotate(turn_degrees, Image.Resampling.BILINEAR), corner, cut)
