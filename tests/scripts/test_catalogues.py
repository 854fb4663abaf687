"""The check that no page speaks half a language."""

from pathlib import Path

import pytest

from scripts import catalogues

HEADER = 'msgid ""\nmsgstr ""\n"Language: de\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
COMPLETE = """
msgid "Send"
msgstr "Senden"

msgid "Hi %(name)s"
msgstr "Hallo %(name)s"

msgid "%(count)s photo"
msgid_plural "%(count)s photos"
msgstr[0] "ein Foto"
msgstr[1] "%(count)s Fotos"
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A tiny project that says three things."""
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "words.py").write_text('ngettext("%(count)s photo", "%(count)s photos", 2)\n')
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(
        '{{ _("Send") }} {% trans name=name %}Hi {{ name }}{% endtrans %}'
    )
    return tmp_path


def write_german(root: Path, text: str) -> Path:
    file = root / "translations" / "de" / catalogues.CATALOGUE
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(HEADER + text, encoding="utf-8")
    return file


def test_a_complete_catalogue_passes(root: Path) -> None:
    write_german(root, COMPLETE)
    assert catalogues.check(root) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('msgid "Send"\nmsgstr "Senden"\n', "", "missing: 'Send'"),
        ('msgstr "Senden"', 'msgstr ""', "not translated: 'Send'"),
        ('msgstr[1] "%(count)s Fotos"', 'msgstr[1] ""', "not translated: '%(count)s photo'"),
        ('msgid "Send"', '#, fuzzy\nmsgid "Send"', "fuzzy: 'Send'"),
        ('msgid "Send"', 'msgid "Old"\nmsgstr "Alt"\n\nmsgid "Send"', "no longer used: 'Old'"),
        ('msgid "Send"', '#~ msgid "Old"\n#~ msgstr "Alt"\n\nmsgid "Send"', "obsolete: 'Old'"),
        ("Hallo %(name)s", "Hallo %(nmae)s", "placeholders differ: 'Hi %(name)s'"),
        ("Hallo %(name)s", "Hallo", "placeholders differ: 'Hi %(name)s'"),
        ('[1] "%(count)s Fotos"', '[1] "Fotos"', "placeholders differ: '%(count)s photo'"),
    ],
)
def test_every_gap_is_named(root: Path, old: str, new: str, problem: str) -> None:
    assert old in COMPLETE
    write_german(root, COMPLETE.replace(old, new))
    found = catalogues.check(root)
    assert len(found) == 1
    assert problem in found[0]


def test_no_catalogue_at_all_is_a_problem(root: Path) -> None:
    assert catalogues.check(root) == ["translations: no catalogue found"]


def test_an_update_keeps_what_is_translated_and_leaves_gaps_for_the_check(root: Path) -> None:
    file = write_german(
        root, COMPLETE.replace('msgid "Send"\nmsgstr "Senden"\n', 'msgid "Old"\nmsgstr "Alt"\n')
    )
    catalogues.update(root)
    text = file.read_text(encoding="utf-8")
    assert "Hallo %(name)s" in text
    assert "Alt" not in text
    assert [problem.partition(": ")[2] for problem in catalogues.check(root)] == ["not translated: 'Send'"]


def test_an_update_of_a_new_language_asks_for_everything(root: Path) -> None:
    (root / "translations" / "fr").mkdir(parents=True)
    catalogues.update(root)
    assert len(catalogues.check(root)) == 3


def test_a_template_that_does_not_parse_is_not_skipped(root: Path) -> None:
    write_german(root, COMPLETE)
    (root / "templates" / "broken.html").write_text('{{ _("Lost") ')
    with pytest.raises(Exception, match="unexpected end of template"):
        catalogues.check(root)
