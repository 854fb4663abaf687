"""The catalogue of error codes is complete: nothing is refused outside of it, and no code of it is dead."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from app.base.codes import CHAPTERS, CODES
from app.media.errors import Refusal
from app.processing.refusals import NOT_ADMITTED, REFUSALS, error_named
from app.web.failures import HTTP_ERRORS
from tests.running import CHECKOUT

APP = CHECKOUT / "app"
TABLE = APP / "base" / "codes.py"
SOURCES = sorted(path for path in APP.rglob("*.py") if path != TABLE)
# What is passed on, from a table that a test below goes through.
PASSED_ON = {("base/errors.py", "code"), ("processing/refusals.py", "refusal.name")}
PROXY = (CHECKOUT / "nginx" / "snippets" / "error_locations.conf").read_text()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(CHECKOUT).with_suffix("").parts)


def refusals() -> Iterator[tuple[Path, int, ast.expr, ast.expr | None]]:
    """Yield each place that makes an AppError, with its status and the expression of its code."""
    for path in SOURCES:
        for node in ast.walk(tree_of(path)):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            if any(isinstance(given, ast.Starred) for given in node.args):
                # From HTTP_ERRORS, whose test is below.
                assert called != "AppError" or path.name == "failures.py", path
            elif called == "AppError" or (called == "super().__init__" and len(node.args) > 2):
                yield path, node.lineno, node.args[1], node.args[0]
            elif called == "bad_request" and len(node.args) > 1:
                yield path, node.lineno, node.args[1], ast.Constant(400)


def value_of(path: Path, expression: ast.expr) -> object:
    if isinstance(expression, ast.Name):
        return getattr(import_module(module_of(path)), expression.id)
    return ast.literal_eval(expression)


def test_every_refusal_has_a_code_of_the_catalogue_and_its_status() -> None:
    checked = 0
    for path, line, code, status in refusals():
        at = str(path.relative_to(APP))
        if (at, ast.unparse(code)) in PASSED_ON:
            continue
        assert status is not None
        name = value_of(path, code)
        assert name in CODES, f"{at}:{line}: {name} is not in app/base/codes.py"
        assert CODES[str(name)].status == value_of(path, status), f"{at}:{line}: {name} has another status"
        checked += 1
    assert checked > 60, "the refusals are made in a way that this test does not see"


def test_what_the_framework_refuses_has_a_code_of_the_catalogue() -> None:
    assert {status: CODES[code].status for status, (code, _) in HTTP_ERRORS.items()} == {
        status: status for status in HTTP_ERRORS
    }


@pytest.mark.parametrize("name", [*Refusal.__members__, *NOT_ADMITTED])
def test_what_is_in_a_file_has_a_code_of_the_catalogue(name: str) -> None:
    error = error_named(name)
    assert error is not None
    assert (error.code, error.status) == (name, CODES[name].status)


def test_every_kind_of_file_that_is_refused_has_words() -> None:
    assert set(REFUSALS) == set(Refusal)


def test_what_the_proxy_refuses_has_a_code_of_the_catalogue() -> None:
    refused = re.findall(r'return (\d+) \'\{"error": \{"code": "(\w+)"', PROXY)
    assert refused
    assert {(code, int(status)) for status, code in refused} == {
        (code, CODES[code].status) for _, code in refused
    }


def test_no_code_of_the_catalogue_is_dead() -> None:
    written = {
        node.value
        for path in SOURCES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    dead = [name for name in CODES if name not in written and f'"{name}"' not in PROXY]
    assert dead == []


def test_a_code_is_in_one_chapter_only() -> None:
    names = [name for chapter in CHAPTERS.values() for name in chapter]
    assert len(names) == len(set(names))


def test_the_scripts_know_no_code_that_nobody_sends() -> None:
    known = set()
    for script in (CHECKOUT / "static" / "js").rglob("*.js"):
        known |= set(re.findall(r'"([A-Z]+(?:_[A-Z]+)+)"', script.read_text()))
    # Decided by the phone itself.
    assert known - {"BEGUN_TOO_OFTEN"} <= set(CODES)
