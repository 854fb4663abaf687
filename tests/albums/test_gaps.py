"""Where a night falls into chapters."""

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from app.albums.chapters import MOST_CHAPTERS, chapter_at, chapters_of
from app.albums.gaps import LEAST_PHOTOS, MOST_FOUND, find_borders
from app.base.clock import to_iso
from app.records.chapter import Chapter, Decided
from app.records.moment import moment_of

EVENING = datetime(2026, 6, 13, 15, 0, tzinfo=UTC)
UNDECIDED = Decided(0, "", ())


def at(minutes: float) -> str:
    return to_iso(EVENING + timedelta(minutes=minutes))


def a_crowd(begin: float, minutes: float, photos: int, seed: int = 1) -> list[str]:
    """Return moments spread by chance over some minutes."""
    random = Random(seed)
    return sorted(at(begin + random.random() * minutes) for _ in range(photos))


def test_a_ceremony_a_dinner_and_a_dance_are_three_chapters() -> None:
    ceremony, dinner, dance = a_crowd(0, 40, 200), a_crowd(90, 60, 150), a_crowd(190, 200, 900)
    assert find_borders(ceremony + dinner + dance) == [dinner[0], dance[0]]


def test_an_evening_without_gaps_is_one_chapter() -> None:
    assert find_borders(a_crowd(0, 300, 2000)) == []


def test_a_quiet_afternoon_is_not_cut_between_each_two_photos() -> None:
    assert find_borders([at(15 * number) for number in range(40)]) == []


def test_the_next_morning_is_a_chapter_however_few_photos_it_has() -> None:
    morning = [at(14 * 60)]
    assert find_borders(a_crowd(0, 300, 500) + morning) == morning


def test_two_photos_at_the_bar_are_no_chapter_of_their_own() -> None:
    early, bar, late = a_crowd(0, 60, 300), [at(100), at(101)], a_crowd(140, 60, 300)
    assert len(find_borders(early + bar + late)) == 1


@given(st.lists(st.integers(0, 5_000_000), max_size=300))
def test_borders_are_moments_of_photos_in_order_and_never_too_many(seconds: list[int]) -> None:
    moments = sorted(to_iso(EVENING + timedelta(seconds=second)) for second in seconds)
    borders = find_borders(moments)
    assert set(borders) <= set(moments)
    assert borders == sorted(set(borders))
    assert len(borders) <= MOST_FOUND
    assert LEAST_PHOTOS > 1


def test_what_hosts_decided_stays_and_later_photos_still_fall_into_chapters() -> None:
    early, late = a_crowd(0, 60, 200), a_crowd(120, 60, 200)
    decided = Decided(7, early[-1], (Chapter("a", "", "Arrival"), Chapter("b", early[100], "Champagne")))
    chapters = chapters_of("party", early + late, decided)
    assert [chapter.title for chapter in chapters] == ["Arrival", "Champagne", ""]
    assert chapters[2].begins_at == late[0]
    merged = Decided(8, late[-1], (Chapter("a", "", "All of it"),))
    assert [chapter.title for chapter in chapters_of("party", early + late, merged)] == ["All of it"]


def test_a_found_chapter_keeps_its_id_while_more_photos_come() -> None:
    early, late = a_crowd(0, 60, 200), a_crowd(120, 60, 200)
    before = chapters_of("party", early + late[:100], UNDECIDED)
    after = chapters_of("party", early + late, UNDECIDED)
    assert [chapter.id for chapter in before] == [chapter.id for chapter in after]
    assert len({chapter.id for chapter in before}) == 2
    assert chapters_of("other", early, UNDECIDED)[0].id != before[0].id
    assert chapter_at(before, early[0]) == 0
    assert chapter_at(before, late[0]) == 1


def test_a_party_of_a_hundred_days_has_bounded_chapters() -> None:
    days = [at(day * 24 * 60 + minute) for day in range(150) for minute in range(3)]
    assert len(chapters_of("party", days, UNDECIDED)) <= MOST_CHAPTERS


def test_a_photo_happened_when_it_was_taken_where_that_can_be() -> None:
    sent = "2026-06-13T20:00:00.000Z"
    assert moment_of("2026-06-13T17:30:00Z", sent) == "2026-06-13T17:30:00.000Z"
    assert moment_of("2026-06-13T20:05:00Z", sent) == "2026-06-13T20:05:00.000Z"
    # A clock that is an hour ahead, another year, and none at all.
    assert moment_of("2026-06-13T21:00:00Z", sent) == sent
    assert moment_of("2025-06-13T17:30:00Z", sent) == sent
    assert moment_of("2099-01-01T00:00:00Z", sent) == sent
    assert moment_of(None, sent) == sent
