"""What a client sends about photos, checked and turned into dataclasses."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.base.errors import N_, bad_request
from app.base.fields import MAX_AUTHOR, is_text, mapping, switch_of, text_of, whole_number
from app.base.ids import is_id
from app.base.plain_text import clean_line
from app.photos.edit_forms import edit_field
from app.records.access import Access

MAX_CAPTION = 280


MAX_SEVERAL = 20


STACKINGS = ("top", "apart", "together")


DOINGS = ("hide", "restore", "delete", "turn_left", "turn_right")


MAX_KEY = 100


MAX_PAGE = 100


DEFAULT_PAGE = 50


@dataclass(frozen=True, slots=True)
class NewPhotoForm:
    """The words that come with a photo. `key` is empty if the client made none."""

    author: str
    caption: str
    key: str
    consent: str = ""
    is_private: bool = False
    task_id: str = ""
    edit: str = ""
    """How the picture was put right before sending (media/edit.py); empty for no change."""


@dataclass(frozen=True, slots=True)
class TypedWords:
    """The words of a refused form. `author` is None if none came."""

    author: str | None
    caption: str
    is_private: bool = False
    task_id: str = ""


@dataclass(frozen=True, slots=True)
class PhotoWordsForm:
    """The changes to a photo's words. None means no change."""

    author: str | None
    caption: str | None
    is_private: bool | None = None
    caption_was: str | None = None
    access: Access | None = None

    @property
    def has_words(self) -> bool:
        return self.author is not None or self.caption is not None


@dataclass(frozen=True, slots=True)
class SeveralForm:
    """What the host does with several photos: one of DOINGS."""

    what: str
    photo_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HostFilterArgs:
    state: str | None
    guest: str | None
    hour: str | None
    door: str | None


@dataclass(frozen=True, slots=True)
class PageArgs:
    """One of two ways through the photos: changes after `since`, or the gallery backwards from `before`."""

    since: int
    before: int | None
    is_backwards: bool
    limit: int
    mine: bool
    only_own: bool = False
    """Not taken from the request: the asker sees nothing of others' photos."""
    as_member: bool = False
    """The asker is a member and wants photos for members, too."""


def new_photo_form(fields: Mapping[str, str]) -> NewPhotoForm:
    key = fields.get("key", "").strip()
    if len(key) > MAX_KEY or not key.isprintable():
        raise bad_request(N_("The photo’s key takes up to 100 printable characters."), "BAD_KEY")
    return NewPhotoForm(
        author=clean_line(fields.get("author", ""), MAX_AUTHOR),
        caption=clean_line(fields.get("caption", ""), MAX_CAPTION),
        key=key,
        consent=fields.get("consent", ""),
        is_private=fields.get("private", "") == "1",
        task_id=_task_of(fields),
        edit=edit_field(fields.get("edit", "")),
    )


def _task_of(fields: Mapping[str, str]) -> str:
    """Read the task that a photo is sent for. An invalid one counts as no task and refuses no photo."""
    task_id = fields.get("task", "")
    return task_id if is_id(task_id) else ""


def typed_words(fields: Mapping[str, str]) -> TypedWords:
    author = fields.get("author")
    return TypedWords(
        author=None if author is None else clean_line(author, MAX_AUTHOR),
        caption=clean_line(fields.get("caption", ""), MAX_CAPTION),
        is_private=fields.get("private", "") == "1",
        task_id=_task_of(fields),
    )


def photo_words_form(fields: object) -> PhotoWordsForm:
    values = mapping(fields)
    author = text_of(values, "author")
    caption = text_of(values, "caption")
    is_private = switch_of(values, "private")
    access = _access_of(values)
    if author is None and caption is None and is_private is None and access is None:
        raise bad_request(N_("Nothing to change: send a name or a caption."))
    return PhotoWordsForm(
        author=None if author is None else clean_line(author, MAX_AUTHOR),
        caption=None if caption is None else clean_line(caption, MAX_CAPTION),
        is_private=is_private,
        caption_was=text_of(values, "caption_was"),
        access=access,
    )


def _access_of(values: Mapping[str, object]) -> Access | None:
    asked = values.get("access")
    if asked is None:
        return None
    if asked == "everyone":
        return Access.EVERYONE
    if asked not in tuple(Access) or not asked:
        raise bad_request(N_("Please say who sees the photo: everyone, guests, members or hosts."))
    return Access(str(asked))


def is_private_form(fields: Mapping[str, str]) -> bool:
    """Read the private button under an own photo."""
    return fields.get("private", "") == "1"


def several_form(fields: object) -> SeveralForm:
    values = mapping(fields)
    what, photo_ids = values.get("do"), values.get("photos")
    if what not in DOINGS or not isinstance(photo_ids, list) or not all(map(is_text, photo_ids)):
        raise bad_request(N_("Say what to do, and with which photos."))
    if not 0 < len(photo_ids) <= MAX_SEVERAL:
        raise bad_request(N_("That is too many at once."))
    return SeveralForm(what=what, photo_ids=tuple(photo_ids))


def stack_form(fields: object) -> str:
    """Read `{"do": "top"}`."""
    what = text_of(mapping(fields), "do")
    if what not in STACKINGS:
        raise bad_request(N_("Say what to do with the stack: top, apart or together."))
    return what


def host_filter_args(args: Mapping[str, str]) -> HostFilterArgs:
    """Read state, guest, hour and door. An empty one filters nothing."""
    return HostFilterArgs(
        args.get("state") or None,
        args.get("guest") or None,
        args.get("hour") or None,
        args.get("door") or None,
    )


def page_args(args: Mapping[str, str]) -> PageArgs:
    """Read since, before, limit and mine. An empty `before` is the gallery's first page."""
    before_text = args.get("before")
    return PageArgs(
        since=whole_number(args, "since", 0, 0, 2**53),
        before=whole_number(args, "before", 0, 0, 2**53) if before_text else None,
        is_backwards=before_text is not None,
        limit=whole_number(args, "limit", DEFAULT_PAGE, 1, MAX_PAGE, clip=True),
        mine=args.get("mine", "") in ("1", "true"),
    )


def cursor_arg(text: str) -> int:
    """Read a cursor. Raises a 400 if it is none."""
    return whole_number({"since": text}, "since", 0, 0, 2**53)


def change_no_arg(text: str) -> int:
    """Read a change's number from an address. Raises a 400 if it is none."""
    return whole_number({"no": text}, "no", 0, 0, 2**53)
