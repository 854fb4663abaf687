"""A scene of northern lights over a still lake."""

import math
import random

from PIL import Image, ImageChops, ImageFilter, ImageOps

from demo import silhouettes
from demo.light import glow
from demo.paint import clouds, even_gradient, levels, rgb, scaled, softened, tinted, weaker
from demo.scenes.ridges import stars
from demo.sketch import Sketch


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
        strength = (0.35 + 0.65 * bright[x] / 255) * (
            0.62 + 0.38 * math.sin(math.tau * along * 1.1 + phases[2])
        )
        length = max(8, round(tall * (0.55 + 0.75 * strength)))
        strip = weaker(ray.resize((step, length)), strength)
        light.paste(strip, (x, round(y) - length))
    return light
