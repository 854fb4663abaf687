"""The forms of screens and of those who steer them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from app.base.errors import N_, bad_request
from app.base.fields import mapping, text_of
from app.base.ids import is_id
from app.base.plain_text import clean_line
from app.screens.room import Room, room_form
from app.screens.steering import STEPS

MAX_NAME = 40
MAX_BROWSER = 60
MAX_KNOWN_LINE = 100
MAX_NUMBER = 10_000_000
MAX_BESIDE = 64
MAX_PAST = 64
MAX_LINE = 100


NUMBERS = (
    "heard",
    "seen",
    "waiting",
    "behind",
    "wait_s",
    "turn_ms",
    "cleared",
    "dropped",
    "failed",
    "memory_mb",
    "clock_ms",
    "width",
    "height",
)


@dataclass(frozen=True, slots=True)
class ReportForm:
    """A screen's report. `shows` and `next` are ids of photos, empty for none.

    `waiting` is the number of new photos not yet shown. `dropped` counts the late frames of the last minute,
    `failed` the pictures that did not load. `clock_ms` is how far its clock differs from ours. `after` is the
    last order that it has carried out, None before its first. `heard` is the newest steering that its stream
    has brought.
    """

    shows: str
    next: str
    waiting: int
    dropped: int
    failed: int
    memory_mb: int
    clock_ms: int
    width: int
    height: int
    ratio: float
    browser: str
    layout: str
    state: str
    beside: tuple[str, ...]
    after: int | None
    heard: int
    seen: int
    behind: int
    wait_s: int
    line: tuple[int, ...]
    turn_ms: int
    cleared: int
    covered: bool
    short: bool
    past: Mapping[str, int]
    room: Room


@dataclass(frozen=True, slots=True)
class WallShowsForm:
    """The report of a wall for old televisions. `photo` is empty for none. `beside` is the other of a pair.

    `heard` is the newest steering that it knows. It has cleared all that was taken down up to the change
    `cleared`.
    """

    screen: str
    photo: str
    beside: tuple[str, ...]
    heard: int
    cleared: int
    covered: bool
    room: Room


@dataclass(frozen=True, slots=True)
class SteerForm:
    """Either new values of the state, or one step. An empty `screen` means all."""

    screen: str
    values: Mapping[str, object]
    step: str
    photo: str


def report_form(fields: object) -> ReportForm:
    """Read a report. Missing values count as nothing. Raises a 400 for nonsense."""
    values = mapping(fields)
    shows, following = text_of(values, "shows") or "", text_of(values, "next") or ""
    after = values.get("after")
    ratio = values.get("ratio", 1)
    covered, short = values.get("covered", False), values.get("short", False)
    if (
        any(photo and not is_id(photo) for photo in (shows, following))
        or not (after is None or _is_whole(after))
        or isinstance(ratio, bool)
        or not isinstance(ratio, int | float)
        or not 0 < ratio <= 16
        or not isinstance(covered, bool)
        or not isinstance(short, bool)
    ):
        raise bad_request(N_("That is not a screen’s report."))
    return ReportForm(
        shows=shows,
        next=following,
        after=after if isinstance(after, int) else None,
        ratio=float(ratio),
        browser=_known_line(text_of(values, "browser") or "", MAX_BROWSER),
        layout=_known_line(text_of(values, "layout") or "", MAX_NAME),
        state=_known_line(text_of(values, "state") or "", MAX_NAME),
        beside=_beside(values.get("beside", [])),
        line=_line(values.get("line", [])),
        past=_past(values.get("past", [])),
        covered=covered,
        short=short,
        room=room_form(values.get("room")),
        **{name: _number_in(values, name) for name in NUMBERS},
    )


def wall_shows_form(fields: object) -> WallShowsForm:
    values = mapping(fields)
    screen, photo = text_of(values, "screen") or "", text_of(values, "photo") or ""
    heard, cleared, covered = values.get("heard", 0), values.get("cleared", 0), values.get("covered", False)
    if (
        not is_id(screen)
        or (photo and not is_id(photo))
        or not _is_whole(heard)
        or not _is_whole(cleared)
        or not isinstance(covered, bool)
    ):
        raise bad_request(N_("Say which screen it is, and which photo it shows."))
    return WallShowsForm(
        screen,
        photo,
        _beside(values.get("beside", [])),
        cast(int, heard),
        cast(int, cleared),
        covered,
        room_form(values.get("room")),
    )


def screen_arg(screen_id: str) -> str:
    """Read a screen's id from an address. Raises a 400 if it is none."""
    if not is_id(screen_id):
        raise bad_request(N_("That is not a screen."))
    return screen_id


def steer_form(fields: object) -> SteerForm:
    """Read `{"screen": "…", "set": {…}}` or `{"screen": "…", "do": "next", "photo": "…"}`."""
    values = mapping(fields)
    screen, photo = text_of(values, "screen") or "", text_of(values, "photo") or ""
    step, chosen = text_of(values, "do") or "", values.get("set", {})
    is_known = step in STEPS and (step != "show" or is_id(photo)) and (step != "leave" or screen)
    if (
        (screen and not is_id(screen))
        or not isinstance(chosen, Mapping)
        or bool(step) == bool(chosen)
        or (step and not is_known)
    ):
        raise bad_request(N_("Say what the screens are to do."))
    return SteerForm(screen, chosen, step, photo)


def screen_name_form(fields: object) -> str:
    return clean_line(text_of(mapping(fields), "name") or "", MAX_NAME)


def _known_line(text: str, most: int) -> str:
    """Clean a line that has few known values. One that is too long is none of them."""
    return _cleaned(text, most) if len(text) <= MAX_KNOWN_LINE else clean_line(text, most)


@lru_cache(maxsize=256)
def _cleaned(text: str, most: int) -> str:
    return clean_line(text, most)


def _beside(photo_ids: object) -> tuple[str, ...]:
    if not isinstance(photo_ids, list) or len(photo_ids) > MAX_BESIDE:
        raise bad_request(N_("That is not a screen’s report."))
    if not all(isinstance(photo_id, str) and is_id(photo_id) for photo_id in photo_ids):
        raise bad_request(N_("That is not a screen’s report."))
    return tuple(photo_ids)


def _line(positions: object) -> tuple[int, ...]:
    if not isinstance(positions, list) or len(positions) > MAX_LINE:
        raise bad_request(N_("That is not a screen’s report."))
    if not all(_is_whole(position) for position in positions):
        raise bad_request(N_("That is not a screen’s report."))
    return tuple(positions)


def _past(shown: object) -> dict[str, int]:
    """Read `[[photo, seconds ago], …]`."""
    if not isinstance(shown, list) or len(shown) > MAX_PAST:
        raise bad_request(N_("That is not a screen’s report."))
    past: dict[str, int] = {}
    for entry in shown:
        if not isinstance(entry, list) or len(entry) != 2:
            raise bad_request(N_("That is not a screen’s report."))
        photo_id, ago_s = entry
        if not (isinstance(photo_id, str) and is_id(photo_id) and _is_whole(ago_s) and ago_s >= 0):
            raise bad_request(N_("That is not a screen’s report."))
        past[photo_id] = ago_s
    return past


def _number_in(values: Mapping[str, object], name: str) -> int:
    value = values.get(name, 0)
    if not _is_whole(value):
        raise bad_request(N_("That is not a screen’s report."))
    return value  # type: ignore[return-value]


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MAX_NUMBER
