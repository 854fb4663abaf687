"""Find which parts of a copy with credits equal the original, so that only the few new bytes are kept."""

from collections.abc import Iterator
from dataclasses import dataclass

ANCHOR = 48
STEP = 16
NEAR = 1024 * 1024
FAR_EVERY = 4096
CHUNK = 64 * 1024
AT_ONCE = 2 * 1024 * 1024
"""A search blocks the event loop for as long as this takes: about a millisecond."""
MOST_NEW = 512 * 1024


class TooDifferent(Exception):
    """Too many bytes are new, so the copy would have to be kept whole."""


@dataclass(frozen=True, slots=True)
class Span:
    """`size` bytes of the copy: the original's from `origin` on, or new ones (-1)."""

    origin: int
    start: int
    size: int


def spans(old: memoryview, new: memoryview) -> list[Span]:
    """Divide `new` into spans. Raises `TooDifferent`."""
    found: list[Span] = []
    literal = place = origin = fresh = since_far = 0
    while place < len(new):
        size = common(old, origin, new, place)
        if size >= ANCHOR or (size and place + size == len(new)):
            back = _common_before(old, origin, new, place, place - literal)
            if place - back > literal:
                found.append(Span(-1, literal, place - back - literal))
            found.append(Span(origin - back, place - back, size + back))
            place, origin = place + size, origin + size
            literal, since_far = place, 0
            continue
        anchor = bytes(new[place : place + ANCHOR])
        at = _find(old, anchor, origin, min(len(old), origin + NEAR))
        if at < 0 and since_far % FAR_EVERY == 0:
            at = _find(old, anchor, 0, len(old))
        if at >= 0 and len(anchor) == ANCHOR:
            origin = at
            continue
        step = min(STEP, len(new) - place)
        place, fresh, since_far = place + step, fresh + step, since_far + step
        if fresh > MOST_NEW:
            raise TooDifferent
    if place > literal:
        found.append(Span(-1, literal, place - literal))
    return found


def common(old: memoryview, origin: int, new: memoryview, place: int) -> int:
    """Return how many bytes from here on are the same."""
    size, most = 0, min(len(old) - origin, len(new) - place)
    while size < most:
        step = min(CHUNK, most - size)
        while step and not _same(old, origin + size, new, place + size, step):
            step //= 2
        if not step:
            break
        size += step
    return size


def _same(old: memoryview, origin: int, new: memoryview, place: int, size: int) -> bool:
    # Copy first, because views are compared byte by byte.
    return bytes(old[origin : origin + size]) == bytes(new[place : place + size])


def _common_before(old: memoryview, origin: int, new: memoryview, place: int, most: int) -> int:
    size = 0
    while size < min(most, origin) and old[origin - size - 1] == new[place - size - 1]:
        size += 1
    return size


def _find(old: memoryview, anchor: bytes, begin: int, end: int) -> int:
    for start in _starts(begin, end):
        at = bytes(old[start : min(end, start + AT_ONCE + ANCHOR)]).find(anchor)
        if at >= 0:
            return start + at
    return -1


def _starts(begin: int, end: int) -> Iterator[int]:
    return iter(range(begin, end, AT_ONCE))
