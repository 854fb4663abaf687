"""Check that every catalogue in translations/ has all the messages of the code, or update them."""

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCES = {"app": [("**.py", "python")], "templates": [("**", "jinja2")]}
CATALOGUE = Path("LC_MESSAGES") / "messages.po"
# "%(name)s" of gettext in templates, "{name}" of str.format.
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}")


def extract_messages(root: Path) -> Catalog:
    """Collect the messages of the code and the templates under `root`."""
    catalogue = Catalog(project="Partywall", fuzzy=False)
    for folder, methods in SOURCES.items():
        # A template that does not parse raises its error here; else its messages would be lost silently.
        options = {"**": {"silent": "false"}}
        found = extract_from_dir(root / folder, methods, options, comment_tags=["Translators:"])
        for file, _, message, comments, context in found:
            place = ((Path(folder) / file).as_posix(), 0)
            catalogue.add(message, None, [place], auto_comments=comments, context=context)
    return catalogue


def load_catalogue(file: Path) -> Catalog:
    with file.open("rb") as source:
        return read_po(source, locale=file.parents[1].name, abort_invalid=True)


def find_problems(wanted: Catalog, translated: Catalog) -> Iterator[str]:
    """Yield a sentence for each reason why `translated` is not complete for `wanted`."""
    for message in wanted:
        if message.id and translated.get(message.id, message.context) is None:
            yield f"missing: {_name(message)}"
    for message in translated:
        if not message.id:
            continue
        if wanted.get(message.id, message.context) is None:
            yield f"no longer used: {_name(message)}"
        elif message.fuzzy:
            yield f"fuzzy: {_name(message)}"
        elif not _is_translated(message, translated):
            yield f"not translated: {_name(message)}"
        else:
            yield from _find_placeholder_problems(message)
    for message in translated.obsolete.values():
        yield f"obsolete: {_name(message)}"


def _find_placeholder_problems(message: Message) -> Iterator[str]:
    forms = [set(PLACEHOLDER.findall(form)) for form in _forms(message.id)]
    wanted, allowed = forms[-1], set().union(*forms)
    for number, form in enumerate(_forms(message.string)):
        used = set(PLACEHOLDER.findall(form))
        # The singular may leave the number out: "one photo".
        may_omit = message.pluralizable and number == 0
        if used - allowed or (wanted - used and not may_omit):
            yield f"placeholders differ: {_name(message)} -> {form!r}"


def _is_translated(message: Message, catalogue: Catalog) -> bool:
    forms = _forms(message.string)
    return all(forms) and len(forms) == (catalogue.num_plurals if message.pluralizable else 1)


def _forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    if text is None:
        return ()
    return (text,) if isinstance(text, str) else tuple(text)


def _name(message: Message) -> str:
    return repr(_forms(message.id)[0])


def check(root: Path) -> list[str]:
    """Return the problems of the catalogues under `root`, one sentence each."""
    wanted = extract_messages(root)
    files = sorted((root / "translations").glob(f"*/{CATALOGUE}"))
    if not files:
        return ["translations: no catalogue found"]
    return [
        f"{file.relative_to(root)}: {problem}"
        for file in files
        for problem in find_problems(wanted, load_catalogue(file))
    ]


def update(root: Path) -> None:
    """Add new messages, untranslated, to each language's catalogue; drop those that left the code."""
    wanted = extract_messages(root)
    for folder in sorted(path for path in (root / "translations").iterdir() if path.is_dir()):
        file = folder / CATALOGUE
        old = load_catalogue(file) if file.exists() else _new_catalogue(folder.name)
        # An unread guess is worse than a gap, which the check names.
        old.update(wanted, no_fuzzy_matching=True, update_creation_date=False)
        old.obsolete.clear()
        old.fuzzy = False
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as target:
            write_po(target, old, width=100, include_lineno=False, sort_output=True)
        print(f"{file.relative_to(root)}: {sum(1 for message in old if message.id)} messages")


def _new_catalogue(language: str) -> Catalog:
    # Git knows the names and dates of translations: the header is filled in once for all.
    return Catalog(
        locale=language,
        project="Partywall",
        version="1",
        header_comment="# Partywall's words in one language; `make messages` keeps them up to date.",
        msgid_bugs_address="nobody",
        last_translator="Partywall",
        language_team="Partywall",
        fuzzy=False,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=["check", "update"])
    if parser.parse_args().command == "update":
        update(ROOT)
        return 0
    problems = check(ROOT)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
