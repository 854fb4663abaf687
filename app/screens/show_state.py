"""The state of screens that hosts and helpers steer. Each value is checked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any, cast

from app.base.clock import now, now_iso, to_iso
from app.base.errors import N_, AppError, bad_request
from app.base.ids import is_id
from app.base.plain_text import clean_line
from app.wire.screen_shapes import ShowState as ToldState

LAYOUTS = ("one", "pairs", "mosaic", "pile", "spotlight", "timeline")
MAX_MINUTES = 240
MAX_PINS = 10
MAX_MESSAGE = 200
LEAST_BRIGHTNESS = 20
MOST_BRIGHTNESS = 100
MAX_CODE_S = 600
MAX_MESSAGE_S = 12 * 3600


@dataclass(frozen=True, slots=True)
class ShowState:
    """How a screen shows the party. Moments are UTC. An empty one has passed or was never set.

    `message` covers part of the photos, or with `message_alone` replaces them, until `message_until` if that
    is set. The QR code fills the screen until `code_until`. `pins` are photos that come again and again.
    `zoom` moves single photos slowly (Ken Burns). `brightness` is in percent. `minutes` is how long the
    timeline takes for the whole night.
    """

    paused: bool = False
    layout: str = "one"
    minutes: int = 20
    dark: bool = False
    brightness: int = MOST_BRIGHTNESS
    sound: bool = False
    zoom: bool = False
    message: str = ""
    message_alone: bool = False
    message_until: str = ""
    code_until: str = ""
    pins: tuple[str, ...] = ()


NAMES = frozenset(field.name for field in fields(ShowState))
SWITCHES = ("paused", "dark", "sound", "zoom", "message_alone")


def read_state(text: str) -> dict[str, Any]:
    """Read the stored part of a state, by name. Names unknown to this release are left out."""
    kept = cast(dict[str, Any], json.loads(text))
    return {name: value for name, value in kept.items() if name in NAMES}


def write_state(part: Mapping[str, Any]) -> str:
    return json.dumps(part, separators=(",", ":"))


def merged(shared: Mapping[str, Any], own: Mapping[str, Any]) -> ShowState:
    """Return the state of one screen: the shared state, overridden by its own."""
    part = {**shared, **own}
    if "pins" in part:
        part["pins"] = tuple(part["pins"])
    return replace(ShowState(), **part)


def told(state: ShowState) -> ToldState:
    """Describe a state for a screen, with remaining times in place of moments.

    A screen's clock may be wrong by hours.
    """
    message_s = _left_s(state.message_until)
    # Name by name: this runs for every report, and dataclasses.asdict takes ten times as long.
    return {
        "paused": state.paused,
        "layout": state.layout,
        "minutes": state.minutes,
        "dark": state.dark,
        "brightness": state.brightness,
        "sound": state.sound,
        "zoom": state.zoom,
        "message": "" if state.message_until and message_s == 0 else state.message,
        "message_alone": state.message_alone,
        "message_s": message_s or None,
        "code_s": _left_s(state.code_until),
        "pins": list(state.pins),
    }


def covers_photos(state: ShowState) -> bool:
    """Tell whether a screen in this state shows something else in place of the photos."""
    has_message = bool(state.message) and (not state.message_until or _left_s(state.message_until) > 0)
    return state.dark or (state.message_alone and has_message) or _left_s(state.code_until) > 0


def _left_s(until: str) -> float:
    if not until or until <= now_iso():
        return 0
    return round((datetime.fromisoformat(until) - now()).total_seconds(), 1)


def checked(values: Mapping[str, object]) -> dict[str, Any]:
    """Check new values by name. Raises a 400 with a sentence for the first wrong one.

    A request gives durations (`message_s`, `code_s`). They become moments here.
    """
    if not values:
        raise bad_request(N_("Say what the screens are to do."))
    part: dict[str, Any] = {}
    for name, value in values.items():
        if (
            (name in SWITCHES and isinstance(value, bool))
            or (name == "layout" and value in LAYOUTS)
            or (name == "minutes" and _is_whole(value, 1, MAX_MINUTES))
            or (name == "brightness" and _is_whole(value, LEAST_BRIGHTNESS, MOST_BRIGHTNESS))
        ):
            part[name] = value
        elif name == "message" and isinstance(value, str):
            part[name] = clean_line(value, MAX_MESSAGE)
            part.setdefault("message_until", "")
        elif name == "message_s" and _is_whole(value, 0, MAX_MESSAGE_S):
            part["message_until"] = _in_s(cast(int, value))
        elif name == "code_s" and _is_whole(value, 0, MAX_CODE_S):
            part["code_until"] = _in_s(cast(int, value))
        elif name == "pins" and isinstance(value, list) and all(_is_id(one) for one in value):
            if len(value) > MAX_PINS:
                raise bad_request(N_("Up to ten photos can be pinned."))
            part[name] = list(dict.fromkeys(value))
        else:
            raise AppError(
                400,
                "BAD_REQUEST",
                N_("Screens don’t know “%(name)s”, or not that value."),
                {"name": str(name)[:40]},
            )
    return part


def _in_s(seconds: int) -> str:
    return to_iso(now() + timedelta(seconds=seconds)) if seconds else ""


def _is_whole(value: object, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _is_id(value: object) -> bool:
    return isinstance(value, str) and is_id(value)
