"""Find the chapters of a night: they begin at gaps in time that are longer than the gaps around them.

A border is where the logarithm of a gap is `_LONGER` above the mean of those of the 21 gaps around it (Platt,
Czerwinski, Field: PhotoTOC, 2003). So a crowded evening and a quiet afternoon are split equally well.
Bounds on size and hours keep chapters from being too small or too large.
"""

import math
from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate, pairwise

_AROUND = 10
_LONGER = math.log(17)
_LEAST_GAP_S = 8 * 60
_SURE_GAP_S = 2 * 3600
LEAST_PHOTOS = 5
"""The smallest number of photos in a computed chapter, unless the gap is certain."""
MOST_FOUND = 40


def find_borders(moments: Sequence[str]) -> list[str]:
    """Return the moments at which chapters begin, without the first chapter's. `moments` are in order."""
    times = [datetime.fromisoformat(moment).timestamp() for moment in moments]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    sums = [0.0, *accumulate(math.log(max(gap, 1.0)) for gap in gaps)]
    candidates = [no for no, gap in enumerate(gaps) if gap >= _SURE_GAP_S or _stands_out(no, gap, gaps, sums)]
    longest = sorted(candidates, key=lambda no: -gaps[no])[:MOST_FOUND]
    borders: list[int] = []
    for no in sorted(longest):
        begin = borders[-1] if borders else 0
        is_small = min(no + 1 - begin, len(moments) - no - 1) < LEAST_PHOTOS
        if gaps[no] >= _SURE_GAP_S or not is_small:
            borders.append(no + 1)
    return [moments[index] for index in borders]


def _stands_out(no: int, gap: float, gaps: Sequence[float], sums: Sequence[float]) -> bool:
    if gap < _LEAST_GAP_S:
        return False
    begin, end = max(0, no - _AROUND), min(len(gaps), no + _AROUND + 1)
    return math.log(gap) >= _LONGER + (sums[end] - sums[begin]) / (end - begin)
