"""Draw a greeting as a card if the phone cannot: words on the party's colour, as large as they fit.

The font is that of the pages, with the letters of western Europe. If the words have other letters, the card
has no words. Pages show them beside it as a caption, because browsers have fonts for every script.
"""

import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH = 1600
HEIGHT = 1200
MARGIN = 140
LARGEST_PX = 190
SMALLEST_PX = 48
STEP_PX = 6
LINE = 1.22
WEIGHT = 600
QUALITY = 92
SHADE = 0.35
"""How much darker the card is at its lower edge."""
INK = "#ffffff"
COLOURS = {
    "clay": "#a8461f",
    "rose": "#ad2a58",
    "plum": "#7d3c98",
    "blue": "#2058a8",
    "teal": "#0b6363",
    "green": "#2c6638",
    "gold": "#7a5200",
}
"""By the party's accent, as in static/css/looks.css."""
NO_LETTER = "\uffff"


@dataclass(frozen=True, slots=True)
class Card:
    jpeg: bytes
    has_words: bool


def draw_card(words: str, accent: str, own: str, font_file: Path) -> Card:
    """Draw a card. `own` is hidden in it, so that no two cards have the same bytes."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), COLOURS[accent])
    shade = Image.linear_gradient("L").resize((WIDTH, HEIGHT)).point(lambda level: level * SHADE)
    picture.paste("#000000", mask=shade)
    has_words = _can_write(words, font_file)
    if has_words:
        font, lines = _fitted(words, font_file)
        draw, step = ImageDraw.Draw(picture), font.size * LINE
        top = HEIGHT / 2 - (len(lines) - 1) * step / 2
        for number, line in enumerate(lines):
            draw.text((WIDTH / 2, top + number * step), line, INK, font, anchor="mm")
    stored = io.BytesIO()
    picture.save(stored, "JPEG", quality=QUALITY, comment=own.encode())
    return Card(stored.getvalue(), has_words)


def _can_write(words: str, font_file: Path) -> bool:
    try:
        font = _font(font_file, SMALLEST_PX)
    except OSError:
        # A FreeType built without Brotli cannot read WOFF2.
        return False
    missing = bytes(font.getmask(NO_LETTER))
    return all(letter == " " or bytes(font.getmask(letter)) != missing for letter in set(words))


def _fitted(words: str, font_file: Path) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    size = LARGEST_PX
    while True:
        font = _font(font_file, size)
        lines = _lines(words, font)
        if len(lines) * size * LINE <= HEIGHT - 2 * MARGIN or size - STEP_PX < SMALLEST_PX:
            return font, lines
        size -= STEP_PX


def _lines(words: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """Break words into lines. A word wider than the card is broken between letters."""
    most, line = WIDTH - 2 * MARGIN, ""
    lines: list[str] = []
    for word in words.split(" "):
        longer = f"{line} {word}" if line else word
        if font.getlength(longer) <= most:
            line = longer
            continue
        if line:
            lines.append(line)
        line = ""
        for letter in word:
            if line and font.getlength(line + letter) > most:
                lines.append(line)
                line = ""
            line += letter
    return [*lines, line] if line else lines


def _font(font_file: Path, size_px: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(font_file, size_px)
    font.set_variation_by_axes([WEIGHT])
    return font
