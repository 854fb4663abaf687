"""Words that a party does not want are found as people disguise them, and nothing else is."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.photos.unwanted import MAX_ENTRIES, entries_of, unwanted_in

LIST = "damn, shit*, *hole, *crap*, Arschloch\nnaïve, ugly bride"


@pytest.mark.parametrize(
    "text",
    [
        "damn",
        "DAMN!",
        "well, damn.",
        "dämn",
        "d a m n",
        "d.a.m.n",
        "D-a-m-N it",
        "d\u200ba\u200bm\u200bn",
        "daaaaamn",
        "d@mn",
        "dаmn",
        "ＤＡＭＮ",
        "shitty",
        "sh1t",
        "$hit",
        "pothole",
        "what scrappy crap",
        "5crap5",
        "arschloch",
        "naive",
        "NAÏVE",
        "what an UGLY  bride!",
        "d!rty sh!t",
    ],
)
def test_it_is_found_as_people_disguise_it(text: str) -> None:
    assert unwanted_in(text, entries_of(LIST))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "damnation",
        "a d",
        "madam next door",
        "holes",
        "wishit",
        "Dam n",
        "👍🎉",
        "写真",
        "a b c dancing",
        "ugly",
    ],
)
def test_what_only_looks_a_little_like_it_is_not(text: str) -> None:
    assert not unwanted_in(text, entries_of(LIST))


@pytest.mark.parametrize("listed", ["", " , ;\n", "*", "**, * *", "…, !!"])
def test_an_empty_list_catches_nothing(listed: str) -> None:
    assert entries_of(listed) == ()
    assert not unwanted_in("anything at all * ** !!", entries_of(listed))


def test_a_list_is_bounded() -> None:
    assert len(entries_of(",".join(f"word{number}" for number in range(10_000)))) <= MAX_ENTRIES


@pytest.mark.parametrize("entry", ["(a+)+$", "a.b", "[", "\\", "a?", "(?s).*"])
def test_patterns_mean_nothing(entry: str) -> None:
    assert not unwanted_in("aaaaaaaaaaaaaaaaaaaaaaaaaaaa!", entries_of(entry + "x"))


@given(st.text(max_size=280), st.text(max_size=400))
def test_no_text_and_no_list_is_a_fault(text: str, listed: str) -> None:
    unwanted_in(text, entries_of(listed))


@given(st.text(st.characters(categories=["Ll", "Lu"]), min_size=1, max_size=20))
def test_a_word_finds_itself(word: str) -> None:
    entries = entries_of(word)
    if entries:
        assert unwanted_in(f"oh {word}, you", entries)


def test_the_longest_caption_against_the_longest_list_takes_a_few_milliseconds() -> None:
    entries = entries_of(",".join(f"*{'a' * 30}{number}*" for number in range(MAX_ENTRIES)))
    began = time.process_time()
    for _ in range(10):
        unwanted_in("a b " * 70, entries)
    assert (time.process_time() - began) / 10 < 0.05
