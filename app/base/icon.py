"""The app's icon as a PNG, for home screens: the same two frames as in static/icons/partywall.svg."""

import io
from functools import cache

from PIL import Image, ImageDraw

INK, PAPER, APRICOT = "#1d1a16", "#faf8f5", "#f0a27a"
GRID = 32
"""The side of the drawing, in units of the SVG."""
FINER = 4
"""The icon is drawn this many times larger and then shrunk, which smooths its edges."""
SAFE_PART = 0.78
"""Every launcher's mask keeps at least a circle of 80 % (W3C, Web App Manifest, safe zone)."""


@cache
def icon_png(size_px: int, is_maskable: bool = False) -> bytes:
    """Draw the icon: with round corners, or up to the edges and smaller for launchers that mask it."""
    side = size_px * FINER
    picture = Image.new("RGBA", (side, side), INK if is_maskable else (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    scale = side / GRID * (SAFE_PART if is_maskable else 1)
    margin = (side - GRID * scale) / 2

    def at(*numbers: float) -> list[float]:
        return [margin + number * scale for number in numbers]

    if not is_maskable:
        draw.rounded_rectangle([0, 0, side - 1, side - 1], 8 * scale, fill=INK)
    line = round(2 * scale)
    # Pillow draws a line inside its box, SVG draws it on both sides of the edge.
    draw.rounded_rectangle(at(12, 10.5, 27, 25.5), 2.5 * scale, outline=PAPER, width=line)
    draw.rectangle(at(9, 9, 21, 22.5), fill=INK)
    draw.rounded_rectangle(at(5.5, 7, 19.5, 21), 3 * scale, outline=PAPER, width=line)
    draw.ellipse(at(9.9, 11.4, 15.1, 16.6), fill=APRICOT)
    buffer = io.BytesIO()
    picture.resize((size_px, size_px), Image.Resampling.LANCZOS).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
