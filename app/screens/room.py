"""A screen's setup in its room, as it reports it (static/js/models/room.js keeps it)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from app.base.errors import N_, bad_request
from app.base.fields import mapping

TURNS = (0, 90, 180, 270)
BOUNDS: Mapping[str, tuple[float, float]] = {
    "contrast": (100, 160),
    "words": (70, 150),
    "code": (100, 250),
    "drift": (0, 12),
    "row_m": (0, 100),
    "read_m": (0, 10_000),
    "scan_m": (0, 10_000),
}
_TIME = re.compile(r"(|([01][0-9]|2[0-3]):[0-5][0-9])\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Room:
    """Contrast, words and code are in percent, `drift` in px, the dark hours `HH:MM` by the screen's clock.

    `row_m` is the distance of the last row. `read_m` is the distance from which the smallest words can be
    read, and `scan_m` that from which the large QR code can be scanned. 0 means not measured.
    """

    turn: int = 0
    has_edges: bool = False
    contrast: float = 100
    words: float = 100
    code: float = 100
    drift: float = 0
    dark_from: str = ""
    dark_until: str = ""
    is_dark: bool = False
    row_m: float = 0
    read_m: float = 0
    scan_m: float = 0


UNSET = Room()
NAMES = frozenset(field.name for field in fields(Room))


def room_form(value: object) -> Room:
    """Read a screen's room. Nothing means that the screen was not set up. Raises a 400 for nonsense."""
    values = {name: one for name, one in mapping({} if value is None else value).items() if name in NAMES}
    if not all(_is_valid(name, one) for name, one in values.items()):
        raise bad_request(N_("That is not a screen’s report."))
    return Room(**values)  # type: ignore[arg-type]


def read_room(kept: object) -> Room:
    """Read a room that another server, perhaps of another release, has stored."""
    values: Mapping[str, Any] = kept if isinstance(kept, Mapping) else {}
    return Room(**{name: one for name, one in values.items() if name in NAMES})


def _is_valid(name: str, value: object) -> bool:
    if name in ("has_edges", "is_dark"):
        return isinstance(value, bool)
    if name in ("dark_from", "dark_until"):
        return isinstance(value, str) and _TIME.match(value) is not None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    if name == "turn":
        return value in TURNS
    low, high = BOUNDS[name]
    return low <= value <= high
