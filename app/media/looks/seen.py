"""The results of looks at a picture: plain values, so that the server need not load the models' libraries."""

from dataclasses import dataclass
from enum import StrEnum


class Look(StrEnum):
    """What a worker can look for. Each model is loaded before the first file comes (looking.py)."""

    NUDITY = "nudity"
    FACES = "faces"
    """A worker that was started with it looks at every picture, whether a party wants it or not."""


class Unable(StrEnum):
    """Why a wanted look was not taken."""

    MISSING = "missing"
    """Its package is not installed, or does not work on this machine."""
    SLOW = "slow"
    """It took too long a moment ago."""


@dataclass(frozen=True, slots=True)
class Seen:
    """`nudity` is from 0 to 1, None if no look was taken. If one was wanted, `nudity_unable` says why not."""

    nudity: float | None = None
    nudity_unable: str = ""


NOTHING = Seen()
