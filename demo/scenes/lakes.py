"""Scenes of lakes: morning mist, and paper lanterns at night."""

import random

from PIL import Image, ImageChops, ImageFilter, ImageOps

from demo import silhouettes
from demo.light import glow
from demo.paint import Point, clouds, even_gradient, gradient, levels, mix, rgb, scaled, softened
from demo.scenes.ridges import stars
from demo.sketch import Sketch


def misty_lake(rng: random.Random, width: int, height: int) -> Image.Image:
    """Paint a forest lake before the sun is over the trees, with mist on the water."""
    cold, warm, gold = (
        rgb(code)
        for code in rng.choice(
            (("6f97b8", "efc09a", "ffdc9c"), ("8a86b8", "f5ad98", "ffd39c"), ("6a9fa3", "e8cc94", "ffe6a8"))
        )
    )
    shore = round(height * rng.uniform(0.55, 0.6))
    land = gradient(width, shore, (0, scaled(cold, 0.85)), (0.5, mix(cold, warm, 0.7)), (1, gold))
    sun_x = width * rng.uniform(0.25, 0.75)
    glow(land, sun_x, shore * 0.72, max(width, height) * 0.75, gold, 2.6)
    for layer in range(5):
        close = layer / 4
        trees = Sketch(width, shore)
        level = shore * (0.66 + 0.29 * close)
        line = silhouettes.ridge(rng, width, level, shore * (0.13 - 0.1 * close), 0.5, 3)
        trees.polygon(silhouettes.down_to(line, shore))
        tall = shore * (0.05 + 0.25 * close**1.6)
        silhouettes.forest(trees, rng, line, tall, tall * 0.2, 0.25 + 0.45 * close)
        ink = mix(mix(cold, warm, 0.6), rgb("16262e"), 0.14 + 0.8 * close**1.2)
        fill = gradient(
            width, shore, (0, ink), (level / shore, ink), (1, mix(ink, gold, 0.75 - 0.35 * close))
        )
        land.paste(fill, (0, 0), trees.done(1.6 - 1.2 * close))
        glow(land, sun_x, shore * 0.72, max(width, height) * 0.5, scaled(gold, 0.22), 2.6)
    picture = Image.new("RGB", (width, height))
    picture.paste(land, (0, 0))
    deep = height - shore
    mirror = ImageOps.flip(land).resize((width, round(shore * 0.92))).crop((0, 0, width, deep))
    if mirror.height * 1.0 > shore * 0.92:
        mirror.paste(even_gradient(width, deep, cold, scaled(cold, 0.7)), (0, round(shore * 0.92)))
    mirror = mirror.filter(ImageFilter.GaussianBlur((2, 7)))
    picture.paste(
        ImageChops.multiply(mirror, even_gradient(width, deep, rgb("e9e4e2"), rgb("6f7d88"))), (0, shore)
    )
    ripples = Sketch(width, deep)
    for _ in range(260):
        near = rng.random() ** 1.4
        ripples.oval(
            rng.uniform(0, width),
            deep * near,
            width * rng.uniform(0.01, 0.09),
            0.5 + 1.6 * near,
            rng.randint(10, 60),
        )
    picture.paste(gold, (0, shore), ripples.done(1.0))
    mist = levels(clouds(rng, width, height, 3, 14, 5), 0.36, 0.78)
    band = gradient(
        width, height, (0, (0, 0, 0)), (0.4, (0, 0, 0)), (shore / height, (225, 225, 225)), (0.74, (0, 0, 0))
    )
    picture.paste(mix(gold, rgb("ffffff"), 0.35), (0, 0), ImageChops.multiply(mist, band.getchannel(0)))
    return picture


