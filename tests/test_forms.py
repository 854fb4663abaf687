"""What a client sends becomes plain values, or a 400 that says what is wrong."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.errors import AppError
from app.forms import (
    BIDI_CONTROLS,
    DEFAULT_PAGE,
    MAX_AUTHOR,
    MAX_CAPTION,
    MAX_KEY,
    MAX_PAGE,
    MAX_PASSWORD,
    clean_line,
    cursor_arg,
    name_form,
    new_photo_form,
    page_args,
    party_state_form,
    password_form,
    photo_words_form,
)

# Half characters, too: JSON can carry them.
ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=80)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=6,
)


@given(ANY_TEXT, st.integers(0, 40))
@example("a\x00\u0301", 9)
@example("e\u202e\u0301", 9)
@example("\u1100\x07\u1161", 9)
def test_a_clean_line_is_not_changed_by_cleaning_it_again(text: str, length: int) -> None:
    once = clean_line(text, length)
    assert clean_line(once, length) == once


@given(ANY_TEXT, st.integers(0, 40))
def test_a_clean_line_is_one_short_composed_line_without_controls(text: str, length: int) -> None:
    line = clean_line(text, length)
    assert len(line) <= length
    assert len(line.splitlines()) <= 1
    assert line == line.strip() == unicodedata.normalize("NFC", line)
    assert not {unicodedata.category(letter) for letter in line} & {"Cc", "Cs", "Co", "Zl", "Zp"}
    assert not set(line) & BIDI_CONTROLS
    line.encode()  # half a character would not get into the records


@pytest.mark.parametrize(
    "text",
    [
        "👩‍👩‍👧‍👦 alle da",
        "👍🏽",
        "❤️‍🔥",
        "🏳️‍🌈",
        "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "🇩🇪🇫🇷",
        "1️⃣",
        "\U0001fae8\U0001f6dc\U0001fadf",  # newer than the tables of the Python that we ask for
        "חתונה של דנה ויוסי",
        "عيد ميلاد سعيد يا سارة",
        "می‌خواهم",  # the zero-width non-joiner is spelling here
        "नमस्ते",
        "Z̈ürich ạ̈",
        "生日快乐",
        "Größe “M” – 20 € <b>&amp;</b>",
    ],
)
def test_what_people_write_comes_through_unchanged(text: str) -> None:
    assert clean_line(text, MAX_CAPTION) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  a\r\n\tb\u2028c\u00a0 d  ", "a b c d"),
        ("abc\u202egnp.exe", "abcgnp.exe"),
        ("\u2066a\u2069b", "ab"),
        ("a\x00b\x1bc\x7fd\x9be", "abcde"),
        ("data: x\n\nevent: photo", "data: x event: photo"),
        ("Zoe\u0308", "Zoë"),
        ("\ue000logo\U0010fffd", "logo"),
        ("\ud800half", "half"),
        ("\x00 \r\n", ""),
    ],
)
def test_what_would_disturb_the_wall_is_taken_out(text: str, line: str) -> None:
    assert clean_line(text, MAX_CAPTION) == line


def test_a_line_is_cut_without_a_space_left_at_its_end() -> None:
    assert clean_line("abc def", 4) == "abc"


def test_a_new_photos_words_are_cleaned_and_its_key_is_kept_as_it_is() -> None:
    form = new_photo_form({"author": " Ben\n", "caption": "x" * 300, "key": " k-1 ", "other": "y"})
    assert (form.author, form.caption, form.key) == ("Ben", "x" * MAX_CAPTION, "k-1")


def test_a_photo_may_come_without_any_words() -> None:
    form = new_photo_form({})
    assert (form.author, form.caption, form.key) == ("", "", "")


@pytest.mark.parametrize("key", ["x" * (MAX_KEY + 1), "a\nb", "a\x00b", "a\u202eb", "\ud800"])
def test_a_key_that_cannot_be_stored_or_shown_is_refused(key: str) -> None:
    with pytest.raises(AppError) as caught:
        new_photo_form({"key": key})
    assert (caught.value.status, caught.value.code) == (400, "BAD_KEY")


def test_new_words_leave_alone_what_is_not_sent() -> None:
    form = photo_words_form({"caption": " new "})
    assert (form.author, form.caption) == (None, "new")


def test_new_words_may_be_empty_but_not_missing() -> None:
    assert photo_words_form({"caption": ""}).caption == ""
    for nothing in ({}, {"author": None}, {"title": "x"}):
        with pytest.raises(AppError):
            photo_words_form(nothing)


def test_a_name_is_cut_and_an_empty_one_asks_for_none() -> None:
    assert name_form({"name": "n" * 100}) == "n" * MAX_AUTHOR
    assert name_form({}) == name_form({"name": None}) == name_form({"name": " "}) == ""


@pytest.mark.parametrize("value", [None, "true", 1, 0, [], "false"])
def test_the_switch_takes_nothing_but_true_and_false(value: object) -> None:
    with pytest.raises(AppError):
        party_state_form({"open": value})


def test_a_password_is_not_cleaned() -> None:
    assert password_form({"password": "  a\tb "}) == "  a\tb "


def test_a_password_too_long_to_hash_in_good_time_is_refused() -> None:
    password_form({"password": "x" * MAX_PASSWORD})
    with pytest.raises(AppError):
        password_form({"password": "x" * (MAX_PASSWORD + 1)})


@pytest.mark.parametrize("form", [photo_words_form, name_form, party_state_form, password_form])
@given(fields=JSON)
def test_any_json_is_read_or_refused_with_a_400(form: object, fields: object) -> None:
    assert callable(form)
    status = None
    try:
        form(fields)
    except AppError as error:
        status = error.status
    assert status in (None, 400)


@pytest.mark.parametrize(
    ("args", "page"),
    [
        ({}, (0, None, False, DEFAULT_PAGE, False)),
        ({"since": "42", "limit": "5"}, (42, None, False, 5, False)),
        ({"before": ""}, (0, None, True, DEFAULT_PAGE, False)),
        ({"before": "7", "mine": "1"}, (0, 7, True, DEFAULT_PAGE, True)),
        ({"limit": "100000", "mine": "true"}, (0, None, False, MAX_PAGE, True)),
        ({"limit": "0", "mine": "no"}, (0, None, False, 1, False)),
        ({"since": "", "limit": ""}, (0, None, False, DEFAULT_PAGE, False)),
    ],
)
def test_a_page_is_asked_for_in_one_of_two_ways(
    args: dict[str, str], page: tuple[int, int | None, bool, int, bool]
) -> None:
    read = page_args(args)
    assert (read.since, read.before, read.is_backwards, read.limit, read.mine) == page


@pytest.mark.parametrize(
    "text", ["x", "-1", "1.5", "+1", " 1", "1_0", "٣", "²", "9" * 16, "9" * 5000, "0x1", "1e3"]
)
def test_a_cursor_is_nothing_but_a_number_that_javascript_can_hold(text: str) -> None:
    with pytest.raises(AppError) as caught:
        cursor_arg(text)
    assert (caught.value.status, caught.value.params) == (400, {"name": "since"})


def test_the_largest_cursor_is_taken() -> None:
    assert cursor_arg(str(2**53)) == 2**53
