"""Edits that meet an original on its way, a takedown, or kill -9: the last version is there, no other one."""

import asyncio
import io
import random
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.held_workers import HeldServer
from tests.http.test_picture_edits import (
    CROP,
    TURN,
    addresses,
    assert_gone,
    edited,
    photo_now,
    picture_of,
    put,
    versions,
)
from tests.http.test_waiting import until
from tests.media.pictures import ALIKE, difference, encoded, landscape
from tests.patience import PATIENCE_S
from tests.running import Person, Server, jpeg, person

KILLS = 8


async def copy_of(guest: Person, picture: bytes) -> dict[str, Any]:
    answer = await guest.http.post(
        "/api/new_photo", files={"file": ("copy.jpg", picture)}, data={"key": "k", "screen_copy": "1"}
    )
    assert answer.status_code == 201, answer.text
    sent: dict[str, Any] = answer.json()["photo"]
    return sent


async def test_an_original_that_comes_after_an_edit_is_edited_as_its_copy_was(guest: Person) -> None:
    upright = landscape(1500, 1000)
    copy = await copy_of(guest, encoded(upright.resize((300, 200)), "JPEG"))
    told = await edited(guest, copy, edit=TURN)
    assert (told["photo"]["width"], told["photo"]["original"]) == (200, "coming")
    sent = (await guest.send(encoded(upright, "JPEG"), key="k")).json()["photo"]
    assert (sent["id"], sent["original"], sent["width"], sent["height"]) == (copy["id"], "kept", 1000, 1500)
    seen = Image.open(io.BytesIO(await picture_of(guest, sent)))
    assert difference(seen, upright.transpose(Image.Transpose.ROTATE_270)) < ALIKE
    await assert_gone(guest, addresses(copy))
    listed = await versions(guest, copy)
    assert listed["current"] == told["version"], "it is the same version, better made"
    before = await picture_of(guest, (await edited(guest, sent, base=told["version"], back_to=0))["photo"])
    assert Image.open(io.BytesIO(before)).size == (1500, 1000)


async def test_an_edit_and_an_original_that_are_made_at_once_are_both_there_in_the_end(
    tmp_path: Path,
) -> None:
    with HeldServer.running(tmp_path / "server", media_workers=2) as server:
        async with person(server.url) as guest:
            copy = await copy_of(guest, jpeg(300, 200))
            server.hold()
            original = asyncio.create_task(guest.send(jpeg(1500, 1000), key="k"))
            edit = asyncio.create_task(edited(guest, copy, edit=CROP))
            await server.until_waiting(0, 2)
            server.release()
            await asyncio.gather(original, edit)
            now = await photo_now(guest, copy)
            assert (now["width"], now["height"], now["original"]) == (750, 500, "kept")
            assert Image.open(io.BytesIO(await picture_of(guest, now))).size == (750, 500)


async def test_a_photo_that_is_deleted_while_it_is_edited_stays_deleted(tmp_path: Path) -> None:
    with HeldServer.running(tmp_path / "server", media_workers=1) as server:
        async with person(server.url) as guest:
            sent = await guest.send_photo()
            server.hold()
            edit = asyncio.create_task(put(guest, sent, edit=TURN))
            await server.until_waiting(0, 1)
            await guest.http.delete(f"/api/photo/{sent['id']}")
            server.release()
            assert (await edit).status_code == 404
            assert server.files().names("public") == []


async def test_kills_while_photos_are_edited_leave_one_version_of_each_and_no_old_one(
    fresh_server: Server,
) -> None:
    randomness, told = random.Random(12), set[str]()
    async with person(fresh_server.url) as guest:
        photos = [await guest.send_photo(jpeg(900, 600)) for _ in range(4)]
        for photo in photos:
            told.update(addresses(photo))
        for _ in range(KILLS):
            edits = [asyncio.create_task(_edit_once(guest, photo, randomness)) for photo in photos]
            # Not a wait for something: the moment of the kill is what is varied here.
            await asyncio.wait(edits, timeout=randomness.uniform(0.02, 0.4))
            await asyncio.to_thread(fresh_server.kill)
            for done in await asyncio.gather(*edits):
                told.update(done)
            fresh_server.start()
            for photo in photos:
                told.update(addresses(await photo_now(guest, photo)))
        current: set[str] = set()
        for photo in photos:
            now = await photo_now(guest, photo)
            listed = await versions(guest, photo)
            (edit,) = [one["edit"] for one in listed["versions"] if one["no"] == listed["current"]]
            size = (600, 900) if edit.get("turns", 0) % 2 else (900, 600)
            assert (now["width"], now["height"]) == size
            assert Image.open(io.BytesIO(await picture_of(guest, now))).size == size
            current.update(addresses(now))

        async def only_current() -> bool:
            answers = [(url, (await guest.http.get(url)).status_code) for url in told]
            return {url for url, status in answers if status == 200} == current

        async with asyncio.timeout(PATIENCE_S):
            await until(only_current)


async def _edit_once(guest: Person, photo: dict[str, Any], randomness: random.Random) -> list[str]:
    try:
        base = (await versions(guest, photo))["current"]
        answer = await put(guest, photo, base=base, edit={"turns": randomness.randrange(4)})
        return addresses(answer.json()["photo"]) if answer.status_code == 200 else []
    except httpx.HTTPError:
        return []


@pytest.mark.in_folder
async def test_an_old_version_that_a_kill_left_is_gone_after_the_next_start(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest:
        sent = await guest.send_photo()
        told = await edited(guest, sent, edit=TURN)
        old = Path(addresses(sent)[0].removeprefix("/media/")).parent
        fresh_server.kill()
        place = fresh_server.data_dir / "public" / old
        place.mkdir(parents=True)
        for name in ("thumb.jpg", "wall.jpg"):
            (place / name).write_bytes(b"what was cut away")
        with fresh_server.books() as records:
            records.execute("update photos set former_folder = ?", ("".join(old.parts),))
            records.commit()
        fresh_server.start()

        async def is_gone() -> bool:
            try:
                return (await guest.http.get(addresses(sent)[0])).status_code == 404
            except httpx.RemoteProtocolError:
                return False  # it went while it was being sent

        await until(is_gone)
        assert (await guest.http.get(addresses(told["photo"])[0])).status_code == 200
