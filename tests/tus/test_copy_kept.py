"""A screen copy went ahead and its original is refused, or its sender ended it: the photo says "copy"."""

import asyncio

import pytest

from tests.running import Person, Server, jpeg
from tests.streams import event_stream
from tests.tus.client import TUS, ask_to_begin, begin, metadata, photo_of, records, send_whole
from tests.tus.test_photos import copy_of, read

RAW = b"IIRO\x08\0\0\0" + bytes(5000)


@pytest.mark.parametrize("original", [b"no picture at all", jpeg(1200, 900)[:9000]], ids=["text", "cut"])
async def test_the_feed_tells_that_a_photo_stays_its_copy(
    original: bytes, guest: Person, stranger: Person, server: Server
) -> None:
    async with event_stream(stranger) as stream:
        copy = await copy_of(guest, "refused", author="Mia")
        assert copy["original"] == "coming"
        assert (await send_whole(guest, original, key="refused")).status_code in (415, 422)
        told = await stream.until("photo", id=copy["id"], original="copy")
    assert await read(guest, copy["id"]) == copy | {"original": "copy", "change": told.data["change"]}
    with records(server) as db:
        kinds = [row[0] for row in db.execute("select kind from changes where photo_id = ?", (copy["id"],))]
    assert kinds == ["shown", "copy_kept"]


async def test_it_is_told_as_soon_as_the_first_bytes_are_refused(guest: Person) -> None:
    copy = await copy_of(guest, "raw")
    upload = await begin(guest, 9_000_000, key="raw")
    assert (await upload.send(0, RAW)).json()["error"]["code"] == "RAW_PHOTO"
    assert (await read(guest, copy["id"]))["original"] == "copy"


async def test_it_is_told_when_the_original_is_larger_than_any_may_be(guest: Person) -> None:
    copy = await copy_of(guest, "huge")
    assert (await ask_to_begin(guest, 10**12, key="huge")).status_code == 413
    assert (await read(guest, copy["id"]))["original"] == "copy"


async def test_it_is_told_when_the_original_comes_as_a_form(guest: Person) -> None:
    early, late = await copy_of(guest, "form-1"), await copy_of(guest, "form-2", jpeg(500, 300))
    assert (await guest.send(RAW, key="form-1")).status_code == 415
    assert (await guest.send(jpeg(1200, 900)[:9000], key="form-2")).status_code == 422
    for copy in (early, late):
        assert (await read(guest, copy["id"]))["original"] == "copy"


async def test_a_broken_copy_sent_again_says_nothing_of_the_original(guest: Person) -> None:
    copy = await copy_of(guest, "copied-twice")
    again = await guest.http.post(
        "/api/new_photo", files={"file": ("copy.jpg", RAW)}, data={"key": "copied-twice", "screen_copy": "1"}
    )
    assert again.status_code == 415
    assert (await read(guest, copy["id"])) == copy


async def test_it_is_told_once_however_often_it_is_refused(guest: Person, server: Server) -> None:
    copy = await copy_of(guest, "stubborn")
    for _ in range(3):
        await send_whole(guest, b"no picture at all", key="stubborn")
    with records(server) as db:
        kinds = [row[0] for row in db.execute("select kind from changes where photo_id = ?", (copy["id"],))]
    assert kinds == ["shown", "copy_kept"]


async def test_an_original_that_comes_after_all_takes_the_copys_place(guest: Person) -> None:
    copy = await copy_of(guest, "second-try")
    await send_whole(guest, b"no picture at all", key="second-try")
    assert await photo_of(guest, jpeg(1500, 1000), key="second-try") == copy["id"]
    after = await read(guest, copy["id"])
    assert (after["original"], after["width"]) == ("kept", 1500)


async def test_an_upload_that_its_sender_ends_leaves_the_copy(guest: Person) -> None:
    copy = await copy_of(guest, "ended")
    upload = await begin(guest, 9000, key="ended")
    await upload.send(0, jpeg()[:500])
    assert (await upload.end()).status_code == 204
    assert (await read(guest, copy["id"]))["original"] == "copy"


async def test_while_another_upload_of_it_is_under_way_the_original_is_still_coming(guest: Person) -> None:
    copy = await copy_of(guest, "twice-begun")
    one, other = [await begin(guest, 9000, key="twice-begun") for _ in range(2)]
    await one.end()
    assert (await read(guest, copy["id"]))["original"] == "coming"
    await other.end()
    assert (await read(guest, copy["id"]))["original"] == "copy"


async def test_ending_the_upload_of_a_photo_that_is_whole_changes_nothing(guest: Person) -> None:
    photo = await guest.send_photo(key="whole-already")
    await (await begin(guest, 9000, key="whole-already")).end()
    assert await read(guest, photo["id"]) == photo


async def test_nobody_elses_upload_says_anything_of_a_photo(guest: Person, stranger: Person) -> None:
    copy = await copy_of(guest, "mine")
    await stranger.http.get("/api/uid")
    headers = TUS | metadata(key="mine") | {"Upload-Length": str(10**12)}
    assert (await stranger.http.post("/api/uploads", headers=headers)).status_code == 413
    assert await read(guest, copy["id"]) == copy


async def test_a_hidden_photo_tells_nobody_and_says_it_when_it_is_back(guest: Person, host: Person) -> None:
    copy = await copy_of(guest, "hidden-copy")
    await host.http.post(f"/api/admin/photo/{copy['id']}/hide")
    await send_whole(guest, b"no picture at all", key="hidden-copy")
    listed = (await host.http.get("/api/admin/photos")).json()["photos"]
    assert {photo["id"]: photo["original"] for photo in listed}[copy["id"]] == "copy"
    restored = await host.http.post(f"/api/admin/photo/{copy['id']}/restore")
    assert restored.json()["photo"]["original"] == "copy"


async def test_two_refusals_at_once_are_told_once(guest: Person, server: Server) -> None:
    copy = await copy_of(guest, "at-once")
    await asyncio.gather(*(send_whole(guest, b"no picture at all", key="at-once") for _ in range(4)))
    with records(server) as db:
        (told,) = db.execute(
            "select count(*) from changes where photo_id = ? and kind = 'copy_kept'", (copy["id"],)
        ).fetchone()
    assert told == 1
