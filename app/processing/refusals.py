"""Refusals of a picture or a video, for good or for now, in a guest's words."""

from collections.abc import Callable

from app.base.errors import N_, AppError, video_not_supported, videos_off
from app.media.errors import Refusal

REFUSALS = {
    Refusal.NOT_A_PICTURE: (
        415,
        N_("This isn’t a photo we can show. JPEG, PNG, HEIC, WebP, AVIF and GIF work."),
    ),
    Refusal.RAW_PHOTO: (
        415,
        N_("This is a RAW photo, which we can’t show. Please send it as a JPEG or HEIC."),
    ),
    Refusal.JPEG_XL: (
        415,
        N_("This is a JPEG XL picture, which we can’t show. Please save it as a JPEG and send that."),
    ),
    Refusal.MKV_VIDEO: (
        415,
        N_("This is an MKV video, which we can’t play. Please save it as MP4 and send that."),
    ),
    Refusal.AVI_VIDEO: (
        415,
        N_("This is an AVI video, which we can’t play. Please save it as MP4 and send that."),
    ),
    Refusal.BROKEN_PICTURE: (422, N_("This photo is damaged or incomplete, so we couldn’t open it.")),
    Refusal.TOO_MANY_PIXELS: (
        422,
        N_("This photo has more pixels than we can take. A smaller copy will work."),
    ),
    Refusal.TOO_SLOW_TO_DECODE: (422, N_("This photo took too long to open. A smaller copy may work.")),
    Refusal.TOO_LARGE_TO_DECODE: (422, N_("This photo is too large to open. A smaller copy will work.")),
    Refusal.BROKEN_VIDEO: (422, N_("This video is damaged or incomplete, so we couldn’t open it.")),
    Refusal.NO_PICTURE_IN_VIDEO: (415, N_("There’s only sound in this file, and nothing to show.")),
    Refusal.VIDEO_CODEC_UNKNOWN: (
        415,
        N_("We can’t play this kind of video. MP4, MOV and WebM from phones and browsers work."),
    ),
    Refusal.VIDEO_TOO_HEAVY: (422, N_("This video is too large to open. A smaller or shorter one may work.")),
}
# Ways in which an upload may end without a fault of its content.
NOT_ADMITTED: dict[str, Callable[[], AppError]] = {
    "VIDEOS_OFF": videos_off,
    "VIDEO_NOT_SUPPORTED": video_not_supported,
    "TOO_LARGE": lambda: AppError(413, "TOO_LARGE", N_("This file is too big for this party.")),
}


class BusyError(AppError):
    """Too many photos wait already. `ahead` is how many would come before this one, if that is known."""

    def __init__(self, ahead: int | None = None) -> None:
        super().__init__(
            503,
            "BUSY",
            N_("So many photos right now! Please try again in a moment."),
            headers={"Retry-After": "5"},
        )
        self.ahead = ahead


def refusal_error(refusal: Refusal) -> AppError:
    """Put a refused picture into a guest's words."""
    status, message = REFUSALS[refusal]
    return AppError(status, refusal.name, message)


def error_named(code: str) -> AppError | None:
    """Return the error of an upload's refusal again. None for a code that is no refusal."""
    if code in Refusal.__members__:
        return refusal_error(Refusal[code])
    return NOT_ADMITTED[code]() if code in NOT_ADMITTED else None


def is_final(error: AppError) -> bool:
    """Tell whether a refusal is about the file itself, so that sending it again cannot help."""
    return error_named(error.code) is not None


def busy_error() -> AppError:
    return BusyError()
