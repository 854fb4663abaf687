"""Scenes of lights after dark: festoon bulbs, a tent in the garden, sparklers."""

import math
import random

from PIL import Image, ImageChops, ImageFilter

from app.demo import silhouettes
from app.demo.mountains import stars
from app.demo.paint import (
    Colour,
    Point,
    Sketch,
    bokeh,
    even_gradient,
    glow,
    gradient,
    hanging,
    levels,
    mix,
    rgb,
    scaled,
    softened,
)

_EVENINGS = (
    ("070d24", "0f2144", "1c1f3a", "0e0a14"),
    ("04141c", "0a2f3a", "17282a", "0c0a0c"),
    ("120a24", "2c1838", "401f30", "100810"),
)
_LAMPS = ("ff9c2e", "ffb84d", "ff7f24", "ffcf7a", "ff6f3c")


def festoon(rng: random.Random, width: int, height: int) -> Image.Image:
    """Paint strings of bulbs, near ones sharp and far ones melted into discs of light."""
    picture = even_gradient(width, height, *(rgb(code) for code in rng.choice(_EVENINGS)))
    unit = min(width, height)
    glow(picture, width * rng.uniform(0.2, 0.8), height * 0.75, max(width, height) * 0.7, rgb("6a3412"), 1.6)
    accent = rgb(rng.choice(("4fb7c9", "e05a7a", "7f8cff")))
    for row in range(9):
        far = row / 8
        size = unit * (0.021 + 0.036 * (1 - far) ** 2)
        start = (-width * 0.1, height * rng.uniform(0.02, 0.8))
        end = (width * 1.1, height * rng.uniform(0.02, 0.8))
        cord = hanging(start, end, height * rng.uniform(0.05, 0.22), rng.randint(9, 22))
        for x, y in cord:
            tint = accent if rng.random() < 0.09 else rgb(rng.choice(_LAMPS))
            strength = rng.uniform(0.18, 0.72)
            bokeh(picture, x + rng.gauss(0, unit * 0.008), y, size * rng.uniform(0.85, 1.15), scaled(tint, strength))
    for _ in range(22):
        tint = mix(rgb("ffb765"), accent, rng.random() ** 3)
        x, y = rng.uniform(0, width), height * rng.uniform(0.55, 1)
        bokeh(picture, x, y, unit * rng.uniform(0.03, 0.085), scaled(tint, rng.uniform(0.08, 0.28)), 0.15)
    for sharp in (0, 1):
        cord = hanging(
            (-width * 0.05, height * rng.uniform(0.02, 0.16 + 0.1 * sharp)),
            (width * 1.05, height * rng.uniform(0.05, 0.3)),
            height * (0.17 + 0.16 * sharp),
            120,
        )
        _string_of_bulbs(picture, rng, cord, unit * (0.026 + 0.018 * sharp), 0.0 if sharp else 3.0)
    return picture


def _string_of_bulbs(picture: Image.Image, rng: random.Random, cord: list[Point], size: float, blur: float) -> None:
    """Hang glowing bulbs at even distances from a cord."""
    wire = Sketch(*picture.size)
    wire.line(cord, size * 0.14)
    picture.paste(rgb("0b0a10"), (0, 0), wire.done(max(0.8, blur * 0.8)))
    gone = rng.uniform(0, size * 5)
    for before, after in zip(cord, cord[1:], strict=False):
        gone += math.dist(before, after)
        if gone > size * 5.4:
            gone = 0.0
            _bulb(picture, after, size, blur)


def _bulb(picture: Image.Image, place: Point, size: float, blur: float) -> None:
    """Paint one bulb below its socket: glass, filament and the light round them."""
    x, y = place
    heart = y + size * 1.75
    glow(picture, x, heart, size * 6.5, rgb("8a4d1c"), 2.2)
    side = round(size * 6)
    middle = side / 2
    glass, cap = Sketch(side, side), Sketch(side, side)
    outline = []
    for step in range(49):
        turn = math.tau * step / 48
        neck = 1 - 0.42 * max(0.0, -math.cos(turn)) ** 2
        outline.append((middle + size * 0.8 * math.sin(turn) * neck, middle + size * 1.75 + size * 1.05 * math.cos(turn)))
    glass.polygon(outline)
    cap.polygon([(middle - size * 0.34, middle), (middle + size * 0.34, middle), (middle + size * 0.42, middle + size * 0.85), (middle - size * 0.42, middle + size * 0.85)])
    body = Image.new("RGB", (side, side), rgb("e8913a"))
    glow(body, middle, middle + size * 1.85, size * 1.35, rgb("ffedb8"), 0.8)
    glow(body, middle, middle + size * 1.85, size * 0.7, rgb("fffbe8"), 0.9)
    corner = (round(x - middle), round(y - middle))
    picture.paste(body, corner, glass.done(max(0.8, blur)).point([round(value * 0.93) for value in range(256)]))
    picture.paste(rgb("15110f"), corner, cap.done(max(0.8, blur)))
    glow(picture, x, heart + size * 0.1, size * 2.4, rgb("b8742e"), 1.8)


