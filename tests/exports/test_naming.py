"""Names of files that fit every system, say something, and are each other's equals nowhere."""

import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exports.naming import MAX_BYTES, NamesTaken, clean_name, cut, file_stem, folder_name

AT = datetime(2026, 6, 20, 21, 14, 3, tzinfo=UTC)
FAMILY = "👨‍👩‍👧‍👦"
FORBIDDEN = set('<>:"/\\|?*') | {chr(code) for code in range(32)} | set("\u202e\u2066\u200f\u200b\ufeff")


@pytest.mark.parametrize(
    ("author", "caption", "expected"),
    [
        ("Mia", "Caught the first dance", "2026-06-20 21-14-03 Mia - Caught the first dance"),
        ("", "", "2026-06-20 21-14-03"),
        ("Mia", "", "2026-06-20 21-14-03 Mia"),
        ("", "Only words", "2026-06-20 21-14-03 Only words"),
        ("../../etc/passwd", "", "2026-06-20 21-14-03 -..-etc-passwd"),
        ('a"b', "C:\\x|y?*<z>", "2026-06-20 21-14-03 a'b - C--x-y (z)"),
        ("evil\u202egpj.exe", "", "2026-06-20 21-14-03 evilgpj.exe"),
        ("محمد", "שלום", "2026-06-20 21-14-03 محمد - שלום"),
        ("写真", "नमस्ते", "2026-06-20 21-14-03 写真 - नमस्ते"),
        ("line\nbreak\ttab", "end. . .", "2026-06-20 21-14-03 line break tab - end"),
        ("Zoe\u0308", FAMILY, f"2026-06-20 21-14-03 Zoë - {FAMILY}"),
    ],
)
def test_a_name_says_when_who_and_what(author: str, caption: str, expected: str) -> None:
    assert file_stem(AT, author, caption) == expected


@given(st.text(max_size=400), st.text(max_size=400))
def test_no_text_makes_a_name_that_a_system_refuses(author: str, caption: str) -> None:
    for name in (file_stem(AT, author, caption), folder_name(author, "Guest")):
        assert not set(name) & FORBIDDEN
        assert 0 < len(name.encode()) <= MAX_BYTES + 1
        assert name == name.strip(". ")
        assert unicodedata.is_normalized("NFC", name)


@pytest.mark.parametrize("name", ["CON", "con", "NUL.txt", "Lpt1", "com9", "COM¹", "CONIN$"])
def test_a_folder_is_no_device_of_windows(name: str) -> None:
    assert folder_name(name, "Guest") == f"_{name}"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("...", "Guest"),
        ("\u202e", "Guest"),
        ("  ", "Guest"),
        (".hidden", "hidden"),
        ("~x", "x"),
        ("Constance", "Constance"),
    ],
)
def test_a_folder_has_a_name_in_any_case(name: str, expected: str) -> None:
    assert folder_name(name, "Guest") == expected


def test_three_hundred_letters_are_cut_between_what_people_see_as_letters() -> None:
    assert cut("x" * 300, 10) == "x" * 10
    assert cut("ab" + "e\u0301" * 100, 6) == "abe\u0301"
    assert cut(FAMILY * 20, len(FAMILY.encode()) + 6) == FAMILY
    assert cut("👍🏽👍🏽", 12) == "👍🏽"
    assert clean_name("日" * 300)
    assert cut("日" * 300, 100) == "日" * 33


def test_two_thousand_equal_names_are_two_thousand_files() -> None:
    names = NamesTaken()
    made = [names.take("21-14-03 Mia", ".jpg") for _ in range(2000)]
    assert made[:3] == ["21-14-03 Mia.jpg", "21-14-03 Mia (2).jpg", "21-14-03 Mia (3).jpg"]
    assert len(set(made)) == 2000


def test_what_looks_different_may_be_the_same_file_elsewhere() -> None:
    names = NamesTaken()
    assert names.take("Mia", ".jpg") == "Mia.jpg"
    assert names.take("MIA", ".jpg") == "MIA (2).jpg"
    assert names.take("Mia (2)", ".jpg") == "Mia (2) (2).jpg"
    assert names.take("Mia", ".png") == "Mia.png"
