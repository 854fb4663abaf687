"""A scene of the sun going down at sea."""

import random

from PIL import Image, ImageChops, ImageFilter, ImageOps

from demo.light import glow
from demo.paint import Colour, clouds, even_gradient, gradient, levels, mix, rgb, scaled, softened, weaker
from demo.sketch import Sketch

_SUNSETS = (
    ("2a2a66", "8d4a86", "ee7d62", "ffc46b", "fff0b8"),
    ("16365c", "52718f", "e09f7d", "ffcf86", "fff3cc"),
    ("3a1f5c", "a83f73", "ff7a59", "ffb35c", "ffe9a8"),
)


def sunset_at_sea(rng: random.Random, width: int, height: int) -> Image.Image:
    """Paint a low sun, lit clouds and its path over the sea."""
    colours = [rgb(code) for code in rng.choice(_SUNSETS)]
    horizon = round(height * rng.uniform(0.54, 0.62))
    sun_x, sun_y = width * rng.uniform(0.3, 0.7), horizon - min(width, height) * rng.uniform(0.05, 0.09)
    sky = gradient(width, horizon, (0, colours[0]), (0.4, colours[1]), (0.78, colours[2]), (1, colours[3]))
    veil = levels(clouds(rng, width, horizon, 3, 10, 6), 0.5, 0.74)
    lit = even_gradient(
        width, horizon, mix(colours[1], colours[0], 0.2), colours[2], mix(colours[3], colours[4], 0.5)
    )
    glow(lit, sun_x, sun_y, width * 0.5, colours[3], 1.4)
    sky.paste(lit, (0, 0), _thin_above(veil))
    shade = ImageChops.offset(veil, 0, -round(horizon * 0.018))
    sky.paste(scaled(colours[1], 0.62), (0, 0), levels(ImageChops.subtract(shade, veil), 0.0, 0.5, 0.6))
    glow(sky, sun_x, sun_y, max(width, height) * 0.62, scaled(colours[3], 0.75), 2.2)
    glow(sky, sun_x, sun_y, min(width, height) * 0.22, colours[4], 2.0)
    disc = Sketch(width, horizon)
    disc.oval(sun_x, sun_y, min(width, height) * 0.042, min(width, height) * 0.042)
    sky.paste(rgb("fff9e6"), (0, 0), disc.done(1.5))
    picture = Image.new("RGB", (width, height))
    picture.paste(sky, (0, 0))
    picture.paste(_sea(rng, sky, width, height - horizon, colours, sun_x), (0, horizon))
    glow(picture, sun_x, horizon, width * 0.5, scaled(colours[3], 0.6), 1.6, 0.035)
    _boat(picture, width * (0.2 if sun_x > width / 2 else 0.78), horizon + 2, min(width, height) * 0.085)
    return picture


def _thin_above(veil: Image.Image) -> Image.Image:
    """Thin a layer of clouds out towards the top of the sky."""
    fade = Image.linear_gradient("L").resize(veil.size, Image.Resampling.BILINEAR)
    return ImageChops.multiply(veil, levels(fade, 0.1, 0.7, 0.85))


def _sea(
    rng: random.Random, sky: Image.Image, width: int, depth: int, colours: list[Colour], sun_x: float
) -> Image.Image:
    """Paint the water: the sky upside down and darker, broken by waves, with the sun's path."""
    mirror = softened(ImageOps.flip(sky).resize((width, depth), Image.Resampling.BICUBIC), 24)
    sea = ImageChops.multiply(
        mirror, even_gradient(width, depth, rgb("d8c4c0"), rgb("8a8296"), rgb("4a4868"))
    )
    dark, light = Sketch(width, depth), Sketch(width, depth, "RGB")
    for _ in range(2600):
        near = rng.random() ** 1.7
        y = depth * near
        reach = width * (0.004 + 0.045 * near) * rng.uniform(0.4, 1.3)
        thick = 0.5 + depth * 0.0065 * near * rng.uniform(0.4, 1.2)
        dark.oval(rng.uniform(0, width), y, reach, thick, round(120 * rng.random() * (0.35 + 0.65 * near)))
    for _ in range(1500):
        near = rng.random() ** 1.5
        spread = width * (0.022 + 0.1 * near)
        away = rng.gauss(0, 1)
        reach = width * (0.004 + 0.017 * near) * rng.uniform(0.3, 1.2)
        strength = max(0.0, 1.05 - 0.35 * abs(away)) * rng.uniform(0.35, 1.0) * (1 - 0.4 * near)
        tint = scaled(mix(colours[4], colours[3], min(1.0, near * 0.8 + 0.2 * abs(away))), strength)
        light.oval(sun_x + away * spread, depth * near, reach, 0.6 + depth * 0.004 * near, tint)
    sea.paste(scaled(colours[0], 0.5), (0, 0), dark.done(1.2))
    path = light.done(0.8)
    sea = ImageChops.screen(sea, softened(path, 14))
    return ImageChops.screen(sea, path)


def _boat(picture: Image.Image, x: float, y: float, size: float) -> None:
    """Paint a small sailing boat against the light, and its reflection."""
    boat = Sketch(*picture.size)
    boat.polygon(
        [
            (x - size * 0.42, y - size * 0.1),
            (x + size * 0.46, y - size * 0.12),
            (x + size * 0.3, y),
            (x - size * 0.34, y),
        ]
    )
    boat.line([(x, y - size * 0.1), (x, y - size * 1.25)], size * 0.018)
    main = [
        (x - size * 0.03, y - size * 1.2),
        (x - size * 0.1, y - size * 0.7),
        (x - size * 0.4, y - size * 0.2),
        (x - size * 0.03, y - size * 0.17),
    ]
    boat.polygon(main)
    boat.polygon(
        [
            (x + size * 0.03, y - size * 1.1),
            (x + size * 0.24, y - size * 0.55),
            (x + size * 0.42, y - size * 0.17),
            (x + size * 0.03, y - size * 0.19),
        ]
    )
    shape = boat.done()
    echo = ImageOps.flip(shape.crop((0, round(y - size * 0.9), picture.width, round(y))))
    echo = weaker(echo.filter(ImageFilter.GaussianBlur((5, 8))), 0.33)
    picture.paste(rgb("1a1030"), (0, round(y)), echo)
    picture.paste(rgb("1c1230"), (0, 0), shape)
