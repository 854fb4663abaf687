"""Why a picture cannot be shown; the words a guest reads are chosen elsewhere."""

from enum import StrEnum


class Refusal(StrEnum):
    NOT_A_PICTURE = "NOT_A_PICTURE"
    BROKEN_PICTURE = "BROKEN_PICTURE"
    TOO_MANY_PIXELS = "TOO_MANY_PIXELS"
    TOO_SLOW = "TOO_SLOW"
    TOO_LARGE_TO_DECODE = "TOO_LARGE_TO_DECODE"


class PictureRefused(Exception):
    """The picture is at fault, not the machine: sending the same bytes again cannot help."""

    def __init__(self, code: Refusal) -> None:
        super().__init__(code.value)
        self.code = code
