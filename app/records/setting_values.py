"""Checks the value of a setting, from a request or a command, by its kind and limits."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from app.base.clock import to_iso
from app.base.errors import N_, AppError
from app.base.plain_text import clean_line
from app.records.party_settings import BY_NAME
from app.records.setting import Kind, Setting, Value, Who

LOCAL_TIME = "%Y-%m-%dT%H:%M"
LOCAL_LENGTH = len("2026-06-13T22:00")
DAY_LENGTH = len("2026-06-13")


def checked(name: str, value: object, who: Who) -> Value:
    """Return the value as it is stored; raise a 400 if the setting does not take it."""
    setting = BY_NAME.get(name)
    if setting is None or setting.who is not who:
        raise AppError(400, "BAD_REQUEST", N_("There is no setting “%(name)s” to change."), {"name": name})
    found = CHECKS[setting.kind](setting, value)
    if found is None:
        raise bad_value(setting)
    return found


def bad_value(setting: Setting) -> AppError:
    if setting.name == "title":
        return AppError(400, "BAD_REQUEST", N_("The party needs a title."))
    if setting.name in ("accent", "ground"):
        return AppError(400, "BAD_REQUEST", N_("There is no such colour."))
    if setting.kind is Kind.ZONE:
        return AppError(
            400, "BAD_REQUEST", N_("There is no time zone of that name. Europe/Berlin is one, for example.")
        )
    return AppError(400, "BAD_REQUEST", N_("“%(name)s” can’t be set to that."), {"name": setting.name})


def _text(setting: Setting, value: object) -> Value | None:
    cleaned = clean_line(value, setting.most) if isinstance(value, str) else None
    return None if cleaned is None or len(cleaned) < setting.least else cleaned


def _choice(setting: Setting, value: object) -> Value | None:
    return value if isinstance(value, str) and value in (setting.choices or ()) else None


def _switch(_: Setting, value: object) -> Value | None:
    return value if isinstance(value, bool) else None


def _number(setting: Setting, value: object) -> Value | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if setting.least <= value <= setting.most else None


def _moment(_: Setting, value: object) -> Value | None:
    if value == "":
        return ""
    if not isinstance(value, str) or len(value) != LOCAL_LENGTH:
        return None
    try:
        return datetime.strptime(value, LOCAL_TIME).strftime(LOCAL_TIME)  # noqa: DTZ007 (local by its meaning)
    except ValueError:
        return None


def _day(_: Setting, value: object) -> Value | None:
    if value == "":
        return ""
    if not isinstance(value, str) or len(value) != DAY_LENGTH:
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        return None


def _zone(setting: Setting, value: object) -> Value | None:
    if not isinstance(value, str) or not 0 < len(value) <= setting.most:
        return None
    try:
        ZoneInfo(value)
    except (ValueError, OSError, LookupError):
        return None
    return value


CHECKS = {
    Kind.TEXT: _text,
    Kind.CHOICE: _choice,
    Kind.SWITCH: _switch,
    Kind.NUMBER: _number,
    Kind.MOMENT: _moment,
    Kind.DAY: _day,
    Kind.ZONE: _zone,
}


def utc_moment(local: str, zone: str) -> str:
    """Return a local time as ISO 8601 in UTC; the empty string stays empty.

    A time that the clocks skip or repeat is read as before the change (PEP 495, fold 0).
    """
    if not local:
        return ""
    there = datetime.strptime(local, LOCAL_TIME).replace(tzinfo=ZoneInfo(zone))
    return to_iso(there.astimezone(UTC))
