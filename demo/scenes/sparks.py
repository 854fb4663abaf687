"""Scenes of sparks: sparklers in the hand, fireworks over the harbour."""

import math
import random

from PIL import Image, ImageChops, ImageFilter

from demo import silhouettes
from demo.light import bokeh, glow
from demo.paint import Colour, Point, even_gradient, gradient, mix, rgb, scaled, softened
from demo.scenes.city import WINDOWS, reflected
from demo.scenes.festoon import EVENINGS, LAMPS
from demo.scenes.ridges import stars
from demo.sketch import Sketch


def sparklers(rng: random.Random, width: int, height: int) -> Image.Image:
    """Paint sparklers held into the night."""
    picture = even_gradient(width, height, *(rgb(code) for code in rng.choice(EVENINGS)))
    unit = min(width, height)
    for _ in range(34):
        tint = rgb(rng.choice(LAMPS))
        bokeh(
            picture,
            rng.uniform(0, width),
            height * rng.uniform(0.3, 1),
            unit * rng.uniform(0.015, 0.06),
            scaled(tint, rng.uniform(0.06, 0.3)),
        )
    count = 3 if width > height else 2
    sparks, heads = Sketch(width, height, "RGB"), []
    for index in range(count):
        heart = (width * (index + 0.5 + rng.uniform(-0.16, 0.16)) / count, height * rng.uniform(0.28, 0.52))
        heads.append((heart, unit * rng.uniform(0.2, 0.32)))
        _sparkler(picture, sparks, rng, *heads[-1])
    picture = _lit(picture, sparks.done(), unit)
    for (x, y), reach in heads:
        glow(picture, x, y, reach * 0.42, rgb("ffd79a"), 1.8)
        glow(picture, x, y, reach * 0.13, rgb("ffffff"), 0.9)
    return picture


def _sparkler(picture: Image.Image, sparks: Sketch, rng: random.Random, heart: Point, reach: float) -> None:
    """Paint the stick of one sparkler and draw its sparks, which fork at their ends."""
    x, y = heart
    lean = rng.uniform(-0.4, 0.4)
    stick = Sketch(*picture.size)
    stick.line([(x, y), (x + lean * reach * 2, y + reach * 3.4)], reach * 0.022)
    picture.paste(rgb("6b4a38"), (0, 0), stick.done(0.8))
    glow(picture, x, y, reach * 2.3, rgb("9a5420"), 2.2)
    for _ in range(230):
        angle, length = rng.uniform(0, math.tau), reach * rng.random() ** 0.6 * 1.05
        start = reach * rng.uniform(0.02, 0.5) * rng.random()
        fall = reach * 0.12 * (length / reach) ** 2
        points = []
        for step in range(9):
            away = start + (length - start) * step / 8
            points.append((x + math.cos(angle) * away, y + math.sin(angle) * away + fall * (step / 8) ** 2))
        heat = mix(rgb("fff3cf"), rgb("ff9a3c"), min(1.0, length / reach * rng.uniform(0.5, 1.1)))
        for step in range(8):
            sparks.line(
                points[step : step + 2],
                reach * 0.0075 * (1 - 0.08 * step),
                scaled(heat, 0.35 + 0.65 * step / 8),
            )
        if rng.random() < 0.4:
            for _ in range(rng.randint(4, 7)):
                fork, twig = rng.uniform(0, math.tau), reach * rng.uniform(0.03, 0.1)
                end = (points[-1][0] + math.cos(fork) * twig, points[-1][1] + math.sin(fork) * twig)
                sparks.line([points[-1], end], reach * 0.005, scaled(heat, 0.8))


def _lit(picture: Image.Image, light: Image.Image, unit: float) -> Image.Image:
    """Add the light of thin bright lines, and what of it spills into the air round them."""
    spill = ImageChops.add(
        softened(light, unit * 0.012), light.filter(ImageFilter.GaussianBlur(unit * 0.0018))
    )
    return ImageChops.screen(ImageChops.screen(picture, spill), light)


