"""A scene of a mirror ball and the spots it throws."""

import math
import random

from PIL import Image, ImageChops

from demo.light import falloff, glow, shine
from demo.paint import Colour, Point, clouds, even_gradient, mix, rgb, scaled, softened
from demo.scenes.stage import CLUBS, beam, hazy_air, in_air
from demo.sketch import Sketch, turned


def mirror_ball(rng: random.Random, width: int, height: int) -> Image.Image:
    """Paint a mirror ball and the spots it throws round the room."""
    dark, room, first, second, third = (rgb(code) for code in rng.choice(CLUBS))
    picture = even_gradient(width, height, scaled(dark, 0.8), room, dark)
    unit = min(width, height)
    x, y, size = width * rng.uniform(0.4, 0.6), height * rng.uniform(0.36, 0.44), unit * 0.24
    glow(picture, x, y, max(width, height) * 0.7, scaled(mix(first, second, 0.4), 0.6), 1.6)
    spots = Sketch(width, height, "RGB")
    for ring in range(2, 15):
        away = size * (0.85 + 0.27 * ring**1.12)
        for index in range(8 + 3 * ring):
            angle = math.tau * (index + rng.uniform(-0.3, 0.3)) / (8 + 3 * ring) + ring * 0.4
            tint = scaled(rng.choice((first, second, third, third)), 0.15 + 0.85 * rng.random() ** 1.3)
            spot = size * 0.042 * (0.7 + 0.09 * ring)
            across, down = turned(1, 0, angle)
            corners = [
                turned(dx * spot * (0.8 + 0.05 * ring), dy * spot * 0.62, angle)
                for dx, dy in ((-1, -1), (1, -1), (1, 1), (-1, 1))
            ]
            spots.polygon([(x + across * away + cx, y + down * away + cy) for cx, cy in corners], tint)
    thrown = spots.done(unit * 0.0055)
    picture = ImageChops.screen(ImageChops.screen(picture, softened(thrown, unit * 0.02)), thrown)
    air = hazy_air(picture)
    for angle, tint in ((0.9, first), (2.2, second), (1.55, third)):
        beam(
            air,
            rng,
            (x + math.cos(angle) * width * 0.9, y - math.sin(angle) * height),
            (x, y),
            size * 0.8,
            scaled(tint, 0.75),
        )
    picture = in_air(picture, air)
    cord = Sketch(width, height)
    cord.line([(x, 0), (x, y - size)], unit * 0.004)
    picture.paste(rgb("1a1420"), (0, 0), cord.done())
    _ball(picture, rng, (x, y), size, (first, second, third), dark)
    for _ in range(13):
        angle, away = rng.uniform(0, math.tau), size * rng.uniform(0.1, 0.9)
        _sparkle(
            picture, (x + away * math.cos(angle), y + away * math.sin(angle)), size * rng.uniform(0.08, 0.32)
        )
    return picture


def _ball(
    picture: Image.Image,
    rng: random.Random,
    place: Point,
    size: float,
    lights: tuple[Colour, Colour, Colour],
    dark: Colour,
) -> None:
    """Paint the ball: rows of square mirrors, each with its own piece of the room in it."""
    side = round(size * 2.1)
    middle = side / 2
    tiles, disc = Sketch(side, side, "RGB"), Sketch(side, side)
    disc.oval(middle, middle, size, size)
    tiles.oval(middle, middle, size, size, scaled(dark, 0.35))
    room = clouds(rng, 96, 96, 9, 9, 3).tobytes()
    rows = 25
    for row in range(rows):
        low, high = (-math.pi / 2 + math.pi * (row + part) / rows for part in (0.06, 0.94))
        ring = math.cos((low + high) / 2)
        count = max(4, round(rows * 2 * ring))
        for index in range(count):
            left, right = (math.tau * (index + part) / count + row * 0.13 for part in (0.05, 0.95))
            heart = (left + right) / 2
            if math.cos(heart) < 0.02:
                continue
            corners = [
                (middle + size * math.cos(lat) * math.sin(lon), middle + size * math.sin(lat))
                for lat, lon in ((low, left), (low, right), (high, right), (high, left))
            ]
            nx, ny, nz = ring * math.sin(heart), math.sin((low + high) / 2), ring * math.cos(heart)
            facing = max(0.0, -0.5 * nx - 0.62 * ny + 0.6 * nz)
            seen = room[int(48 + 46 * nx) + 96 * int(48 + 46 * ny)] / 255
            tint = mix(mix(lights[0], lights[1], (nx + 1) / 2), lights[2], max(0.0, -ny) * 0.6)
            bright = 0.2 + 0.6 * facing**1.3 + 1.1 * max(0.0, seen - 0.4) + rng.uniform(-0.08, 0.22)
            if rng.random() < 0.07 + 0.2 * facing**3:
                tint, bright = mix(tint, rgb("ffffff"), 0.75), 1.0
            tiles.polygon(corners, scaled(tint, max(0.05, bright)))
    body = tiles.done()
    glow(body, middle - size * 0.35, middle - size * 0.42, size * 0.75, rgb("9a8a88"), 1.5)
    rim = Image.new("RGB", body.size, rgb("564868"))
    glow(rim, middle, middle, size * 1.6, rgb("ffffff"), 0.55)
    corner = (round(place[0] - middle), round(place[1] - middle))
    picture.paste(ImageChops.multiply(body, rim), corner, disc.done(0.8))


def _sparkle(picture: Image.Image, place: Point, size: float) -> None:
    """Add a flash with four thin rays."""
    glow(picture, *place, size, rgb("fff4e0"), 3.0, 0.05)
    shine(picture, falloff(3.0), *place, size * 0.05, size, rgb("fff4e0"))
    glow(picture, *place, size * 0.3, rgb("ffffff"), 1.8)
