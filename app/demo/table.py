"""Scenes at the table: candles, champagne, a bouquet from above."""

import math
import random

from PIL import Image, ImageChops, ImageFilter, ImageOps

from app.demo.paint import Colour, Point, Sketch, bokeh, clouds, even_gradient, glow, gradient, levels, mix, rgb, scaled, softened

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
    top = gradient(width, height - edge, (0, mix(room[2], rgb("b06a3a"), 0.4)), (0.3, room[2]), (1, scaled(room[0], 0.8)))
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
        _candle(picture, rng, (x, foot), size * 0.42, size * rng.uniform(2.0, 3.6), 7 * (1 - near) ** 2 * unit / 1400)
    return picture


def _candle(picture: Image.Image, rng: random.Random, foot: Point, half: float, tall: float, blur: float) -> None:
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
    skin = gradient(wide, high, (rim / high, rgb("ffd79a")), (rim / high + 0.14, rgb("d8925a")), (0.75, rgb("7a4a38")), (0.92, rgb("4a2c28")))
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
    shade = holder.done(blur + half * 0.12).point([value * 7 // 10 for value in range(256)])
    picture.paste(rgb("1c0f0c"), corner, shade)
    body = wax.done(blur + 0.7)
    echo = ImageOps.flip(body).point([value // 4 for value in range(256)]).filter(ImageFilter.GaussianBlur((3, 10)))
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
            outline.append((middle + size * scale * (across - lean * up), middle + size * (0.25 + scale * (up - 0.25))))
        sketch.polygon(outline)
    wick.line([(middle, middle + size * 1.1), (middle + size * 0.05, middle + size * 0.35)], size * 0.1)
    corner = (round(place[0] - middle), round(place[1] - middle))
    body = gradient(side, side, (0.1, rgb("ff9a34")), (0.45, rgb("ffc85e")), (0.62, rgb("ffd98a")), (0.7, rgb("c98a66")))
    picture.paste(body, corner, drop.done(max(size * 0.06, blur)))
    picture.paste(rgb("fff6d6"), corner, heart.done(max(size * 0.13, blur)))
    picture.paste(rgb("5a3018"), corner, wick.done(max(size * 0.05, blur)))


def champagne(rng: random.Random, width: int, height: int) -> Image.Image:
    """Paint champagne flutes in front of the lights of the room."""
    deep, warm = rng.choice((("0c1428", "4a2a22"), ("180c1e", "552a2c"), ("0a181a", "40361f")))
    picture = even_gradient(width, height, scaled(rgb(deep), 0.7), rgb(deep), rgb(warm), scaled(rgb(warm), 0.6))
    unit = min(width, height)
    for _ in range(75):
        tint = rgb(rng.choice(("ff9c2e", "ffb84d", "ffcf7a", "ff7a3c", "ff8f6b")))
        x, y = rng.uniform(0, width), height * min(0.95, abs(rng.gauss(0.42, 0.24)))
        bokeh(picture, x, y, unit * rng.uniform(0.02, 0.075), scaled(tint, rng.uniform(0.08, 0.5)), 0.2)
    floor = round(height * 0.86)
    table = even_gradient(width, height - floor, mix(rgb(warm), rgb("d89a5a"), 0.35), scaled(rgb(warm), 0.45))
    picture.paste(softened(table, 10), (0, floor))
    glow(picture, width / 2, floor, width * 0.6, rgb("8a5a34"), 1.7, 0.08)
    picture = softened(picture, 3)
    count = 5 if width > height * 2 else 3 if width > height else 2
    tall = min(height * 0.74, unit * 1.06)
    places = sorted(range(count), key=lambda index: abs(index - (count - 1) / 2), reverse=True)
    for index in places:
        x = width / 2 + (index - (count - 1) / 2) * tall * 0.36 + rng.uniform(-0.02, 0.02) * tall
        behind = abs(index - (count - 1) / 2)
        foot, high = floor + height * (0.075 - 0.028 * behind), tall * (1 - 0.035 * behind)
        box = (round(x - high * 0.13), round(foot - high * 1.06), round(x + high * 0.13), round(foot + high * 0.06))
        glass = _flute(picture.crop(box), rng, x - box[0], foot - box[1], high)
        picture.paste(glass, box[:2])
    return picture


def _flute_half(along: float) -> float:
    """Give the half-width of a flute, in heights, from its rim (0) to the end of its bowl (0.62)."""
    place = along / 0.62
    return 0.088 * (0.86 + 0.3 * place - 0.16 * place**2) * math.sqrt(max(0.0, 1 - place**5.5)) + 0.004


def _flute(picture: Image.Image, rng: random.Random, x: float, foot: float, tall: float) -> Image.Image:
    """Paint one flute: what is behind it bent and pale, wine, bubbles, and light along its edges."""
    width, height = picture.size
    rim, fill_line = foot - tall, foot - tall * rng.uniform(0.84, 0.88)
    rows = [step / 60 * 0.62 for step in range(61)]

    def outline(start: float) -> list[Point]:
        used = [row for row in rows if row >= start]
        left = [(x - tall * _flute_half(row), rim + tall * row) for row in used]
        return [*left, *((2 * x - across, down) for across, down in reversed(left))]

    bowl, wine, edges, shine = (Sketch(width, height) for _ in range(4))
    bowl.polygon(outline(0.0))
    start = (fill_line - rim) / tall
    wine.polygon(outline(start))
    wine.oval(x, fill_line, tall * _flute_half(start), tall * 0.013)
    bent = ImageOps.mirror(picture)
    clear = ImageChops.screen(softened(bent, 8), Image.new("RGB", picture.size, rgb("2a2a2e")))
    picture = picture.copy()
    picture.paste(clear, (0, 0), bowl.done(1).point([value * 40 // 100 for value in range(256)]))
    gold = gradient(width, height, (fill_line / height, rgb("ffdf96")), ((rim + tall * 0.4) / height, rgb("eeb04e")), ((rim + tall * 0.62) / height, rgb("c47c26")))
    glow(gold, x - tall * 0.02, rim + tall * 0.33, tall * 0.2, rgb("8a6a34"), 1.2)
    picture.paste(gold, (0, 0), wine.done(1).point([value * 74 // 100 for value in range(256)]))
    side = outline(0.0)
    edges.line(side[: len(side) // 2], tall * 0.0035, 190)
    edges.line(side[len(side) // 2 :], tall * 0.0035, 130)
    neck = rim + tall * 0.62
    stem = [(x - tall * 0.007, neck - tall * 0.01), (x + tall * 0.007, neck - tall * 0.01), (x + tall * 0.0055, foot - tall * 0.02), (x - tall * 0.0055, foot - tall * 0.02)]
    edges.polygon(stem, 95)
    edges.line([stem[0], stem[3]], tall * 0.002, 210)
    for size, ink in ((1.0, 130), (0.965, 26), (0.3, 70)):
        edges.oval(x, foot - tall * 0.012, tall * 0.085 * size, tall * 0.0165 * size, ink)
    edges.oval(x, rim, tall * _flute_half(0), tall * 0.0125, 150)
    edges.oval(x, rim, tall * (_flute_half(0) - 0.003), tall * 0.0095, 30)
    edges.oval(x, fill_line, tall * (_flute_half(start) - 0.001), tall * 0.012, 120)
    for offset, thick, ink in ((-0.72, 0.009, 150), (0.8, 0.004, 110), (-0.5, 0.003, 70)):
        streak = [(x + offset * tall * _flute_half(row), rim + tall * row) for row in rows[4:50]]
        shine.line(streak, tall * thick, ink)
    for _ in range(5):
        column = rng.uniform(-0.5, 0.5)
        for _ in range(16):
            row = rng.uniform(start + 0.01, 0.57)
            size = tall * rng.uniform(0.0012, 0.0036)
            shine.oval(x + column * tall * _flute_half(row) * 0.85 + rng.gauss(0, tall * 0.002), rim + tall * row, size, size, rng.randint(110, 240))
    light = ImageChops.lighter(edges.done(0.7), shine.done(1.0))
    picture.paste(rgb("fff4de"), (0, 0), light)
    return picture
