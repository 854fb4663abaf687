"""Pages of any photos, in any format: every photo once and in order, none over another or off the page."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.exports.book.arranging import MOST_ON_PAGE, MOST_STRETCH, Shape, best_arrangement
from app.exports.book.formats import BLEED_MM, HEADING_MM, SHEETS, Box, PageFormat
from app.exports.book.layout import Page, PageKind, Section, cover_page, photo_pages

CLOSE = 0.01
"""mm: what rounding may do."""

ratios = st.floats(0.1, 10)
weights = st.floats(1, 4)
words = st.sampled_from([0.0, 8.0, 60.0, 900.0])
shapes = st.builds(Shape, st.just(""), ratios, weights, words, st.sampled_from([200, 2000, 8000]))
formats = st.sampled_from(list(PageFormat))


def named(some: list[Shape], prefix: str = "p") -> tuple[Shape, ...]:
    return tuple(
        Shape(f"{prefix}{no}", one.ratio, one.weight, one.words_mm, one.width_px)
        for no, one in enumerate(some)
    )


def overlap(one: Box, other: Box) -> bool:
    return (
        one.x < other.right - CLOSE
        and other.x < one.right - CLOSE
        and one.y < other.bottom - CLOSE
        and other.y < one.bottom - CLOSE
    )


def is_within(box: Box, area: Box) -> bool:
    return (
        box.x >= area.x - CLOSE
        and box.y >= area.y - CLOSE
        and box.right <= area.right + CLOSE
        and box.bottom <= area.bottom + CLOSE
    )


def boxes_of(page: Page) -> list[Box]:
    return [box for one in page.placed for box in (one.box, one.words) if box is not None]


@settings(max_examples=60, deadline=None)
@given(st.lists(shapes, max_size=25), st.lists(shapes, max_size=3), formats, st.booleans())
def test_every_photo_is_there_once_in_order_and_within_its_page(
    some: list[Shape], cards: list[Shape], page_format: PageFormat, has_heading: bool
) -> None:
    sheet = SHEETS[page_format]
    photos, greetings = named(some), named(cards, "card")
    pages = photo_pages(sheet, [Section("Dinner" if has_heading else "", photos, greetings)])
    assert [one.id for page in pages for one in page.placed] == [one.id for one in (*photos, *greetings)]
    assert [page.number for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        assert len(page.placed) == 1 if page.kind is PageKind.GREETING else len(page.placed) <= MOST_ON_PAGE
        area = sheet.content_below(HEADING_MM if page.heading else 0.0)
        for box in boxes_of(page):
            assert is_within(box, area)
            assert min(box.width, box.height) > 0
        assert not any(itertools.starmap(overlap, itertools.combinations(boxes_of(page), 2)))
    assert [page.heading for page in pages if page.heading] == (["Dinner"] if has_heading and pages else [])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.builds(Shape, st.just(""), st.floats(0.6, 1.8)), min_size=1, max_size=6), formats)
def test_photos_of_usual_shapes_are_cropped_little_and_end_in_straight_edges(
    some: list[Shape], page_format: PageFormat
) -> None:
    area = SHEETS[page_format].content
    arranged = best_arrangement(named(some), area)
    for one, shape in zip(arranged.placed, some, strict=True):
        stretch = one.box.width / one.box.height / shape.ratio
        assert 1 / MOST_STRETCH - CLOSE <= stretch <= MOST_STRETCH + CLOSE
    boxes = [one.box for one in arranged.placed]
    left, right = min(box.x for box in boxes), max(box.right for box in boxes)
    top, bottom = min(box.y for box in boxes), max(box.bottom for box in boxes)
    # Rows all begin and end at the same edges; where it is columns, those do.
    rows = {round(box.y, 2) for box in boxes}
    are_rows = all(
        abs(min(b.x for b in boxes if round(b.y, 2) == y) - left) < CLOSE
        and abs(max(b.right for b in boxes if round(b.y, 2) == y) - right) < CLOSE
        for y in rows
    )
    columns = {round(box.x, 2) for box in boxes}
    are_columns = all(
        abs(min(b.y for b in boxes if round(b.x, 2) == x) - top) < CLOSE
        and abs(max(b.bottom for b in boxes if round(b.x, 2) == x) - bottom) < CLOSE
        for x in columns
    )
    assert are_rows or are_columns
    # And what is left free is the same on both sides.
    assert left - area.x == pytest.approx(area.right - right, abs=CLOSE)
    assert top - area.y == pytest.approx(area.bottom - bottom, abs=CLOSE)


@pytest.mark.parametrize("page_format", PageFormat)
def test_an_important_photo_is_larger_than_the_others(page_format: PageFormat) -> None:
    usual = [Shape(f"p{no}", (1.5, 0.75, 1.33)[no % 3]) for no in range(20)]
    usual[10] = Shape("loved", 1.33, weight=4.0)
    pages = photo_pages(SHEETS[page_format], [Section("", tuple(usual))])
    areas = {one.id: one.box.area for page in pages for one in page.placed}
    others = sorted(area for photo, area in areas.items() if photo != "loved")
    assert areas["loved"] > 1.5 * others[len(others) // 2]
    assert len({len(page.placed) for page in pages}) > 1, "pages differ"


def test_a_photo_of_few_pixels_has_no_page_of_its_own() -> None:
    usual = [Shape(f"p{no}", 1.33) for no in range(7)]
    usual[3] = Shape("small", 1.33, weight=4.0, width_px=320)
    pages = photo_pages(SHEETS[PageFormat.A4], [Section("", tuple(usual))])
    widths = {one.id: one.box.width for page in pages for one in page.placed}
    assert widths["small"] < 120


def test_chapters_begin_on_pages_of_their_own() -> None:
    one, two = named([Shape("", 1.5)] * 4), named([Shape("", 0.7)] * 3, "q")
    pages = photo_pages(SHEETS[PageFormat.A4], [Section("One", one), Section("Two", two)])
    assert [page.heading for page in pages if page.heading] == ["One", "Two"]
    begins = next(page for page in pages if page.heading == "Two")
    assert {placed.id for placed in begins.placed} <= {shape.id for shape in two}


def test_the_cover_goes_beyond_the_edges_by_the_bleed() -> None:
    sheet = SHEETS[PageFormat.A5]
    (placed,) = cover_page(sheet, "best", BLEED_MM).placed
    assert (placed.box.x, placed.box.y, placed.box.right) == (-3, -3, 151)
    assert placed.box.bottom < sheet.height * 0.75, "its title has room"
    assert cover_page(sheet, "", 0.0).placed == ()
