"""The form of a slide: each kind must have its fields, and moments must be valid."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.base.clock import to_iso
from app.base.errors import N_, AppError, bad_request
from app.base.fields import mapping, text_of
from app.base.ids import is_id
from app.base.plain_text import clean_line
from app.records.slide import SlideKind

MAX_TITLE = 80
MAX_LINE = 120
MAX_LINES = 12
MAX_EVERY = 500
LEAST_SECONDS = 3
MOST_SECONDS = 120
MAX_MOMENT = 40


@dataclass(frozen=True, slots=True)
class SlideForm:
    """A slide as its host wants it. `version` is the version that was changed, 0 for a new slide."""

    version: int
    kind: SlideKind
    title: str
    words: str
    at: str
    from_at: str
    until_at: str
    every: int
    seconds: int
    is_on: bool
    photo_id: str


@dataclass(frozen=True, slots=True)
class OrderForm:
    """The slides' ids in their new order, and the change at which they were read."""

    ids: tuple[str, ...]
    no: int


def slide_form(fields: object) -> SlideForm:
    """Read a slide. Raises a 400 that says what is missing or wrong."""
    values = mapping(fields)
    kind = values.get("kind")
    if not isinstance(kind, str) or kind not in tuple(SlideKind):
        raise bad_request(N_("There is no slide of that kind."))
    is_on = values.get("is_on", True)
    if not isinstance(is_on, bool):
        raise AppError(400, "BAD_REQUEST", N_("“%(name)s” can’t be set to that."), {"name": "is_on"})
    form = SlideForm(
        version=_number(values, "version", 0, 0, 2**31),
        kind=SlideKind(kind),
        title=clean_line(text_of(values, "title") or "", MAX_TITLE),
        words=_lines(text_of(values, "words") or ""),
        at=_moment(values, "at"),
        from_at=_moment(values, "from"),
        until_at=_moment(values, "until"),
        every=_number(values, "every", 10, 1, MAX_EVERY),
        seconds=_number(values, "seconds", 10, LEAST_SECONDS, MOST_SECONDS),
        is_on=is_on,
        photo_id=(text_of(values, "photo") or "") if kind == SlideKind.PICTURE else "",
    )
    if form.kind is SlideKind.PICTURE and not is_id(form.photo_id):
        raise bad_request(N_("Choose a picture for the slide."))
    if form.kind is SlideKind.TEXT and not (form.title or form.words):
        raise bad_request(N_("Write something on the slide."))
    if form.kind is SlideKind.COUNTDOWN and not form.at:
        raise bad_request(N_("Say what time the slide counts down to."))
    if form.from_at and form.until_at and form.until_at <= form.from_at:
        raise bad_request(N_("The slide would end before it begins."))
    return form


def order_form(fields: object) -> OrderForm:
    values = mapping(fields)
    ids = values.get("order")
    if not isinstance(ids, list) or not all(isinstance(one, str) and is_id(one) for one in ids):
        raise bad_request(N_("Say in which order the slides come."))
    return OrderForm(tuple(ids), _number(values, "no", 0, 0, 2**62))


def slide_version(args: Mapping[str, str]) -> int:
    """Read the version of the slide to delete. Without one it is 0, which no slide has."""
    written = args.get("version", "")
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else 0


def slide_arg(slide_id: str) -> str:
    if not is_id(slide_id):
        raise bad_request(N_("That is not a slide."))
    return slide_id


def _lines(text: str) -> str:
    lines = [clean_line(line, MAX_LINE) for line in text[: 2 * MAX_LINE * MAX_LINES].splitlines()]
    while lines and not lines[-1]:
        lines.pop()
    if len(lines) > MAX_LINES:
        raise AppError(400, "BAD_REQUEST", N_("A slide has room for %(count)s lines."), {"count": MAX_LINES})
    return "\n".join(lines)


def _moment(values: Mapping[str, object], name: str) -> str:
    """Return a moment in its stored form. The input is ISO 8601 with a zone, or empty."""
    written = text_of(values, name) or ""
    if not written:
        return ""
    try:
        moment = datetime.fromisoformat(written[:MAX_MOMENT])
        if moment.tzinfo is None:
            raise ValueError("a moment without its zone")
        return to_iso(moment)
    except (ValueError, OverflowError):
        raise AppError(
            400, "BAD_REQUEST", N_("“%(name)s” must be a time, such as 2026-06-13T22:00:00Z."), {"name": name}
        ) from None


def _number(values: Mapping[str, object], name: str, default: int, low: int, high: int) -> int:
    value = values.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise AppError(
            400,
            "BAD_REQUEST",
            N_("“%(name)s” must be a whole number from %(low)s to %(high)s."),
            {"name": name, "low": low, "high": high},
        )
    return value
