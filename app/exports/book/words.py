"""The words of a book: their length in print, and their direction."""

import unicodedata

SMALL_MM, LARGE_MM = 1.55, 2.95
"""The width of a letter at 8 points: a Latin one, and one as wide as it is high."""
RIGHT_TO_LEFT = ("R", "AL")


def words_of(author: str, caption: str) -> str:
    return " ".join(word for word in (caption.strip(), author.strip()) if word)


def length_mm(text: str) -> float:
    """Estimate the length of a text at 8 points."""
    return sum(
        LARGE_MM if unicodedata.east_asian_width(letter) in ("W", "F") else SMALL_MM
        for letter in text
        if not unicodedata.combining(letter)
    )


def direction(text: str) -> str:
    """Return `rtl` or `ltr` by the first letter that has a direction (UAX #9, P2)."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind == "L":
            return "ltr"
        if kind in RIGHT_TO_LEFT:
            return "rtl"
    return "ltr"
