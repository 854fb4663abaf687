"""The documentation is a contract: what it lists is what there is."""

import argparse
import re
import subprocess
import sys

import pytest

from app.__main__ import _parser
from app.base.options import OPTIONS
from tests.running import CHECKOUT

README = (CHECKOUT / "README.md").read_text()
ARCHITECTURE = (CHECKOUT / "docs" / "architecture.md").read_text()
DESIGN = sorted((CHECKOUT / "docs" / "design").glob("*.md"))
TWO_PAGES = 140
OPERATIONS = (CHECKOUT / "docs" / "operations.md").read_text()


def test_the_options_table_is_complete_and_right() -> None:
    rows = dict(re.findall(r"^\| `(PARTYWALL_\w+)`[^|]*\|([^|]*)\|", README, re.M))
    assert set(rows) == {option.variable for option in OPTIONS}
    for option in OPTIONS:
        assert rows[option.variable].strip() == (f"`{option.default}`" if option.default is not None else "")


def test_every_secret_option_names_its_file_twin() -> None:
    for option in OPTIONS:
        assert (f"`{option.variable}_FILE`" in README) == option.is_secret


def test_every_command_in_the_readme_exists() -> None:
    actions = _parser()._subparsers
    assert actions is not None
    known = next(a for a in actions._actions if isinstance(a, argparse._SubParsersAction)).choices
    for command in re.findall(r"python -m app\s+([a-z][a-z-]+)", README + OPERATIONS):
        assert command in known


@pytest.mark.parametrize("script", ["settings_page.py", "errors_page.py", "shape_types.py"])
def test_a_file_that_is_made_from_code_is_what_the_code_says(script: str) -> None:
    done = subprocess.run(
        [sys.executable, f"scripts/{script}", "--check"],
        cwd=CHECKOUT,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_every_target_in_the_readme_exists() -> None:
    makefile = (CHECKOUT / "Makefile").read_text()
    for target in re.findall(r"\bmake ([a-z-]+)\b", README):
        assert re.search(rf"^{target}:", makefile, re.M), target


def test_every_file_that_the_documents_name_is_there() -> None:
    for text, base in (
        (README, CHECKOUT),
        (ARCHITECTURE, CHECKOUT / "docs"),
        (OPERATIONS, CHECKOUT / "docs"),
        *((path.read_text(), path.parent) for path in DESIGN),
    ):
        for link in re.findall(r"\]\(([^)#]+)\)", text):
            assert (base / link).exists(), link
    for text in (ARCHITECTURE, *(path.read_text() for path in DESIGN)):
        for name in re.findall(r"`((?:app|static|tests|nginx)/[\w./]+)`", text):
            assert (CHECKOUT / name).exists(), name


def test_the_house_is_shown_on_two_pages() -> None:
    assert len(ARCHITECTURE.splitlines()) <= TWO_PAGES
