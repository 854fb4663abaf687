"""Scenes of the party at its height: light on the crowd, and paper in the air."""

import math
import random

from PIL import Image, ImageChops

from demo import silhouettes
from demo.light import bokeh, glow
from demo.paint import Colour, Point, clouds, even_gradient, levels, mix, rgb, scaled, softened, tinted
from demo.sketch import Sketch, turned

AIR_STEP = 4

CLUBS = (
    ("12082e", "3b1360", "ff4fa0", "4fb8ff", "ffd27a"),
    ("061826", "0d3f5c", "39d6c8", "ff7a59", "ffe6a0"),
    ("1c0a1e", "5a1840", "ff6b6b", "b58cff", "ffd9a0"),
)


def hazy_air(picture: Image.Image) -> Image.Image:
    """Give a small dark layer for beams; they are soft, so a quarter of the size is enough for them."""
    return Image.new("RGB", (picture.width // AIR_STEP, picture.height // AIR_STEP))


def beam(
    air: Image.Image, rng: random.Random, lamp: Point, target: Point, spread: float, tint: Colour
) -> None:
    """Add a beam through haze to a layer of air; places and lengths are those of the whole picture."""
    shaft = Sketch(*air.size)
    angle = math.atan2(target[1] - lamp[1], target[0] - lamp[0])
    far = math.dist(lamp, target) * 2.6
    for share, ink in ((1.0, 90), (0.6, 150), (0.28, 235)):
        half = math.atan2(spread * share, math.dist(lamp, target))
        ends = [
            (lamp[0] + far * math.cos(angle + side * half), lamp[1] + far * math.sin(angle + side * half))
            for side in (-1, 1)
        ]
        shaft.polygon([(x / AIR_STEP, y / AIR_STEP) for x, y in (lamp, *ends)], ink)
    mask = shaft.done(spread / AIR_STEP * 0.16)
    haze = levels(clouds(rng, mask.width, mask.height, 6, 6, 4), 0.1, 0.8)
    fade = Image.new("RGB", mask.size)
    glow(fade, lamp[0] / AIR_STEP, lamp[1] / AIR_STEP, far / AIR_STEP * 0.85, rgb("ffffff"), 1.1)
    mask = ImageChops.multiply(ImageChops.multiply(mask, haze), fade.getchannel(0))
    air.paste(ImageChops.screen(air, tinted(mask, tint)))


def in_air(picture: Image.Image, air: Image.Image) -> Image.Image:
    """Lay a layer of air over the picture."""
    return ImageChops.screen(picture, air.resize(picture.size, Image.Resampling.BICUBIC))


def stage_lights(rng: random.Random, width: int, height: int) -> Image.Image:
    """Paint a dancing crowd against coloured beams and falling confetti."""
    dark, room, first, second, third = (rgb(code) for code in rng.choice(CLUBS))
    picture = even_gradient(
        width, height, scaled(dark, 0.5), dark, mix(room, first, 0.35), mix(first, third, 0.4)
    )
    unit = min(width, height)
    glow(
        picture,
        width / 2,
        height * 0.72,
        max(width, height) * 0.55,
        scaled(mix(first, third, 0.5), 0.75),
        1.5,
        0.8,
    )
    count = 8 if width > height else 6
    air = hazy_air(picture)
    for index in range(count):
        x = width * (index + 0.5) / count
        target = (width / 2 + (x - width / 2) * rng.uniform(-1.1, 1.5), height * 0.9)
        tint = (first, second, third)[index % 3]
        beam(air, rng, (x, height * 0.03), target, unit * 0.085, scaled(tint, 0.8))
    picture = in_air(picture, air)
    for index in range(count):
        x = width * (index + 0.5) / count
        glow(picture, x, height * 0.03, unit * 0.13, (first, second, third)[index % 3], 2.0)
        glow(picture, x, height * 0.03, unit * 0.035, rgb("ffffff"), 1.0)
    picture.paste(
        mix(first, rgb("ffffff"), 0.4), (0, 0), levels(clouds(rng, width, height, 4, 5), 0.55, 1.0, 0.22)
    )
    picture = _paper(picture, rng, (third, first, second, rgb("ffffff")), 150, 0.0, 0.75)
    for row in range(4):
        close = row / 3
        people = Sketch(width, height)
        size = unit * (0.075 + 0.085 * close)
        silhouettes.crowd(people, rng, width, height * (0.86 + 0.19 * close), size, 0.75 - 0.25 * close)
        ink = mix(mix(room, first, 0.35), scaled(dark, 0.25), 0.35 + 0.65 * close)
        picture.paste(ink, (0, 0), people.done(2.5 - 2.0 * close if close < 1 else 1.2))
    return picture


def _paper(
    picture: Image.Image,
    rng: random.Random,
    colours: tuple[Colour, ...],
    count: int,
    top: float,
    bottom: float,
) -> Image.Image:
    """Let pieces of paper fall, some far and soft, some close and out of focus."""
    width, height = picture.size
    unit = min(width, height)
    for size, blur, share in ((0.0075, 1.3, 0.5), (0.014, 0.5, 0.36), (0.034, 9.0, 0.14)):
        ink, mask = Sketch(width, height, "RGB"), Sketch(width, height)
        for _ in range(round(count * share)):
            x, y = rng.uniform(0, width), height * rng.uniform(top, bottom)
            turn, tip = rng.uniform(0, math.tau), rng.uniform(0.18, 1.0)
            long = unit * size * rng.uniform(0.7, 1.3)
            colour = scaled(rng.choice(colours), 0.55 + 0.6 * abs(math.cos(turn + tip * 3)))
            corners = [
                turned(dx * long, dy * long * 0.62 * tip, turn)
                for dx, dy in ((-1, -1), (1, -1), (1, 1), (-1, 1))
            ]
            outline = [(x + dx, y + dy) for dx, dy in corners]
            ink.polygon([(x + dx * 1.6, y + dy * 1.6) for dx, dy in corners], colour)
            mask.polygon(outline)
        soft = blur * unit / 1400
        picture = picture.copy()
        picture.paste(softened(ink.done(), soft), (0, 0), mask.done(soft))
    return picture


_PARTY = (
    ("2a1a3a", "7a3a5c", "e8956a", ("f2c14e", "f7e3b5", "e4572e", "f29ca3", "ffffff")),
    ("0e2038", "28527a", "c9a98f", ("f4c95d", "ffffff", "5fb0d9", "ff7f96", "ffd9a0")),
    ("30203a", "6d3b6b", "d98a9c", ("ffd166", "ffffff", "ef798a", "c9a7eb", "f7b267")),
)


def confetti(rng: random.Random, width: int, height: int) -> Image.Image:
    """Paint confetti in the air with warm light behind it."""
    top, middle, low, colours = rng.choice(_PARTY)
    picture = even_gradient(width, height, rgb(top), rgb(middle), rgb(low))
    unit = min(width, height)
    glow(picture, width * rng.uniform(0.35, 0.65), height * 0.8, max(width, height) * 0.7, rgb("ffd9a0"), 1.5)
    for _ in range(38):
        tint = mix(rgb(low), rgb("ffe9c0"), rng.random())
        x, y = rng.uniform(0, width), height * rng.uniform(0.25, 1)
        bokeh(picture, x, y, unit * rng.uniform(0.02, 0.085), scaled(tint, rng.uniform(0.08, 0.42)), 0.18)
    return _paper(picture, rng, tuple(rgb(code) for code in colours), 620, -0.02, 1.02)
