"""Colours for the browser's own bars around a page: the party's ground, by day and by night."""

from typing import NamedTuple


class Paper(NamedTuple):
    """`--paper` of a ground, for each colour scheme."""

    by_day: str
    by_night: str


# As in static/css/looks.css; a test compares them.
PAPERS = {
    "paper": Paper("#faf8f5", "#141210"),
    "white": Paper("#ffffff", "#121212"),
    "mist": Paper("#f4f7fa", "#10141a"),
    "blush": Paper("#fdf5f4", "#1a1213"),
    "night": Paper("#141210", "#141210"),
}


def paper_of(ground: str) -> Paper:
    """Return the colours of a ground. An unknown ground gets those of a page without a party."""
    return PAPERS.get(ground, PAPERS["paper"])
