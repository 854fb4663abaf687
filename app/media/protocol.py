"""The lines of JSON that a media worker and its parent exchange: one request, one answer, in turns."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from app.media.errors import PictureRefused, Refusal
from app.media.rendered import Rendered, Rendition

READY_LINE = b'{"ready": true}\n'


@dataclass(frozen=True, slots=True)
class Request:
    original: Path
    out_dir: Path
    max_pixels: int


def write_request(request: Request) -> bytes:
    """Return the request as one line; its paths become absolute, for a worker has its own directory."""
    return _line(
        {
            "original": str(request.original.absolute()),
            "out_dir": str(request.out_dir.absolute()),
            "max_pixels": request.max_pixels,
        }
    )


def read_request(line: bytes) -> Request:
    """Return the request that a line holds; raises ValueError, KeyError or TypeError if it holds none."""
    fields = json.loads(line)
    return Request(Path(fields["original"]), Path(fields["out_dir"]), int(fields["max_pixels"]))


def write_rendered(rendered: Rendered) -> bytes:
    """Return the answer for a picture that was rendered."""
    return _line({"ok": asdict(rendered)})


def write_refused(code: Refusal) -> bytes:
    """Return the answer for a picture that was refused."""
    return _line({"refused": code.value})


def write_failed(error: OSError) -> bytes:
    """Return the answer for a fault of this machine, such as a full disk, which is not the picture's."""
    return _line({"failed": {"errno": error.errno or 0, "message": error.strerror or str(error)}})


def read_answer(line: bytes) -> Rendered:
    """Return what a line answers, or raise the `PictureRefused` or OSError it tells of.

    Raises ValueError when it is no answer.
    """
    try:
        answer = json.loads(line)
        if "refused" in answer:
            outcome: Rendered | PictureRefused | OSError = PictureRefused(Refusal(answer["refused"]))
        elif "failed" in answer:
            outcome = OSError(int(answer["failed"]["errno"]), str(answer["failed"]["message"]))
        else:
            fields = dict(answer["ok"])
            renditions = tuple(Rendition(**each) for each in fields.pop("renditions"))
            outcome = Rendered(**fields, renditions=renditions)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError("not an answer of a media worker") from error
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def _line(fields: dict[str, object]) -> bytes:
    return json.dumps(fields).encode("ascii") + b"\n"
