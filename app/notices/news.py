"""Decide what is news to whom: from a party's needs and what somebody was told, what to tell next.

Nothing here reads a clock or the records, so every rule can be tested.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from app.base.clock import to_iso
from app.records.backlog import Backlog
from app.records.notice import Subscription

GUESSED_FOR_S = 3600
WAITED_S = 20
"""If a host decides about a photo or comment sooner than this, nobody is called."""


class Kind(StrEnum):
    """The reasons for a call, the most urgent first."""

    REPORTED = "reported"
    WAITING = "waiting"
    COMMENTS = "comments"
    """Comments wait for a decision, or guests have reported them."""
    SCREEN = "screen"
    DISK = "disk"
    GUESSED = "guessed"
    """Somebody tries one wrong code for the party after another."""
    ERASING = "erasing"
    """Everything of the party will be deleted soon, as its hosts have set."""
    MADE = "made"
    """A slow download, such as the book, is ready."""


class GuestKind(StrEnum):
    """The reasons for a guest's call."""

    ON_SCREEN = "on_screen"
    """A photo of theirs was on a big screen for the first time."""
    ALBUM = "album"
    """The party is over, and all photos are there to see."""


@dataclass(frozen=True, slots=True)
class Needs:
    """A party's needs now. `dark_screens` are the ids of its own screens that have gone silent.

    `guesses` wrong codes were tried within ten minutes at `guessed_at`, empty for never. `days_left` is None
    unless everything is deleted within a week, at the local time `deletes_at`.
    """

    backlog: Backlog
    dark_screens: frozenset[str] = frozenset()
    is_disk_low: bool = False
    guessed_at: str = ""
    guesses: int = 0
    deletes_at: str = ""
    days_left: int | None = None


@dataclass(frozen=True, slots=True)
class News:
    """One thing to tell, its `count`, and what the reader knows after it."""

    kind: Kind
    count: int
    told: Mapping[str, str]


def news_for(one: Subscription, needs: Needs, now: datetime) -> tuple[News | None, Mapping[str, str]]:
    """Return what to tell somebody next, if anything, and what they know by now without being told.

    A need that has ended (a screen is back, the disk has room) is forgotten. So it is news if it returns.
    """
    told = dict(one.told or {})
    known_dark = set(told.get(Kind.SCREEN, "").split()) & needs.dark_screens
    _keep(told, Kind.SCREEN, " ".join(sorted(known_dark)))
    if not needs.is_disk_low:
        told.pop(Kind.DISK, None)
    for kind in Kind:
        if kind in one.kinds and (found := _news(kind, needs, told, now, one.created_at)):
            count, mark = found
            return News(kind, count, told | {kind.value: mark}), told
    return None, told


def _news(
    kind: Kind, needs: Needs, told: Mapping[str, str], now: datetime, since: str
) -> tuple[int, str] | None:
    backlog, mark = needs.backlog, told.get(kind, "")
    match kind:
        case Kind.REPORTED:
            is_news = bool(backlog.reported) and backlog.last_report_at > mark
            return (backlog.reported, backlog.last_report_at) if is_news else None
        case Kind.WAITING:
            has_waited = bool(backlog.waiting) and backlog.oldest_at <= to_iso_before(now, WAITED_S)
            is_news = has_waited and backlog.newest > int(mark or 0)
            return (backlog.waiting, str(backlog.newest)) if is_news else None
        case Kind.COMMENTS:
            has_waited = bool(backlog.comments) and backlog.oldest_comment_at <= to_iso_before(now, WAITED_S)
            is_news = has_waited and backlog.last_comment_at > mark
            return (backlog.comments, backlog.last_comment_at) if is_news else None
        case Kind.SCREEN:
            fresh = needs.dark_screens - set(mark.split())
            return (len(fresh), " ".join(sorted(needs.dark_screens))) if fresh else None
        case Kind.DISK:
            return (1, "low") if needs.is_disk_low and not mark else None
        case Kind.GUESSED:
            # If the guessing goes on all night, it calls once an hour.
            is_recent = needs.guessed_at > max(mark, to_iso_before(now, GUESSED_FOR_S))
            is_news = is_recent and (not mark or mark <= to_iso_before(now, GUESSED_FOR_S))
            return (needs.guesses, needs.guessed_at) if is_news else None
        case Kind.ERASING:
            is_news = needs.days_left is not None and needs.deletes_at != mark
            return (needs.days_left or 0, needs.deletes_at) if is_news else None
        case Kind.MADE:
            # A download that was ready before the subscription is no news.
            is_news = backlog.made_at > max(mark, since)
            return (1, backlog.made_at) if is_news else None


def to_iso_before(now: datetime, seconds: float) -> str:
    return to_iso(datetime.fromtimestamp(now.timestamp() - seconds, now.tzinfo))


def is_quiet(one: Subscription, local: datetime) -> bool:
    """Tell whether this local time is in somebody's quiet hours, which may go past midnight."""
    if not one.quiet_from or one.quiet_from == one.quiet_until:
        return False
    begin, end = time.fromisoformat(one.quiet_from), time.fromisoformat(one.quiet_until)
    moment = local.time().replace(tzinfo=None)
    return begin <= moment < end if begin < end else moment >= begin or moment < end


def _keep(told: dict[str, str], kind: Kind, mark: str) -> None:
    if mark:
        told[kind.value] = mark
    else:
        told.pop(kind.value, None)
