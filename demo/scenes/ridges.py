"""A scene of high country: ridges in layers after sunset, under the first stars."""

import random

from PIL import Image, ImageChops

from demo import silhouettes
from demo.light import glow
from demo.paint import Colour, clouds, gradient, height_band, levels, mix, rgb, scaled
from demo.sketch import Sketch

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
    picture: Image.Image,
    rng: random.Random,
    horizon: float,
    far: Colour,
    near: Colour,
    haze: Colour,
    layers: int,
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
        width,
        height,
        (0, sky[0]),
        (0.16, sky[1]),
        (0.32, sky[2]),
        (0.45, sky[3]),
        (0.56, sky[4]),
        (1, sky[4]),
    )
    veil = levels(clouds(rng, width, height, 2, 9), 0.5, 0.85, 0.34)
    picture.paste(
        mix(sky[3], sky[4], 0.4), (0, 0), ImageChops.multiply(veil, height_band(width, height, 0.3, 0.22))
    )
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
