"""`doctor` on the book: a page is made as a book is, and what is missing for that is named."""

from pathlib import Path

import pytest

from app.doctor import book
from app.doctor.findings import State
from tests.doctor.at_work import said


async def test_a_server_that_has_everything_makes_a_page() -> None:
    (finding,) = await book.check_book()
    assert (finding.check, finding.state) == ("Book", State.GOOD), finding.message


async def test_without_its_package_the_command_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "is_installed", lambda: False)
    (finding,) = await book.check_book()
    assert finding.state is State.NOTE
    assert "make book" in finding.advice


async def test_fonts_that_are_missing_are_named_with_their_packages(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fc_list = tmp_path / "fc-list"
    fc_list.write_text("#!/bin/sh\necho 'Noto Sans,Noto Sans Light'\necho 'Noto Sans Arabic'\n")
    fc_list.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    findings = await book.check_book()
    assert "Noto Sans CJK SC" in said(findings)
    assert "fonts-noto-cjk" in said(findings)
    assert "Noto Sans Arabic" not in said(findings)