def garden_tent(rng: random.Random, width: int, height: int) -> Image.Image:
    """Paint a lit tent on a lawn, with strings of lights between the trees."""
    ground = height * 0.76
    picture = gradient(width, height, (0, rgb("0b1534")), (0.4, rgb("1d3763")), (0.68, rgb("5f6a8c")), (0.77, rgb("c08f7a")), (1, rgb("c08f7a")))
    picture = stars(picture, rng, height * 0.55, 420)
    unit = min(width, height)
    wood = Sketch(width, height)
    hedge = silhouettes.ridge(rng, width, ground - height * 0.07, height * 0.035, 0.62, 7)
    wood.polygon(silhouettes.down_to(hedge, height))
    picture.paste(rgb("10203a"), (0, 0), wood.done(2.5))
    lawn = gradient(width, height, (0, rgb("1c2a22")), (0.74, rgb("2a3a26")), (0.8, rgb("1d2c20")), (1, rgb("0a120e")))
    grass = Sketch(width, height)
    grass.polygon([(0, ground), (width, ground), (width, height), (0, height)])
    picture.paste(lawn, (0, 0), grass.done())
    middle = width * rng.uniform(0.45, 0.55)
    glow(picture, middle, ground - unit * 0.1, unit * 0.95, rgb("b5713a"), 1.9, 0.75)
    _tent(picture, rng, middle, ground + unit * 0.012, min(width * 0.74, unit * 0.8))
    glow(picture, middle, ground + unit * 0.04, unit * 0.62, rgb("9a6a34"), 1.7, 0.24)
    trees = Sketch(width, height)
    for side, lean in ((0.0, 0.12), (1.0, -0.12)):
        x = width * side + (1 - 2 * side) * unit * rng.uniform(0.02, 0.09)
        silhouettes.broad_tree(trees, rng, x, ground + height * 0.11, height * rng.uniform(0.78, 0.9), lean)
    picture.paste(rgb("060a14"), (0, 0), trees.done(0.6))
    for _ in range(4):
        left, right = (-width * 0.02, height * rng.uniform(0.24, 0.46)), (width * 1.02, height * rng.uniform(0.24, 0.46))
        cord = hanging(left, right, height * rng.uniform(0.06, 0.14), 64)
        wire = Sketch(width, height)
        wire.line(cord, unit * 0.0012, 150)
        picture.paste(rgb("05070d"), (0, 0), wire.done())
        for x, y in cord[1::2]:
            glow(picture, x, y, unit * 0.034, rgb("c87f38"), 2.4)
            glow(picture, x, y, unit * 0.0095, rgb("fff2cc"), 0.9)
    for _ in range(26):
        x, y = rng.uniform(0, width), ground + height * rng.uniform(0.03, 0.22)
        glow(picture, x, y, unit * rng.uniform(0.006, 0.014), rgb("ffd27a"), 1.6)
    return picture


