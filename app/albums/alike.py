"""Words that somebody may have meant: one or two letters off, or with the typed text inside."""

MOST_EDITS = 2
SHORT = 4
"""Shorter words are similar to too many others."""
INSIDE = 4
"""A part of at least this length finds a word, for example the end of a German compound."""


def is_meant(typed: str, word: str) -> int | None:
    """Return the distance of a word, or of its beginning, from what was typed. None if it is too far."""
    if len(typed) < SHORT:
        return None
    if len(typed) >= INSIDE and typed in word:
        return 0
    most = 1 if len(typed) <= 5 else MOST_EDITS
    # The last row holds the distances to every prefix of the word, too.
    least = min(edits_to_beginnings(typed, word[: len(typed) + most]))
    return least if least <= most else None


def edits(one: str, other: str) -> int:
    """Count letters that are missing, too many, different or swapped (optimal string alignment)."""
    return edits_to_beginnings(one, other)[-1]


def edits_to_beginnings(one: str, other: str) -> list[int]:
    """Return how far `one` is from the first 0, 1, 2, ... letters of `other`."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        before, last, row = row, before, [at]
        for place, against in enumerate(other, 1):
            cost = min(before[place] + 1, row[place - 1] + 1, before[place - 1] + (letter != against))
            if at > 1 and place > 1 and letter == other[place - 2] and one[at - 2] == against:
                cost = min(cost, last[place - 2] + 1)
            row.append(cost)
    return row
