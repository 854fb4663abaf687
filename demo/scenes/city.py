"""A scene of the city after sunset: its windows, its bridge, its river."""

import itertools
import math
import random

from PIL import Image, ImageChops, ImageFilter, ImageOps

from demo.light import glow
from demo.paint import (
    Colour,
    Point,
    clouds,
    curve,
    even_gradient,
    gradient,
    levels,
    mix,
    rgb,
    scaled,
    softened,
)
from demo.scenes.ridges import stars
from demo.sketch import Sketch, hanging

_SKIES = (
    ("0b1033", "2b2a63", "8a4a7f", "f0957a"),
    ("07142b", "123a5e", "4d7a8c", "f2c18d"),
    ("160b2e", "4a1f5c", "b0456f", "ff9e6b"),
)


WINDOWS = ("ffd58a", "ffc063", "ffe9c4", "cfe6ff", "ff9f5a")


def reflected(
    picture: Image.Image, rng: random.Random, shore: int, squeeze: float, tint: tuple[Colour, Colour]
) -> None:
    """Mirror what stands above `shore` into moving water below it."""
    width, height = picture.size
    deep = height - shore
    mirror = ImageOps.flip(picture.crop((0, 0, width, shore))).resize(
        (width, max(deep, round(shore * squeeze)))
    )
    mirror = mirror.crop((0, 0, width, deep))
    # Lamps are told from a red sky by their green.
    bright = curve(mirror.getchannel(1), lambda value: max(0.0, value - 0.5) / 0.4)
    lamps = ImageChops.multiply(mirror, Image.merge("RGB", (bright, bright, bright)))
    mirror = mirror.filter(ImageFilter.GaussianBlur((1.5, height * 0.012)))
    # Lights smear into long streaks, so they get back some of what the blur took from them.
    streaks = curve(lamps.filter(ImageFilter.GaussianBlur((2, height * 0.022))), lambda value: value * 3.2)
    mirror = ImageChops.screen(mirror, streaks)
    water = Image.new("RGB", (width, deep))
    phase = rng.uniform(0, math.tau)
    # Every row of water is shifted sideways a little, more towards the viewer: long waves and short ones.
    for row in range(0, deep, 2):
        near = row / deep
        shift = (2 + 13 * near) * math.sin(row / (3 + 11 * near) + phase) * width / 2000 + rng.gauss(
            0, 1.2 + 2 * near
        )
        strip = mirror.crop((0, row, width, min(deep, row + 2)))
        water.paste(strip, (round(shift) - width, row))
        water.paste(strip, (round(shift) + width, row))
        water.paste(strip, (round(shift), row))
    water = ImageChops.multiply(
        water.filter(ImageFilter.GaussianBlur((3, 1))), even_gradient(width, deep, *tint)
    )
    picture.paste(water, (0, shore))


def skyline(rng: random.Random, width: int, height: int) -> Image.Image:
    """Paint a city after sunset with lit windows, a bridge of lights and the river."""
    sky = [rgb(code) for code in rng.choice(_SKIES)]
    shore = round(height * 0.68)
    picture = gradient(
        width, height, (0, sky[0]), (0.28, sky[1]), (0.52, sky[2]), (0.68, sky[3]), (1, sky[0])
    )
    picture = stars(picture, rng, height * 0.4, 260)
    veil = levels(clouds(rng, width, shore, 2, 9, 5), 0.5, 0.85, 0.4)
    picture.paste(mix(sky[2], sky[3], 0.5), (0, 0), veil)
    glow(
        picture, width * rng.uniform(0.3, 0.7), shore, max(width, height) * 0.5, scaled(sky[3], 0.6), 2.0, 0.6
    )
    unit = min(width, height)
    for layer in range(3):
        close = layer / 2
        _towers(
            picture,
            rng,
            shore,
            unit * (0.5 - 0.09 * layer),
            unit,
            mix(mix(sky[2], sky[3], 0.25), scaled(sky[0], 0.5), 0.3 + 0.7 * close),
            close,
        )
    _bridge(picture, rng, shore, unit)
    reflected(picture, rng, shore, 0.85, (rgb("d5cbd8"), rgb("6a6a90")))
    glow(picture, width / 2, shore, width * 0.7, scaled(sky[3], 0.35), 1.5, 0.025)
    return picture


