"""What waits for a worker when its sender leaves is dropped, unless its bytes have been answered for."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from tests.held_workers import HeldServer
from tests.patience import PATIENCE_S
from tests.running import Person, jpeg, person
from tests.tus.client import TusUpload, begin
from tests.tus.test_photos import copy_of, read


class Party(NamedTuple):
    """A server with one worker, which is held with the photo that `first` is sending."""

    server: HeldServer
    first: asyncio.Task[httpx.Response]
    guest: Person

    async def photos_are(self, count: int) -> None:
        """Wait until the records know so many photos."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                with self.server.books() as books:
                    if books.execute("select count(*) from photos").fetchone()[0] == count:
                        return
                await asyncio.sleep(0.01)


@pytest.fixture
async def party(tmp_path: Path) -> AsyncIterator[Party]:
    with HeldServer.running(tmp_path / "party", media_workers=1) as server:
        async with person(server.url) as guest:
            await guest.http.get("/api/uid")
            async with held(server, guest) as party:
                yield party


@asynccontextmanager
async def held(server: HeldServer, guest: Person) -> AsyncIterator[Party]:
    async with person(server.url) as other:
        server.hold()
        first = asyncio.create_task(other.send())
        await server.until_waiting(0, busy=1)
        yield Party(server, first, guest)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)


@pytest.fixture
async def copied(tmp_path: Path) -> AsyncIterator[Party]:
    """Return a party where the guest's screen copy under the key "copied" is shown already."""
    with HeldServer.running(tmp_path / "party", media_workers=1) as server:
        async with person(server.url) as guest:
            assert (await copy_of(guest, "copied"))["original"] == "coming"
            async with held(server, guest) as party:
                yield party


@asynccontextmanager
async def sending(guest: Person, photo: bytes, key: str = "") -> AsyncIterator[None]:
    """Send a photo on a connection of its own, and close that without an answer."""
    async with person(str(guest.http.base_url)) as same:
        same.http.cookies = guest.http.cookies
        task = asyncio.create_task(same.send(photo, key=key))
        try:
            yield
        finally:
            assert not task.done()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def test_a_photo_whose_sender_leaves_is_taken_out_of_the_queue_and_forgotten(party: Party) -> None:
    photo = jpeg()
    async with sending(party.guest, photo, key="the-photo"):
        await party.server.until_waiting(1, busy=1)
        await party.photos_are(2)
    await party.server.until_waiting(0, busy=1)
    await party.photos_are(1)
    async with asyncio.timeout(PATIENCE_S):
        while len(party.server.files().names()) > 1:
            await asyncio.sleep(0.01)
    party.server.release()
    assert (await party.first).status_code == 201
    again = await party.guest.send(photo, key="the-photo")
    assert again.status_code == 201, "it is simply sent again"
    assert len((await party.guest.photos(before=""))["photos"]) == 2


async def test_a_crowd_of_senders_who_leave_keeps_no_place_and_no_bytes(party: Party) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(12):
            await stack.enter_async_context(sending(party.guest, jpeg()))
        await party.server.until_waiting(12, busy=1)
    await party.server.until_waiting(0, busy=1)
    await party.photos_are(1)
    sys.stdout.write("12 pictures waited, their senders left: 0 wait\n")
    party.server.release()
    assert (await party.first).status_code == 201


async def test_a_photo_stays_as_long_as_one_of_those_who_sent_it_waits(party: Party) -> None:
    photo = jpeg()
    async with sending(party.guest, photo, key="the-photo"):
        await party.server.until_waiting(1, busy=1)
        again = asyncio.create_task(party.guest.send(photo, key="another-key"))
        await has_joined(party)
    await party.server.until_waiting(1, busy=1)
    party.server.release()
    # 201 where the first one's leaving overtook it: then it is a photo of its own.
    assert (await again).status_code in (200, 201)
    assert (await party.first).status_code == 201
    await party.photos_are(2)
    assert len(party.server.files().names("private/originals", "private/staging")) == 2


async def has_joined(party: Party) -> None:
    """Wait until the bytes that came a second time are known as the photo that waits, and let go."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            with party.server.books() as books:
                keys = books.execute("select count(*) from photo_keys").fetchone()[0]
            if keys and len(party.server.files().names()) == 3:
                return
            await asyncio.sleep(0.01)


async def test_an_original_whose_sender_leaves_is_taken_out_of_the_queue_and_may_come_again(
    copied: Party,
) -> None:
    server, original = copied.server, jpeg(1200, 900)
    async with sending(copied.guest, original, key="copied"):
        await server.until_waiting(1, busy=1)
    await server.until_waiting(0, busy=1)
    async with asyncio.timeout(PATIENCE_S):
        while arrivals(server) or len(server.files().names("private/originals", "private/staging")) > 2:
            await asyncio.sleep(0.01)
    server.release()
    assert (await copied.first).status_code == 201
    again = await copied.guest.send(original, key="copied")
    assert again.is_success, again.text
    assert (await read(copied.guest, again.json()["photo"]["id"]))["original"] == "kept"


async def test_an_original_stays_as_long_as_one_of_those_who_sent_it_waits(copied: Party) -> None:
    server, original = copied.server, jpeg(1200, 900)
    async with sending(copied.guest, original, key="copied"):
        await server.until_waiting(1, busy=1)
        upload = await begin(copied.guest, len(original), key="copied")
        rest = asyncio.create_task(upload.send(0, original))
        await until_whole(server, upload, len(original))
    await server.until_waiting(1, busy=1)
    async with asyncio.timeout(PATIENCE_S):
        while arrivals(server) != 1:
            await asyncio.sleep(0.01)
    server.release()
    assert (await rest).status_code == 204
    assert (await read(copied.guest, await upload.photo()))["original"] == "kept"


async def until_whole(server: HeldServer, upload: TusUpload, length: int) -> None:
    part = server.data_dir / "private" / "uploads" / upload.path.rsplit("/", 1)[1]
    async with asyncio.timeout(PATIENCE_S):
        while not part.exists() or part.stat().st_size < length:
            await asyncio.sleep(0.01)


def arrivals(server: HeldServer) -> int:
    with server.books() as books:
        return int(books.execute("select count(*) from arrivals").fetchone()[0])


async def test_an_upload_whose_bytes_were_answered_for_is_shown_without_its_sender(party: Party) -> None:
    photo = jpeg()
    upload = await begin(party.guest, len(photo))
    assert (await upload.send(0, photo[:1000])).status_code == 204
    rest = asyncio.create_task(upload.send(1000, photo[1000:]))
    await party.server.until_waiting(1, busy=1)
    rest.cancel()
    await asyncio.gather(rest, return_exceptions=True)
    party.server.release()
    assert (await party.first).status_code == 201
    assert await upload.photo()
