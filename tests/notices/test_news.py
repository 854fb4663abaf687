"""What is news to whom: each thing is told once, what is over is forgotten, and quiet hours are quiet."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.clock import to_iso
from app.notices.news import WAITED_S, Kind, Needs, is_quiet, news_for
from app.records.backlog import Backlog
from app.records.notice import Subscription

NOW = datetime(2026, 6, 20, 21, 0, tzinfo=UTC)
LONG_AGO, JUST_NOW = to_iso(NOW - timedelta(seconds=WAITED_S + 1)), to_iso(NOW - timedelta(seconds=1))
ALL = tuple(Kind)


def somebody(*kinds: Kind, **told: str) -> Subscription:
    return Subscription(
        id="s", party_id="p", session_id="x", way="push", address="a", public_key="", auth_secret="",
        language="en", kinds=kinds or ALL, quiet_from="", quiet_until="", created_at="", told=told,
    )  # fmt: skip


def needs(dark: set[str] | None = None, *, is_disk_low: bool = False, **backlog: int | str) -> Needs:
    return Needs(Backlog(**backlog), frozenset(dark or set()), is_disk_low)  # type: ignore[arg-type]


def after(one: Subscription, needs: Needs) -> tuple[Kind | None, Subscription]:
    found, known = news_for(one, needs, NOW)
    return (found.kind if found else None), replace(one, told=found.told if found else known)


def test_who_has_waited_for_a_while_is_told_once_and_the_next_again() -> None:
    waiting = needs(waiting=2, oldest_at=LONG_AGO, newest=7)
    kind, told = after(somebody(), waiting)
    assert kind is Kind.WAITING
    assert after(told, waiting)[0] is None
    assert after(told, needs(waiting=3, oldest_at=LONG_AGO, newest=8))[0] is Kind.WAITING
    assert after(told, needs(waiting=1, oldest_at=LONG_AGO, newest=7))[0] is None


def test_what_has_only_just_begun_to_wait_calls_nobody() -> None:
    assert after(somebody(), needs(waiting=1, oldest_at=JUST_NOW, newest=7))[0] is None


def test_waiting_comments_are_told_beside_photos_and_one_that_is_changed_or_reported_again() -> None:
    both = needs(
        waiting=1,
        oldest_at=LONG_AGO,
        newest=7,
        comments=3,
        oldest_comment_at=LONG_AGO,
        last_comment_at=LONG_AGO,
    )
    first, told = after(somebody(), both)
    second, told = after(told, both)
    assert (first, second) == (Kind.WAITING, Kind.COMMENTS)
    assert after(told, both)[0] is None
    again = replace(both, backlog=replace(both.backlog, comments=1, last_comment_at=JUST_NOW))
    assert after(told, again)[0] is Kind.COMMENTS
    assert (
        after(somebody(), needs(comments=1, oldest_comment_at=JUST_NOW, last_comment_at=JUST_NOW))[0] is None
    )
    assert after(somebody(Kind.WAITING), needs(comments=3, oldest_comment_at=LONG_AGO))[0] is None


def test_a_report_goes_before_what_waits_and_both_are_told_in_the_end() -> None:
    both = needs(waiting=1, oldest_at=LONG_AGO, newest=7, reported=1, last_report_at=LONG_AGO)
    first, told = after(somebody(), both)
    second, told = after(told, both)
    third, _ = after(told, both)
    assert (first, second, third) == (Kind.REPORTED, Kind.WAITING, None)


def test_a_dark_screen_is_told_again_only_after_it_was_back() -> None:
    kind, told = after(somebody(), needs({"bar"}))
    assert kind is Kind.SCREEN
    assert after(told, needs({"bar"}))[0] is None
    assert after(told, needs({"bar", "hall"}))[0] is Kind.SCREEN
    _, back = after(told, needs())
    assert after(back, needs({"bar"}))[0] is Kind.SCREEN


def test_a_full_disk_is_told_again_only_after_there_was_room() -> None:
    kind, told = after(somebody(), needs(is_disk_low=True))
    assert kind is Kind.DISK
    assert after(told, needs(is_disk_low=True))[0] is None
    _, roomy = after(told, needs())
    assert after(roomy, needs(is_disk_low=True))[0] is Kind.DISK


def test_only_what_was_asked_for_is_told() -> None:
    everything = needs({"bar"}, is_disk_low=True, waiting=1, oldest_at=LONG_AGO, newest=7)
    assert after(somebody(Kind.DISK), everything)[0] is Kind.DISK
    assert after(somebody(Kind.REPORTED), everything)[0] is None


SOME_NEEDS = st.builds(
    lambda dark, low, newest, reports: needs(
        dark,
        is_disk_low=low,
        waiting=int(newest > 0),
        oldest_at=LONG_AGO if newest else "",
        newest=newest,
        reported=int(bool(reports)),
        last_report_at=reports,
    ),
    st.sets(st.sampled_from(["bar", "hall"])),
    st.booleans(),
    st.integers(0, 3),
    st.sampled_from(["", LONG_AGO, JUST_NOW]),
)


@given(st.lists(SOME_NEEDS, max_size=12))
def test_nothing_is_told_twice_in_a_row_and_everything_is_told_in_the_end(course: list[Needs]) -> None:
    one = somebody()
    for state in course:
        told = [one.told]
        for _ in Kind:
            kind, one = after(one, state)
            assert kind is None or one.told not in told, "the same again"
            told.append(one.told)
        assert after(one, state)[0] is None, "each kind is told within as many calls as there are kinds"


@pytest.mark.parametrize(
    ("quiet_from", "quiet_until", "at", "expected"),
    [
        ("", "", "03:00", False),
        ("23:00", "07:00", "22:59", False),
        ("23:00", "07:00", "23:00", True),
        ("23:00", "07:00", "03:00", True),
        ("23:00", "07:00", "07:00", False),
        ("12:00", "14:00", "13:59", True),
        ("12:00", "14:00", "14:00", False),
        ("12:00", "12:00", "12:00", False),
    ],
)
def test_quiet_hours_hold_from_their_beginning_to_their_end(
    quiet_from: str, quiet_until: str, at: str, expected: bool
) -> None:
    one = replace(somebody(), quiet_from=quiet_from, quiet_until=quiet_until)
    assert is_quiet(one, datetime.fromisoformat(f"2026-06-20T{at}:00+02:00")) is expected


def test_a_guesser_calls_once_an_hour_and_one_of_long_ago_calls_nobody() -> None:
    def guessed(minutes_ago: float) -> Needs:
        return Needs(Backlog(), guessed_at=to_iso(NOW - timedelta(minutes=minutes_ago)), guesses=20)

    kind, told = after(somebody(), guessed(5))
    assert kind is Kind.GUESSED
    assert after(told, guessed(4))[0] is None
    assert after(somebody(guessed=to_iso(NOW - timedelta(minutes=61))), guessed(4))[0] is Kind.GUESSED
    assert after(somebody(), guessed(61))[0] is None


def test_a_deletion_to_come_is_told_once_and_again_when_its_day_has_changed() -> None:
    week = Needs(Backlog(), deletes_at="2026-06-27T12:00", days_left=7)
    kind, told = after(somebody(), week)
    assert kind is Kind.ERASING
    assert after(told, replace(week, days_left=6))[0] is None
    assert after(told, replace(week, deletes_at="2026-06-25T12:00", days_left=5))[0] is Kind.ERASING
    assert after(somebody(), replace(week, days_left=None))[0] is None


def test_a_download_is_told_of_once_it_is_ready_and_what_was_ready_before_is_no_news() -> None:
    ready = needs(made_at=JUST_NOW)
    kind, told = after(somebody(), ready)
    assert kind is Kind.MADE
    assert after(told, ready)[0] is None
    assert after(told, needs(made_at=to_iso(NOW)))[0] is Kind.MADE
    assert after(replace(somebody(), created_at=to_iso(NOW)), ready)[0] is None
