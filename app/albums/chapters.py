"""The chapters of an album: first those that hosts decided, then those found by gaps in time."""

import hashlib
from bisect import bisect_right
from collections.abc import Sequence

from app.albums.gaps import find_borders
from app.records.chapter import Chapter, Decided

MOST_CHAPTERS = 100


def chapters_of(party_id: str, moments: Sequence[str], decided: Decided) -> list[Chapter]:
    """Return the chapters in order. `moments` are those of all shown photos, in order.

    The hosts' decisions hold up to a moment. After it, a chapter begins at each gap.
    """
    known = list(decided.chapters) or [Chapter(_id_of(party_id, ""), "")]
    found = [at for at in find_borders(moments) if at > decided.until and at > known[-1].begins_at]
    known += [Chapter(_id_of(party_id, at), at) for at in found]
    return known[:MOST_CHAPTERS]


def chapter_at(chapters: Sequence[Chapter], moment: str) -> int:
    """Return the index of the chapter that a moment is in."""
    return bisect_right([chapter.begins_at for chapter in chapters], moment) - 1


def _id_of(party_id: str, begins_at: str) -> str:
    """Return the id of a computed chapter. It stays the same as long as the chapter begins at that moment."""
    return hashlib.sha256(f"chapter {party_id} {begins_at}".encode()).hexdigest()[:32]
