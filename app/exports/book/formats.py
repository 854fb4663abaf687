"""The sizes of a book in mm, and the margins of its pages."""

from dataclasses import dataclass
from enum import StrEnum

BLEED_MM = 3.0
"""How far a picture at the edge is printed beyond it, for a print shop to cut."""
MARKS_MM = 9.0
"""How far the sheet extends beyond the page, with cut marks for the print shop."""
GAP_MM = 4.0
FOOT_MM = 8.0
"""Below the photos: the number of the page."""
HEADING_MM = 22.0
"""Above the photos of the page on which a chapter begins."""


class PageFormat(StrEnum):
    A4 = "a4"
    A5 = "a5"
    SQUARE = "square"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a page, from the upper left of the trimmed page, in mm."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def area(self) -> float:
        return self.width * self.height


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: its size, and the margin around what is on it."""

    width: float
    height: float
    margin: float

    @property
    def content(self) -> Box:
        """Return where photos can be."""
        return Box(
            self.margin,
            self.margin,
            self.width - 2 * self.margin,
            self.height - 2 * self.margin - FOOT_MM,
        )

    def content_below(self, height: float) -> Box:
        """Return where photos can be below this height from the top."""
        whole = self.content
        return Box(whole.x, whole.y + height, whole.width, whole.height - height)


SHEETS = {
    PageFormat.A4: Sheet(210.0, 297.0, 13.0),
    PageFormat.A5: Sheet(148.0, 210.0, 10.0),
    PageFormat.SQUARE: Sheet(210.0, 210.0, 13.0),
    PageFormat.LETTER: Sheet(215.9, 279.4, 13.0),
}
