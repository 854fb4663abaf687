"""What is sent to the desk, checked: what to decide, about which photos."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.base.errors import N_, AppError, bad_request
from app.base.fields import mapping, text_of
from app.base.ids import is_id
from app.base.plain_text import clean_line

DOINGS = ("approve", "refuse", "stop", "again")
MAX_AT_ONCE = 100
MAX_WORDS = 200
MAX_AGE_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class Decided:
    """A photo as it was when somebody decided about it."""

    photo_id: str
    version: int


@dataclass(frozen=True, slots=True)
class DecisionForm:
    """Which photos: these, all that wait of a guest, or all that have waited for so many seconds."""

    what: str
    photos: tuple[Decided, ...]
    guest_id: str | None
    older_than_s: int | None
    words: str


def decision_form(fields: object) -> DecisionForm:
    values = mapping(fields)
    what, words = values.get("do"), text_of(values, "words") or ""
    photos, guest_id, age = values.get("photos"), values.get("guest"), values.get("older_than_s")
    if what not in DOINGS or sum(way is not None for way in (photos, guest_id, age)) != 1:
        raise _unclear()
    if not (guest_id is None or isinstance(guest_id, str)) or not (age is None or _is_age(age)):
        raise _unclear()
    return DecisionForm(
        what=str(what),
        photos=() if photos is None else _photos(photos),
        guest_id=guest_id,
        older_than_s=age if isinstance(age, int) else None,
        words=clean_line(words, MAX_WORDS),
    )


def _photos(photos: object) -> tuple[Decided, ...]:
    if not isinstance(photos, list) or not photos:
        raise _unclear()
    if len(photos) > MAX_AT_ONCE:
        raise bad_request(N_("That is too many at once."))
    return tuple(_photo(mapping(one)) for one in photos)


def _photo(values: Mapping[str, object]) -> Decided:
    photo_id, version = values.get("id"), values.get("version")
    if not isinstance(photo_id, str) or not isinstance(version, int):
        raise _unclear()
    return Decided(photo_id, version)


def _is_age(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_AGE_S


def _unclear() -> AppError:
    return bad_request(N_("Say what to do, and with which photos."))


def calm_form(fields: object) -> bool:
    """Read whether everything that was held back is to be shown."""
    shows_all = mapping(fields).get("shows_all")
    if not isinstance(shows_all, bool):
        raise bad_request(N_("Say whether everything is to be shown again."))
    return shows_all


def panic_form(fields: object) -> tuple[str, ...]:
    """Read which photos somebody sees; what is none is left out: this button always works."""
    photos = mapping(fields).get("photos")
    if not isinstance(photos, list):
        return ()
    return tuple(one for one in photos if isinstance(one, str) and is_id(one))
