"""What can go wrong with a phone's own store and files, and with uploads that end elsewhere."""

import asyncio
import hashlib
import os
import re
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.async_api import Page, Request, Route, expect

from tests.browser.conftest import Screens, until
from tests.browser.photos import (
    how_many,
    kept_originals,
    large,
    pick,
    send,
    sha256,
    small,
    stored,
    until_kept,
)
from tests.patience import PATIENCE_S
from tests.running import Server, jpeg, person, running
from tests.samples import FOLDER, require_samples

NO_ROOM = """() => {
  IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
}"""
FORGET_FILES = """() => new Promise((resolve) => {
  const opening = indexedDB.open("partywall");
  opening.onsuccess = () => {
    const files = opening.result.transaction("files", "readwrite").objectStore("files");
    const keys = files.getAllKeys();
    keys.onsuccess = () => {
      for (const key of keys.result) if (!key.endsWith("/copy")) files.delete(key);
      files.transaction.oncomplete = () => { opening.result.close(); resolve(); };
    };
  };
})"""
# A private window, which every test has, stores a reference to the picked file; any other stores its bytes.
STORE_BYTES = """() => new Promise((resolve) => {
  const opening = indexedDB.open("partywall");
  opening.onsuccess = () => {
    const files = () => opening.result.transaction("files", "readwrite").objectStore("files");
    const keys = files().getAllKeys();
    keys.onsuccess = () => {
      const asked = files().get(keys.result[0]);
      asked.onsuccess = async () => {
        const bytes = new Blob([await asked.result.arrayBuffer()]);
        const put = files().put(bytes, keys.result[0]);
        put.transaction.oncomplete = () => { opening.result.close(); resolve(); };
      };
    };
  };
})"""
HAS_COPY = """() => new Promise((resolve) => {
  const opening = indexedDB.open("partywall");
  opening.onsuccess = () => {
    const keys = opening.result.transaction("files").objectStore("files").getAllKeys();
    keys.onsuccess = () => {
      opening.result.close();
      resolve(keys.result.some((key) => key.endsWith("/copy")));
    };
  };
})"""
HOUR = timedelta(hours=1)