def _tent(picture: Image.Image, rng: random.Random, x: float, foot: float, wide: float) -> None:
    """Paint a sailcloth tent lit from inside, with guests in front of the light."""
    roof, wall, people = (Sketch(*picture.size) for _ in range(3))
    eaves, tall = foot - wide * 0.2, wide * 0.42
    poles = [x - wide * 0.5, x - wide * 0.25, x, x + wide * 0.25, x + wide * 0.5]
    tops = [eaves, foot - tall * 0.9, foot - tall, foot - tall * 0.9, eaves]
    line: list[Point] = []
    for index in range(4):
        line += hanging((poles[index], tops[index]), (poles[index + 1], tops[index + 1]), wide * 0.028, 16)
    scallops: list[Point] = []
    for index in range(12):
        left, right = (x + wide * (0.5 - (index + step) / 12) for step in (0, 1))
        scallops += [(left, eaves), ((left + right) / 2, eaves + wide * 0.022), (right, eaves)]
    roof.polygon([*line, *scallops])
    wall.polygon([(x - wide * 0.48, eaves), (x + wide * 0.48, eaves), (x + wide * 0.48, foot), (x - wide * 0.48, foot)])
    inside = gradient(picture.width, picture.height, (eaves / picture.height, rgb("ffdc9a")), (foot / picture.height, rgb("e08f45")))
    glow(inside, x, (eaves + foot) / 2, wide * 0.42, rgb("fff0c8"), 1.3)
    picture.paste(inside, (0, 0), wall.done(0.8))
    cloth = gradient(picture.width, picture.height, ((foot - tall) / picture.height, rgb("8d6a5c")), (eaves / picture.height, rgb("f3c88d")))
    glow(cloth, x, eaves, wide * 0.5, rgb("c89a62"), 1.2)
    picture.paste(cloth, (0, 0), roof.done(0.6))
    for index, pole in enumerate(poles):
        people.line([(pole, tops[index] - wide * 0.02), (pole, foot)], wide * 0.0045, 170)
    spot = x - wide * 0.44
    while spot < x + wide * 0.44:
        _guest(people, rng, spot, foot + wide * rng.uniform(0, 0.012), wide * rng.uniform(0.12, 0.145))
        spot += wide * rng.choice((0.035, 0.04, 0.09, 0.13))
    picture.paste(rgb("3a1f14"), (0, 0), people.done(1.5).point([value * 9 // 10 for value in range(256)]))


def _guest(sketch: Sketch, rng: random.Random, x: float, foot: float, tall: float) -> None:
    """Draw one standing guest, in a suit or in a dress."""
    hem = tall * rng.choice((0.07, 0.17))
    sketch.oval(x, foot - tall * 0.92, tall * 0.05, tall * 0.066)
    waist = foot - tall * 0.5
    sketch.polygon([(x - tall * 0.095, foot - tall * 0.79), (x - tall * 0.03, foot - tall * 0.85), (x + tall * 0.03, foot - tall * 0.85), (x + tall * 0.095, foot - tall * 0.79), (x + tall * 0.06, waist), (x + hem, foot), (x - hem, foot), (x - tall * 0.06, waist)])
    side = rng.choice((-1, 1))
    sketch.line([(x + side * tall * 0.1, foot - tall * 0.79), (x + side * tall * 0.15, foot - tall * 0.6), (x + side * tall * rng.uniform(0.1, 0.24), foot - tall * rng.uniform(0.5, 0.76))], tall * 0.036)


def sparklers(rng: random.Random, width: int, height: int) -> Image.Image:
    """Paint sparklers held into the night."""
    picture = even_gradient(width, height, *(rgb(code) for code in rng.choice(_EVENINGS)))
    unit = min(width, height)
    for _ in range(34):
        tint = rgb(rng.choice(_LAMPS))
        bokeh(picture, rng.uniform(0, width), height * rng.uniform(0.3, 1), unit * rng.uniform(0.015, 0.06), scaled(tint, rng.uniform(0.06, 0.3)))
    count = 3 if width > height else 2
    for index in range(count):
        x = width * (index + 0.5 + rng.uniform(-0.16, 0.16)) / count
        _sparkler(picture, rng, x, height * rng.uniform(0.28, 0.52), unit * rng.uniform(0.2, 0.32))
    return picture


def _sparkler(picture: Image.Image, rng: random.Random, x: float, y: float, reach: float) -> None:
    """Paint one sparkler: its stick, the white-hot head, and sparks that fork at their ends."""
    lean = rng.uniform(-0.4, 0.4)
    stick = Sketch(*picture.size)
    stick.line([(x, y), (x + lean * reach * 2, y + reach * 3.4)], reach * 0.022)
    picture.paste(rgb("6b4a38"), (0, 0), stick.done(0.8))
    glow(picture, x, y, reach * 2.3, rgb("9a5420"), 2.2)
    sparks = Sketch(*picture.size, "RGB")
    for _ in range(230):
        angle, length = rng.uniform(0, math.tau), reach * rng.random() ** 0.6 * 1.05
        start = reach * rng.uniform(0.02, 0.5) * rng.random()
        fall = reach * 0.12 * (length / reach) ** 2
        points = []
        for step in range(9):
            away = start + (length - start) * step / 8
            points.append((x + math.cos(angle) * away, y + math.sin(angle) * away + fall * (step / 8) ** 2))
        heat = mix(rgb("fff3cf"), rgb("ff9a3c"), min(1.0, length / reach * rng.uniform(0.5, 1.1)))
        for step in range(8):
            sparks.line(points[step : step + 2], reach * 0.0075 * (1 - 0.08 * step), scaled(heat, 0.35 + 0.65 * step / 8))
        if rng.random() < 0.4:
            for _ in range(rng.randint(4, 7)):
                fork, twig = rng.uniform(0, math.tau), reach * rng.uniform(0.03, 0.1)
                end = (points[-1][0] + math.cos(fork) * twig, points[-1][1] + math.sin(fork) * twig)
                sparks.line([points[-1], end], reach * 0.005, scaled(heat, 0.8))
    light = sparks.done()
    spill = curve_soft(light, reach)
    picture.paste(ImageChops.screen(ImageChops.screen(picture, spill), light))
    glow(picture, x, y, reach * 0.42, rgb("ffd79a"), 1.8)
    glow(picture, x, y, reach * 0.13, rgb("ffffff"), 0.9)


def curve_soft(light: Image.Image, reach: float) -> Image.Image:
    """Spread the light of thin lines over the air round them."""
    return ImageChops.add(light.filter(ImageFilter.GaussianBlur(reach * 0.012)), softened(light, reach * 0.07))
