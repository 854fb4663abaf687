"""What a client sends, checked and turned into dataclasses."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.base.errors import N_, AppError, bad_request
from app.base.ids import is_id
from app.base.plain_text import clean_line

MAX_AUTHOR = 60
MAX_CAPTION = 280
MAX_MESSAGE = 200
MAX_SEVERAL = 20
DOINGS = ("hide", "restore", "delete")
STATES = ("open", "break", "ended")
INVITED_ROLES = ("host", "helper")
MAX_INVITATION_HOURS = 14 * 24
MAX_KEY = 100
MAX_PASSWORD = 200
MAX_PAGE = 100
DEFAULT_PAGE = 50


@dataclass(frozen=True, slots=True)
class NewPhotoForm:
    """The words that come with a photo; `key` is empty when the client made none."""

    author: str
    caption: str
    key: str


@dataclass(frozen=True, slots=True)
class TypedWords:
    """The words of a refused form; `author` is None when none came."""

    author: str | None
    caption: str


@dataclass(frozen=True, slots=True)
class PhotoWordsForm:
    """New words for a photo; None leaves one as it is."""

    author: str | None
    caption: str | None


@dataclass(frozen=True, slots=True)
class PartyStateForm:
    state: str
    message: str


@dataclass(frozen=True, slots=True)
class SettingsForm:
    """New values by their settings' names, and the version that they were chosen from."""

    values: Mapping[str, object]
    version: int


@dataclass(frozen=True, slots=True)
class WallShowsForm:
    """`photo` is empty while the wall shows none."""

    screen: str
    photo: str


@dataclass(frozen=True, slots=True)
class SeveralForm:
    """What the host does with several photos: one of DOINGS."""

    what: str
    photo_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InvitationForm:
    role: str
    hours: int


@dataclass(frozen=True, slots=True)
class HostFilterArgs:
    state: str | None
    guest: str | None
    hour: str | None


@dataclass(frozen=True, slots=True)
class PageArgs:
    """One of two ways through the photos: changes after `since`, or the gallery backwards from `before`."""

    since: int
    before: int | None
    is_backwards: bool
    limit: int
    mine: bool


def new_photo_form(fields: Mapping[str, str]) -> NewPhotoForm:
    key = fields.get("key", "").strip()
    if len(key) > MAX_KEY or not key.isprintable():
        raise bad_request(N_("The photo’s key takes up to 100 printable characters."), "BAD_KEY")
    return NewPhotoForm(
        author=clean_line(fields.get("author", ""), MAX_AUTHOR),
        caption=clean_line(fields.get("caption", ""), MAX_CAPTION),
        key=key,
    )


def typed_words(fields: Mapping[str, str]) -> TypedWords:
    author = fields.get("author")
    return TypedWords(
        author=None if author is None else clean_line(author, MAX_AUTHOR),
        caption=clean_line(fields.get("caption", ""), MAX_CAPTION),
    )


def photo_words_form(fields: object) -> PhotoWordsForm:
    values = _mapping(fields)
    author = _text(values, "author")
    caption = _text(values, "caption")
    if author is None and caption is None:
        raise bad_request(N_("Nothing to change: send a name or a caption."))
    return PhotoWordsForm(
        author=None if author is None else clean_line(author, MAX_AUTHOR),
        caption=None if caption is None else clean_line(caption, MAX_CAPTION),
    )


def name_form(fields: object) -> str:
    """Read a guest's name; an empty one asks for none."""
    return clean_line(_text(_mapping(fields), "name") or "", MAX_AUTHOR)


def party_state_form(fields: object) -> PartyStateForm:
    """Read `state`, one of STATES; `open` is true for the first of them and false for the second."""
    values = _mapping(fields)
    is_open, state = values.get("open"), values.get("state")
    if state is None and isinstance(is_open, bool):
        state = STATES[0] if is_open else STATES[1]
    if state not in STATES:
        raise bad_request(N_("Say what the party is: open, break or ended."))
    return PartyStateForm(state=state, message=clean_line(_text(values, "message") or "", MAX_MESSAGE))


def settings_form(fields: object) -> SettingsForm:
    """Read `version` and `settings`; what each setting takes is not looked at here."""
    values = _mapping(fields)
    version, chosen = values.get("version"), values.get("settings")
    if (
        not isinstance(version, int)
        or isinstance(version, bool)
        or not isinstance(chosen, Mapping)
        or not chosen
    ):
        raise bad_request(N_("Say what to change, and from which version: “version” and “settings”."))
    return SettingsForm(chosen, version)


