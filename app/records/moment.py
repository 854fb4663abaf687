"""When a photo happened: the one rule for the album's order."""

from datetime import datetime, timedelta

from app.base.clock import to_iso

LONGEST_KEPT = timedelta(days=30)
"""A photo taken longer than this before it was sent shows something else, or its clock is wrong."""
MOST_AHEAD = timedelta(minutes=10)


def later_by(taken_at: str, seconds: int) -> str:
    """Return a time `seconds` later, in the format of media/metadata.py."""
    return (datetime.fromisoformat(taken_at) + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment_of(taken_at: str | None, created_at: str) -> str:
    """Return when a photo was taken if that is plausible, else when it was sent; in `created_at`'s format.

    A time after the sending is not plausible: the camera's clock runs ahead.
    """
    if taken_at is None:
        return created_at
    taken, sent = datetime.fromisoformat(taken_at), datetime.fromisoformat(created_at)
    return to_iso(taken) if sent - LONGEST_KEPT <= taken <= sent + MOST_AHEAD else created_at
