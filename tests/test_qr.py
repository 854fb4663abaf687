"""The QR code: drawn for a page and for a terminal, and the same modules in both."""

import re
from xml.etree import ElementTree

import pytest
import segno

from app.base.qr import qr_modules, qr_svg, qr_terminal

URLS = [
    "http://192.168.1.5:8080/",
    "https://wall.example.org/",
    "http://[fd00::1]:8080/",
    "http://x/" + "y" * 200,
]
BORDER = 3


def drawing(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 (drawn by ourselves)


def modules_of(svg: str) -> set[tuple[int, int]]:
    """Return the dark modules that the SVG's one path draws with its relative horizontal strokes."""
    path = drawing(svg).findall("{http://www.w3.org/2000/svg}path")[-1].attrib["d"]
    dark: set[tuple[int, int]] = set()
    x, y = 0.0, 0.0
    for verb, numbers in re.findall(r"([Mmh])([^Mmh]*)", path):
        values = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if verb == "h":
            dark |= {(int(x) + step, int(y)) for step in range(int(values[0]))}
            x += values[0]
        else:
            x, y = (values[0], values[1]) if verb == "M" else (x + values[0], y + values[1])
    return dark


@pytest.mark.parametrize("url", URLS)
def test_the_picture_shows_the_code_of_the_address_within_its_quiet_zone(url: str) -> None:
    matrix = segno.make(url, error="m").matrix
    expected = {
        (column + BORDER, row + BORDER)
        for row, line in enumerate(matrix)
        for column, is_dark in enumerate(line)
        if is_dark
    }
    assert modules_of(qr_svg(url)) == expected
    root = drawing(qr_svg(url))
    side = len(matrix) + 2 * BORDER
    assert root.attrib["viewBox"] == f"0 0 {side} {side}"


def test_the_picture_takes_the_size_of_its_place() -> None:
    assert not {"width", "height"} & set(drawing(qr_svg(URLS[0])).attrib)


def test_the_picture_can_stand_in_a_page_without_breaking_its_policy() -> None:
    svg = qr_svg(URLS[0])
    assert not svg.startswith("<?xml")
    assert "style=" not in svg
    assert "<script" not in svg


def test_an_address_with_signs_of_markup_makes_a_well_formed_picture() -> None:
    drawing(qr_svg('http://x/?a=<b>&"c"'))


@pytest.mark.parametrize("url", URLS[:3])
def test_the_terminal_shows_two_rows_of_modules_a_line(url: str) -> None:
    side = len(segno.make(url, error="m").matrix) + 4
    lines = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in qr_terminal(url).splitlines()]
    assert len([line for line in lines if line.strip()]) in (side // 2, (side + 1) // 2)
    assert {len(line) for line in lines if line} == {side}
    assert set("".join(lines)) <= set(" █▀▄")


@pytest.mark.parametrize("url", URLS)
def test_its_width_in_modules_is_that_of_the_picture(url: str) -> None:
    view_box = drawing(qr_svg(url)).attrib["viewBox"].split()
    assert qr_modules(url) == int(view_box[2])
