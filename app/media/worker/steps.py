"""Report the step that a worker is in, so that the log can name it if a file kills the worker.

The state is global, because a worker does one thing at a time.
"""

from collections.abc import Callable
from enum import StrEnum


class Step(StrEnum):
    OPEN = "opening"
    DECODE = "decoding"
    METADATA = "reading metadata"
    SHRINK = "shrinking"
    COLOUR = "converting colours"
    ENCODE = "encoding"
    LOOK = "looking"
    WRITE = "writing"


def _to_nobody(step: Step) -> None:
    pass


_tell: Callable[[Step], None] = _to_nobody


def tell_steps_to(tell: Callable[[Step], None]) -> None:
    """Call `tell` at each step from now on."""
    global _tell
    _tell = tell


def enter(step: Step) -> None:
    _tell(step)
