"""While a clip is being made: photos go on, and the server may be killed or ended at any moment."""

import asyncio
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.http.answers import rendition
from tests.http.unhurried import UnhurriedServer
from tests.media.films import FilmSpec, film
from tests.patience import PATIENCE_S
from tests.processes import children, command_of, halted
from tests.running import Server, jpeg, person, running

# What else the machine does only ever adds to it: once in so many times is enough.
ENDS_WITHIN_S = 1.0
TRIES = 6


@pytest.fixture
def fresh_server(tmp_path: Path) -> Iterator[Server]:
    with running(tmp_path / "party", UnhurriedServer) as started:
        yield started


@cache
def long_film() -> bytes:
    """Film what takes a second to make a clip of: there is time to find out that it was begun."""
    return film(FilmSpec(size=(640, 360), frames=200, key_every=60))


async def until_a_clip_is_begun(server: Server) -> int:
    """Return the process that makes it."""
    async with asyncio.timeout(PATIENCE_S):
        while not list((server.data_dir / "private" / "staging").glob("*/*/made/clip.mp4")):
            await asyncio.sleep(0.01)
    return next(child for child in children(server.pid) if "videos.worker clip" in command_of(child))


async def test_a_server_killed_over_a_clip_makes_it_after_its_restart(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await host.sign_in()
        sent = await guest.send_photo(long_film())
        with halted(await until_a_clip_is_begun(fresh_server)):
            fresh_server.kill()
        fresh_server.start()
        ready = await guest.with_clip(sent["id"])
        assert (ready["media"], ready["position"]) == ("video", sent["position"])
        changes = (await host.http.get("/api/admin/changes")).json()["changes"]
        assert [change["kind"] for change in changes] == ["clip_made", "shown"], "by one change"


@pytest.mark.alone
async def test_the_server_ends_at_once_while_a_clip_is_being_made(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest:
        sent = await guest.send_photo(long_film())
        took: list[float] = []
        # It is put back each time, and begun anew at the next start.
        while not took or (took[-1] >= ENDS_WITHIN_S and len(took) < TRIES):
            if took:
                await asyncio.to_thread(fresh_server.start)
            # Halted, it can only be killed: nobody waits for what it is about to end by itself.
            with halted(await until_a_clip_is_begun(fresh_server)):
                began = time.monotonic()
                assert await asyncio.to_thread(fresh_server.terminate) == 0
                took.append(time.monotonic() - began)
            assert list((fresh_server.data_dir / "private" / "staging").iterdir()) == []
        assert min(took) < ENDS_WITHIN_S, took
        assert "Traceback" not in fresh_server.log
        fresh_server.start()
        assert (await guest.with_clip(sent["id"]))["media"] == "video"


async def test_photos_do_not_wait_for_clips(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest:
        sent = await guest.send_photo(long_film())
        with halted(await until_a_clip_is_begun(fresh_server)):
            await guest.send_photo(jpeg(1200, 800))
            await guest.send_photo(film())
            photo = (await guest.http.get(f"/api/photo/{sent['id']}")).json()["photo"]
            assert not rendition(photo, "clip"), "both were shown while the clip was still being made"
