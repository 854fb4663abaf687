"""Slow is fine, silent is not, and a drip does not hold a place: with the times made short."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app import body
from tests.running import Person, jpeg, person
from tests.tus.client import PHOTO, begin
from tests.tus.here import served_here
from tests.tus.raw import raw_patch


@pytest.fixture
async def quick_guest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Person]:
    """A guest of a server for which half a second is a long silence, and 2 kB in it the least."""
    monkeypatch.setattr(body, "READ_TIMEOUT_S", 0.5)
    monkeypatch.setattr(body, "PROGRESS_WINDOW_S", 0.5)
    monkeypatch.setattr(body, "PROGRESS_BYTES", 2000)
    async with served_here(tmp_path) as url, person(url) as guest:
        yield guest


async def test_a_slow_phone_with_gaps_gets_its_photo_through(quick_guest: Person) -> None:
    photo = jpeg(1200, 900)
    upload = await begin(quick_guest, len(photo))

    async def slowly() -> AsyncIterator[bytes]:
        for start in range(0, len(photo), 3000):
            yield photo[start : start + 3000]
            await asyncio.sleep(0.15)

    sent = await upload.send(0, slowly())
    assert sent.status_code == 204
    assert sent.headers[PHOTO]


async def test_a_silent_body_is_ended_and_what_came_counts(quick_guest: Person) -> None:
    upload = await begin(quick_guest, 100_000)
    async with raw_patch(upload, 0, 100_000) as sending:
        await sending.send(b"x" * 5000)
        assert await sending.status() == 408
    assert await upload.offset() == 5000


async def test_a_drip_is_ended_and_what_came_counts(quick_guest: Person) -> None:
    upload = await begin(quick_guest, 100_000)
    async with raw_patch(upload, 0, 100_000) as sending:
        answer = asyncio.create_task(sending.status())
        count = 0
        while not answer.done():
            await sending.send(b"x")
            count += 1
            await asyncio.wait([answer], timeout=0.05)
        assert await answer == 408
    assert count < 60
    assert 0 < await upload.offset() <= count


async def test_a_form_that_falls_silent_is_told_so(quick_guest: Person) -> None:
    async def silent() -> AsyncIterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
        await asyncio.sleep(1.5)

    answer = await quick_guest.http.post(
        "/api/new_photo", content=silent(), headers={"Content-Type": "multipart/form-data; boundary=b"}
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (408, "TOO_SLOW")
