"""A host's choices for the book, and the order of photos that follows from them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from app.base.errors import N_, bad_request
from app.base.ids import is_id
from app.exports.book.formats import PageFormat

MOST_MOVED = 300
MOST_LEFT_OUT = 1000
"""As many as fit, with the moves, into one JSON body."""


@dataclass(frozen=True, slots=True)
class BookChoice:
    """`cover` is a photo, empty for the best one. A moved photo follows another one ("": it comes first)."""

    format: PageFormat = PageFormat.A4
    bleed: bool = False
    """With a margin for the print shop to cut off, and cut marks."""
    cover: str = ""
    left_out: tuple[str, ...] = ()
    moved: tuple[tuple[str, str], ...] = ()

    def written(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))


def read_choice(text: str) -> BookChoice:
    """Read the text of `written`. Empty means no choice yet."""
    return choice_of(json.loads(text)) if text else BookChoice()


def choice_of(values: Mapping[str, object]) -> BookChoice:
    """Read a choice. Raises AppError."""
    page_format, bleed, cover = (
        values.get("format", "a4"),
        values.get("bleed", False),
        values.get("cover", ""),
    )
    if page_format not in tuple(PageFormat):
        raise bad_request(N_("A book is A4, A5, square or Letter."))
    if not isinstance(bleed, bool) or not isinstance(cover, str) or (cover and not is_id(cover)):
        raise bad_request(N_("This is not how a book can be."))
    left_out, moved = _list(values, "left_out"), _list(values, "moved")
    if len(left_out) > MOST_LEFT_OUT or len(moved) > MOST_MOVED:
        raise bad_request(N_("That is too many at once."))
    if not all(isinstance(one, str) and is_id(one) for one in left_out):
        raise bad_request(N_("This is not how a book can be."))
    return BookChoice(
        PageFormat(str(page_format)),
        bleed,
        cover,
        tuple(dict.fromkeys(map(str, left_out))),
        tuple({move[0]: move for move in map(_move, moved)}.values()),
    )


def in_order(ids: Sequence[str], moved: Sequence[tuple[str, str]]) -> list[str]:
    """Return the ids after all moves: each moved one comes right after the one that it must follow."""
    order = list(ids)
    for photo, after in moved:
        if photo not in order or after == photo or (after and after not in order):
            continue
        order.remove(photo)
        order.insert(order.index(after) + 1 if after else 0, photo)
    return order


def _list(values: Mapping[str, object], name: str) -> list[object]:
    value = values.get(name, [])
    if not isinstance(value, list):
        raise bad_request(N_("This is not how a book can be."))
    return value


def _move(value: object) -> tuple[str, str]:
    match value:
        case [str(photo), str(after)] if is_id(photo) and (not after or is_id(after)):
            return photo, after
    raise bad_request(N_("This is not how a book can be."))
