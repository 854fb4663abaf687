"""How many are ahead: what the queue says is what then happens, and a full one says it to whom it refuses."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.processing.fair_queue import FairQueue, QueueFull
from tests.running import Person, Server, jpeg, person
from tests.tus.client import PHOTO, begin, files_in
from tests.tus.here import served_here

GUESTS = st.lists(st.sampled_from("abcd"), max_size=12)


@given(GUESTS, st.integers(0, 6), st.sampled_from("abcd"))
def test_as_many_are_ahead_as_the_queue_says(puts: list[str], taken: int, guest: str) -> None:
    async def play() -> None:
        queue: FairQueue[str] = FairQueue(100)
        for number, sender in enumerate(puts):
            queue.put("ours", sender, f"{sender}{number}")
        left = len(puts)
        for _ in range(min(taken, left)):
            await queue.get()
            left -= 1
        ahead, ahead_of_next = queue.ahead_of("ours", guest), queue.ahead_of_next("ours", guest)
        queue.put("ours", guest, f"{guest}-next")
        order = [await queue.get() for _ in range(left + 1)]
        own = [place for place, job in enumerate(order) if job.startswith(guest)]
        assert order.index(f"{guest}-next") == ahead_of_next
        assert ahead == (own[0] if len(own) > 1 else None)

    asyncio.run(play())


async def test_with_nothing_waiting_nothing_is_ahead(guest: Person) -> None:
    await guest.send_photo()
    assert (await guest.http.get("/api/queue")).json() == {"ahead": None}


@pytest.fixture
async def busy_guest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Person]:
    """A guest of a server whose queue takes nothing, until `monkeypatch.undo()`."""

    def full(queue: FairQueue[object], party_id: str, guest_id: str, job: object) -> None:
        raise QueueFull

    async with served_here(tmp_path) as url, person(url) as someone:
        monkeypatch.setattr(FairQueue, "put", full)
        yield someone


async def test_a_full_queue_says_how_many_are_ahead(busy_guest: Person) -> None:
    answer = await busy_guest.send()
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert answer.json()["error"]["code"] == "BUSY"
    assert answer.json()["error"]["ahead"] == 0


async def test_an_upload_that_finds_the_queue_full_keeps_its_bytes_and_is_finished_later(
    busy_guest: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = jpeg()
    upload = await begin(busy_guest, len(photo), key="patient")
    answer = await upload.send(0, photo)
    assert (answer.status_code, answer.json()["error"]["ahead"]) == (503, 0)
    asked = await upload.ask()
    assert (asked.status_code, asked.headers["Upload-Offset"]) == (200, str(len(photo)))
    assert PHOTO not in asked.headers, "it is not said to be a photo before it is one"
    monkeypatch.undo()
    finished = await upload.send(len(photo), b"")
    assert finished.status_code == 204
    assert await upload.photo() == finished.headers[PHOTO]
    assert len((await busy_guest.photos(mine=1))["photos"]) == 1


async def test_an_original_that_finds_the_queue_full_is_finished_later(
    busy_guest: Person, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    full = FairQueue.put
    monkeypatch.undo()
    copy = await busy_guest.http.post(
        "/api/new_photo", files={"file": ("a.jpg", jpeg(300, 200))}, data={"key": "k", "screen_copy": "1"}
    )
    monkeypatch.setattr(FairQueue, "put", full)
    original = jpeg(1000, 800)
    upload = await begin(busy_guest, len(original), key="k")
    assert (await upload.send(0, original)).status_code == 503
    assert (await upload.ask()).headers["Upload-Offset"] == str(len(original))
    again = await busy_guest.send(original, key="k")
    assert again.status_code == 503, "the same original by another way waits for the one that is here"
    monkeypatch.undo()
    assert await upload.photo() == copy.json()["photo"]["id"]
    shown = (await busy_guest.photos(mine=1))["photos"]
    assert [(photo["width"], photo["original"]) for photo in shown] == [(1000, "kept")]
    server = Server(tmp_path)
    assert files_in(server, "private/uploads", "private/staging") == []
