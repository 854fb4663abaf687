"""One plain line from what a person typed: short, composed, and nothing in it that disturbs the page.

Every step is linear in the text's length, or works on a text that has been cut. Normalisation alone is
not linear: it sorts runs of combining marks in a time that grows with the square of a run's length.
"""

import unicodedata
from collections.abc import Iterator

import regex

# Characters that may hide or turn round other text on the wall: controls, surrogates, private use,
# directions. Unassigned ones stay: they are emoji that are newer than Python's tables.
HIDDEN_CATEGORIES = ("Cc", "Cs", "Co")
BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Letters and signs that are drawn as a gap: Hangul fillers and the empty braille pattern.
BLANK_LETTERS = frozenset("\u3164\uffa0\u2800")

READ_FOR_EACH = 32
"""Code points read for each one kept: room for spaces and for marks that are dropped."""
MAX_MARKS = 8
"""Marks on one letter. Hebrew with vowels and accents, Tibetan and Burmese need six to eight."""
MAX_STACKED_MARKS = 4
"""Marks that a font piles up, above and below together. Old Greek and phonetic scripts need three."""
MAX_MARKS_ABOVE = 3
MAX_THAI_MARKS = 3
"""Thai and Lao: a vowel, a nasal and a tone."""

# Canonical combining classes.
_OVER_THE_LETTER, _FIRST_STACKED, _ABOVE = 1, 200, 230

_CLUSTER = regex.compile(r"\X")
# Invisible alone: what Unicode draws as nothing, separators, format characters, marks without a letter.
_UNSEEN = regex.compile(r"[\p{Default_Ignorable_Code_Point}\p{Z}\p{Cc}\p{Cf}\p{Mn}\p{Me}\u2800\U0001d159]*")


def clean_line(text: str, max_length: int) -> str:
    """Make one plain line: no controls, marks thinned, composed, at most `max_length` code points.

    It ends between two letters as readers see them (UAX 29, extended grapheme clusters). A text that would
    show nothing becomes empty.
    """
    read = text.strip()[: READ_FOR_EACH * max_length]
    kept = "".join(_kept(letter) for letter in read)
    # Thinned first so that sorting is cheap, and again because decomposing brings out more marks.
    thinned = _thinned(unicodedata.normalize("NFD", _thinned(kept)))
    line = " ".join(unicodedata.normalize("NFC", thinned).split())
    cut = _cut(line, max_length).rstrip()
    return "" if _UNSEEN.fullmatch(cut) else cut


def _kept(letter: str) -> str:
    if letter.isspace() or letter in BLANK_LETTERS:
        return " "
    is_hidden = unicodedata.category(letter) in HIDDEN_CATEGORIES or letter in BIDI_CONTROLS
    return "" if is_hidden else letter


def _thinned(text: str) -> str:
    return "".join(_few_marks(text))


def _few_marks(text: str) -> Iterator[str]:
    """Drop marks that their letter has already, and marks that would climb into other lines."""
    marks: list[str] = []
    for letter in text:
        category = unicodedata.category(letter)
        if category in ("Mn", "Me") or unicodedata.combining(letter):
            if not _has_room(marks, letter):
                continue
            marks.append(letter)
        elif category != "Cf":  # a joiner between two marks is no new letter
            marks.clear()
        yield letter


def _has_room(marks: list[str], mark: str) -> bool:
    if mark in marks or len(marks) >= MAX_MARKS:
        return False
    if "\u0e00" <= mark <= "\u0eff":
        return len(marks) < MAX_THAI_MARKS
    if unicodedata.category(mark) == "Me":
        return not any(unicodedata.category(other) == "Me" for other in marks)
    stacked = [other for other in marks if _is_stacked(other)]
    if not _is_stacked(mark):
        return True
    above = [other for other in stacked if unicodedata.combining(other) == _ABOVE]
    return len(stacked) < MAX_STACKED_MARKS and not (
        unicodedata.combining(mark) == _ABOVE and len(above) >= MAX_MARKS_ABOVE
    )


def _is_stacked(mark: str) -> bool:
    """Tell marks that pile up, or that strike a letter out, from marks with their own place (UAX 44)."""
    combining_class = unicodedata.combining(mark)
    return combining_class == _OVER_THE_LETTER or combining_class >= _FIRST_STACKED


def _cut(line: str, max_length: int) -> str:
    """Cut between clusters. A cluster that is longer than the whole limit is cut inside."""
    if len(line) <= max_length:
        return line
    # Whether a cluster ends here depends on the text before it and on the next code point.
    end = 0
    for cluster in _CLUSTER.finditer(line[: max_length + 1]):
        if cluster.end() > max_length:
            break
        end = cluster.end()
    return line[: end or max_length]
