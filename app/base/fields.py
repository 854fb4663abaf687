"""Fields of what a client sends: text and numbers, checked."""

from collections.abc import Mapping

from app.base.errors import N_, AppError, bad_request

MAX_AUTHOR = 60


def mapping(fields: object) -> Mapping[str, object]:
    if not isinstance(fields, Mapping):
        raise bad_request(N_("Please send a JSON object."))
    return fields


def text_of(values: Mapping[str, object], name: str) -> str | None:
    value = values.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise AppError(400, "BAD_REQUEST", N_("“%(name)s” must be text."), {"name": name})
    return value


def switch_of(values: Mapping[str, object], name: str) -> bool | None:
    value = values.get(name)
    if value is None or isinstance(value, bool):
        return value
    raise AppError(400, "BAD_REQUEST", N_("“%(name)s” must be true or false."), {"name": name})


def whole_number(
    args: Mapping[str, str], name: str, default: int, low: int, high: int, clip: bool = False
) -> int:
    written = args.get(name)
    if not written:
        return default
    # isdecimal() alone takes digits of other scripts, and int() takes any length.
    if not (written.isascii() and written.isdecimal() and len(written) <= 16):
        raise AppError(400, "BAD_REQUEST", N_("“%(name)s” must be a whole number."), {"name": name})
    number = int(written)
    if clip:
        return min(max(number, low), high)
    if not low <= number <= high:
        raise AppError(400, "BAD_REQUEST", N_("“%(name)s” must be a whole number."), {"name": name})
    return number


def is_text(value: object) -> bool:
    return isinstance(value, str)
