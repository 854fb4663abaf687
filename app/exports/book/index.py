"""The index at the end of a book: who sent what, in columns on one or more pages."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.exports.book.formats import GAP_MM, HEADING_MM, Sheet
from app.exports.book.layout import Page, PageKind
from app.exports.book.words import length_mm

COLUMNS = 2
LINE_MM = 5.2
LARGER = 9 / 8
"""The index is set in 9 points, but `length_mm` is for 8."""
MOST_LINES = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """A name, and the pages on which their photos are."""

    name: str
    pages: str


def index_entries(pages: Sequence[Page], author_of: Mapping[str, str]) -> list[Entry]:
    """Return the senders and their pages, sorted by name. Photos without a name are left out."""
    found: dict[str, list[int]] = {}
    for page in pages:
        for placed in page.placed if page.number else ():
            name = author_of.get(placed.id, "").strip()
            if name and page.number not in found.setdefault(name, []):
                found[name].append(page.number)
    return [Entry(name, ranges(found[name])) for name in sorted(found, key=_order)]


def ranges(numbers: Sequence[int]) -> str:
    """Write rising numbers as `2, 4–6, 9`."""
    told: list[str] = []
    begin = 0
    for place, number in enumerate(numbers):
        if place + 1 < len(numbers) and numbers[place + 1] == number + 1:
            continue
        first = numbers[begin]
        told.append(f"{first}–{number}" if number > first else str(number))
        begin = place + 1
    return ", ".join(told)


def index_pages(sheet: Sheet, entries: Sequence[Entry], heading: str, first_number: int) -> list[Page]:
    """Return the pages of the index. None without entries."""
    pages: list[Page] = []
    columns: list[list[Entry]] = [[]]
    width = (sheet.content.width - GAP_MM * (COLUMNS - 1)) / COLUMNS
    left = _lines(sheet, is_first=True)
    for entry in entries:
        lines = _height(entry, width)
        if lines > left:
            if len(columns) == COLUMNS:
                pages.append(_page(columns, heading if not pages else "", first_number + len(pages)))
                columns = []
            columns.append([])
            left = _lines(sheet, is_first=not pages)
        columns[-1].append(entry)
        left -= lines
    if entries:
        pages.append(_page(columns, heading if not pages else "", first_number + len(pages)))
    return pages


def _lines(sheet: Sheet, *, is_first: bool) -> int:
    return int((sheet.content.height - (HEADING_MM if is_first else 0)) / LINE_MM)


def _height(entry: Entry, width: float) -> int:
    text = length_mm(f"{entry.name}  {entry.pages}") * LARGER * 1.15
    return min(MOST_LINES, 1 + int(text / width))


def _page(columns: list[list[Entry]], heading: str, number: int) -> Page:
    told = tuple(tuple((entry.name, entry.pages) for entry in column) for column in columns)
    return Page(PageKind.INDEX, number, heading=heading, columns=told)


def _order(name: str) -> str:
    return unicodedata.normalize("NFKD", name).casefold()
