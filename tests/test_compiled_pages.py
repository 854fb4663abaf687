"""The pages are compiled once for all starts, and no kept file can keep a server from starting."""

from pathlib import Path

import jinja2
import pytest

from app.web import compiled_pages
from app.web.compiled_pages import KeptPages, compile_pages


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(compiled_pages, "FOLDER", tmp_path / "kept")
    (tmp_path / "kept").mkdir()
    return tmp_path / "kept"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    (tmp_path / "pages").mkdir()
    page = tmp_path / "pages" / "page.html"
    page.write_text("{% if true %}\nHello{% endif %}")
    return page


def start(page: Path, *, trim_blocks: bool = False) -> str:
    """Compile as a start does and return what a guest reads."""
    loader = jinja2.FileSystemLoader(page.parent)
    environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=trim_blocks)
    environment.add_extension("jinja2.ext.i18n")
    environment.bytecode_cache = KeptPages(environment)
    compile_pages(environment)
    return environment.get_template(page.name).render()


def test_a_second_start_compiles_nothing(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = start(page)

    def fail(*args: object, **kwargs: object) -> None:
        raise AssertionError("compiled again")

    monkeypatch.setattr(jinja2.Environment, "compile", fail)
    assert start(page) == first


def test_a_changed_page_is_compiled_anew(page: Path) -> None:
    start(page)
    page.write_text("Good evening")
    assert start(page) == "Good evening"


def test_changed_settings_are_heeded(page: Path) -> None:
    assert start(page) == "\nHello"
    assert start(page, trim_blocks=True) == "Hello"


@pytest.mark.parametrize("left", [0, 2, 20, 40, 120], ids="{} bytes".format)
def test_a_kept_page_that_a_power_cut_has_torn_is_compiled_anew(left: int, page: Path, folder: Path) -> None:
    start(page)
    (kept,) = folder.iterdir()
    kept.write_bytes(kept.read_bytes()[:left])
    assert start(page) == "\nHello"


def test_where_nothing_can_be_kept_pages_are_compiled_all_the_same(page: Path, folder: Path) -> None:
    folder.rmdir()
    assert start(page) == "\nHello"


def test_nothing_is_kept_where_python_is_told_to_keep_nothing(
    page: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    start(page)
    assert list(folder.iterdir()) == []
