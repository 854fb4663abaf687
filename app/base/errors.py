"""The errors that a person may see: a status, a stable code, and a sentence for translation."""

from collections.abc import Mapping


def N_(message: str) -> str:
    """Mark `message` for the catalogues. It is translated where the error is shown."""
    return message


class AppError(Exception):
    """A refusal that is answered to the client.

    `status` is the HTTP status, `code` an upper-case name that never changes. `message` is a gettext msgid;
    `params` fill its %(name)s places. `headers` go out with the answer, and `told` are further fields of its
    JSON.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        params: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        told: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.message = message
        self.params = dict(params or {})
        self.headers = dict(headers or {})
        self.told = dict(told or {})


def not_found() -> AppError:
    """Say that nothing is here. Missing, hidden and deleted things get the same words."""
    return AppError(404, "NOT_FOUND", N_("We couldn’t find that. It may have been taken down."))


def not_yours() -> AppError:
    return AppError(403, "NOT_YOURS", N_("Only the person who sent this photo can change it."))


def uploads_closed(message: str) -> AppError:
    """Say that no photos are taken now, in the host's own words if there are any."""
    if message:
        return AppError(403, "UPLOADS_CLOSED", "%(message)s", {"message": message})
    return AppError(403, "UPLOADS_CLOSED", N_("The host isn’t taking photos right now."))


def party_ended(message: str) -> AppError:
    """Say that the party is over, in the host's own words if there are any."""
    if message:
        return AppError(403, "PARTY_ENDED", "%(message)s", {"message": message})
    return AppError(403, "PARTY_ENDED", N_("The party is over, and no more photos are taken. Thank you!"))


def too_large(max_mb: int) -> AppError:
    return AppError(
        413, "TOO_LARGE", N_("This photo is too big. Up to %(max_mb)s MB is fine."), {"max_mb": max_mb}
    )


def empty_file() -> AppError:
    return AppError(400, "EMPTY_FILE", N_("This file is empty: there is nothing in it to show."))


def video_too_large(max_mb: int) -> AppError:
    return AppError(
        413, "TOO_LARGE", N_("This video is too big. Up to %(max_mb)s MB is fine."), {"max_mb": max_mb}
    )


def video_not_supported() -> AppError:
    """Say that this machine cannot open videos, whatever the host would like."""
    return AppError(
        415, "VIDEO_NOT_SUPPORTED", N_("This party takes photos only: videos can’t be played here.")
    )


def videos_off() -> AppError:
    """Say that the host wants photos only."""
    return AppError(403, "VIDEOS_OFF", N_("The host is taking photos only right now, no videos."))


def greetings_off() -> AppError:
    """Say that the host wants photos, and no cards with words only."""
    return AppError(403, "GREETINGS_OFF", N_("The host isn’t taking greetings right now, only photos."))


def disk_full() -> AppError:
    return AppError(
        507,
        "DISK_FULL",
        N_("There’s no room left for new photos. Please tell the host."),
        headers={"Retry-After": "60"},
    )


def store_away() -> AppError:
    return AppError(
        503,
        "STORE_AWAY",
        N_("We can’t reach the place where photos are kept. Please try again in a moment."),
        headers={"Retry-After": "5"},
    )


def bad_request(message: str, code: str = "BAD_REQUEST") -> AppError:
    return AppError(400, code, message)
