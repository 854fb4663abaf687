"""Shapes with smooth edges for the demo pictures."""

import math
from collections.abc import Sequence

from PIL import Image, ImageDraw

from demo.paint import Colour, Point, softened

# Shapes are drawn this many times too large and shrunk, so that their edges are smooth.
OVERSAMPLING = 2


class Sketch:
    """A drawing in the coordinates of the picture that comes out with smooth edges."""

    def __init__(self, width: int, height: int, mode: str = "L") -> None:
        self._drawing = Image.new(mode, (width * OVERSAMPLING, height * OVERSAMPLING))
        self._draw = ImageDraw.Draw(self._drawing)

    def polygon(self, points: Sequence[Point], fill: int | Colour = 255) -> None:
        """Fill the outline through the points."""
        self._draw.polygon([(x * OVERSAMPLING, y * OVERSAMPLING) for x, y in points], fill=fill)

    def line(self, points: Sequence[Point], thickness: float, fill: int | Colour = 255) -> None:
        """Draw a line through the points, at least one fine stroke thick."""
        stroke = max(1, round(thickness * OVERSAMPLING))
        self._draw.line(
            [(x * OVERSAMPLING, y * OVERSAMPLING) for x, y in points],
            fill=fill,
            width=stroke,
            joint="curve" if stroke > 6 else None,
        )

    def oval(self, x: float, y: float, across: float, down: float, fill: int | Colour = 255) -> None:
        """Fill an ellipse round a point; across and down are its half-axes."""
        box = [(x - across) * OVERSAMPLING, (y - down) * OVERSAMPLING]
        self._draw.ellipse([*box, (x + across) * OVERSAMPLING, (y + down) * OVERSAMPLING], fill=fill)

    def done(self, blur: float = 0.0) -> Image.Image:
        """Give the drawing at the size of the picture."""
        small = self._drawing.reduce(OVERSAMPLING)
        return softened(small, blur) if blur > 0 else small


def hanging(start: Point, end: Point, sag: float, steps: int = 48) -> list[Point]:
    """Give the points of a cord that hangs between two points, `sag` px deep in the middle."""
    points = []
    for step in range(steps + 1):
        along = step / steps
        drop = sag * (1 - (2 * along - 1) ** 2)
        points.append((start[0] + (end[0] - start[0]) * along, start[1] + (end[1] - start[1]) * along + drop))
    return points


def turned(x: float, y: float, angle: float) -> Point:
    """Turn a point round the origin by an angle in radians."""
    return x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)