def workers_of(server: Server) -> list[int]:
    """Return the processes that the server has started: those that decode pictures."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text()
    return [int(pid) for pid in children.split()]


async def test_a_tile_says_how_many_are_ahead_while_the_server_works_through_them(
    screens: Screens, tmp_path: Path
) -> None:
    with running(tmp_path / "party", media_workers=1, decode_timeout_s=120) as server:
        phone = await screens.phone(base_url=server.url)
        # A pool that does not move: what is ahead stays ahead.
        for pid in workers_of(server):
            os.kill(pid, signal.SIGSTOP)
        async with asyncio.TaskGroup() as group:
            for _ in range(3):
                group.create_task(send_as_somebody_else(server))
            async with person(server.url) as onlooker:
                await waiting_in(onlooker, server, 3)
            await pick(phone, small("a.jpg"))
            await phone.locator("#send").click()
            await expect(phone.locator(".tile__status")).to_have_text(re.compile(r"^\d+ ahead of you$"))
            for pid in workers_of(server):
                os.kill(pid, signal.SIGCONT)
        await expect(phone.locator(".tile__status")).to_have_text("On the wall")


async def send_as_somebody_else(server: Server) -> None:
    async with person(server.url) as somebody:
        await somebody.send_photo(jpeg(500, 400))


async def waiting_in(onlooker: Any, server: Server, count: int) -> None:
    """Wait until the server has taken so many photos in, which all wait for the pool."""
    async with asyncio.timeout(PATIENCE_S):
        while len(list((server.data_dir / "private" / "originals").rglob("*/*"))) < count:
            await asyncio.sleep(0.05)


async def test_words_typed_after_the_original_is_kept_survive_a_reload(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await fresh_screens.phone()
    await send(phone, small("a.jpg"))
    await until_kept(phone)
    await stored(phone, 0)
    await phone.route("**/api/photo/*", lambda route: route.abort("connectionreset"))
    await phone.locator(".tile__caption").fill("An afterthought")
    await phone.locator(".tile__caption").blur()
    await stored(phone, 1)
    await phone.reload()
    await expect(phone.locator(".tile__caption")).to_have_value("An afterthought")
    await phone.unroute("**/api/photo/*")
    await stored(phone, 0)
    async with person(fresh_server.url) as someone:
        (photo,) = (await someone.photos(before=""))["photos"]
    assert photo["caption"] == "An afterthought"


async def test_a_photo_that_this_browser_cannot_open_goes_at_once_and_whole(
    screens: Screens, server: Server
) -> None:
    require_samples()
    phone = await screens.phone()
    heic = (FOLDER / "pillowheif__xiaomi.heic").read_bytes()
    bodies: list[str] = []
    phone.on("request", lambda request: bodies.append(request.url) if request.method == "POST" else None)
    await pick(phone, {"name": "a.heic", "mimeType": "image/heic", "buffer": heic})
    await expect(phone.locator(".tile__stand-in")).to_be_visible()
    await phone.locator("#send").click()
    await until_kept(phone)
    assert [url.rsplit("/", 1)[1] for url in bodies] == ["new_photo"]
    assert kept_originals(server).count(hashlib.sha256(heic).hexdigest()) == 1
    # What the server made of it stands in for what the phone could not draw.
    await expect(phone.locator(".tile__picture img")).to_be_visible()


async def test_a_phone_without_room_says_so_and_sends(screens: Screens, server: Server) -> None:
    phone = await screens.phone()
    await phone.evaluate(NO_ROOM)
    photo = large("a.jpg")
    await pick(phone, photo)
    await expect(phone.get_by_text("can’t keep these photos for later")).to_be_visible()
    await phone.locator("#send").click()
    await until_kept(phone)
    assert kept_originals(server).count(sha256(photo)) == 1


async def test_an_upload_that_ended_on_the_server_begins_anew(screens: Screens, server: Server) -> None:
    phone = await screens.phone()
    gone = '{"error": {"code": "UPLOAD_GONE", "message": "This upload is over."}}'
    begun: list[str] = []

    async def end_first(route: Route, request: Request) -> None:
        if request.method == "POST":
            begun.append(request.url)
        if request.method == "PATCH" and len(begun) == 1:
            await route.fulfill(
                status=410,
                body=gone,
                headers={"Tus-Resumable": "1.0.0", "Content-Type": "application/json"},
            )
        elif request.method == "HEAD" and len(begun) == 1:
            await route.fulfill(status=410, headers={"Tus-Resumable": "1.0.0"})
        else:
            await route.continue_()

    await phone.route(re.compile(r"/api/uploads"), end_first)
    photo = large("a.jpg")
    await send(phone, photo)
    await until_kept(phone)
    assert len(begun) == 2
    assert kept_originals(server).count(sha256(photo)) == 1


async def pick_then_lose(phone: Page, server: Server, file: Path, also_in_store: bool) -> None:
    """Pick a file while the server is away, and lose it when the phone has made and stored its copy."""
    await phone.locator("#pick").set_input_files(file)
    await stored(phone, 1)
    await phone.evaluate(STORE_BYTES)
    server.kill()
    await phone.locator("#send").click()
    await expect(phone.locator(".tile__status")).to_have_text("Waiting for the network…")
    await until(phone, HAS_COPY)
    await asyncio.to_thread(file.unlink)
    if also_in_store:
        await phone.evaluate(FORGET_FILES)
    await asyncio.to_thread(server.start)


async def test_a_file_that_the_phone_has_lost_goes_from_where_the_page_keeps_it(
    fresh_screens: Screens, fresh_server: Server, tmp_path: Path
) -> None:
    phone = await fresh_screens.phone()
    photo = large("a.jpg")
    (tmp_path / "a.jpg").write_bytes(photo["buffer"])
    await pick_then_lose(phone, fresh_server, tmp_path / "a.jpg", also_in_store=False)
    await until_kept(phone)
    assert kept_originals(fresh_server) == [sha256(photo)]


async def test_when_a_file_is_lost_everywhere_its_copy_still_goes_and_the_tile_says_so(
    fresh_screens: Screens, fresh_server: Server, tmp_path: Path
) -> None:
    phone = await fresh_screens.phone()
    (tmp_path / "a.jpg").write_bytes(large("a.jpg")["buffer"])
    await pick_then_lose(phone, fresh_server, tmp_path / "a.jpg", also_in_store=True)
    await expect(phone.locator(".tile__status")).to_have_text("On the wall")
    await expect(phone.locator(".tile__original")).to_contain_text("Only a smaller copy was kept")
    await expect(phone.locator(".tile__original")).to_contain_text("didn’t hand this photo over")
    assert await how_many(fresh_server) == 1


async def test_after_a_day_and_a_half_nothing_goes_unasked_and_after_a_week_it_is_forgotten(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await fresh_screens.phone()
    await phone.route("**/api/new_photo", lambda route: route.abort("connectionreset"))
    await pick(phone, small("a.jpg"))
    await stored(phone, 1)
    await phone.locator("#send").click()
    await expect(phone.locator(".tile__status")).to_have_text("Waiting for the network…")
    now = datetime.now(UTC)
    for later, words in ((35 * HOUR, "Waiting for the network…"), (37 * HOUR, "Not sent yet")):
        await phone.clock.set_system_time(now + later)
        await phone.reload()
        await expect(phone.locator(".tile__status")).to_have_text(words)
    await phone.clock.set_system_time(now + 8 * 24 * HOUR)
    await phone.reload()
    await stored(phone, 0)
    await expect(phone.locator(".tile")).to_have_count(0)
    assert await how_many(fresh_server) == 0
