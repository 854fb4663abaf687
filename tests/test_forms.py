"""What a client sends becomes plain values, or a 400 that says what is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.errors import AppError
from app.base.fields import MAX_AUTHOR
from app.parties.forms import party_state_form
from app.people.forms import MAX_PASSWORD, name_form, password_form
from app.photos.forms import (
    DEFAULT_PAGE,
    MAX_CAPTION,
    MAX_KEY,
    MAX_PAGE,
    cursor_arg,
    new_photo_form,
    page_args,
    photo_words_form,
)

# Half characters, too: JSON can carry them.
ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=80)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=6,
)


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
