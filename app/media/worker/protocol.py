"""The lines of JSON that a media worker and its parent exchange: one request, one answer, in turns."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.media.edit import NO_EDIT, Edit, edit_json, edit_of
from app.media.errors import PictureRefused, Refusal
from app.media.facts import Facts
from app.media.looks.seen import Look, Seen
from app.media.rendered import Face, MadeClip, Rendered, Rendition

READY_LINE = b'{"ready": true}\n'


@dataclass(frozen=True, slots=True)
class Request:
    original: Path
    out_dir: Path
    max_pixels: int
    edit: Edit = NO_EDIT
    looks: frozenset[Look] = frozenset()


def write_request(request: Request) -> bytes:
    """Return the request as one line. Paths become absolute, because a worker has its own directory."""
    return _line(
        {
            "original": str(request.original.absolute()),
            "out_dir": str(request.out_dir.absolute()),
            "max_pixels": request.max_pixels,
            "edit": edit_json(request.edit),
            "looks": sorted(request.looks),
        }
    )


def read_request(line: bytes) -> Request:
    """Parse a request. Raises ValueError, KeyError or TypeError if the line holds none."""
    fields = json.loads(line)
    original, out_dir = Path(fields["original"]), Path(fields["out_dir"])
    looks = frozenset(Look(look) for look in fields["looks"])
    return Request(original, out_dir, int(fields["max_pixels"]), edit_of(fields["edit"]), looks)


def write_rendered(rendered: Rendered) -> bytes:
    """Return the answer for a picture that was rendered."""
    return _line({"ok": asdict(rendered)})


def write_clip(made: MadeClip) -> bytes:
    """Return the answer for a video whose clip is made."""
    return _line({"made": asdict(made)})


def write_progress(done_s: float) -> bytes:
    """Return a progress line, which is no answer yet: this many seconds of the clip are made."""
    return _line({"done_s": round(done_s, 3)})


def write_step(step: str) -> bytes:
    """Return a step line, which is no answer either: the worker begins this step."""
    return _line({"step": step})


def read_step(line: bytes) -> str | None:
    """Return the step of a step line, None for another line."""
    if not line.startswith(b'{"step": "'):
        return None
    try:
        return str(json.loads(line)["step"])
    except ValueError:
        return None


def write_unable(reason: str) -> bytes:
    """Return the line that replaces the ready line if the process lacks something."""
    return _line({"unable": reason})


def write_refused(code: Refusal) -> bytes:
    """Return the answer for a picture that was refused."""
    return _line({"refused": code.value})


def write_failed(error: OSError) -> bytes:
    """Return the answer for a fault of this machine, such as a full disk."""
    return _line({"failed": {"errno": error.errno or 0, "message": error.strerror or str(error)}})


def read_answer(line: bytes) -> Rendered:
    """Return the answer in a line, or raise the `PictureRefused` or OSError in it.

    Raises ValueError if it is no answer.
    """
    try:
        answer = json.loads(line)
        error = told_error(answer)
        if error is None:
            fields = dict(answer["ok"])
            renditions = tuple(Rendition(**each) for each in fields.pop("renditions"))
            told = dict(fields.pop("facts"))
            facts = Facts(**told | {"colours": tuple(told["colours"])})
            seen = Seen(**fields.pop("seen"))
            faces = tuple(Face(**each) for each in fields.pop("faces"))
            return Rendered(**fields, renditions=renditions, facts=facts, seen=seen, faces=faces)
    except (KeyError, TypeError, ValueError) as cause:
        raise ValueError("not an answer of a media worker") from cause
    raise error


def read_clip(line: bytes) -> MadeClip | None:
    """Return the clip in an answer, None for a progress line. Raises as above."""
    try:
        answer = json.loads(line)
        error = told_error(answer)
        if error is None:
            if "done_s" in answer:
                return None
            return MadeClip(Rendition(**answer["made"]["clip"]), answer["made"]["whole_ms"])
    except (KeyError, TypeError, ValueError) as cause:
        raise ValueError("not an answer of a media worker") from cause
    raise error


def read_unable(line: bytes) -> str | None:
    """Return the reason why a process cannot work, None for another line."""
    try:
        reason = json.loads(line)["unable"]
    except (KeyError, TypeError, ValueError):
        return None
    return str(reason)


def told_error(answer: Any) -> PictureRefused | OSError | None:
    """Return the fault in an answer, if there is one."""
    if "refused" in answer:
        return PictureRefused(Refusal(answer["refused"]))
    if "failed" in answer:
        return OSError(int(answer["failed"]["errno"]), str(answer["failed"]["message"]))
    return None


def _line(fields: dict[str, object]) -> bytes:
    return json.dumps(fields).encode("ascii") + b"\n"
