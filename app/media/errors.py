"""Why a picture or video cannot be shown. The words that a guest reads are chosen elsewhere."""

from enum import StrEnum


class Refusal(StrEnum):
    NOT_A_PICTURE = "NOT_A_PICTURE"
    RAW_PHOTO = "RAW_PHOTO"
    JPEG_XL = "JPEG_XL"
    MKV_VIDEO = "MKV_VIDEO"
    AVI_VIDEO = "AVI_VIDEO"
    BROKEN_PICTURE = "BROKEN_PICTURE"
    TOO_MANY_PIXELS = "TOO_MANY_PIXELS"
    TOO_SLOW_TO_DECODE = "TOO_SLOW_TO_DECODE"
    TOO_LARGE_TO_DECODE = "TOO_LARGE_TO_DECODE"
    BROKEN_VIDEO = "BROKEN_VIDEO"
    NO_PICTURE_IN_VIDEO = "NO_PICTURE_IN_VIDEO"
    VIDEO_CODEC_UNKNOWN = "VIDEO_CODEC_UNKNOWN"
    VIDEO_TOO_HEAVY = "VIDEO_TOO_HEAVY"
    """Too many pixels, or too much memory or time to open it."""


OUT_OF_MEMORY = frozenset((Refusal.TOO_LARGE_TO_DECODE, Refusal.VIDEO_TOO_HEAVY))
"""After these a worker ends, because its heap is fragmented."""


class PictureRefused(Exception):
    """The picture or video is at fault, not the machine: sending the same bytes again cannot help."""

    def __init__(self, code: Refusal) -> None:
        super().__init__(code.value)
        self.code = code
