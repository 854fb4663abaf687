"""What people write comes through whole, and what would disturb the wall does not, in bounded time."""

import sys
import time
import unicodedata

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from app.base.plain_text import BIDI_CONTROLS, clean_line

# Half characters, too: JSON can carry them.
ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=80)
MARKS = st.characters(codec=None, categories=("Mn", "Me", "Mc", "Cf", "Lo"))


@given(ANY_TEXT, st.integers(0, 40))
@example("a\x00\u0301", 9)
@example("e\u202e\u0301", 9)
@example("\u1100\x07\u1161", 9)
@example("a\u0323\u0301\u0302\u0303\u0304\u0344\u200d\u0301", 9)
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
    assert clean_line(text, 280) == unicodedata.normalize("NFC", text)


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
    assert clean_line(text, 280) == line


def test_a_line_is_cut_without_a_space_left_at_its_end() -> None:
    assert clean_line("abc def", 4) == "abc"


@given(st.text(MARKS, max_size=80), st.integers(0, 40))
def test_cleaning_stacks_of_marks_again_changes_nothing(text: str, length: int) -> None:
    once = clean_line(text, length)
    assert clean_line(once, length) == once
    assert len(once) <= length


@pytest.mark.parametrize(
    "text",
    [
        "น้ำใจดีที่สุด กี่ปั้น",
        "ທີ່ນີ້",
        "שָׁלוֹם עֲלֵיכֶם בְּרֵאשִׁ֖ית בָּרָ֣א",
        unicodedata.normalize("NFD", "Tiếng Việt rất đẹp, Nguyễn Thị Hường"),
        "क्षत्रिय हिन्दी स्त्री र्ड्यू",
        "বাংলা ক্ষ্ম্যৈঁ",
        "தமிழ் நிறைவு",
        "السَّلَامُ عَلَيْكُمْ وَرَحْمَةُ ٱللَّٰهِ",
        "བསྒྲུབས་ ཨོཾ་མ་ཎི་པདྨེ་ཧཱུྃ",
        "ကြွှိုံ့ မြန်မာ",
        "ភាសាខ្មែរ ស្ត្រី",
        "ᾅδης ᾱ̔́ ὑπὲρ",
        "ɔ̃̀ː t͡ʃ ḁ̈",
        "한국어 \u1112\u1161\u11ab",
        "👩🏽‍❤️‍💋‍👨🏿",
    ],
)
def test_honest_scripts_stay_whole(text: str) -> None:
    assert clean_line(text, 280) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("Z" + "".join(chr(0x300 + n) for n in range(0x4F)) + "o", 4),
        ("Z" + "\u0301" * 100 + "o", 1),
        ("Z" + "\u0301\u200d" * 50 + "o", 1),
        ("ก" + "\u0e49" * 40 + "o", 1),
        ("ก" + "\u0e34\u0e35\u0e36\u0e37\u0e47\u0e48\u0e49\u0e4a\u0e4b" * 5 + "o", 3),
        ("Б" + "".join(chr(0x2DE0 + n) for n in range(32)) + "o", 3),
        ("Z" + "\u20dd\u20de\u20df\u20e0" + "o", 1),
    ],
)
def test_stacks_of_marks_are_thinned(text: str, most: int) -> None:
    line = clean_line(text, 60)
    decomposed = unicodedata.normalize("NFD", line)
    stacked = [letter for letter in decomposed if unicodedata.category(letter) in ("Mn", "Me")]
    assert 1 <= len(stacked) <= most
    assert line.replace("\u200d", "").endswith("o")


@pytest.mark.parametrize(
    "letters",
    [
        *[
            "\u200b",
            "\u3164",
            "\u2800",
            "\u00ad",
            "\u115f\u1160",
            "\uffa0",
            "\u034f",
            "\u180e",
            "\u2060",
            "\ufeff",
        ],
        *[
            "\u200d\u200c",
            "\ufe0f",
            "\U000e0020",
            "\u200e\u200f\u061c",
            "\U0001d159",
            "\u17b4",
            "\u0301\u0302",
        ],
        "\u3164 \u2800",
    ],
)
def test_a_name_that_shows_nothing_is_no_name(letters: str) -> None:
    assert clean_line(letters, 60) == clean_line(letters * 30, 60) == ""
    assert clean_line(f"{letters}Ben{letters}", 60) != ""


@pytest.mark.parametrize("letter", ["é", "👨‍👩‍👧‍👦", "🇩🇪", "ที่", "क्षि", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "각", "བསྒྲུ"])
def test_a_line_is_cut_between_letters_as_readers_see_them(letter: str) -> None:
    for length in range(20, 60):
        line = clean_line("x" + letter * 60, length)
        assert 0 < len(line) <= length
        whole = regex.findall(r"\X", unicodedata.normalize("NFC", "x" + letter * 60))
        assert line == "".join(whole[: len(regex.findall(r"\X", line))]), length


def test_a_line_of_one_endless_letter_is_cut_all_the_same() -> None:
    assert clean_line("\u1100" * 1000, 60) == "\u1100" * 60


@pytest.mark.parametrize(
    "text",
    [
        "\u0301\u0323" * 32_000,
        "a\u0323\u0301" * 21_000,
        "\U0001d165\u0301" * 16_000,
        "\U0001f1e9" * 16_000,
        "\u1100" * 21_000,
        "\U0001f469\u200d" * 9_000,
        " " * 64_000,
        "\u200b" * 21_000,
        "\u0fb2\u0f71\u0f72" * 7_000,
    ],
)
def test_sixty_four_kilobytes_of_anything_take_a_few_milliseconds(text: str) -> None:
    times = []
    for _ in range(5):
        began_at = time.process_time()
        clean_line(text, 280)
        times.append(time.process_time() - began_at)
    sys.stdout.write(f"{text[:2]!a}: {min(times) * 1000:.1f} ms\n")
    assert min(times) < 0.1  # 2.2 s before the text was cut first
