"""Unwanted words in names and captions. Spacing, accents and look-alike letters do not hide them.

A list is one text with commas or line breaks. An entry matches whole words. With a star at its end it matches
words that begin so, with one at its beginning words that end so, and with both words that contain it. An
entry of several words matches them in a row. There are no other wild cards, so the work for each entry is
linear in the text.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MAX_ENTRIES = 200
MAX_ENTRY = 40
LOOK_ALIKES = str.maketrans(
    {
        # Digits and signs used as letters.
        "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b",
        "@": "a", "$": "s", "€": "e",
        # Letters of other scripts that look like Latin ones (Unicode confusables, the everyday part).
        "а": "a", "в": "b", "е": "e", "к": "k", "м": "m", "н": "h", "о": "o", "р": "p", "с": "c", "т": "t",
        "у": "y", "х": "x", "і": "i", "ј": "j", "ѕ": "s", "ԁ": "d", "ո": "n", "ս": "u",
        "α": "a", "β": "b", "ε": "e", "η": "n", "ι": "i", "κ": "k", "ν": "v", "ο": "o", "ρ": "p", "τ": "t",
        "υ": "u", "χ": "x", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d",
    }
)  # fmt: skip
_PARTS = re.compile(r"[,;\n]")
_BETWEEN_LETTERS = re.compile(r"(?<=\w)[!|](?=\w)")
"""An exclamation mark is an i in the middle of a word only."""
_GAPS = re.compile(r"[\W_]+")
_REPEATED = re.compile(r"(.)\1{2,}")
FEWEST_SPACED = 3
"""This many single letters in a row are one word with spaces in between."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An unwanted word, folded: one word, open at an end that had a star, or several with spaces."""

    words: str
    is_open_before: bool = False
    is_open_behind: bool = False

    def is_in(self, words: Sequence[str]) -> bool:
        if " " in self.words:
            return f" {self.words} " in f" {' '.join(words)} "
        return any(self._matches(word) for word in words)

    def is_spaced_in(self, runs: Sequence[str]) -> bool:
        """Tell whether it was written with gaps between its letters. An article may come before it."""
        return len(self.words) >= FEWEST_SPACED and any(self.words in run for run in runs)

    def _matches(self, word: str) -> bool:
        if self.is_open_before and self.is_open_behind:
            return self.words in word
        if self.is_open_before:
            return word.endswith(self.words)
        if self.is_open_behind:
            return word.startswith(self.words)
        return word == self.words


def entries_of(listed: str) -> tuple[Entry, ...]:
    """Read a list. Entries that are empty, only stars, or over the bounds are left out."""
    entries: list[Entry] = []
    for part in _PARTS.split(listed):
        text = part.strip()[:MAX_ENTRY]
        words = " ".join(_words(text.strip("*")))
        if words and len(entries) < MAX_ENTRIES:
            entries.append(Entry(words, text.startswith("*"), text.endswith("*")))
    return tuple(entries)


def unwanted_in(text: str, entries: tuple[Entry, ...]) -> str:
    """Return the first entry found in the text, folded. Empty if there is none."""
    if not entries or not text:
        return ""
    words, runs = tuple(_words(text)), tuple(_spaced_out(text))
    return next((entry.words for entry in entries if entry.is_in(words) or entry.is_spaced_in(runs)), "")


def fold(text: str) -> str:
    """Return the text in small Latin letters, without accents, look-alikes and repeated letters."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    # Remove invisible characters: they must not separate letters.
    seen = "".join(letter for letter in plain if unicodedata.category(letter) != "Cf")
    letters = _BETWEEN_LETTERS.sub("i", seen).translate(LOOK_ALIKES)
    return _REPEATED.sub(r"\1", letters)


def _words(text: str) -> Iterator[str]:
    for word in _GAPS.split(fold(text)):
        if word:
            yield word


def _spaced_out(text: str) -> Iterator[str]:
    """Yield the words that were written with gaps between their letters: `b a d`, `b.a.d`."""
    run = ""
    for word in [*_words(text), ""]:
        if len(word) == 1:
            run += word
            continue
        if len(run) >= FEWEST_SPACED:
            yield _REPEATED.sub(r"\1", run)
        run = ""