def identity_form(fields: object) -> Mapping[str, object]:
    """Read title, accent and ground, all three; what each takes is not looked at here."""
    values = _mapping(fields)
    return {name: values.get(name, "") for name in ("title", "accent", "ground")}


def wall_shows_form(fields: object) -> WallShowsForm:
    values = _mapping(fields)
    screen, photo = _text(values, "screen") or "", _text(values, "photo") or ""
    if not is_id(screen) or (photo and not is_id(photo)):
        raise bad_request(N_("Say which screen it is, and which photo it shows."))
    return WallShowsForm(screen, photo)


def several_form(fields: object) -> SeveralForm:
    values = _mapping(fields)
    what, photo_ids = values.get("do"), values.get("photos")
    if what not in DOINGS or not isinstance(photo_ids, list) or not all(map(_is_text, photo_ids)):
        raise bad_request(N_("Say what to do, and with which photos."))
    if not 0 < len(photo_ids) <= MAX_SEVERAL:
        raise bad_request(N_("That is too many at once."))
    return SeveralForm(what=what, photo_ids=tuple(photo_ids))


def host_filter_args(args: Mapping[str, str]) -> HostFilterArgs:
    """Read state, guest and hour; what is empty chooses nothing."""
    return HostFilterArgs(args.get("state") or None, args.get("guest") or None, args.get("hour") or None)


def videos_form(fields: object) -> bool:
    is_allowed = _mapping(fields).get("allowed")
    if not isinstance(is_allowed, bool):
        raise bad_request(N_("Say whether guests may send videos: true or false."))
    return is_allowed


def invitation_form(fields: object) -> InvitationForm:
    values = _mapping(fields)
    role, hours = values.get("role"), values.get("hours")
    if role not in INVITED_ROLES:
        raise bad_request(N_("Say what they are to be: host or helper."))
    if not isinstance(hours, int) or isinstance(hours, bool) or not 0 < hours <= MAX_INVITATION_HOURS:
        raise bad_request(N_("Say for how many hours, up to two weeks."))
    return InvitationForm(role=role, hours=hours)


def pass_name_form(fields: object) -> str:
    """Read the name of somebody who accepts an invitation: hosts must be able to tell who it is."""
    name = clean_line(_text(_mapping(fields), "name") or "", MAX_AUTHOR)
    if not name:
        raise bad_request(N_("Please say your name, so that the host knows who you are."))
    return name


def password_form(fields: object) -> str:
    password = _text(_mapping(fields), "password") or ""
    if len(password) > MAX_PASSWORD:
        raise bad_request(N_("That password is too long."))
    return password


def page_args(args: Mapping[str, str]) -> PageArgs:
    """Read since, before, limit and mine; an empty `before` is the gallery's first page."""
    before_text = args.get("before")
    return PageArgs(
        since=_number(args, "since", 0, 0, 2**53),
        before=_number(args, "before", 0, 0, 2**53) if before_text else None,
        is_backwards=before_text is not None,
        limit=_number(args, "limit", DEFAULT_PAGE, 1, MAX_PAGE, clip=True),
        mine=args.get("mine", "") in ("1", "true"),
    )


def cursor_arg(text: str) -> int:
    """Read a cursor; raise a 400 when it is not one."""
    return _number({"since": text}, "since", 0, 0, 2**53)


def _mapping(fields: object) -> Mapping[str, object]:
    if not isinstance(fields, Mapping):
        raise bad_request(N_("Please send a JSON object."))
    return fields


def _text(values: Mapping[str, object], name: str) -> str | None:
    value = values.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise AppError(400, "BAD_REQUEST", N_("“%(name)s” must be text."), {"name": name})
    return value


def _number(args: Mapping[str, str], name: str, default: int, low: int, high: int, clip: bool = False) -> int:
    text = args.get(name)
    if not text:
        return default
    # isdecimal() alone takes digits of other scripts, and int() takes any length.
    if not (text.isascii() and text.isdecimal() and len(text) <= 16):
        raise AppError(400, "BAD_REQUEST", N_("“%(name)s” must be a whole number."), {"name": name})
    number = int(text)
    if clip:
        return min(max(number, low), high)
    if not low <= number <= high:
        raise AppError(400, "BAD_REQUEST", N_("“%(name)s” must be a whole number."), {"name": name})
    return number


def _is_text(value: object) -> bool:
    return isinstance(value, str)
