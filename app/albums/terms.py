"""The search terms of a photo: words folded so that case, accents and scripts make no difference.

A term is a letter for its field and a word in a-z and 0-9, so both databases' indexes take it as one word. If
one word begins with another, its term begins with the other's term.
"""

import unicodedata
from collections.abc import Iterator
from enum import StrEnum

import regex

MAX_WORDS = 100
"""The most words of one text. A caption has at most 280 characters."""
MAX_LETTERS = 40
"""The most letters of one word. A longer one is found by its beginning."""

# Letters of their own that do not decompose, and are typed without their mark by most.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe"})
# Scripts that put no space between words: every two letters in a row are a word.
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_WORD = regex.compile(rf"(?P<unspaced>[{_UNSPACED}]+)|[\p{{L}}\p{{N}}--[{_UNSPACED}]]+|\p{{So}}", regex.V1)
_INSIDE_WORDS = regex.compile(r"(?<=\p{L})['’](?=\p{L})")
_AS_IT_IS = frozenset("abcdefghijklmnopqrstuvwyz0123456789")


class Field(StrEnum):
    """What a term is of."""

    WORD = "w"
    FROM = "f"
    NAME = "n"
    """A whole name, for suggestions."""
    TAG = "t"
    WHOLE_TAG = "g"
    CAMERA = "c"
    WHOLE_CAMERA = "m"
    DOOR = "e"
    PLACE = "p"
    WHOLE_PLACE = "l"
    KIND = "k"
    COLOUR = "o"
    WEEKDAY = "y"
    HOUR = "h"
    COMMENT = "q"
    """A word of a comment: apart from others, since a party may have no comments any more."""
    TASK = "j"
    BREAK = "s"
    """Between two texts, so that no phrase goes across."""


HOSTS_FIELDS = frozenset((Field.DOOR, Field.PLACE, Field.WHOLE_PLACE))
"""The table that a guest sits at is nothing for other guests, nor is where a photo was taken."""
EVERY = f"{Field.KIND}any"
"""A term of every photo."""


def fold(text: str) -> str:
    """Return the text in plain letters: without case, compatibility forms and marks (NFKD, casefold)."""
    decomposed = unicodedata.normalize("NFKD", text.casefold()).casefold()
    kept = "".join(letter for letter in decomposed if unicodedata.category(letter) not in ("Mn", "Me", "Cf"))
    return kept.translate(_PLAIN)


def words_of(text: str, *, is_typed: bool = False) -> list[str]:
    """Return the folded words of a text, in order.

    In a script without spaces, every two consecutive letters are a word, and so is the last letter alone.
    A typed query leaves out that last letter, unless it is the only one.
    """
    return list(_words(text, is_typed))[:MAX_WORDS]


def _words(text: str, is_typed: bool) -> Iterator[str]:
    for found in _WORD.finditer(_INSIDE_WORDS.sub("", fold(text))):
        word = found[0]
        if found["unspaced"] is None:
            yield word[:MAX_LETTERS]
            continue
        for at in range(len(word) - 1):
            yield word[at : at + 2]
        if not is_typed or len(word) == 1:
            yield word[-1]


def term(field: Field, word: str) -> str:
    """Write a folded word as a term of a field."""
    return field + "".join(letter if letter in _AS_IT_IS else _coded(letter) for letter in word)


def whole_term(field: Field, text: str) -> str:
    """Return the term of a whole name or tag: its words in order, joined without spaces."""
    return term(field, " ".join(words_of(text)))


def _coded(letter: str) -> str:
    # An x, the number, a z: no code is the prefix of another, and no digit is an x or a z.
    return "xx" if letter == "x" else f"x{ord(letter):x}z"


def terms_of(text: str, *fields: Field) -> list[str]:
    """Return a text's words as terms of each field. The terms of each field begin with a break."""
    words = words_of(text)
    return [each for field in fields if words for each in (Field.BREAK, *(term(field, one) for one in words))]
