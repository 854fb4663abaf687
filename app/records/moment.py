"""When a photo happened: the one rule by which the album is in order."""

from datetime import datetime, timedelta

from app.base.clock import to_iso

LONGEST_KEPT = timedelta(days=30)
"""A photo that was taken longer before it was sent is of something else, or its camera's clock is wrong."""
MOST_AHEAD = timedelta(minutes=10)


def later_by(taken_at: str, seconds: int) -> str:
    """Return a time so many seconds later, written as media/metadata.py writes it."""
    return (datetime.fromisoformat(taken_at) + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment_of(taken_at: str | None, created_at: str) -> str:
    """Return when a photo was taken where that is plausible, else when it was sent: both as `created_at`.

    A camera's clock that runs ahead says a time at which the photo could not have been sent yet.
    """
    if taken_at is None:
        return created_at
    taken, sent = datetime.fromisoformat(taken_at), datetime.fromisoformat(created_at)
    return to_iso(taken) if sent - LONGEST_KEPT <= taken <= sent + MOST_AHEAD else created_at
