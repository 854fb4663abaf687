"""A scene of poppies against the evening sun."""

import math
import random

from PIL import Image

from demo.light import bokeh, glow
from demo.paint import Colour, Point, even_gradient, mix, rgb, scaled, softened
from demo.sketch import Sketch, turned


def poppy_meadow(rng: random.Random, width: int, height: int) -> Image.Image:
    """Paint poppies in tall grass with the sun behind them, sharp only in one plane."""
    unit = min(width, height)
    sky = rng.choice(
        (
            ("f7c98b", "ffe9bd", "e7b45f", "55602c"),
            ("f2b59a", "ffdfb8", "d99a5b", "4d5a30"),
            ("bcd3d8", "fbeec8", "d8be6a", "506030"),
        )
    )
    picture = even_gradient(width, height, *(rgb(code) for code in sky))
    sun = (width * rng.uniform(0.25, 0.75), height * 0.3)
    glow(picture, *sun, max(width, height) * 0.6, rgb("fff0c0"), 1.7)
    glow(picture, *sun, unit * 0.3, rgb("fffbe8"), 1.5)
    far = picture.copy()
    for _ in range(46):
        tint = rng.choice((rgb("7a8a3c"), rgb("c84a2c"), rgb("e2b64e"), rgb("5c7034")))
        size = unit * rng.uniform(0.02, 0.07)
        blot = Sketch(64, 64)
        blot.oval(32, 32, 26, 20)
        far.paste(
            tint,
            (round(rng.uniform(-0.05, 1) * width), round(height * rng.uniform(0.5, 0.8))),
            blot.done(3).resize((round(size * 2), round(size * 1.5))),
        )
    picture = Image.blend(picture, softened(far, unit * 0.018), 0.9)
    for _ in range(34):
        tint = mix(rgb("ffd890"), rgb("fff3c8"), rng.random())
        bokeh(
            picture,
            rng.uniform(0, width),
            height * rng.gauss(0.5, 0.12),
            unit * rng.uniform(0.008, 0.03),
            scaled(tint, rng.uniform(0.15, 0.45)),
        )
    planes = ((0.35, 9.0, 10, 150), (0.62, 4.0, 9, 130), (1.0, 0.0, 7, 120), (1.9, 14.0, 3, 26))
    for size, blur, flowers, blades in planes:
        picture = _flower_plane(picture, rng, size, blur * unit / 1400, flowers, blades)
    glow(picture, *sun, max(width, height) * 0.75, scaled(rgb("ffc878"), 0.38), 1.3)
    return picture


def _flower_plane(
    picture: Image.Image, rng: random.Random, size: float, blur: float, flowers: int, blades: int
) -> Image.Image:
    """Paint the grass and the flowers that stand at one distance."""
    width, height = picture.size
    unit = min(width, height)
    ink, mask = Sketch(width, height, "RGB"), Sketch(width, height)
    green = mix(rgb("b3a64a"), rgb("3b4a20"), min(1.0, size * 0.7))

    def stroke(points: list[Point], thick: float, colour: Colour) -> None:
        ink.line(points, thick + 2, colour)
        mask.line(points, thick)

    for _ in range(blades):
        x, tall, lean = (
            rng.uniform(-0.05, 1.05) * width,
            height * rng.uniform(0.1, 0.32) * (0.6 + 0.4 * size),
            rng.gauss(0, 0.16),
        )
        foot = height * 1.02
        points = [(x + lean * tall * (step / 8) ** 2, foot - tall * step / 8) for step in range(9)]
        shade = scaled(mix(green, rgb("d8c86a"), 0.5 * rng.random() ** 2), rng.uniform(0.6, 1.15))
        for step in range(8):
            stroke(points[step : step + 2], unit * 0.0042 * size * (1.1 - step / 8), shade)
    for _ in range(flowers):
        x, y = (
            rng.uniform(0.03, 0.97) * width,
            height * (0.93 - rng.uniform(0.12, 0.6) * (0.55 + 0.45 * min(1.1, size))),
        )
        bend = rng.uniform(-0.05, 0.05) * width
        stem = [(x + bend * (step / 10) ** 2, y + (height * 1.02 - y) * step / 10) for step in range(11)]
        stroke(stem, unit * 0.0042 * size, scaled(green, 0.8))
        _poppy(ink, mask, rng, (x, y), unit * 0.066 * size * rng.uniform(0.75, 1.2))
    picture = picture.copy()
    picture.paste(
        softened(ink.done(), blur) if blur else ink.done(), (0, 0), mask.done(blur) if blur else mask.done()
    )
    return picture


def _poppy(ink: Sketch, mask: Sketch, rng: random.Random, place: Point, size: float) -> None:
    """Draw a poppy from the side: petals that glow where the sun comes through."""
    red = mix(rgb("e2361f"), rgb("f0663a"), rng.random())
    tilt = rng.uniform(-0.35, 0.35)
    for spread, length, shade in (
        (-0.62, 1.0, 0.72),
        (0.62, 1.0, 0.76),
        (0.0, 1.1, 0.86),
        (-0.5, 0.8, 1.0),
        (0.5, 0.76, 1.06),
    ):
        for ring in range(9):
            part = 1 - ring / 11
            outline = []
            for step in range(25):
                turn = -1 + 2 * step / 24
                wave = (
                    1 + 0.025 * math.sin(step * 1.3 + spread * 9) + 0.02 * math.sin(step * 2.3 + spread * 4)
                )
                reach = length * part * wave * max(0.0, math.cos(turn * math.pi / 2)) ** 0.3
                across, up = turned(
                    math.sin(turn * 0.8) * reach, -math.cos(turn * 0.8) * reach, spread + tilt
                )
                outline.append((place[0] + size * across, place[1] + size * up))
            outline.append(place)
            colour = mix(mix(scaled(red, shade), rgb("ffab6a"), 0.34), scaled(red, shade * 0.66), ring / 8)
            ink.polygon(outline, colour)
            if ring == 0:
                mask.polygon(outline)
    ink.oval(place[0], place[1] - size * 0.04, size * 0.16, size * 0.12, rgb("3a1414"))
    mask.oval(place[0], place[1] - size * 0.04, size * 0.16, size * 0.12)
