"""The lines that the print programs and their parent exchange, in turns."""

import json
from dataclasses import dataclass
from pathlib import Path

from app.media.edit import NO_EDIT, Edit, edit_json, edit_of
from app.media.worker.protocol import told_error


@dataclass(frozen=True, slots=True)
class PrintRequest:
    """A picture of at most `width` by `height` px, in exactly this shape, cropped from the edited original.

    The uncropped original then has `long_side` px. `focus` is what the crop keeps, in fractions of the sides.
    """

    original: Path
    out: Path
    max_pixels: int
    width: int
    height: int
    long_side: int
    focus: tuple[float, float] = (0.5, 0.5)
    edit: Edit = NO_EDIT


@dataclass(frozen=True, slots=True)
class PdfRequest:
    """An HTML page. It names its pictures by plain file names in the folder `pictures`."""

    html: Path
    pictures: Path
    out: Path


def write_print_request(request: PrintRequest) -> bytes:
    return _line(
        {
            "original": str(request.original.absolute()),
            "out": str(request.out.absolute()),
            "max_pixels": request.max_pixels,
            "size": [request.width, request.height, request.long_side],
            "focus": request.focus,
            "edit": edit_json(request.edit),
        }
    )


def read_print_request(line: bytes) -> PrintRequest:
    fields = json.loads(line)
    width, height, long_side = map(int, fields["size"])
    x, y = map(float, fields["focus"])
    return PrintRequest(
        Path(fields["original"]),
        Path(fields["out"]),
        int(fields["max_pixels"]),
        width,
        height,
        long_side,
        (x, y),
        edit_of(fields["edit"]),
    )


def write_pdf_request(request: PdfRequest) -> bytes:
    return _line({name: str(getattr(request, name).absolute()) for name in ("html", "pictures", "out")})


def read_pdf_request(line: bytes) -> PdfRequest:
    fields = json.loads(line)
    return PdfRequest(Path(fields["html"]), Path(fields["pictures"]), Path(fields["out"]))


def write_done(count: int) -> bytes:
    """Return the answer of both programs: the bytes of a picture, or the pages of a PDF."""
    return _line({"done": count})


def read_done(line: bytes) -> int:
    """Return the count in an answer. Raises the `PictureRefused` or OSError in it, or ValueError."""
    try:
        answer = json.loads(line)
        error = told_error(answer)
        if error is None:
            return int(answer["done"])
    except (KeyError, TypeError, ValueError) as cause:
        raise ValueError("not an answer of a print program") from cause
    raise error


def _line(fields: dict[str, object]) -> bytes:
    return json.dumps(fields).encode("ascii") + b"\n"
