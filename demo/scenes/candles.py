"""A scene of candles on a long table."""

import math
import random

from PIL import Image, ImageChops, ImageFilter, ImageOps

from demo.light import bokeh, glow
from demo.paint import Point, even_gradient, gradient, levels, mix, rgb, scaled, softened, weaker
from demo.sketch import Sketch

_ROOMS = (("140b14", "3a1c1e", "5a2f22"), ("0c1020", "23233f", "4a2c35"), ("0d1512", "20332b", "4b3a24"))


def candle_table(rng: random.Random, width: int, height: int) -> Image.Image:
    """Paint candles along a long table, the nearest ones sharp."""
    room = [rgb(code) for code in rng.choice(_ROOMS)]
    edge = round(height * 0.66)
    unit = min(width, height)
    picture = even_gradient(width, height, *room)
    for _ in range(60):
        tint = mix(rgb("ff9a3a"), rgb("ffd28a"), rng.random())
        x, y = rng.uniform(0, width), edge - height * abs(rng.gauss(0.1, 0.2))
        bokeh(picture, x, y, unit * rng.uniform(0.012, 0.055), scaled(tint, rng.uniform(0.08, 0.5)))
    top = gradient(
        width, height - edge, (0, mix(room[2], rgb("b06a3a"), 0.4)), (0.3, room[2]), (1, scaled(room[0], 0.8))
    )
    picture.paste(top, (0, edge))
    picture = softened(picture, 5)
    candles = []
    count = 9
    for index in range(count):
        near = (index / (count - 1)) ** 1.5
        side = -1 if index % 2 else 1
        x = width * (0.5 + side * (0.05 + 0.27 * near) + rng.uniform(-0.05, 0.05) * (1 - 0.5 * near))
        foot = edge + (height - edge) * (0.05 + 0.62 * near)
        candles.append((x, foot, unit * (0.05 + 0.105 * near), near))
    for x, foot, size, near in candles:
        glow(picture, x, foot, size * 4.5, rgb("8a4a1c"), 2.0, 0.28)
        _candle(
            picture,
            rng,
            (x, foot),
            size * 0.42,
            size * rng.uniform(2.0, 3.6),
            7 * (1 - near) ** 2 * unit / 1400,
        )
    return picture


def _candle(
    picture: Image.Image, rng: random.Random, foot: Point, half: float, tall: float, blur: float
) -> None:
    """Paint one candle: wax that glows near the flame, its holder, its light and its image in the table."""
    x, y = foot
    wide, high = round(half * 6), round(tall * 1.7)
    wax, holder = Sketch(wide, high), Sketch(wide, high)
    middle, base = wide / 2, high * 0.9
    rim = base - tall
    wax.polygon([(middle - half, rim), (middle + half, rim), (middle + half, base), (middle - half, base)])
    wax.oval(middle, rim, half, half * 0.26)
    wax.oval(middle, base, half, half * 0.26)
    holder.oval(middle, base + half * 0.06, half * 1.28, half * 0.34)
    skin = gradient(
        wide,
        high,
        (rim / high, rgb("ffd79a")),
        (rim / high + 0.14, rgb("d8925a")),
        (0.75, rgb("7a4a38")),
        (0.92, rgb("4a2c28")),
    )
    sides = ImageOps.expand(Image.linear_gradient("L").rotate(90).resize((round(half * 2) + 4, high)), 0)
    shade = Image.new("L", (wide, high), 110)
    shade.paste(levels(sides, -0.9, 1.1), (round(middle - half) - 2, 0))
    skin = ImageChops.multiply(skin, Image.merge("RGB", (shade, shade, shade)))
    glow(skin, middle, rim + half * 0.2, half * 2.3, rgb("ffc878"), 1.3)
    pool = Sketch(wide, high)
    pool.oval(middle, rim, half * 0.93, half * 0.22, 200)
    pool.oval(middle, rim + half * 0.03, half * 0.8, half * 0.17, 90)
    skin.paste(rgb("fff0c0"), (0, 0), pool.done(half * 0.03))
    corner = (round(x - middle), round(y - base))
    shade = weaker(holder.done(blur + half * 0.12), 0.7)
    picture.paste(rgb("1c0f0c"), corner, shade)
    body = wax.done(blur + 0.7)
    echo = weaker(ImageOps.flip(body), 0.25).filter(ImageFilter.GaussianBlur((3, 10)))
    picture.paste(ImageOps.flip(skin), (corner[0], round(y - high * 0.1)), echo)
    picture.paste(skin, corner, body)
    flame_x, flame_y = x + half * rng.uniform(-0.05, 0.05), y - tall - half * 1.22
    glow(picture, flame_x, flame_y, half * 11, rgb("9a5218"), 2.3)
    _flame(picture, (flame_x, flame_y), half * 1.15, rng.uniform(-0.14, 0.14), blur)
    glow(picture, flame_x, flame_y, half * 3.4, rgb("b86c26"), 1.9)


def _flame(picture: Image.Image, place: Point, size: float, lean: float, blur: float) -> None:
    """Paint a flame: a drop with a bright heart and a blue foot."""
    side = round(size * 5)
    middle = side / 2
    drop, heart, wick = Sketch(side, side), Sketch(side, side), Sketch(side, side)
    for sketch, scale in ((drop, 1.0), (heart, 0.62)):
        outline = []
        for step in range(61):
            turn = math.tau * step / 60
            high = (1 - math.cos(turn)) / 2
            across = 0.43 * math.sin(turn) * (1 - high) ** 0.55 * 1.5
            up = 0.9 - 2.2 * high
            outline.append(
                (middle + size * scale * (across - lean * up), middle + size * (0.25 + scale * (up - 0.25)))
            )
        sketch.polygon(outline)
    wick.line([(middle, middle + size * 1.1), (middle + size * 0.05, middle + size * 0.35)], size * 0.1)
    corner = (round(place[0] - middle), round(place[1] - middle))
    body = gradient(
        side, side, (0.1, rgb("ff9a34")), (0.45, rgb("ffc85e")), (0.62, rgb("ffd98a")), (0.7, rgb("c98a66"))
    )
    picture.paste(body, corner, drop.done(max(size * 0.06, blur)))
    picture.paste(rgb("fff6d6"), corner, heart.done(max(size * 0.13, blur)))
    picture.paste(rgb("5a3018"), corner, wick.done(max(size * 0.05, blur)))
