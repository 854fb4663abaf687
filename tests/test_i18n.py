"""The language: which one a browser gets, and words that fall back to English."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base import i18n

TEMPLATES = sorted((Path(__file__).parents[1] / "templates").glob("*.html"))

GERMAN = """
msgid ""
msgstr ""
"Language: de\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Send photos"
msgstr "Fotos schicken – schön!"

msgid "Not yet translated"
msgstr ""

#, fuzzy
msgid "Perhaps"
msgstr "Vielleicht falsch"

msgid "%(count)s photo"
msgid_plural "%(count)s photos"
msgstr[0] "%(count)s Foto"
msgstr[1] "%(count)s Fotos"
"""


def write(folder: Path, language: str, text: str) -> None:
    path = folder / language / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture(autouse=True)
def catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """German, and two languages of regions, beside the English of the sources."""
    write(tmp_path, "de", GERMAN)
    write(tmp_path, "pt_BR", 'msgid ""\nmsgstr ""\n"Language: pt_BR\\n"\n')
    write(tmp_path, "ar", 'msgid ""\nmsgstr ""\n"Language: ar\\n"\n')
    monkeypatch.setattr(i18n, "_catalogues", i18n._load(tmp_path))
    yield
    i18n.use_language("en")


def test_without_a_folder_there_is_english(tmp_path: Path) -> None:
    assert list(i18n._load(tmp_path / "missing")) == ["en"]


def test_each_folder_is_a_language() -> None:
    assert sorted(i18n.languages()) == ["ar", "de", "en", "pt_BR"]


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("de", "de"),
        ("DE", "de"),
        ("de-AT", "de"),
        ("de-CH-1996", "de"),
        ("De-at", "de"),
        ("de-AT,de;q=0.9,en-US;q=0.8,en;q=0.7", "de"),
        ("en,de", "en"),
        ("en-GB,en;q=0.9,de;q=0.8", "en"),
        ("en;q=0.8,de;q=0.9", "de"),
        ("de;q=0.3,en;q=0.4", "en"),
        ("fr", "en"),
        ("fr,de;q=0.5", "de"),
        ("fr,es;q=0.9,en;q=0.8,de;q=0.7", "en"),
        ("de;q=0", "en"),
        ("de;q=0,fr", "en"),
        ("de;q=0.0, en", "en"),
        ("*", "en"),
        ("*;q=0.5,de", "de"),
        ("fr,*", "en"),
        ("pt-BR", "pt_BR"),
        ("pt-br,de", "pt_BR"),
        ("pt", "en"),
        ("german", "en"),
        ("deutsch,de;q=0.1", "de"),
        ("", "en"),
        (",;q=,=,--,de--", "de"),
        ("de;q=lots", "en"),
        ("\x00", "en"),
        ("../../etc", "en"),
        ("_", "en"),
        ("x" * 10_000, "en"),
    ],
)
def test_a_browser_gets_the_language_that_it_prefers_and_we_have(header: str, language: str) -> None:
    assert i18n.choose_language(header) == language


def test_words_are_translated_into_the_language_in_use() -> None:
    i18n.use_language("de")
    assert i18n.current_language() == "de"
    assert i18n.gettext("Send photos") == "Fotos schicken – schön!"


def test_one_and_many_have_words_of_their_own() -> None:
    i18n.use_language("de")
    words = [i18n.ngettext("%(count)s photo", "%(count)s photos", count) for count in (0, 1, 2)]
    assert words == ["%(count)s Fotos", "%(count)s Foto", "%(count)s Fotos"]


@pytest.mark.parametrize("message", ["Not yet translated", "Perhaps", "Never seen"])
def test_what_is_not_translated_for_sure_reads_in_english(message: str) -> None:
    i18n.use_language("de")
    assert i18n.gettext(message) == message


def test_english_is_what_stands_in_the_sources() -> None:
    i18n.use_language("en")
    assert i18n.gettext("Send photos") == "Send photos"
    assert i18n.ngettext("%(count)s photo", "%(count)s photos", 1) == "%(count)s photo"


def test_a_language_that_we_do_not_have_is_english() -> None:
    i18n.use_language("tlh")
    assert i18n.current_language() == "en"


@pytest.mark.parametrize(
    ("language", "direction"), [("en", "ltr"), ("de", "ltr"), ("pt_BR", "ltr"), ("ar", "rtl")]
)
def test_the_direction_follows_the_language(language: str, direction: str) -> None:
    i18n.use_language(language)
    assert i18n.text_direction() == direction


BARE_PERCENT = re.compile(r"(?<!%)%(?![(%])")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_translates_no_bare_percent_sign(path: Path) -> None:
    """Jinja fills translated words by `%`, also those without a name in them: one more would end the page."""
    for words in re.findall(r"""_\(\s*(?:"([^"]*)"|'([^']*)')""", path.read_text()):
        assert not BARE_PERCENT.search("".join(words)), words