def _towers(
    picture: Image.Image, rng: random.Random, shore: int, tall: float, unit: int, body: Colour, close: float
) -> None:
    """Paint one row of buildings; nearer rows are darker and have more lit windows."""
    width, height = picture.size
    walls, lamps = Sketch(width, height), Sketch(width, height, "RGB")
    x, centre = -unit * 0.05, width * rng.uniform(0.35, 0.65)
    while x < width:
        wide = unit * rng.uniform(0.035, 0.085)
        hump = math.exp(-(((x - centre) / (width * 0.28)) ** 2))
        high = tall * (0.22 + 0.78 * hump * rng.uniform(0.35, 1.0)) * rng.uniform(0.6, 1.0)
        top = shore - high
        walls.polygon([(x, shore + 2), (x, top), (x + wide, top), (x + wide, shore + 2)])
        crown = rng.random()
        if crown < 0.22:
            walls.polygon(
                [
                    (x + wide * 0.2, top),
                    (x + wide * 0.5, top - wide * rng.uniform(0.5, 1.3)),
                    (x + wide * 0.8, top),
                ]
            )
        elif crown < 0.5:
            walls.polygon(
                [
                    (x + wide * 0.22, top),
                    (x + wide * 0.22, top - wide * 0.32),
                    (x + wide * 0.78, top - wide * 0.32),
                    (x + wide * 0.78, top),
                ]
            )
        if crown < 0.12:
            walls.line([(x + wide / 2, top), (x + wide / 2, top - wide * 2.0)], unit * 0.0018)
        cell_x, cell_y = unit * 0.0074, unit * 0.0098
        busy = rng.uniform(0.06, 0.5) * (0.45 + 0.55 * close)
        for column in range(1, int(wide / cell_x)):
            for row in range(1, int(high / cell_y)):
                if rng.random() < busy:
                    left, up = x + column * cell_x, top + row * cell_y
                    tint = scaled(rgb(rng.choice(WINDOWS)), rng.uniform(0.35, 1.0) * (0.5 + 0.5 * close))
                    lamps.polygon(
                        [
                            (left, up),
                            (left + cell_x * 0.52, up),
                            (left + cell_x * 0.52, up + cell_y * 0.5),
                            (left, up + cell_y * 0.5),
                        ],
                        tint,
                    )
        x += wide * rng.uniform(0.85, 1.25)
    picture.paste(body, (0, 0), walls.done())
    light = lamps.done()
    picture.paste(ImageChops.screen(ImageChops.screen(picture, softened(light, 6)), light))


def _bridge(picture: Image.Image, rng: random.Random, shore: int, unit: int) -> None:
    """Paint a suspension bridge with a light at every hanger."""
    width = picture.width
    ink = Sketch(*picture.size)
    deck, tall = shore - unit * 0.035, unit * 0.15
    towers = [width * -0.3, width * 0.2, width * 0.78, width * 1.3]
    ink.line([(0, deck), (width, deck)], unit * 0.006)
    lights: list[Point] = []
    for left, right in itertools.pairwise(towers):
        ink.line([(left, shore + 2), (left, deck - tall)], unit * 0.011)
        cable = hanging((left, deck - tall), (right, deck - tall), tall * 0.88, 30)
        ink.line(cable, unit * 0.0028)
        for x, y in cable:
            ink.line([(x, y), (x, deck)], unit * 0.0011, 150)
        lights += cable
    picture.paste(rgb("0c0b1c"), (0, 0), ink.done())
    for x, y in lights:
        glow(picture, x, y, unit * 0.016, rgb("ffcf8a"), 2.6)
    for step in range(46):
        glow(
            picture,
            width * (step + 0.5) / 46,
            deck - unit * 0.006,
            unit * 0.011,
            rgb(rng.choice(("ffb45c", "ffb45c", "ff6a4a"))),
            2.2,
        )
