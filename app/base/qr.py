"""The guests' address as a QR code, for a page and for a terminal."""

import io

import segno

BORDER = 3


def qr_svg(url: str) -> str:
    """Return an SVG without a size of its own: dark on white, with the quiet zone that readers need."""
    buffer = io.BytesIO()
    segno.make(url, error="m").save(
        buffer, kind="svg", border=BORDER, dark="#14120f", light="#ffffff", omitsize=True, xmldecl=False
    )
    return buffer.getvalue().decode()


def qr_modules(url: str) -> int:
    """Return how many modules wide that picture is, with its quiet zone."""
    return int(segno.make(url, error="m").symbol_size(border=BORDER)[0])


def qr_terminal(url: str) -> str:
    """Return the code as lines of half blocks."""
    buffer = io.StringIO()
    segno.make(url, error="m").terminal(out=buffer, border=2, compact=True)
    return buffer.getvalue()
