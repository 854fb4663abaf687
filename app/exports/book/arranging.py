"""Arrange one to six photos on a page, in rows or columns that fill it. Each photo is cropped a little.

Photos of a row have one height and fill the width. The heights are scaled so that the rows fill the height.
If that would crop too much, the block keeps its shape and is centred. Columns work the same the other way
round. All lengths are in mm.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from app.exports.book.formats import GAP_MM, Box

MOST_ON_PAGE = 6
MOST_IN_LINE = 3
MOST_STRETCH = 1.22
"""How much a place's shape may differ from the photo's. The excess of the photo is cropped."""
LINE_MM = 4.2
MOST_LINES = 3
NARROWEST, WIDEST = 0.4, 2.8
"""Shapes beyond these are cropped to them, or a panorama would be a stripe."""
USUAL_SHARE = 0.24
"""The share of a page for a photo without importance."""
MM_PER_PX = 25.4 / 130
"""Bounds a photo's size by its pixels: below 130 of them an inch they are visible."""

CROPPED, EMPTY, WRONG_SIZE, TOO_FEW_PIXELS = 3.0, 4.0, 0.6, 2.0


@dataclass(frozen=True, slots=True)
class Shape:
    """A photo for the layout: width by height, importance from 1 up, and its words' length."""

    id: str
    ratio: float
    weight: float = 1.0
    words_mm: float = 0.0
    """The length of its words on one line. 0 for none."""
    width_px: int = 10_000

    @property
    def shown_ratio(self) -> float:
        return min(WIDEST, max(NARROWEST, self.ratio))

    def words_height(self, width: float) -> float:
        """Return the height of its words below a picture of this width."""
        if not self.words_mm:
            return 0.0
        # Lines break between words, so the end of each stays empty.
        return LINE_MM * min(MOST_LINES, math.ceil(self.words_mm * 1.15 / max(1.0, width))) + 1.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A photo on a page. `words` is the place below it, None without words."""

    id: str
    box: Box
    words: Box | None


@dataclass(frozen=True, slots=True)
class Arranged:
    """`cost` measures how far this is from a good page. It adds up over a book."""

    placed: tuple[Placed, ...]
    cost: float


def best_arrangement(shapes: Sequence[Shape], area: Box) -> Arranged:
    """Return the best arrangement of up to MOST_ON_PAGE photos, in their order, within the area."""
    return min(arrangements(shapes, area), key=lambda one: one.cost)


def arrangements(shapes: Sequence[Shape], area: Box) -> Iterator[Arranged]:
    for split in _splits(len(shapes)):
        lines, begin = [], 0
        for count in split:
            lines.append(shapes[begin : begin + count])
            begin += count
        yield _judged(_in_rows(lines, area), shapes, area)
        if len(shapes) > 1:
            yield _judged(_in_columns(lines, area), shapes, area)


@cache
def _splits(count: int) -> tuple[tuple[int, ...], ...]:
    """Return all ways to divide this many photos into lines."""
    if count == 0:
        return ((),)
    return tuple(
        (first, *rest)
        for first in range(1, min(MOST_IN_LINE, count) + 1)
        for rest in _splits(count - first)
        if len(rest) < MOST_IN_LINE
    )


def _in_rows(rows: list[Sequence[Shape]], area: Box) -> list[Placed]:
    ratios = [sum(shape.shown_ratio for shape in row) for row in rows]
    gaps = [GAP_MM * (len(row) - 1) for row in rows]
    words = [
        max(shape.words_height((area.width - gap) * shape.shown_ratio / ratio) for shape in row)
        for row, gap, ratio in zip(rows, gaps, ratios, strict=True)
    ]
    room = area.height - GAP_MM * (len(rows) - 1) - sum(words)
    width, stretch = _fitted(area.width, gaps, ratios, room)
    heights = [(width - gap) / ratio for gap, ratio in zip(gaps, ratios, strict=True)]
    block = sum(heights) * stretch + area.height - room
    y, placed = area.y + (area.height - block) / 2, []
    for row, height, below in zip(rows, heights, words, strict=True):
        x = area.x + (area.width - width) / 2
        for shape in row:
            box = Box(x, y, shape.shown_ratio * height, height * stretch)
            placed.append(Placed(shape.id, box, _below(box, below) if shape.words_mm else None))
            x += box.width + GAP_MM
        y += height * stretch + below + GAP_MM
    return placed


def _in_columns(columns: list[Sequence[Shape]], area: Box) -> list[Placed]:
    guess = (area.width - GAP_MM * (len(columns) - 1)) / len(columns)
    words = [[shape.words_height(guess * 0.8) for shape in column] for column in columns]
    kept = [sum(below) + GAP_MM * (len(column) - 1) for column, below in zip(columns, words, strict=True)]
    ratios = [sum(1 / shape.shown_ratio for shape in column) for column in columns]
    room = area.width - GAP_MM * (len(columns) - 1)
    height, stretch = _fitted(area.height, kept, ratios, room)
    widths = [(height - fixed) / ratio for fixed, ratio in zip(kept, ratios, strict=True)]
    x, placed = area.x + (room - sum(widths) * stretch) / 2, []
    for column, width, strips in zip(columns, widths, words, strict=True):
        y = area.y + (area.height - height) / 2
        for shape, below in zip(column, strips, strict=True):
            box = Box(x, y, width * stretch, width / shape.shown_ratio)
            placed.append(Placed(shape.id, box, _below(box, below) if shape.words_mm else None))
            y += box.height + below + GAP_MM
        x += width * stretch + GAP_MM
    return placed


def _fitted(length: float, kept: list[float], ratios: list[float], room: float) -> tuple[float, float]:
    """Return the length of the lines, at most `length`, and the stretch that makes them fill `room` across.

    In a line of length `l`, photos are (l - kept) / ratio across. So their sum is linear in l.
    """
    across = sum((length - fixed) / ratio for fixed, ratio in zip(kept, ratios, strict=True))
    stretch = min(MOST_STRETCH, max(1 / MOST_STRETCH, room / across))
    if across * stretch > room:
        lost = sum(fixed / ratio for fixed, ratio in zip(kept, ratios, strict=True))
        length = (room / stretch + lost) / sum(1 / ratio for ratio in ratios)
    return max(length, max(kept) + 1.0), stretch


def _below(box: Box, height: float) -> Box:
    return Box(box.x, box.bottom, box.width, height)


def _judged(placed: list[Placed], shapes: Sequence[Shape], area: Box) -> Arranged:
    cost = 0.0
    covered = 0.0
    for one, shape in zip(placed, shapes, strict=True):
        covered += one.box.area + (one.words.area if one.words else 0.0)
        crop = math.log(one.box.width / one.box.height / shape.ratio)
        share = one.box.area / area.area
        wanted = min(0.85, USUAL_SHARE * shape.weight)
        cost += CROPPED * crop * crop + WRONG_SIZE * math.log(max(1e-6, share) / wanted) ** 2
        if one.box.width > (most := shape.width_px * MM_PER_PX):
            cost += TOO_FEW_PIXELS * math.log(one.box.width / most)
    return Arranged(tuple(placed), cost + EMPTY * max(0.0, 1 - covered / area.area))
