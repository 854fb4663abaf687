"""Parse what people type to find photos: words, "phrases", `from:anna`, `in:cake`, dates, `-without`.

The functions are pure and never fail: a part that is not understood is searched as words. Names of fields and
kinds work in English and German, whatever the page's language is. So people can send a search to each other.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.albums.taken import Slot, slot_of
from app.albums.terms import Field, fold, words_of

MAX_QUERY = 200
MAX_CLAUSES = 16


class Kind(StrEnum):
    VIDEO = "video"
    PHOTO = "photo"
    CARD = "card"
    SCREENSHOT = "screenshot"
    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"
    SQUARE = "square"
    GROUP = "group"
    """Many faces."""
    FEW = "few"
    """A few of them."""
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"
    MINE = "mine"
    SHOWN = "shown"
    WAITING = "waiting"
    HIDDEN = "hidden"


OF_ITS_STATE = frozenset((Kind.MINE, Kind.SHOWN, Kind.WAITING, Kind.HIDDEN))
"""They depend on who asks and on what hosts decide. So the photo's row answers them and not the index."""


@dataclass(frozen=True, slots=True)
class Words:
    """Consecutive words in one field or in any. The last one may be a prefix."""

    typed: str
    field: Field
    words: tuple[str, ...]
    is_whole: bool = False
    is_excluded: bool = False
    or_words: tuple[str, ...] = ()
    """The words that may have been meant in place of a single word."""


@dataclass(frozen=True, slots=True)
class Is:
    typed: str
    kind: Kind
    is_excluded: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    typed: str
    slot: Slot
    is_excluded: bool = False


@dataclass(frozen=True, slots=True)
class Inside:
    """In a collection whose title begins with these words, or is exactly these words."""

    typed: str
    words: tuple[str, ...]
    is_whole: bool = False
    is_excluded: bool = False


Clause = Words | Is | Taken | Inside

FIELDS = {
    **dict.fromkeys(("from", "by", "von"), Field.FROM),
    **dict.fromkeys(("tag", "schlagwort"), Field.TAG),
    **dict.fromkeys(("camera", "kamera"), Field.CAMERA),
    **dict.fromkeys(("colour", "color", "farbe"), Field.COLOUR),
    **dict.fromkeys(("table", "tisch"), Field.DOOR),
    **dict.fromkeys(("comment", "kommentar"), Field.COMMENT),
    **dict.fromkeys(("task", "aufgabe"), Field.TASK),
    **dict.fromkeys(("place", "ort"), Field.PLACE),
}
IS = ("is", "ist")
INSIDE = ("in", "collection", "sammlung")
TAKEN = ("taken", "when", "wann", "aufgenommen")
KINDS = {
    **{kind.value: kind for kind in Kind},
    **dict.fromkeys(("foto", "picture", "bild"), Kind.PHOTO),
    **dict.fromkeys(("greeting", "gruss", "karte"), Kind.CARD),
    **dict.fromkeys(("bildschirmfoto",), Kind.SCREENSHOT),
    **dict.fromkeys(("hochformat", "upright"), Kind.PORTRAIT),
    **dict.fromkeys(("querformat", "wide"), Kind.LANDSCAPE),
    **dict.fromkeys(("quadrat",), Kind.SQUARE),
    **dict.fromkeys(("gruppe",), Kind.GROUP),
    **dict.fromkeys(("wenige",), Kind.FEW),
    **dict.fromkeys(("vormittag", "morgen"), Kind.MORNING),
    **dict.fromkeys(("nachmittag",), Kind.AFTERNOON),
    **dict.fromkeys(("abend",), Kind.EVENING),
    **dict.fromkeys(("nacht",), Kind.NIGHT),
    **dict.fromkeys(("mein", "meins", "own"), Kind.MINE),
    **dict.fromkeys(("zu sehen",), Kind.SHOWN),
    **dict.fromkeys(("wartend",), Kind.WAITING),
    **dict.fromkeys(("verborgen", "versteckt"), Kind.HIDDEN),
}
COLOURS_SAID = {
    "schwarz": "black",
    "grau": "grey",
    "gray": "grey",
    "weiss": "white",
    "rot": "red",
    "orange": "orange",
    "gelb": "yellow",
    "grun": "green",
    "blau": "blue",
    "lila": "purple",
    "violett": "purple",
    "rosa": "pink",
    "braun": "brown",
}
_QUOTES = str.maketrans(dict.fromkeys("„“”‟«»″", '"'))
_PART = re.compile(r'(?P<no>-)?(?:(?P<key>[^\W\d_]+):)?(?:"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class _Part:
    typed: str
    key: str
    text: str
    is_quoted: bool
    is_excluded: bool


def read_query(typed: str) -> list[Clause]:
    """Return the clauses of a query. A photo must match all of them."""
    parts = [_part(found) for found in _PART.finditer(typed[:MAX_QUERY].translate(_QUOTES))]
    return list(_clauses(parts))[:MAX_CLAUSES]


def _part(found: re.Match[str]) -> _Part:
    key = fold(found["key"] or "")
    is_quoted = found["quoted"] is not None
    text = found["quoted"] if is_quoted else found["plain"]
    if key and key not in FIELDS and key not in (*IS, *TAKEN, *INSIDE):
        key, text = "", f"{found['key']}:{text}"
    return _Part(found[0].strip(), key, text, is_quoted, found["no"] is not None)


def _clauses(parts: list[_Part]) -> Iterator[Clause]:
    at = 0
    while at < len(parts):
        part = parts[at]
        at += 1
        if not part.key and not part.is_quoted:
            following = parts[at] if at < len(parts) else None
            if following is not None and not following.key and not following.is_excluded:
                slot = slot_of(f"{part.text} {following.text}", is_bare=True)
                if slot is not None:
                    yield Taken(f"{part.typed} {following.typed}", slot, part.is_excluded)
                    at += 1
                    continue
            slot = slot_of(part.text, is_bare=True)
            if slot is not None:
                yield Taken(part.typed, slot, part.is_excluded)
                continue
        clause = _clause(part)
        if clause is not None:
            yield clause


def _clause(part: _Part) -> Clause | None:
    if part.key in TAKEN:
        slot = slot_of(part.text)
        if slot is not None:
            return Taken(part.typed, slot, part.is_excluded)
    if part.key in IS:
        kind = KINDS.get(fold(part.text))
        if kind is not None:
            return Is(part.typed, kind, part.is_excluded)
    field = FIELDS.get(part.key, Field.WORD)
    words = tuple(words_of(part.text, is_typed=True))
    if not words:
        return None
    if part.key in INSIDE:
        return Inside(part.typed, words, part.is_quoted, part.is_excluded)
    if field is Field.COLOUR:
        words = (COLOURS_SAID.get(words[0], words[0]),)
    return Words(part.typed, field, words, part.is_quoted, part.is_excluded)
