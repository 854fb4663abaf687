"""A picture at a glance: the names of its main colours, and a hash that is close for similar pictures."""

from PIL import Image

from app.media.facts import COLOURS

# Several shades for each name. A pixel gets the name of the nearest shade.
_SHADES = {
    "black": ((0, 0, 0), (32, 32, 34)),
    "grey": ((80, 80, 82), (128, 128, 128), (175, 175, 176)),
    "white": ((222, 222, 222), (255, 255, 255)),
    "red": ((205, 30, 35), (130, 15, 20), (235, 70, 65)),
    "orange": ((240, 130, 25), (225, 100, 10), (245, 165, 80)),
    "yellow": ((245, 220, 60), (220, 190, 20), (250, 240, 140)),
    "green": ((35, 135, 50), (20, 70, 30), (120, 190, 90), (90, 120, 60)),
    "blue": ((40, 90, 200), (15, 30, 90), (110, 170, 230), (40, 150, 190)),
    "purple": ((125, 50, 160), (70, 25, 100), (170, 125, 210)),
    "pink": ((235, 105, 170), (245, 175, 200), (215, 60, 130)),
    "brown": ((120, 75, 40), (75, 45, 25), (165, 120, 80)),
}
_NAMES = [name for name, shades in _SHADES.items() for _ in shades]
_PALETTE = Image.new("P", (1, 1))
_PALETTE.putpalette([level for shades in _SHADES.values() for shade in shades for level in shade])
_SIDE = 32
_MAIN = 0.15
_MOST = 3


def main_colours(picture: Image.Image) -> tuple[str, ...]:
    """Return the names of the main colours of an RGB picture, at most three, the most frequent first."""
    small = picture.resize((_SIDE, _SIDE), Image.Resampling.BOX)
    named = small.quantize(palette=_PALETTE, dither=Image.Dither.NONE)
    counts = dict.fromkeys(COLOURS, 0)
    for index, count in enumerate(named.histogram()[: len(_NAMES)]):
        counts[_NAMES[index]] += count
    most_first = sorted(counts, key=lambda name: -counts[name])
    return tuple(name for name in most_first if counts[name] >= _MAIN * _SIDE * _SIDE)[:_MOST]


def difference_hash(picture: Image.Image) -> str:
    """Return 64 bits in hex: whether each of 8 x 8 places is brighter than the one to its right (dHash)."""
    small = picture.convert("L").resize((9, 8), Image.Resampling.BOX)
    levels = small.tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            at = row * 9 + column
            bits = bits << 1 | (levels[at] > levels[at + 1])
    return f"{bits:016x}"
