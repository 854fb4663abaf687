"""Scenes of high country: ridges at dusk, hot-air balloons at dawn, northern lights."""

import math
import random

from PIL import Image, ImageChops, ImageFilter, ImageOps

from app.demo import silhouettes
from app.demo.paint import (
    Colour,
    Sketch,
    clouds,
    even_gradient,
    glow,
    gradient,
    levels,
    mix,
    rgb,
    scaled,
    softened,
    tinted,
)

_DUSKS = (
    ("101540", "3a2f6e", "86508f", "e3857f", "ffd3a0"),
    ("0a2036", "1c4c66", "5c929a", "e9c19c", "fff0d2"),
    ("1c1546", "5b316c", "b2527c", "f3946f", "ffdd9c"),
    ("0f1b3d", "2f4a83", "7c86b8", "e6b3b8", "ffe6cf"),
)


def stars(picture: Image.Image, rng: random.Random, depth: float, count: int) -> Image.Image:
    """Scatter stars over the upper `depth` px, fewer towards the horizon."""
    sketch = Sketch(*picture.size, "RGB")
    unit = min(picture.size)
    for _ in range(count):
        y = depth * rng.random() ** 1.6
        shade = rng.random() ** 2.2 * (1 - y / depth)
        tint = mix(rgb("bcd0ff"), rgb("fff0d8"), rng.random())
        size = unit * (0.0005 + 0.0011 * shade * rng.random())
        sketch.oval(rng.uniform(0, picture.width), y, size, size, scaled(tint, 0.25 + 0.75 * shade))
    return ImageChops.screen(picture, sketch.done())


def layered_ridges(
    picture: Image.Image, rng: random.Random, horizon: float, far: Colour, near: Colour, haze: Colour, layers: int
) -> None:
    """Paint ridges from the hazy distance to the dark foreground, with mist in each valley."""
    width, height = picture.size
    for layer in range(layers):
        close = layer / (layers - 1)
        level = horizon + (height * 0.93 - horizon) * close**1.25
        line = silhouettes.ridge(rng, width, level, height * (0.075 - 0.03 * close), 0.52, 3 + layer % 3)
        sketch = Sketch(width, height)
        sketch.polygon(silhouettes.down_to(line, height))
        if close > 0.55:
            tall = height * (0.035 + 0.11 * (close - 0.55) / 0.45)
            silhouettes.forest(sketch, rng, line, tall, tall * 0.28, 0.55)
        body = mix(far, near, close**0.8)
        top = min(y for _, y in line) / height
        mist = mix(body, haze, 0.62 * (1 - close) + 0.06)
        fill = gradient(width, height, (0, body), (top, body), (min(1, top + 0.2), mist), (1, mist))
        picture.paste(fill, (0, 0), sketch.done())


def dusk_ridges(rng: random.Random, width: int, height: int) -> Image.Image:
    """Paint mountains in layers after sunset, under the first stars."""
    sky = [rgb(code) for code in rng.choice(_DUSKS)]
    horizon = height * rng.uniform(0.46, 0.56)
    picture = gradient(
        width, height, (0, sky[0]), (0.16, sky[1]), (0.32, sky[2]), (0.45, sky[3]), (0.56, sky[4]), (1, sky[4])
    )
    veil = levels(clouds(rng, width, height, 2, 9), 0.5, 0.85, 0.34)
    picture.paste(mix(sky[3], sky[4], 0.4), (0, 0), ImageChops.multiply(veil, _band(width, height, 0.3, 0.22)))
    picture = stars(picture, rng, height * 0.4, 420)
    sun = width * rng.uniform(0.22, 0.78)
    glow(picture, sun, horizon, max(width, height) * 0.55, scaled(sky[4], 0.7), 2.4, 0.7)
    moon = (width * rng.choice((0.2, 0.8)), height * rng.uniform(0.12, 0.2))
    glow(picture, *moon, min(width, height) * 0.22, scaled(sky[2], 0.55), 2.6)
    disc = Sketch(width, height)
    size = min(width, height) * 0.026
    disc.oval(*moon, size, size, 235)
    disc.oval(moon[0] + size * 0.55, moon[1] - size * 0.2, size * 0.95, size * 0.95, 0)
    picture.paste(rgb("fff6e2"), (0, 0), disc.done())
    layered_ridges(picture, rng, horizon, mix(sky[3], sky[2], 0.45), scaled(sky[0], 0.55), sky[4], 6)
    return picture


