"""A scene of a lit tent in the garden."""

import random

from PIL import Image

from demo import silhouettes
from demo.light import glow
from demo.paint import Point, gradient, rgb, weaker
from demo.scenes.ridges import stars
from demo.sketch import Sketch, hanging


def garden_tent(rng: random.Random, width: int, height: int) -> Image.Image:
    """Paint a lit tent on a lawn, with strings of lights between the trees."""
    ground = height * 0.76
    picture = gradient(
        width,
        height,
        (0, rgb("0b1534")),
        (0.4, rgb("1d3763")),
        (0.68, rgb("5f6a8c")),
        (0.77, rgb("c08f7a")),
        (1, rgb("c08f7a")),
    )
    picture = stars(picture, rng, height * 0.55, 420)
    unit = min(width, height)
    wood = Sketch(width, height)
    hedge = silhouettes.ridge(rng, width, ground - height * 0.07, height * 0.035, 0.62, 7)
    wood.polygon(silhouettes.down_to(hedge, height))
    picture.paste(rgb("10203a"), (0, 0), wood.done(2.5))
    lawn = gradient(
        width, height, (0, rgb("1c2a22")), (0.74, rgb("2a3a26")), (0.8, rgb("1d2c20")), (1, rgb("0a120e"))
    )
    grass = Sketch(width, height)
    grass.polygon([(0, ground), (width, ground), (width, height), (0, height)])
    picture.paste(lawn, (0, 0), grass.done())
    middle = width * rng.uniform(0.45, 0.55)
    glow(picture, middle, ground - unit * 0.1, unit * 0.95, rgb("b5713a"), 1.9, 0.75)
    _tent(picture, rng, middle, ground + unit * 0.012, min(width * 0.74, unit * 0.8))
    glow(picture, middle, ground + unit * 0.04, unit * 0.62, rgb("9a6a34"), 1.7, 0.24)
    trees = Sketch(width, height)
    for side, lean in ((0.0, 0.12), (1.0, -0.12)):
        x = width * side + (1 - 2 * side) * unit * rng.uniform(0.02, 0.09)
        silhouettes.broad_tree(trees, rng, x, ground + height * 0.11, height * rng.uniform(0.78, 0.9), lean)
    picture.paste(rgb("060a14"), (0, 0), trees.done(0.6))
    for _ in range(4):
        left, right = (
            (-width * 0.02, height * rng.uniform(0.24, 0.46)),
            (width * 1.02, height * rng.uniform(0.24, 0.46)),
        )
        cord = hanging(left, right, height * rng.uniform(0.06, 0.14), 64)
        wire = Sketch(width, height)
        wire.line(cord, unit * 0.0012, 150)
        picture.paste(rgb("05070d"), (0, 0), wire.done())
        for x, y in cord[1::2]:
            glow(picture, x, y, unit * 0.034, rgb("c87f38"), 2.4)
            glow(picture, x, y, unit * 0.0095, rgb("fff2cc"), 0.9)
    for _ in range(26):
        x, y = rng.uniform(0, width), ground + height * rng.uniform(0.03, 0.22)
        glow(picture, x, y, unit * rng.uniform(0.006, 0.014), rgb("ffd27a"), 1.6)
    return picture


def _tent(picture: Image.Image, rng: random.Random, x: float, foot: float, wide: float) -> None:
    """Paint a sailcloth tent lit from inside, with guests in front of the light."""
    roof, wall, people = (Sketch(*picture.size) for _ in range(3))
    eaves, tall = foot - wide * 0.2, wide * 0.42
    poles = [x - wide * 0.5, x - wide * 0.25, x, x + wide * 0.25, x + wide * 0.5]
    tops = [eaves, foot - tall * 0.9, foot - tall, foot - tall * 0.9, eaves]
    line: list[Point] = []
    for index in range(4):
        line += hanging((poles[index], tops[index]), (poles[index + 1], tops[index + 1]), wide * 0.028, 16)
    scallops: list[Point] = []
    for index in range(12):
        left, right = (x + wide * (0.5 - (index + step) / 12) for step in (0, 1))
        scallops += [(left, eaves), ((left + right) / 2, eaves + wide * 0.022), (right, eaves)]
    roof.polygon([*line, *scallops])
    wall.polygon(
        [(x - wide * 0.48, eaves), (x + wide * 0.48, eaves), (x + wide * 0.48, foot), (x - wide * 0.48, foot)]
    )
    inside = gradient(
        picture.width,
        picture.height,
        (eaves / picture.height, rgb("ffdc9a")),
        (foot / picture.height, rgb("e08f45")),
    )
    glow(inside, x, (eaves + foot) / 2, wide * 0.42, rgb("fff0c8"), 1.3)
    picture.paste(inside, (0, 0), wall.done(0.8))
    cloth = gradient(
        picture.width,
        picture.height,
        ((foot - tall) / picture.height, rgb("8d6a5c")),
        (eaves / picture.height, rgb("f3c88d")),
    )
    glow(cloth, x, eaves, wide * 0.5, rgb("c89a62"), 1.2)
    picture.paste(cloth, (0, 0), roof.done(0.6))
    for index, pole in enumerate(poles):
        people.line([(pole, tops[index] - wide * 0.02), (pole, foot)], wide * 0.0045, 170)
    spot = x - wide * 0.44
    while spot < x + wide * 0.44:
        _guest(people, rng, spot, foot + wide * rng.uniform(0, 0.012), wide * rng.uniform(0.12, 0.145))
        spot += wide * rng.choice((0.035, 0.04, 0.09, 0.13))
    picture.paste(rgb("3a1f14"), (0, 0), weaker(people.done(1.5), 0.9))


def _guest(sketch: Sketch, rng: random.Random, x: float, foot: float, tall: float) -> None:
    """Draw one standing guest, in a suit or in a dress."""
    hem = tall * rng.choice((0.07, 0.17))
    sketch.oval(x, foot - tall * 0.92, tall * 0.05, tall * 0.066)
    waist = foot - tall * 0.5
    sketch.polygon(
        [
            (x - tall * 0.095, foot - tall * 0.79),
            (x - tall * 0.03, foot - tall * 0.85),
            (x + tall * 0.03, foot - tall * 0.85),
            (x + tall * 0.095, foot - tall * 0.79),
            (x + tall * 0.06, waist),
            (x + hem, foot),
            (x - hem, foot),
            (x - tall * 0.06, waist),
        ]
    )
    side = rng.choice((-1, 1))
    sketch.line(
        [
            (x + side * tall * 0.1, foot - tall * 0.79),
            (x + side * tall * 0.15, foot - tall * 0.6),
            (x + side * tall * rng.uniform(0.1, 0.24), foot - tall * rng.uniform(0.5, 0.76)),
        ],
        tall * 0.036,
    )
