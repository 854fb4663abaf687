"""Slow is fine, silent is not, and a drip does not hold a place."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from app.server.body import PROGRESS_BYTES, PROGRESS_WINDOW_S, READ_TIMEOUT_S
from tests.running import Person, jpeg, person
from tests.tus.client import PHOTO, TusUpload, begin
from tests.tus.here import served_here
from tests.tus.leaps import Leaps
from tests.tus.raw import raw_patch

# A phone that is as slow as may be; a busy machine has as long again for its part.
LONG_GAP_S = READ_TIMEOUT_S / 2
DRIP_EVERY_S = PROGRESS_WINDOW_S / 10

# Each makes a server of its own kind in this process.
pytestmark = pytest.mark.default_party


@pytest.fixture
async def guest(tmp_path: Path) -> AsyncIterator[Person]:
    """A guest of a server in this very loop, where time can leap."""
    async with served_here(tmp_path) as url, person(url) as someone:
        # Its own requests are not in a hurry.
        someone.http.timeout = 10_000.0
        yield someone


@pytest.fixture
async def leaps(guest: Person, monkeypatch: pytest.MonkeyPatch) -> Leaps:
    return Leaps(monkeypatch)


def bytes_kept(tmp_path: Path, upload: TusUpload) -> int:
    path = tmp_path / "private" / "uploads" / upload.id
    return path.stat().st_size if path.exists() else 0


def kept(tmp_path: Path, upload: TusUpload, count: int) -> Callable[[], bool]:
    return lambda: bytes_kept(tmp_path, upload) == count


async def leap_until_done(leaps: Leaps, seconds: float, work: Coroutine[Any, Any, Any]) -> Any:
    """Let so much time pass, and again should the server not have waited yet, until `work` is done."""
    task = asyncio.create_task(work)

    def is_done() -> bool:
        leaps.leap(seconds)
        return task.done()

    await leaps.until(is_done)
    return await task


async def test_a_slow_phone_with_gaps_gets_its_photo_through(
    guest: Person, leaps: Leaps, tmp_path: Path
) -> None:
    photo = jpeg() + bytes(6 * PROGRESS_BYTES)
    pieces = [photo[start : start + PROGRESS_BYTES] for start in range(0, len(photo), PROGRESS_BYTES)]
    assert len(pieces) * LONG_GAP_S > READ_TIMEOUT_S + PROGRESS_WINDOW_S, "each bound is passed in all"
    upload = await begin(guest, len(photo))
    async with raw_patch(upload, 0, len(photo)) as sending:
        for number, piece in enumerate(pieces):
            await leaps.until(kept(tmp_path, upload, number * PROGRESS_BYTES))
            leaps.leap(LONG_GAP_S)
            await sending.send(piece)
        assert await sending.status() == 204
    assert (await upload.ask()).headers[PHOTO]


async def test_a_silent_body_is_ended_and_what_came_counts(
    guest: Person, leaps: Leaps, tmp_path: Path
) -> None:
    upload = await begin(guest, 100_000)
    async with raw_patch(upload, 0, 100_000) as sending:
        await sending.send(b"x" * 5000)
        await leaps.until(kept(tmp_path, upload, 5000))
        assert await leap_until_done(leaps, READ_TIMEOUT_S, sending.answer()) == 408
    assert await upload.offset() == 5000


async def test_a_drip_is_ended_and_what_came_counts(guest: Person, leaps: Leaps, tmp_path: Path) -> None:
    upload = await begin(guest, 100_000)
    async with raw_patch(upload, 0, 100_000) as sending:
        answer = asyncio.create_task(sending.answer())
        count = 0

        def is_heard() -> bool:
            return answer.done() or bytes_kept(tmp_path, upload) == count

        while not answer.done():
            await sending.send(b"x")
            count += 1
            await leaps.until(is_heard)
            leaps.leap(DRIP_EVERY_S)
        assert await answer == 408
    # One begins the window, ten fill it, and the machine may be slow with the answer.
    assert count <= 1 + PROGRESS_WINDOW_S / DRIP_EVERY_S + 1
    assert 0 < await upload.offset() <= count


async def test_a_form_that_falls_silent_is_told_so(guest: Person, leaps: Leaps) -> None:
    url = guest.http.base_url
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(
        b"POST /api/new_photo HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\nConnection: close\r\n"
        b"Content-Type: multipart/form-data; boundary=b\r\n\r\n"
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
    )
    answer = await leap_until_done(leaps, READ_TIMEOUT_S, reader.read())
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"TOO_SLOW" in answer
    writer.close()
