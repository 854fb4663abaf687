"""The words in the reader's language: gettext catalogues, chosen by the browser's Accept-Language."""

import io
from contextvars import ContextVar
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

SOURCE_LANGUAGE = "en"
ALL_LANGUAGES = "all"
FOLDER = Path(__file__).parents[2] / "translations"

_language: ContextVar[str] = ContextVar("language", default=SOURCE_LANGUAGE)


def _load(folder: Path) -> dict[str, NullTranslations]:
    catalogues: dict[str, NullTranslations] = {SOURCE_LANGUAGE: NullTranslations()}
    for file in sorted(folder.glob("*/LC_MESSAGES/messages.po")):
        language = file.parents[1].name
        # Compiled here, in memory: it takes milliseconds, and there is no built file to go stale.
        compiled = io.BytesIO()
        with file.open("rb") as source:
            write_mo(compiled, read_po(source, locale=language))
        compiled.seek(0)
        catalogues[language] = GNUTranslations(compiled)
    return catalogues


_catalogues = _load(FOLDER)


def languages() -> list[str]:
    return list(_catalogues)


def language_name(language: str) -> str:
    """Return a language's own name for itself."""
    return Locale.parse(language).get_display_name(language) or language


def named_languages() -> list[tuple[str, str]]:
    """Return every language that has a catalogue, with its own name for itself."""
    return [(language, language_name(language)) for language in languages()]


def choose_language(accept_language: str) -> str:
    """Return the best of our languages for an Accept-Language header."""
    wanted = parse_accept_header(accept_language, LanguageAccept)
    by_tag = {language.replace("_", "-").lower(): language for language in languages()}
    # In the reader's order: a reader who prefers English to German gets English, also as plain "en".
    for tag, quality in wanted:
        exact = tag.replace("_", "-").lower()
        if quality > 0 and (language := by_tag.get(exact) or by_tag.get(exact.split("-")[0])):
            return language
    return SOURCE_LANGUAGE


def offered_language(chosen: str, accept_language: str, offered: str) -> str:
    """Return the language in which a party speaks to a reader.

    A party that offers one language always uses that one. If it offers all, the reader's own choice counts
    first, then the browser's languages.
    """
    if offered != ALL_LANGUAGES:
        return offered
    return chosen if chosen in _catalogues else choose_language(accept_language)


def use_language(language: str) -> None:
    """Set the language for the rest of this request."""
    _language.set(language if language in _catalogues else SOURCE_LANGUAGE)


def current_language() -> str:
    return _language.get()


def text_direction() -> str:
    return Locale.parse(current_language()).text_direction


def gettext(message: str) -> str:
    return _catalogues[_language.get()].gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    return _catalogues[_language.get()].ngettext(singular, plural, count)