def _band(width: int, height: int, middle: float, reach: float) -> Image.Image:
    """Give a mask that is full at one height and fades above and below it."""
    strip = Image.new("L", (1, 256))
    for row in range(256):
        away = abs(row / 255 - middle) / reach
        strip.putpixel((0, row), round(255 * max(0.0, 1 - away) ** 1.5))
    return strip.resize((width, height), Image.Resampling.BILINEAR)


_STRIPES = (
    ("d9483b", "f7e3c4", "f2a541"),
    ("27567b", "f4ead5", "e2574c"),
    ("7a2e4d", "f0b7a4", "f6e0c2"),
    ("2f7f79", "f5dfae", "ef8354"),
    ("f0b23e", "fff2d6", "cf4f3c"),
)


def balloon_dawn(rng: random.Random, width: int, height: int) -> Image.Image:
    """Paint hot-air balloons over misty hills in the early light."""
    top, middle, low = (rgb(code) for code in rng.choice((("5f8fc0", "c9c4d6", "ffd9b0"), ("6b7fb8", "e0b4c0", "ffe0b5"))))
    horizon = height * 0.68
    picture = gradient(width, height, (0, top), (0.36, middle), (0.66, low), (1, low))
    veil = levels(clouds(rng, width, height, 2, 8), 0.48, 0.9, 0.6)
    picture.paste(rgb("fff1e0"), (0, 0), ImageChops.multiply(veil, _band(width, height, 0.35, 0.35)))
    glow(picture, width * rng.uniform(0.15, 0.85), horizon, max(width, height) * 0.6, rgb("ffb978"), 2.0, 0.7)
    layered_ridges(picture, rng, horizon, mix(middle, rgb("6d7fa6"), 0.5), rgb("1f2b3f"), rgb("ffe3c4"), 5)
    unit = min(width, height)
    places = [(0.3, 0.36, 0.155), (0.7, 0.24, 0.1), (0.82, 0.5, 0.06), (0.5, 0.55, 0.04), (0.12, 0.14, 0.05), (0.58, 0.11, 0.03)]
    flip = rng.random() < 0.5
    for across, down, size in reversed(places):
        x = (1 - across if flip else across) + rng.uniform(-0.04, 0.04)
        y = down + rng.uniform(-0.03, 0.03)
        haze = mix(middle, low, y) if size < 0.09 else low
        _balloon(picture, rng, width * x, height * y, unit * size, haze, max(0.0, 0.62 - size * 4.6))
    return picture


def _balloon(
    picture: Image.Image, rng: random.Random, x: float, y: float, size: float, haze: Colour, distance: float
) -> None:
    """Paint one balloon: striped gores, light from the left, a basket below."""
    side = round(size * 4)
    middle = side / 2
    cover, outline = Sketch(side, side, "RGB"), Sketch(side, side)
    colours = [rgb(code) for code in rng.choice(_STRIPES)]
    gores = 12
    profile = [(step / 40, _envelope(step / 40)) for step in range(41)]

    def edge(turn: float) -> list[tuple[float, float]]:
        lean = math.sin(turn)
        return [(middle + size * half * lean, middle - size + size * 2.35 * along) for along, half in profile]

    for gore in range(gores):
        left, right = (-math.pi / 2 + math.pi * (gore + step) / gores for step in (0, 1))
        colour = colours[(0, 1, 0, 2)[gore % 4]]
        cover.polygon([*edge(left), *reversed(edge(right))], colour)
    outline.polygon([*edge(-math.pi / 2), *reversed(edge(math.pi / 2))])
    low = middle + size * 1.35
    for turn in (-1, -0.35, 0.35, 1):
        outline.line([(middle + size * 0.2 * turn, low), (middle + size * 0.11 * turn, low + size * 0.3)], size * 0.008, 210)
        cover.line([(middle + size * 0.2 * turn, low), (middle + size * 0.11 * turn, low + size * 0.3)], size * 0.012, rgb("4a3a32"))
    basket = [(middle - size * 0.12, low + size * 0.3), (middle + size * 0.12, low + size * 0.3)]
    basket += [(middle + size * 0.1, low + size * 0.48), (middle - size * 0.1, low + size * 0.48)]
    outline.polygon(basket)
    cover.polygon(basket, rgb("6b4a33"))
    body, mask = cover.done(), outline.done()
    shade = Image.new("RGB", body.size, rgb("4d4468"))
    glow(shade, middle - size * 0.42, middle - size * 0.35, size * 2.2, rgb("fff4e0"), 0.85)
    body = ImageChops.multiply(body, shade)
    glow(body, middle - size * 0.4, middle - size * 0.45, size * 0.9, rgb("6a5238"), 1.6)
    body = Image.blend(body, Image.new("RGB", body.size, haze), distance)
    picture.paste(body, (round(x - middle), round(y - middle)), mask)


