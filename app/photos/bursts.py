"""Bursts: photos of one guest that look alike and were taken within seconds are one stack. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.media.facts import bits_apart
from app.records.photo import Photo

NEAR = timedelta(seconds=4)
"""From one photo of a burst to the next."""
MOST_BITS = 12
"""Likenesses of two photos of one scene differ in at most this many of 64 bits."""
MOST = 50
"""Somebody who takes a photo every second for the whole night fills more than one stack."""
CHOSEN = 1_000_000
"""A host's choice has a rank from here on, the later the higher. Bytes for 1000 px are far below."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A photo by what tells bursts: `stack` is the id of the photo that began its stack, of `size` photos."""

    id: str
    taken: datetime
    likeness: str
    stack: str
    size: int


def stack_of(shot: Shot, others: Sequence[Shot]) -> str:
    """Return the stack that a new shot of a guest belongs to: that of the nearest alike one, or its own.

    The answer depends on what has arrived, so nothing that was told before ever changes by itself.
    """
    alike = [
        (abs(other.taken - shot.taken), bits, other.id, other.stack)
        for other in others
        if other.id != shot.id and other.stack and other.size < MOST
        for bits in [bits_apart(other.likeness, shot.likeness)]
        if abs(other.taken - shot.taken) <= NEAR and bits <= MOST_BITS
    ]
    return min(alike)[3] if alike else shot.id


def stacked(photos: Sequence[Photo]) -> list[tuple[Photo, int]]:
    """Return the top of each stack among these photos, and its size, in the order of their first ones."""
    stacks: dict[str, list[Photo]] = {}
    for photo in photos:
        stacks.setdefault((photo.stack if not photo.is_apart else "") or photo.id, []).append(photo)
    return [(top_of(stack), len(stack)) for stack in stacks.values()]


def top_of(stack: Sequence[Photo]) -> Photo:
    """Return what the host chose, else the couple's favourite, else the photo with the most detail.

    `models/stacks.js` does the same.
    """
    return max(
        stack,
        key=lambda photo: (
            photo.stack_rank if photo.stack_rank >= CHOSEN else 0,
            photo.is_favourite,
            photo.stack_rank,
            -photo.position,
        ),
    )
