"""What cannot be done with a picture, or not now, in a guest's words."""

from app.errors import N_, AppError
from app.media.errors import Refusal

REFUSALS = {
    Refusal.NOT_A_PICTURE: (
        415,
        N_("This isn’t a photo we can show. JPEG, PNG, HEIC, WebP, AVIF and GIF work."),
    ),
    Refusal.BROKEN_PICTURE: (422, N_("This photo is damaged or incomplete, so we couldn’t open it.")),
    Refusal.TOO_MANY_PIXELS: (
        422,
        N_("This photo has more pixels than we can take. A smaller copy will work."),
    ),
    Refusal.TOO_SLOW: (422, N_("This photo took too long to open. A smaller copy may work.")),
    Refusal.TOO_LARGE_TO_DECODE: (422, N_("This photo is too large to open. A smaller copy will work.")),
}


class BusyError(AppError):
    """Too many photos wait already. `ahead` is how many would be before this one, when that is known."""

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


def busy_error() -> AppError:
    return BusyError()
