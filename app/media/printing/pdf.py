"""Make the book's PDF of its HTML with WeasyPrint (the extra `book`). Fonts are embedded, JPEGs unchanged."""

import logging
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from app.media.printing.asked import PdfRequest

PACKAGE = "weasyprint"
BLEED_POINTS = 3 / 25.4 * 72
PICTURE = re.compile(r"[a-z0-9]+\.jpg")


def is_installed() -> bool:
    """Tell whether the package is installed. `python -m app doctor` checks its system libraries."""
    return find_spec(PACKAGE) is not None


def load() -> None:
    """Load the library before the process is locked down. Raises whatever a missing one raises."""
    # The heavy library of an extra: only the process that makes a PDF loads it.
    import weasyprint

    # It would log each of its steps.
    weasyprint.LOGGER.setLevel(logging.ERROR)


def write_pdf(request: PdfRequest) -> int:
    """Write the PDF and return its number of pages. Raises OSError if the disk is at fault."""
    from weasyprint import HTML

    document = HTML(
        string=request.html.read_text(encoding="utf-8"),
        base_url="book:/",
        url_fetcher=_fetcher(request.pictures),
    ).render()
    document.write_pdf(request.out, finisher=_set_bleed)
    return len(document.pages)


def _set_bleed(_: object, pdf: Any) -> None:
    """Set a bleed of 3 mm beyond the page's edge. WeasyPrint always declares 10 points."""
    for found in pdf.objects:
        if isinstance(found, dict) and found.get("Type") == "/Page" and "TrimBox" in found:
            media, (left, top, right, bottom) = found["MediaBox"], found["TrimBox"]
            if media[0] < left:
                beyond = (
                    left - BLEED_POINTS,
                    top - BLEED_POINTS,
                    right + BLEED_POINTS,
                    bottom + BLEED_POINTS,
                )
                found["BleedBox"] = type(found["TrimBox"])(beyond)


def _fetcher(pictures: Path) -> object:
    """Return a fetcher that serves only the pictures in this folder, whatever guests' words may name."""
    from weasyprint.urls import URLFetcherResponse

    class OurPictures:
        # As WeasyPrint asks of fetchers: a fault ends the PDF.
        _fail_on_errors = True

        def __call__(self, url: str) -> object:
            name = url.removeprefix("book:/").lstrip("/")
            if not url.startswith("book:/") or not PICTURE.fullmatch(name):
                raise ValueError("not a picture of the book")
            path = pictures / name
            return URLFetcherResponse(path.as_uri(), path.open("rb"), {"Content-Type": "image/jpeg"})

    return OurPictures()
