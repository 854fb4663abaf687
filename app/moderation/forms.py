"""The forms of the desk: what to decide, and about which photos."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeGuard

from app.base.errors import N_, AppError, bad_request
from app.base.fields import mapping, text_of
from app.base.ids import is_id
from app.base.plain_text import clean_line
from app.moderation.reporting import Why
from app.records.guest import Standing

DOINGS = ("approve", "refuse", "stop", "again")
MAX_AT_ONCE = 100
MAX_WORDS = 200
MAX_AGE_S = 24 * 3600
MAX_LIST = 2000
MAX_PAUSE_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Decided:
    """A photo and its version at the time of the decision."""

    photo_id: str
    version: int


@dataclass(frozen=True, slots=True)
class DecisionForm:
    """The photos: a list, all waiting ones of a guest, or all that have waited for this many seconds."""

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
    return _is_whole(value) and 0 <= value <= MAX_AGE_S


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _unclear() -> AppError:
    return bad_request(N_("Say what to do, and with which photos."))


def calm_form(fields: object) -> bool:
    """Read whether to show everything that was held back."""
    shows_all = mapping(fields).get("shows_all")
    if not isinstance(shows_all, bool):
        raise bad_request(N_("Say whether everything is to be shown again."))
    return shows_all


def panic_form(fields: object) -> tuple[str, ...]:
    """Read which photos somebody sees. Invalid ids are left out, because this button must always work."""
    photos = mapping(fields).get("photos")
    if not isinstance(photos, list):
        return ()
    return tuple(one for one in photos if isinstance(one, str) and is_id(one))


@dataclass(frozen=True, slots=True)
class GuestForm:
    """A standing, or a pause in minutes. The other one is None."""

    standing: Standing | None
    pause_minutes: int | None


def guest_form(fields: object) -> GuestForm:
    """Read `{"standing": "quiet"}` or `{"pause_minutes": 10}`."""
    values = mapping(fields)
    standing, minutes = text_of(values, "standing"), values.get("pause_minutes")
    if standing is not None and minutes is None and standing in set(Standing):
        return GuestForm(Standing(standing), None)
    if standing is None and _is_whole(minutes) and 0 < minutes <= MAX_PAUSE_MINUTES:
        return GuestForm(None, minutes)
    raise bad_request(N_("Say what is to become of this guest."))


@dataclass(frozen=True, slots=True)
class WordsDecisionForm:
    """`no` is the change that brought the words."""

    photo_id: str
    no: int
    is_yes: bool


def words_decision_form(fields: object) -> WordsDecisionForm:
    values = mapping(fields)
    what, photo_id, no = values.get("do"), values.get("photo"), values.get("no")
    if what not in ("approve", "refuse") or not isinstance(photo_id, str) or not _is_whole(no):
        raise _unclear()
    return WordsDecisionForm(photo_id, no, what == "approve")


def words_form(fields: object) -> str:
    """Read a list of words to try."""
    return clean_line(text_of(mapping(fields), "words") or "", MAX_LIST)


def why_form(fields: object) -> Why:
    """Read a guest's reason for a report."""
    why = mapping(fields).get("reason")
    if not isinstance(why, str) or why not in set(Why):
        raise bad_request(N_("Say what is wrong with this photo."))
    return Why(why)
