"""The forms of comments."""

from collections.abc import Mapping
from typing import Literal

from app.base.errors import N_, AppError, bad_request
from app.base.fields import MAX_AUTHOR, mapping, text_of
from app.base.ids import is_id
from app.base.plain_text import clean_line
from app.comments.writing import Written

MAX_COMMENT = 500


def comment_form(fields: object) -> Written:
    """Read a new comment. The client makes its key, in the form of an id."""
    values = mapping(fields)
    author, key = text_of(values, "author"), text_of(values, "key") or ""
    if key and not is_id(key):
        raise AppError(400, "BAD_REQUEST", N_("“%(name)s” can’t be set to that."), {"name": "key"})
    return Written(
        text=changed_text_form(values),
        author=None if author is None else clean_line(author, MAX_AUTHOR),
        write_key=key,
    )


def changed_text_form(fields: object) -> str:
    """Read the new text. A text that is too long is refused, never cut off."""
    text = text_of(mapping(fields), "text") or ""
    if len(text.strip()) > MAX_COMMENT:
        raise AppError(
            400, "BAD_REQUEST", N_("A comment has %(count)s characters at most."), {"count": MAX_COMMENT}
        )
    cleaned = clean_line(text, MAX_COMMENT)
    if not cleaned:
        raise bad_request(N_("Write something first."))
    return cleaned


def comment_decision_form(fields: object) -> Literal["show", "hide"]:
    values: Mapping[str, object] = mapping(fields)
    what = values.get("do")
    if what not in ("show", "hide"):
        raise bad_request(N_("Say whether the comment is to be shown or hidden."))
    return what
