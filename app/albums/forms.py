"""What is asked of the album and its chapters, checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.base.errors import N_, AppError, bad_request, not_found
from app.base.fields import mapping, switch_of, text_of, whole_number
from app.base.ids import is_id
from app.base.plain_text import clean_line
from app.records.album import Spot

MAX_TITLE = 80
MOST_NO = 2**53
MOMENT = re.compile(r"[0-9T:.Z-]{0,30}", re.ASCII)


@dataclass(frozen=True, slots=True)
class StretchArgs:
    begin: Spot
    end: Spot | None


@dataclass(frozen=True, slots=True)
class ChapterForm:
    """`no` is the change that came with the chapters. None for `title` or `photo_id` means no change."""

    no: int
    title: str | None
    photo_id: str | None


def stretch_args(args: Mapping[str, str]) -> StretchArgs:
    """Read the range of photos that is asked for. Without an end it is one stretch long."""
    begin = Spot(_moment(args, "at"), whole_number(args, "no", 0, 0, MOST_NO))
    if "end_at" not in args and "end_no" not in args:
        return StretchArgs(begin, None)
    return StretchArgs(begin, Spot(_moment(args, "end_at"), whole_number(args, "end_no", 0, 0, MOST_NO)))


def chapter_form(fields: object) -> ChapterForm:
    """Read a new chapter, or the changes to one."""
    values = mapping(fields)
    title, photo_id = text_of(values, "title"), text_of(values, "photo")
    if photo_id is not None and not is_id(photo_id):
        raise not_found()
    return ChapterForm(
        no=_change_no(values),
        title=None if title is None else clean_line(title, MAX_TITLE),
        photo_id=photo_id,
    )


def new_chapter_form(fields: object) -> ChapterForm:
    form = chapter_form(fields)
    if form.photo_id is None:
        raise bad_request(N_("Say with which photo the chapter begins."))
    return form


def changed_chapter_form(fields: object) -> ChapterForm:
    form = chapter_form(fields)
    if (form.photo_id is None) == (form.title is None):
        raise bad_request(N_("Send a title or a photo that the chapter begins with."))
    return form


def chapter_arg(chapter_id: str) -> str:
    if not is_id(chapter_id):
        raise not_found()
    return chapter_id


def change_no_arg(args: Mapping[str, str]) -> int:
    """Read the change number that came with the chapters. Raises a 400 if it is missing."""
    if not args.get("no"):
        raise _no_missing()
    return whole_number(args, "no", 0, 0, MOST_NO)


def _change_no(values: Mapping[str, object]) -> int:
    no = values.get("no")
    if not isinstance(no, int) or isinstance(no, bool) or not 0 <= no <= MOST_NO:
        raise _no_missing()
    return no


def _no_missing() -> AppError:
    return AppError(400, "BAD_REQUEST", N_("“%(name)s” must be a whole number."), {"name": "no"})


def _moment(args: Mapping[str, str], name: str) -> str:
    moment = args.get(name, "")
    if not MOMENT.fullmatch(moment):
        raise AppError(400, "BAD_REQUEST", N_("“%(name)s” can’t be set to that."), {"name": name})
    return moment


def favourite_form(fields: object) -> bool:
    """Read `{"favourite": true}`."""
    is_favourite = switch_of(mapping(fields), "favourite")
    if is_favourite is None:
        raise bad_request(N_("Say whether the photo is a favourite."))
    return is_favourite
