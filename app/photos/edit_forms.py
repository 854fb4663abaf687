"""The forms of a photo's picture: a new version, or a way back to an earlier one."""

import json
from dataclasses import dataclass

from app.base.errors import N_, AppError, bad_request
from app.base.fields import mapping
from app.media.edit import Edit, edit_of, edit_text

MAX_EDIT_TEXT = 1000
"""Of an edit that comes with a photo, as JSON."""
MAX_FIELD = 40
"""Length of a field's name that an error repeats."""


@dataclass(frozen=True, slots=True)
class NewVersionForm:
    """`base` is the version that its maker looked at. Exactly one of `edit` and `back_to` is set."""

    base: int
    edit: Edit | None
    back_to: int | None


def new_version_form(fields: object) -> NewVersionForm:
    values = mapping(fields)
    base, edit, back_to = values.get("base"), values.get("edit"), values.get("back_to")
    if not _is_number(base) or (edit is None) == (back_to is None):
        raise bad_request(N_("Say which version you looked at, and what is to be different."), "BAD_EDIT")
    if back_to is not None and not _is_number(back_to):
        raise bad_request(N_("There is no such version."), "BAD_EDIT")
    assert isinstance(base, int)
    return NewVersionForm(
        base, None if edit is None else checked_edit(edit), back_to if isinstance(back_to, int) else None
    )


def checked_edit(fields: object) -> Edit:
    """Return an edit, or raise a 400 that names what is out of its bounds."""
    try:
        return edit_of(mapping(fields))
    except ValueError as error:
        raise AppError(
            400,
            "BAD_EDIT",
            N_("A picture can’t be changed like this: %(field)s."),
            {"field": str(error)[:MAX_FIELD]},
        ) from None


def edit_field(text: str) -> str:
    """Read the edit that comes with a photo, as JSON; empty for no change."""
    if not text:
        return ""
    try:
        fields = json.loads(text) if len(text) <= MAX_EDIT_TEXT else None
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        raise bad_request(N_("The changes of the picture can’t be read."), "BAD_EDIT")
    return edit_text(checked_edit(fields))


def refuse_unfit(edit: Edit, *, is_video: bool) -> None:
    """Raise a 400 for a crop of a video, or a beginning of a photo."""
    if not (edit.fits_videos if is_video else edit.fits_pictures):
        raise bad_request(
            N_("A video can be turned and cut, and a picture has no beginning and no end."), "BAD_EDIT"
        )


def version_no(text: str) -> int:
    """Read a version's number from an address. -1 if it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else -1


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53