def _envelope(along: float) -> float:
    """Give the half-width of a balloon between its crown (0) and its mouth (1)."""
    if along < 0.42:
        return math.sqrt(max(0.0, 1 - ((0.42 - along) / 0.42) ** 2))
    fall = (along - 0.42) / 0.58
    return 0.2 + 0.8 * (1 - fall**1.75) * (1 - 0.15 * fall)


def northern_lights(rng: random.Random, width: int, height: int) -> Image.Image:
    """Paint curtains of northern lights over a still lake and a black forest."""
    shore = round(height * rng.uniform(0.68, 0.74))
    picture = even_gradient(width, height, rgb("050a1f"), rgb("0a1a38"), rgb("123a4f"), rgb("1b4a55"))
    picture = stars(picture, rng, shore * 1.1, 700)
    green, violet = rng.choice((("3dffa2", "8d4dff"), ("5cf2c2", "ff4fa8"), ("8cff7a", "3f7bff")))
    for curtain in range(3):
        light = _curtain(rng, width, height, shore * (0.42 + 0.13 * curtain), shore * (0.52 - 0.08 * curtain))
        soft = light.filter(ImageFilter.GaussianBlur((4, 16)))
        high = ImageChops.offset(softened(light, 30), 0, -round(shore * 0.13))
        strength = 1.0 - 0.2 * curtain
        picture = ImageChops.screen(picture, tinted(soft, scaled(rgb(green), strength)))
        picture = ImageChops.screen(picture, tinted(high, scaled(rgb(violet), strength * 0.6)))
        picture = ImageChops.screen(picture, tinted(softened(light, 70), scaled(rgb(green), 0.35)))
    trees = Sketch(width, height)
    hills = silhouettes.ridge(rng, width, shore - height * 0.035, height * 0.03, 0.5, 3)
    trees.polygon(silhouettes.down_to(hills, shore + 2))
    silhouettes.forest(trees, rng, hills, height * 0.1, height * 0.02, 0.25)
    picture.paste(rgb("03070d"), (0, 0), trees.done())
    mirror = ImageOps.flip(picture.crop((0, shore - (height - shore), width, shore)))
    mirror = mirror.filter(ImageFilter.GaussianBlur((2, 9)))
    picture.paste(Image.blend(mirror, Image.new("RGB", mirror.size, rgb("04101c")), 0.3), (0, shore))
    glow(picture, width / 2, shore, width * 0.8, rgb("16443f"), 2.0, 0.03)
    return picture


def _curtain(rng: random.Random, width: int, height: int, level: float, tall: float) -> Image.Image:
    """Give one curtain of light as a mask: rays that rise from a winding lower edge."""
    rays = clouds(rng, width, 24, 70, 2, 3).resize((width, 1), Image.Resampling.BILINEAR)
    bright = levels(rays, 0.36, 0.6).tobytes()
    ray = Image.new("L", (1, 64))
    for row in range(64):
        up = 1 - row / 63
        ray.putpixel((0, row), round(255 * min(1.0, up / 0.05) * (1 - up) ** 1.3))
    phases = [rng.uniform(0, math.tau) for _ in range(3)]
    light = Image.new("L", (width, height))
    step = 3
    for x in range(0, width, step):
        along = x / width
        y = level + tall * 0.24 * math.sin(math.tau * along * 0.8 + phases[0])
        y += tall * 0.1 * math.sin(math.tau * along * 2.1 + phases[1])
        strength = (0.35 + 0.65 * bright[x] / 255) * (0.62 + 0.38 * math.sin(math.tau * along * 1.1 + phases[2]))
        length = max(8, round(tall * (0.55 + 0.75 * strength)))
        strip = ray.resize((step, length)).point([round(value * strength) for value in range(256)])
        light.paste(strip, (x, round(y) - length))
    return light
