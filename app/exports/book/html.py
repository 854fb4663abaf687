"""The book as HTML for the program that makes the PDF: the layout's pages, with absolute boxes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from app.exports.book.arranging import Placed
from app.exports.book.formats import GAP_MM, HEADING_MM, MARKS_MM, Box, Sheet
from app.exports.book.index import COLUMNS
from app.exports.book.layout import Page, PageKind
from app.exports.book.words import direction

FAMILIES = (
    "Noto Sans",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Devanagari",
    "Noto Sans CJK SC",
)
"""From Debian's fonts-noto-core and fonts-noto-cjk. The emoji font is not named: it would draw the digits."""

STYLES = """
* { margin: 0; padding: 0; box-sizing: border-box }
body { font-family: %(sans)s; font-size: 8pt; line-height: 4.2mm; color: #222 }
.page { position: relative; width: %(width)smm; height: %(height)smm; break-after: page }
.page:last-child { break-after: auto }
.at { position: absolute }
img { display: block; width: 100%%; height: 100%%; object-fit: cover }
.words { padding-top: 1mm; overflow: hidden; max-lines: 3; block-ellipsis: auto }
[dir=rtl] { direction: rtl; text-align: right }
.who { font-weight: 600 }
.who + .what::before { content: "  " }
h2 { font-family: %(serif)s; font-weight: 400; font-size: 20pt; line-height: 10mm; overflow: hidden }
.cover { text-align: center }
.cover h1 { font-family: %(serif)s; font-weight: 400; font-size: %(title)spt; line-height: 1.2 }
.cover p { font-size: 11pt; line-height: 7mm; margin-top: 4mm; color: #555 }
.no { position: absolute; bottom: %(foot)smm; font-size: 8pt; color: #666 }
.greeting .words { text-align: center; font-size: 10pt; line-height: 5mm }
.column { font-size: 9pt; line-height: 5.2mm }
.column p { overflow: hidden; max-lines: 6; block-ellipsis: auto }
.column .who { margin-inline-end: 2mm }
"""


@dataclass(frozen=True, slots=True)
class Words:
    author: str
    caption: str


@dataclass(frozen=True, slots=True)
class Bound:
    """All that a book's HTML is made of. `files` are the pictures' file names, by page and photo."""

    sheet: Sheet
    bleed: bool
    pages: tuple[Page, ...]
    title: str
    day: str
    language: str
    words: Mapping[str, Words]
    files: Mapping[tuple[int, str], str]


def book_html(book: Bound) -> str:
    parts = [
        f'<!doctype html><html lang="{escape(book.language)}"><head><meta charset="utf-8">',
        f"<title>{escape(book.title)}</title><style>{_styles(book)}</style></head><body>",
    ]
    for number, page in enumerate(book.pages):
        parts.append(f'<section class="page {page.kind}">')
        parts += _inside(book, number, page)
        parts.append("</section>")
    return "".join([*parts, "</body></html>"])


def _styles(book: Bound) -> str:
    sheet = book.sheet
    sans = ", ".join(f'"{family}"' for family in FAMILIES)
    bleed = f"bleed: {MARKS_MM}mm; marks: crop;" if book.bleed else ""
    return f"@page {{ size: {sheet.width}mm {sheet.height}mm; margin: 0; {bleed} }}" + STYLES % {
        "sans": sans,
        "serif": f'"Noto Serif", "Noto Serif CJK SC", {sans}',
        "width": sheet.width,
        "height": sheet.height,
        "foot": sheet.margin - 4,
        "title": round(sheet.width / 6.5),
    }


def _inside(book: Bound, number: int, page: Page) -> Iterator[str]:
    if page.kind is PageKind.COVER:
        yield from (_picture(book, number, placed) for placed in page.placed)
        yield _cover_words(book, page)
        return
    if page.heading:
        content = book.sheet.content
        box = Box(content.x, content.y, content.width, 20.0)
        yield f'<h2 class="at" dir="{direction(page.heading)}" {_style(box)}>{escape(page.heading)}</h2>'
    for placed in page.placed:
        yield _picture(book, number, placed)
        if placed.words is not None:
            yield _words(book, placed.id, placed.words)
    if page.columns:
        yield from _columns(book, page)
    side = "right" if page.number % 2 else "left"
    yield f'<p class="no" style="{side}: {book.sheet.margin}mm">{page.number}</p>'


def _picture(book: Bound, number: int, placed: Placed) -> str:
    file = book.files.get((number, placed.id))
    if file is None:
        return ""
    words = book.words[placed.id]
    return (
        f'<div class="at" {_style(placed.box)}>'
        f'<img src="book:/{file}" alt="{escape(words.caption or words.author)}"></div>'
    )


def _words(book: Bound, photo_id: str, box: Box) -> str:
    words = book.words[photo_id]
    caption, author = words.caption.strip(), words.author.strip()
    what = f'<span class="what">{escape(caption)}</span>' if caption else Markup("")
    who = f'<span class="who">{_isolated(author)}</span>' if author else Markup("")
    return f'<p class="at words" dir="{direction(caption or author)}" {_style(box)}>{who}{what}</p>'


def _cover_words(book: Bound, page: Page) -> str:
    sheet = book.sheet
    top = page.placed[0].box.bottom + sheet.margin if page.placed else sheet.height * 0.4
    box = Box(sheet.margin, top, sheet.width - 2 * sheet.margin, sheet.height - top - sheet.margin)
    return (
        f'<div class="at" {_style(box)}><h1 dir="{direction(book.title)}">{escape(book.title)}</h1>'
        f"<p>{escape(book.day)}</p></div>"
    )


def _columns(book: Bound, page: Page) -> Iterator[str]:
    for box, column in zip(
        column_boxes(book.sheet, has_heading=bool(page.heading)), page.columns, strict=False
    ):
        lines = "".join(
            f'<p><span class="who">{_isolated(name)}</span> {escape(pages)}</p>' for name, pages in column
        )
        yield f'<div class="at column" {_style(box)}>{lines}</div>'


def column_boxes(sheet: Sheet, *, has_heading: bool) -> list[Box]:
    from_top = sheet.content_below(HEADING_MM if has_heading else 0.0)
    width = (from_top.width - GAP_MM * (COLUMNS - 1)) / COLUMNS
    return [
        Box(from_top.x + no * (width + GAP_MM), from_top.y, width, from_top.height) for no in range(COLUMNS)
    ]


def _isolated(text: str) -> str:
    # As <bdi> does: a right-to-left name must not reorder the text beside it.
    return f"\u2068{escape(text)}\u2069"


def _style(box: Box) -> str:
    sides = {"left": box.x, "top": box.y, "width": box.width, "height": box.height}
    return 'style="' + "; ".join(f"{side}: {length:.3f}mm" for side, length in sides.items()) + '"'
