"""What looks at a picture have said of it: values without a library, so that the server need not load one."""

from dataclasses import dataclass
from enum import StrEnum


class Look(StrEnum):
    """What a worker can be asked to look for; each is loaded before the first file comes (looking.py)."""

    NUDITY = "nudity"
    FACES = "faces"
    """Taken at every picture by a worker that was started with it, whether a party wants it or not."""


class Unable(StrEnum):
    """Why a look that was asked for was not taken."""

    MISSING = "missing"
    """Its package is not installed, or does not work on this machine."""
    SLOW = "slow"
    """It has just taken too long."""


@dataclass(frozen=True, slots=True)
class Seen:
    """`nudity` is from 0 to 1; None where nothing looked, and `nudity_unable` then says why, if asked."""

    nudity: float | None = None
    nudity_unable: str = ""


NOTHING = Seen()