def fireworks(rng: random.Random, width: int, height: int) -> Image.Image:
    """Paint fireworks over a harbour and their colours in the water."""
    shore = round(height * 0.77)
    picture = gradient(
        width, height, (0, rgb("050818")), (0.5, rgb("101a3c")), (0.77, rgb("39305c")), (1, rgb("0a0f24"))
    )
    picture = stars(picture, rng, height * 0.6, 240)
    unit = min(width, height)
    places = [(0.5, 0.3, 0.3), (0.2, 0.42, 0.2), (0.81, 0.38, 0.22), (0.34, 0.14, 0.15), (0.7, 0.13, 0.14)]
    schemes = [
        ("ffa52e", "ffd98a"),
        ("ff2f62", "ff8fa8"),
        ("2f9cff", "8fd8ff"),
        ("8d4dff", "d9a0ff"),
        ("2fd67a", "c9ffb0"),
    ]
    rng.shuffle(schemes)
    trails = Sketch(width, height, "RGB")
    for (across, down, size), scheme in zip(places, schemes, strict=True):
        x, y = width * (across + rng.uniform(-0.05, 0.05)), height * (down + rng.uniform(-0.04, 0.04))
        reach = unit * size * rng.uniform(0.9, 1.15)
        glow(picture, x, y, reach * 2.1, scaled(rgb(scheme[0]), 0.42), 2.2)
        _burst(trails, rng, (x, y), reach, rgb(scheme[0]), rgb(scheme[1]))
    picture = _lit(picture, trails.done(), unit)
    town = Sketch(width, height)
    town.polygon(
        silhouettes.down_to(
            silhouettes.ridge(rng, width, shore - height * 0.03, height * 0.022, 0.5, 4), shore + 1
        )
    )
    x = 0.0
    while x < width:
        wide, high = unit * rng.uniform(0.02, 0.05), unit * rng.uniform(0.02, 0.065)
        town.polygon(
            [
                (x, shore + 1),
                (x, shore - high),
                (x + wide / 2, shore - high - wide * rng.choice((0, 0.45))),
                (x + wide, shore - high),
                (x + wide, shore + 1),
            ]
        )
        x += wide * rng.uniform(0.9, 1.6)
    picture.paste(rgb("060817"), (0, 0), town.done())
    for _ in range(90):
        x, y = rng.uniform(0, width), shore - unit * rng.uniform(0.004, 0.04)
        glow(picture, x, y, unit * rng.uniform(0.004, 0.011), rgb(rng.choice(WINDOWS)), 1.8)
    reflected(picture, rng, shore, 0.5, (rgb("cfd0ea"), rgb("7d82b4")))
    return picture


def _burst(trails: Sketch, rng: random.Random, centre: Point, size: float, hot: Colour, cool: Colour) -> None:
    """Paint one shell: trails that slow in the air and bend down, brightest at their tips."""
    for _ in range(150):
        # Directions even over a sphere, seen from the side, give the full look of a real shell.
        up, turn = rng.uniform(-1, 1), rng.uniform(0, math.tau)
        flat = math.sqrt(1 - up * up)
        speed = size * rng.uniform(0.82, 1.0)
        direction = (flat * math.cos(turn) * speed, up * speed)
        points = []
        for step in range(15):
            time = step / 14
            reach = 1 - (1 - time) ** 2.1
            points.append(
                (
                    centre[0] + direction[0] * reach,
                    centre[1] + direction[1] * reach + size * 0.17 * time * time,
                )
            )
        first = rng.randint(1, 5)
        for step in range(first, 14):
            along = (step - first) / (14 - first)
            trails.line(
                points[step : step + 2],
                size * (0.0035 + 0.0075 * along),
                scaled(mix(hot, cool, along), 0.1 + 0.9 * along**1.5),
            )
        trails.oval(*points[-1], size * 0.0095, size * 0.0095, mix(cool, rgb("ffffff"), 0.35))
    trails.line([(centre[0] + size * 0.04, centre[1] + size * 2.2), centre], size * 0.006, scaled(hot, 0.16))
