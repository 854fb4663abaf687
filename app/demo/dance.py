"""Scenes of the dance: a mirror ball, a stage full of light, confetti, balloons."""

import math
import random

from PIL import Image, ImageChops

from app.demo import silhouettes
from app.demo.paint import Colour, Point, Sketch, bokeh, clouds, even_gradient, glow, levels, mix, rgb, scaled, softened, tinted, turned

_CLUBS = (
    ("12082e", "3b1360", "ff4fa0", "4fb8ff", "ffd27a"),
    ("061826", "0d3f5c", "39d6c8", "ff7a59", "ffe6a0"),
    ("1c0a1e", "5a1840", "ff6b6b", "b58cff", "ffd9a0"),
)


def mirror_ball(rng: random.Random, width: int, height: int) -> Image.Image:
    """Paint a mirror ball and the spots it throws round the room."""
    dark, room, first, second, third = (rgb(code) for code in rng.choice(_CLUBS))
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
            corners = [turned(dx * spot * (0.8 + 0.05 * ring), dy * spot * 0.62, angle) for dx, dy in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
            spots.polygon([(x + across * away + cx, y + down * away + cy) for cx, cy in corners], tint)
    thrown = spots.done(unit * 0.0055)
    picture = ImageChops.screen(ImageChops.screen(picture, softened(thrown, unit * 0.02)), thrown)
    for angle, tint in ((0.9, first), (2.2, second), (1.55, third)):
        picture = _beam(picture, rng, (x + math.cos(angle) * width * 0.9, y - math.sin(angle) * height), (x, y), size * 0.8, scaled(tint, 0.75))
    cord = Sketch(width, height)
    cord.line([(x, 0), (x, y - size)], unit * 0.004)
    picture.paste(rgb("1a1420"), (0, 0), cord.done())
    _ball(picture, rng, (x, y), size, (first, second, third), dark)
    for _ in range(13):
        angle, away = rng.uniform(0, math.tau), size * rng.uniform(0.1, 0.9)
        _sparkle(picture, (x + away * math.cos(angle), y + away * math.sin(angle)), size * rng.uniform(0.08, 0.32))
    return picture


def _ball(picture: Image.Image, rng: random.Random, place: Point, size: float, lights: tuple[Colour, Colour, Colour], dark: Colour) -> None:
    """Paint the ball: rows of square mirrors, each with its own piece of the room in it."""
    side = round(size * 2.1)
    middle = side / 2
    tiles, disc = Sketch(side, side, "RGB"), Sketch(side, side)
    disc.oval(middle, middle, size, size)
    tiles.oval(middle, middle, size, size, scaled(dark, 0.35))
    room = clouds(rng, 96, 96, 9, 9, 3)
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
            corners = [(middle + size * math.cos(lat) * math.sin(lon), middle + size * math.sin(lat)) for lat, lon in ((low, left), (low, right), (high, right), (high, left))]
            nx, ny, nz = ring * math.sin(heart), math.sin((low + high) / 2), ring * math.cos(heart)
            facing = max(0.0, -0.5 * nx - 0.62 * ny + 0.6 * nz)
            value = room.getpixel((int(48 + 46 * nx), int(48 + 46 * ny)))
            seen = (value if isinstance(value, int) else 128) / 255
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
    side = max(3, round(size * 0.1))
    streak = Image.new("L", (side, round(size * 2)))
    flat = Image.new("RGB", (round(size * 2), side))
    glow(flat, size, side / 2, size, rgb("ffffff"), 3.0, 0.05)
    streak = flat.getchannel(0).transpose(Image.Transpose.ROTATE_90)
    picture_box = (round(place[0] - streak.width / 2), round(place[1] - streak.height / 2))
    picture.paste(rgb("fff4e0"), picture_box, streak)
    glow(picture, *place, size * 0.3, rgb("ffffff"), 1.8)


def _beam(picture: Image.Image, rng: random.Random, lamp: Point, target: Point, spread: float, tint: Colour) -> Image.Image:
    """Add a beam of light through hazy air."""
    width, height = picture.size
    small = 4
    beam = Sketch(width // small, height // small)
    angle = math.atan2(target[1] - lamp[1], target[0] - lamp[0])
    far = math.dist(lamp, target) * 2.6
    for share, ink in ((1.0, 90), (0.6, 150), (0.28, 235)):
        half = math.atan2(spread * share, math.dist(lamp, target))
        ends = [(lamp[0] + far * math.cos(angle + side * half), lamp[1] + far * math.sin(angle + side * half)) for side in (-1, 1)]
        beam.polygon([(x / small, y / small) for x, y in (lamp, *ends)], ink)
    mask = beam.done(spread / small * 0.16)
    haze = levels(clouds(rng, mask.width, mask.height, 6, 6, 4), 0.1, 0.8)
    fade = Image.new("RGB", mask.size)
    glow(fade, lamp[0] / small, lamp[1] / small, far / small * 0.85, rgb("ffffff"), 1.1)
    mask = ImageChops.multiply(ImageChops.multiply(mask, haze), fade.getchannel(0))
    return ImageChops.screen(picture, tinted(mask.resize(picture.size, Image.Resampling.BICUBIC), tint))


def stage_lights(rng: random.Random, width: int, height: int) -> Image.Image:
    """Paint a dancing crowd against coloured beams and falling confetti."""
    dark, room, first, second, third = (rgb(code) for code in rng.choice(_CLUBS))
    picture = even_gradient(width, height, scaled(dark, 0.5), dark, mix(room, first, 0.35), mix(first, third, 0.4))
    unit = min(width, height)
    glow(picture, width / 2, height * 0.72, max(width, height) * 0.55, scaled(mix(first, third, 0.5), 0.75), 1.5, 0.8)
    count = 8 if width > height else 6
    for index in range(count):
        x = width * (index + 0.5) / count
        target = (width / 2 + (x - width / 2) * rng.uniform(-1.1, 1.5), height * 0.9)
        tint = (first, second, third)[index % 3]
        picture = _beam(picture, rng, (x, height * 0.03), target, unit * 0.085, scaled(tint, 0.8))
    for index in range(count):
        x = width * (index + 0.5) / count
        glow(picture, x, height * 0.03, unit * 0.13, (first, second, third)[index % 3], 2.0)
        glow(picture, x, height * 0.03, unit * 0.035, rgb("ffffff"), 1.0)
    picture.paste(mix(first, rgb("ffffff"), 0.4), (0, 0), levels(clouds(rng, width, height, 4, 5), 0.55, 1.0, 0.22))
    picture = _paper(picture, rng, (third, first, second, rgb("ffffff")), 150, 0.0, 0.75)
    for row in range(4):
        close = row / 3
        people = Sketch(width, height)
        size = unit * (0.075 + 0.085 * close)
        silhouettes.crowd(people, rng, width, height * (0.86 + 0.19 * close), size, 0.75 - 0.25 * close)
        ink = mix(mix(room, first, 0.35), scaled(dark, 0.25), 0.35 + 0.65 * close)
        picture.paste(ink, (0, 0), people.done(2.5 - 2.0 * close if close < 1 else 1.2))
    return picture


def _paper(picture: Image.Image, rng: random.Random, colours: tuple[Colour, ...], count: int, top: float, bottom: float) -> Image.Image:
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
            corners = [turned(dx * long, dy * long * 0.62 * tip, turn) for dx, dy in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
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
