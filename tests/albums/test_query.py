"""What somebody types is read as they mean it, in every script, and nothing is an error."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.albums.alike import edits, is_meant
from app.albums.query import MAX_CLAUSES, MAX_QUERY, Clause, Is, Kind, Taken, Words, read_query
from app.albums.taken import Slot, slot_of
from app.albums.terms import Field, fold, term, words_of


def words(typed: str, field: Field, *of_it: str, whole: bool = False, excluded: bool = False) -> Words:
    return Words(typed, field, of_it, whole, excluded)


EVENING = Slot(weekday=6, from_min=22 * 60, to_min=24 * 60)
MIDSUMMER = date(2026, 6, 21)

READ: list[tuple[str, list[Clause]]] = [
    ("", []),
    ("   ", []),
    ("- : \" ''", []),
    ("cake", [words("cake", Field.WORD, "cake")]),
    ("CAKE Café", [words("CAKE", Field.WORD, "cake"), words("Café", Field.WORD, "cafe")]),
    ('"first dance"', [words('"first dance"', Field.WORD, "first", "dance", whole=True)]),
    ("„erster Tanz“", [words('"erster Tanz"', Field.WORD, "erster", "tanz", whole=True)]),
    ('"never closed', [words('"never closed', Field.WORD, "never", "closed", whole=True)]),
    ("-blurry", [words("-blurry", Field.WORD, "blurry", excluded=True)]),
    ("from:Anna", [words("from:Anna", Field.FROM, "anna")]),
    ("von:Zoë", [words("von:Zoë", Field.FROM, "zoe")]),
    ('tag:"first dance"', [words('tag:"first dance"', Field.TAG, "first", "dance", whole=True)]),
    ("Farbe:Grün", [words("Farbe:Grün", Field.COLOUR, "green")]),
    ("is:video", [Is("is:video", Kind.VIDEO)]),
    ("-ist:Hochformat", [Is("-ist:Hochformat", Kind.PORTRAIT, is_excluded=True)]),
    ("is:nonsense", [words("is:nonsense", Field.WORD, "nonsense")]),
    ("unknown:field", [words("unknown:field", Field.WORD, "unknown", "field")]),
    ("half-dark", [words("half-dark", Field.WORD, "half", "dark")]),
    ("写真", [words("写真", Field.WORD, "写真")]),
    ("写真集", [words("写真集", Field.WORD, "写真", "真集")]),
    ("saturday 22:00-24:00", [Taken("saturday 22:00-24:00", EVENING)]),
    ("Samstag 22:00–24:00", [Taken("Samstag 22:00–24:00", EVENING)]),
    ('taken:"sat 22-24"', [Taken('taken:"sat 22-24"', EVENING)]),
    ("saturday", [words("saturday", Field.WORD, "saturday")]),
    ("taken:saturday", [Taken("taken:saturday", Slot(weekday=6))]),
    ("saturday cake", [words("saturday", Field.WORD, "saturday"), words("cake", Field.WORD, "cake")]),
    ("2026-06-21", [Taken("2026-06-21", Slot(from_day=MIDSUMMER, to_day=MIDSUMMER))]),
    ("21.6.2026", [Taken("21.6.2026", Slot(from_day=MIDSUMMER, to_day=MIDSUMMER))]),
    ("2026-02-30", [words("2026-02-30", Field.WORD, "2026", "02", "30")]),
    ("22-24", [words("22-24", Field.WORD, "22", "24")]),
    ("-22:00-02:00", [Taken("-22:00-02:00", Slot(from_min=22 * 60, to_min=120), is_excluded=True)]),
]


@pytest.mark.parametrize(("typed", "expected"), READ, ids=[typed for typed, _ in READ])
def test_a_query_is_read_as_it_is_meant(typed: str, expected: list[Clause]) -> None:
    assert read_query(typed) == expected


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("2026-06", Slot(from_day=date(2026, 6, 1), to_day=date(2026, 6, 30))),
        ("2026-06-13..2026-06-14", Slot(from_day=date(2026, 6, 13), to_day=date(2026, 6, 14))),
        ("..2026-06-14", Slot(to_day=date(2026, 6, 14))),
        ("2026-06-14..", Slot(from_day=date(2026, 6, 14))),
        ("21:00", Slot(from_min=21 * 60, to_min=22 * 60)),
        ("night", Slot(from_min=23 * 60, to_min=6 * 60)),
        ("freitag abend", Slot(weekday=5, from_min=18 * 60, to_min=23 * 60)),
        ("..", None),
        ("25:00", None),
        ("24:00", None),
        ("12:75", None),
        ("saturday..sunday", None),
        ("0000-01-01", None),
        ("soon", None),
        ("a b c", None),
    ],
)
def test_a_time_is_read_or_is_none(text: str, slot: Slot | None) -> None:
    assert slot_of(text) == slot


@pytest.mark.parametrize(
    ("slot", "at", "expected"),
    [
        (EVENING, "2026-06-13T22:00", True),
        (EVENING, "2026-06-13T21:59", False),
        (EVENING, "2026-06-14T22:00", False),
        (Slot(weekday=6, from_min=22 * 60, to_min=120), "2026-06-14T01:59", True),
        (Slot(weekday=6, from_min=22 * 60, to_min=120), "2026-06-13T01:59", False),
        (Slot(from_day=date(2026, 6, 13), to_day=date(2026, 6, 13)), "2026-06-13T00:00", True),
        (Slot(from_day=date(2026, 6, 13), to_day=date(2026, 6, 13)), "2026-06-14T00:00", False),
    ],
)
def test_a_night_belongs_to_the_day_it_began_on(slot: Slot, at: str, expected: bool) -> None:
    day, _, time = at.partition("T")
    hour, minute = map(int, time.split(":"))
    days = date.fromisoformat(day).toordinal() - date(1970, 1, 1).toordinal()
    assert slot.has(days * 86_400 + hour * 3600 + minute * 60) is expected


@given(st.text(max_size=400))
def test_whatever_is_typed_is_read_within_bounds(typed: str) -> None:
    clauses = read_query(typed)
    assert len(clauses) <= MAX_CLAUSES
    assert all(len(clause.typed) <= MAX_QUERY + 1 for clause in clauses)


@given(
    st.text(alphabet="xyza0é写んж🎂ß ", max_size=20),
    st.text(alphabet="xyza0é写んж🎂ß", min_size=1, max_size=20),
)
def test_terms_begin_alike_exactly_where_words_do(one: str, other: str) -> None:
    for first in words_of(one):
        for second in words_of(other):
            begins = term(Field.WORD, second).startswith(term(Field.WORD, first))
            assert begins == second.startswith(first)
            assert term(Field.WORD, second).isascii()
            assert term(Field.WORD, second).isalnum()


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Straße", "strasse"),
        ("ÉCOLE", "ecole"),
        ("Łódź", "lodz"),
        ("ﬁn", "fin"),
        ("ｗｉｄｅ", "wide"),
        ("i\u0307", "i"),
    ],
)
def test_case_accents_and_forms_make_no_difference(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("typed", "word", "is_near"),
    [
        ("torte", "hochzeitstorte", True),
        ("danse", "dance", True),
        ("bride", "birde", True),
        ("weding", "wedding", True),
        ("weddnig", "weddings", True),
        ("cat", "car", False),
        ("dance", "cakes", False),
    ],
)
def test_a_small_error_is_forgiven_and_another_word_is_not(typed: str, word: str, is_near: bool) -> None:
    assert (is_meant(typed, word) is not None) is is_near


def test_a_swap_is_one_error() -> None:
    assert (edits("brdie", "bride"), edits("", "abc"), edits("abc", "abc")) == (1, 3, 0)
