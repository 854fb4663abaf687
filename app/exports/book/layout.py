"""Lay out a book: which photos are on which page, and where. Pure, and used for both PDF and preview.

Pages are chosen as Knuth and Plass break lines: of all ways to divide a chapter's photos into pages of one to
six, take the one whose pages cost least in total.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.exports.book.arranging import MOST_ON_PAGE, Arranged, Placed, Shape, best_arrangement
from app.exports.book.formats import HEADING_MM, Box, Sheet

SAME_AGAIN = 0.25
"""The cost of a page with as many photos as the one before: a book that never changes is dull."""
COVER_SHARE = 0.68
"""The picture's share of the cover's height."""


class PageKind(StrEnum):
    COVER = "cover"
    PHOTOS = "photos"
    GREETING = "greeting"
    INDEX = "index"


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter: its photos in order, and its greetings. An empty heading is none."""

    heading: str
    shapes: tuple[Shape, ...]
    greetings: tuple[Shape, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """`number` is the printed one: the cover has 0. `columns` are the index's: names and their pages."""

    kind: PageKind
    number: int
    placed: tuple[Placed, ...] = ()
    heading: str = ""
    columns: tuple[tuple[tuple[str, str], ...], ...] = ()


def cover_page(sheet: Sheet, cover: str, bleed: float) -> Page:
    """Return the cover. Its picture reaches past the edges by the bleed."""
    if not cover:
        return Page(PageKind.COVER, 0)
    box = Box(-bleed, -bleed, sheet.width + 2 * bleed, sheet.height * COVER_SHARE + bleed)
    return Page(PageKind.COVER, 0, (Placed(cover, box, None),))


def photo_pages(sheet: Sheet, sections: Sequence[Section], first_number: int = 1) -> list[Page]:
    """Return the pages of all chapters: each photo once and in order, greetings after the photos."""
    pages: list[Page] = []
    for section in sections:
        heading = section.heading
        for arranged in _paged(sheet, section.shapes, has_heading=bool(heading)):
            number = first_number + len(pages)
            pages.append(Page(PageKind.PHOTOS, number, arranged.placed, heading))
            heading = ""
        for greeting in section.greetings:
            area = sheet.content_below(HEADING_MM if heading else 0.0)
            placed = best_arrangement([greeting], area).placed
            pages.append(Page(PageKind.GREETING, first_number + len(pages), placed, heading))
            heading = ""
    return pages


def _paged(sheet: Sheet, shapes: Sequence[Shape], *, has_heading: bool) -> list[Arranged]:
    # best[i][n]: the cheapest layout of the first i photos with n of them on the last page.
    best: list[dict[int, tuple[float, Arranged | None, int]]] = [{0: (0.0, None, 0)}]
    for end in range(1, len(shapes) + 1):
        ways: dict[int, tuple[float, Arranged | None, int]] = {}
        for count in range(1, min(MOST_ON_PAGE, end) + 1):
            begin = end - count
            area = sheet.content_below(HEADING_MM) if has_heading and begin == 0 else sheet.content
            arranged = best_arrangement(shapes[begin:end], area)
            before = min(
                (cost + (SAME_AGAIN * count if was == count else 0.0), was)
                for was, (cost, _, _) in best[begin].items()
            )
            ways[count] = (before[0] + arranged.cost, arranged, before[1])
        best.append(ways)
    pages: list[Arranged] = []
    end = len(shapes)
    count = min(best[end], key=lambda n: best[end][n][0])
    while end:
        _, last, was = best[end][count]
        assert last is not None
        pages.append(last)
        end, count = end - count, was
    pages.reverse()
    return pages
