"""The start says when a changed server hides what streams are written to, and says nothing else."""

import asyncio
import contextlib
from unittest import mock

import pytest

from app.server import wire_check
from tests.patience import PATIENCE_S


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine is no changed server."""
    monkeypatch.setattr(wire_check, "CHECK_TIMEOUT_S", PATIENCE_S)


async def test_the_server_as_it_is_keeps_quiet(caplog: pytest.LogCaptureFixture) -> None:
    await wire_check.note_hidden_wire()
    assert caplog.text == ""


async def test_a_hidden_wire_is_logged_in_one_line(caplog: pytest.LogCaptureFixture) -> None:
    with mock.patch.object(wire_check, "wire_behind", return_value=None):
        await wire_check.note_hidden_wire()
    assert len(caplog.messages) == 1
    assert "app/server/transport.py" in caplog.messages[0]


async def test_a_hidden_reader_is_logged_in_one_line(caplog: pytest.LogCaptureFixture) -> None:
    with mock.patch.object(wire_check, "body_wire_behind", return_value=None):
        await wire_check.note_hidden_wire()
    assert len(caplog.messages) == 1
    assert "app/server/body_wire.py" in caplog.messages[0]
    assert "app/server/transport.py" not in caplog.messages[0]


async def test_a_hidden_way_for_files_is_logged_in_one_line(caplog: pytest.LogCaptureFixture) -> None:
    with mock.patch.object(wire_check, "file_wire_behind", return_value=None):
        await wire_check.note_hidden_wire()
    assert len(caplog.messages) == 1
    assert "app/server/file_wire.py" in caplog.messages[0]


async def test_a_server_that_speaks_http2_on_plain_text_is_logged_as_an_error(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with mock.patch.object(wire_check, "http1_only", contextlib.nullcontext):
        await wire_check.note_hidden_wire()
    # What is cut at that server's end is asyncio's to tell.
    (line,) = [record for record in caplog.records if record.name == wire_check.__name__]
    assert line.levelname == "ERROR"
    assert "app/server/http1_only.py" in line.message


async def test_a_server_that_does_not_answer_holds_the_start_up_for_a_moment_only(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with (
        mock.patch.object(wire_check, "CHECK_TIMEOUT_S", 0.05),
        mock.patch.object(wire_check, "_ask", side_effect=_never),
    ):
        await wire_check.note_hidden_wire()
    assert len(caplog.messages) == 1


async def _never(*asked: object) -> None:
    await asyncio.Event().wait()
