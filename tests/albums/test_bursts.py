"""Which photos are one burst, and which of them lies on top."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.media.facts import bits_apart
from app.photos.bursts import CHOSEN, MOST, MOST_BITS, NEAR, Shot, stack_of, stacked
from app.records.photo import Photo
from tests.photo_rows import a_photo

NIGHT = datetime(2026, 6, 13, 21, 0, tzinfo=UTC)
SCENES = ("0123456789abcdef", "fedcba9876543210", "00ff00ff00ff00ff")


def shot(name: str, second: float, likeness: str = SCENES[0], stack: str = "", size: int = 1) -> Shot:
    return Shot(name, NIGHT + timedelta(seconds=second), likeness, stack, size)


def arrive(shots: list[Shot]) -> dict[str, str]:
    """Let shots come one after the other; return the stack of each."""
    stacks: dict[str, str] = {}
    sizes: Counter[str] = Counter()
    for at, one in enumerate(shots):
        here = [Shot(s.id, s.taken, s.likeness, stacks[s.id], sizes[stacks[s.id]]) for s in shots[:at]]
        stacks[one.id] = stack_of(one, here)
        sizes[stacks[one.id]] += 1
    return stacks


JOINS = [
    ("a second later", shot("b", 1), "a"),
    ("a second before", shot("b", -1), "a"),
    ("a little moved", shot("b", 1, f"{int(SCENES[0], 16) ^ 0b111:016x}"), "a"),
    ("too late", shot("b", 5), "b"),
    ("of another scene", shot("b", 1, SCENES[1]), "b"),
    ("of no known look", shot("b", 1, ""), "b"),
]


@pytest.mark.parametrize(("_", "one", "stack"), JOINS, ids=[name for name, _, _ in JOINS])
def test_a_photo_joins_what_looks_alike_and_is_near(_: str, one: Shot, stack: str) -> None:
    assert stack_of(one, [shot("a", 0, stack="a")]) == stack


def test_between_two_stacks_the_nearest_one_counts() -> None:
    others = [shot("a", 0, stack="a"), shot("z", 5, stack="z")]
    assert stack_of(shot("b", 2, stack=""), others) == "a"
    assert stack_of(shot("b", 3, stack=""), others) == "z"


def test_a_photo_every_second_of_the_night_makes_more_than_one_stack() -> None:
    sizes = Counter(arrive([shot(f"{no:04}", no) for no in range(4 * MOST)]).values())
    assert len(sizes) >= 4
    assert max(sizes.values()) <= MOST


@given(st.permutations(range(8)))
def test_a_burst_is_one_stack_in_whatever_order_it_arrives(order: list[int]) -> None:
    assert len(set(arrive([shot(f"{no}", no / 2) for no in order]).values())) == 1


@given(st.lists(st.tuples(st.integers(0, 40), st.sampled_from(SCENES)), max_size=30))
def test_each_photo_of_a_stack_is_near_and_like_another_one_of_it(taken: list[tuple[int, str]]) -> None:
    shots = {f"{no:02}": shot(f"{no:02}", second, scene) for no, (second, scene) in enumerate(taken)}
    stacks = arrive(list(shots.values()))
    for name, stack in stacks.items():
        # Its name is that of its first photo, which is in it.
        assert stacks[stack] == stack
        others = [shots[other] for other in shots if stacks[other] == stack and other != name]
        one = shots[name]
        assert not others or any(
            abs(other.taken - one.taken) <= NEAR and bits_apart(other.likeness, one.likeness) <= MOST_BITS
            for other in others
        )


def of(stack: str, position: int, **more: object) -> Photo:
    return a_photo("p" * 32, id=f"{position}", position=position, stack=stack, **more)


TOPS = [
    ("the first of equal ones", [of("s", 1), of("s", 2)], 1),
    ("the one with most detail", [of("s", 1, stack_rank=200), of("s", 2, stack_rank=310)], 2),
    ("the favourite", [of("s", 1, stack_rank=900), of("s", 2, is_favourite=True)], 2),
    ("the host's choice", [of("s", 1, stack_rank=CHOSEN + 7), of("s", 2, is_favourite=True)], 1),
    ("the later choice", [of("s", 1, stack_rank=CHOSEN + 7), of("s", 2, stack_rank=CHOSEN + 9)], 2),
]


@pytest.mark.parametrize(("_", "photos", "top"), TOPS, ids=[name for name, _, _ in TOPS])
def test_the_best_lies_on_top(_: str, photos: list[Photo], top: int) -> None:
    assert [(one.position, count) for one, count in stacked(photos)] == [(top, 2)]


def test_photos_without_a_stack_and_of_one_that_was_taken_apart_stand_alone() -> None:
    photos = [of("", 1), of("s", 2, is_apart=True), of("", 3), of("s", 4, is_apart=True)]
    assert [(one.position, count) for one, count in stacked(photos)] == [(1, 1), (2, 1), (3, 1), (4, 1)]


@given(st.lists(st.sampled_from(["", "s", "t"]), max_size=20))
def test_no_photo_is_lost_in_stacks(stacks: list[str]) -> None:
    photos = [of(stack, no + 1) for no, stack in enumerate(stacks)]
    assert sum(count for _, count in stacked(photos)) == len(photos)