def lantern_lake(rng: random.Random, width: int, height: int) -> Image.Image:
    """Paint paper lanterns rising over dark water, each with its light below."""
    shore = round(height * 0.72)
    picture = gradient(
        width, height, (0, rgb("0a0f2c")), (0.4, rgb("26265a")), (0.72, rgb("6a4470")), (1, rgb("1b1d45"))
    )
    picture = stars(picture, rng, shore * 0.7, 320)
    glow(picture, width * 0.5, shore, max(width, height) * 0.6, rgb("a85a5a"), 1.9, 0.6)
    for close in (0.0, 0.5, 1.0):
        hills = silhouettes.ridge(
            rng, width, shore - height * (0.07 - 0.055 * close), height * 0.045 * (1 - 0.5 * close), 0.5, 3
        )
        land = Sketch(width, height)
        land.polygon(silhouettes.down_to(hills, shore))
        picture.paste(mix(rgb("57406f"), rgb("141634"), close), (0, 0), land.done())
    lanterns: list[tuple[Point, float]] = []
    unit = min(width, height)
    for _ in range(90):
        near = rng.random() ** 3.2
        y = shore * (0.98 - (0.12 + 0.88 * rng.random()) * (0.35 + 0.65 * near))
        lanterns.append(((rng.uniform(0.02, 0.98) * width, y - unit * 0.05), unit * (0.008 + 0.058 * near)))
    for place, size in sorted(lanterns, key=lambda lantern: lantern[1]):
        _lantern(picture, rng, place, size)
    deep = height - shore
    mirror = (
        ImageOps.flip(picture.crop((0, 0, width, shore)))
        .resize((width, round(shore * 0.8)))
        .crop((0, 0, width, deep))
    )
    mirror = mirror.filter(ImageFilter.GaussianBlur((3, 20)))
    tint = even_gradient(width, deep, rgb("c9b4c4"), rgb("6d648c"))
    picture.paste(ImageChops.multiply(mirror, tint), (0, shore))
    glints = Sketch(width, deep, "RGB")
    for (x, y), size in lanterns:
        for _ in range(14):
            near = min(0.98, (shore - y) / shore * rng.uniform(0.15, 1.2) + 0.02)
            reach = size * rng.uniform(0.3, 1.4)
            glints.oval(
                x + rng.gauss(0, size * 0.5),
                deep * near,
                reach,
                0.7 + 2.4 * near,
                scaled(rgb("ffab52"), rng.uniform(0.15, 0.6)),
            )
    light = glints.done(1.0)
    water = picture.crop((0, shore, width, height))
    water = ImageChops.screen(ImageChops.screen(water, softened(light, 16)), light)
    picture.paste(water, (0, shore))
    return picture


def _lantern(picture: Image.Image, rng: random.Random, place: Point, size: float) -> None:
    """Paint one lantern: paper brightest above its flame, and light on the air round it."""
    x, y = place
    warm = mix(rgb("ff8a2e"), rgb("ffbf5e"), rng.random())
    glow(picture, x, y, size * 4.2, scaled(warm, 0.55), 2.4)
    side = max(8, round(size * 3.2))
    paper = Sketch(side, side)
    middle, lean = side / 2, rng.uniform(-0.12, 0.12)
    outline = [
        (-0.62, 0.95),
        (-0.8, 0.2),
        (-0.86, -0.45),
        (-0.7, -0.85),
        (-0.35, -1.03),
        (0.35, -1.03),
        (0.7, -0.85),
        (0.86, -0.45),
        (0.8, 0.2),
        (0.62, 0.95),
    ]
    paper.polygon(
        [(middle + size * (across - lean * down), middle + size * down) for across, down in outline]
    )
    body = gradient(
        side, side, (0.15, scaled(warm, 0.8)), (0.5, warm), (0.78, rgb("ffe2a0")), (0.85, rgb("fff6dc"))
    )
    glow(body, middle - lean * size, middle + size * 0.72, size * 1.3, rgb("fff0c4"), 1.5)
    picture.paste(body, (round(x - middle), round(y - middle)), paper.done(max(0.5, size * 0.03)))
