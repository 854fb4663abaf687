"""Whatever way the bytes came, it is one photo: by its key, its bytes, and its original after its copy."""

import asyncio
import hashlib
from typing import Any

import httpx
import pytest

from tests.running import Person, Server, jpeg
from tests.streams import event_stream
from tests.tus.client import PHOTO, ask_to_begin, begin, files_in, original_of, photo_of, records, send_whole


async def copy_of(guest: Person, key: str, photo: bytes | None = None, **words: str) -> dict[str, Any]:
    """Send a screen copy, as a phone does before the original."""
    answer = await guest.http.post(
        "/api/new_photo",
        files={"file": ("copy.jpg", jpeg(400, 300) if photo is None else photo)},
        data={"key": key, "screen_copy": "1", **words},
    )
    assert answer.status_code in (200, 201), answer.text
    sent: dict[str, Any] = answer.json()["photo"]
    return sent


async def read(guest: Person, photo_id: str) -> dict[str, Any]:
    photo: dict[str, Any] = (await guest.http.get(f"/api/photo/{photo_id}")).json()["photo"]
    return photo


async def test_an_upload_becomes_a_photo_with_its_words_and_its_bytes(guest: Person, server: Server) -> None:
    photo = jpeg(1600, 1200)
    async with event_stream(guest) as stream:
        photo_id = await photo_of(
            guest,
            photo,
            key="tus-1",
            author="Zoë",
            caption="Prost\n!",
            filename="../x.exe",
            filetype="text/html",
        )
        await stream.until("photo", id=photo_id)
    shown = await read(guest, photo_id)
    assert (shown["author"], shown["caption"], shown["original"]) == ("Zoë", "Prost !", "kept")
    assert (shown["width"], shown["height"], shown["mine"]) == (1600, 1200, True)
    assert original_of(server, photo_id).read_bytes() == photo
    assert files_in(server, "private/uploads") == []


async def test_the_same_key_is_one_photo_however_the_bytes_came(guest: Person) -> None:
    first = await guest.send_photo(key="either-way")
    assert await photo_of(guest, jpeg(), key="either-way") == first["id"]
    second = await photo_of(guest, jpeg(), key="the-other-way")
    again = await guest.send(key="the-other-way")
    assert (again.status_code, again.json()["photo"]["id"]) == (200, second)


async def test_the_same_bytes_are_one_photo_even_under_another_key(guest: Person, server: Server) -> None:
    photo = jpeg()
    first = await guest.send_photo(photo, key="b1")
    assert await photo_of(guest, photo, key="b2") == first["id"]
    assert await photo_of(guest, photo) == first["id"]
    again = await guest.send(photo, key="b3")
    assert (again.status_code, again.json()["photo"]["id"]) == (200, first["id"])
    # Each of these keys is this photo's from now on.
    assert await photo_of(guest, jpeg(), key="b3") == first["id"]
    assert files_in(server, "private/uploads", "private/staging") == []


async def test_a_photo_that_its_sender_deleted_may_be_sent_again(guest: Person) -> None:
    photo = jpeg()
    first = await photo_of(guest, photo, key="regretted")
    await guest.http.delete(f"/api/photo/{first}")
    late = await ask_to_begin(guest, len(photo), key="regretted")
    assert (late.status_code, late.json()["error"]["code"]) == (410, "PHOTO_GONE")
    assert await photo_of(guest, photo, key="after all") != first


async def test_the_original_of_a_photo_that_was_deleted_meanwhile_is_refused_before_its_bytes(
    guest: Person, server: Server
) -> None:
    copy = await copy_of(guest, "changed-my-mind")
    await guest.http.delete(f"/api/photo/{copy['id']}")
    refused = await ask_to_begin(guest, 5_000_000, key="changed-my-mind")
    assert (refused.status_code, refused.json()["error"]["code"]) == (410, "PHOTO_GONE")
    assert files_in(server, "private/uploads") == []


async def test_a_photo_that_the_host_hid_does_not_come_back_under_another_key(
    guest: Person, host: Person, server: Server
) -> None:
    photo = jpeg()
    first = await photo_of(guest, photo, key="unwanted")
    await host.http.post(f"/api/admin/photo/{first}/hide")
    for answer in (await send_whole(guest, photo, key="again"), await guest.send(photo, key="and again")):
        assert (answer.status_code, answer.json()["error"]["code"]) == (410, "PHOTO_GONE")
    assert files_in(server, "private/uploads", "private/staging") == []


async def test_two_guests_with_the_same_bytes_have_two_photos(guest: Person, stranger: Person) -> None:
    photo = jpeg()
    mine, theirs = await photo_of(guest, photo, key="k"), await photo_of(stranger, photo, key="k")
    assert mine != theirs
    await guest.http.delete(f"/api/photo/{mine}")
    assert (await stranger.http.get(f"/api/photo/{theirs}")).status_code == 200


async def test_four_uploads_of_one_photo_at_once_are_one_photo(guest: Person, server: Server) -> None:
    await guest.http.get("/api/uid")
    photo = jpeg(2400, 1600)
    keys = ["once", "once", "twice", ""]
    answers = await asyncio.gather(*(send_whole(guest, photo, key=key) for key in keys))
    assert [answer.status_code for answer in answers] == [204] * 4
    assert len({answer.headers[PHOTO] for answer in answers}) == 1
    assert len((await guest.photos(mine=1))["photos"]) == 1
    assert files_in(server, "private/uploads", "private/staging") == []


async def test_a_screen_copy_is_shown_at_once_and_its_original_takes_its_place(
    guest: Person, stranger: Person, server: Server
) -> None:
    original = jpeg(3000, 2000)
    async with event_stream(stranger) as stream:
        copy = await copy_of(guest, "two-speed", caption="first words")
        assert (copy["original"], copy["state"], copy["width"]) == ("coming", "shown", 400)
        await guest.http.put(f"/api/photo/{copy['id']}", json={"caption": "better words"})
        later = await guest.send_photo()
        assert await photo_of(guest, original, key="two-speed", caption="ignored") == copy["id"]
        event = await stream.until("photo", id=copy["id"], original="kept")
        assert sum(seen.data["id"] == copy["id"] for seen in stream.events if seen.name == "photo") == 3
    after = await read(guest, copy["id"])
    assert after["change"] == event.data["change"] > later["change"]
    assert (after["caption"], after["width"], after["height"]) == ("better words", 3000, 2000)
    assert after["created_at"] == copy["created_at"]
    assert {r["url"] for r in after["renditions"]}.isdisjoint(r["url"] for r in copy["renditions"])
    for rendition in (*after["renditions"], *copy["renditions"]):
        # The copy's files stay a moment longer: a page that just loads them must not show a hole.
        assert (await guest.http.get(rendition["url"])).status_code == 200
    listed = [photo["id"] for photo in (await guest.photos(before=""))["photos"]]
    assert listed.index(later["id"]) < listed.index(copy["id"]), "its place in the gallery is the copy's"
    assert original_of(server, copy["id"]).read_bytes() == original
    assert files_in(server, "private/uploads", "private/staging") == []
    with records(server) as db:
        sha256, kinds = (
            db.execute("select sha256 from photos where id = ?", (copy["id"],)).fetchone()[0],
            [row[0] for row in db.execute("select kind from changes where photo_id = ?", (copy["id"],))],
        )
    assert sha256 == hashlib.sha256(original).hexdigest()
    assert kinds == ["shown", "edited", "completed"]


async def test_an_original_may_also_come_as_a_form(guest: Person, server: Server) -> None:
    original = jpeg(1000, 800)
    copy = await copy_of(guest, "form")
    sent = await guest.send(original, key="form")
    assert (sent.status_code, sent.json()["photo"]["id"]) == (200, copy["id"])
    assert sent.json()["photo"]["original"] == "kept"
    assert original_of(server, copy["id"]).read_bytes() == original


async def test_the_copy_sent_again_is_not_taken_for_the_original(guest: Person) -> None:
    photo = jpeg(400, 300)
    copy = await copy_of(guest, "again", photo)
    assert await copy_of(guest, "again", photo) == copy


async def test_a_photo_picked_twice_is_one_photo_with_one_original(guest: Person) -> None:
    """A phone makes the same copy of the same photo, under a new key."""
    small, original = jpeg(400, 300), jpeg(1200, 900)
    first = await copy_of(guest, "pick-1", small)
    assert (await copy_of(guest, "pick-2", small))["id"] == first["id"]
    assert await photo_of(guest, original, key="pick-2") == first["id"]
    assert await photo_of(guest, original, key="pick-1") == first["id"]
    assert (await copy_of(guest, "pick-3", small))["original"] == "kept"


async def test_an_original_that_is_there_already_takes_its_second_copy_away(
    guest: Person, server: Server
) -> None:
    original = jpeg(1200, 900)
    first = await photo_of(guest, original, key="whole")
    copy = await copy_of(guest, "copy-of-whole")
    assert copy["id"] != first
    assert await photo_of(guest, original, key="copy-of-whole") == first
    assert (await guest.http.get(f"/api/photo/{copy['id']}")).status_code == 404
    assert not original_of(server, copy["id"]).exists()


@pytest.mark.parametrize("photo", [b"no picture at all", jpeg(1200, 900)[:9000]], ids=["text", "cut"])
async def test_a_broken_original_leaves_the_copy_as_it_is(
    photo: bytes, guest: Person, server: Server
) -> None:
    copy = await copy_of(guest, f"broken-{len(photo)}")
    refused = await send_whole(guest, photo, key=f"broken-{len(photo)}")
    assert refused.status_code in (415, 422)
    after = await read(guest, copy["id"])
    assert after == copy | {"original": "copy", "change": after["change"]}
    assert files_in(server, "private/uploads", "private/staging") == []
    original = jpeg(900, 700)
    assert await photo_of(guest, original, key=f"broken-{len(photo)}") == copy["id"]
    assert original_of(server, copy["id"]).read_bytes() == original


async def test_the_original_of_a_hidden_photo_is_kept_and_not_shown(
    guest: Person, host: Person, server: Server
) -> None:
    copy, original = await copy_of(guest, "hidden"), jpeg(1500, 1000)
    await host.http.post(f"/api/admin/photo/{copy['id']}/hide")
    public = files_in(server, "public")
    assert await photo_of(guest, original, key="hidden") == copy["id"]
    assert files_in(server, "public") == public
    assert (await guest.http.get(f"/api/photo/{copy['id']}")).status_code == 404
    assert original_of(server, copy["id"]).read_bytes() == original
    restored = await host.http.post(f"/api/admin/photo/{copy['id']}/restore")
    assert (restored.json()["photo"]["width"], restored.json()["photo"]["original"]) == (1500, "kept")


async def test_the_original_of_a_deleted_photo_is_not_kept(guest: Person, server: Server) -> None:
    copy = await copy_of(guest, "deleted")
    upload = await begin(guest, 5000, key="deleted")
    await upload.send(0, jpeg()[:100])
    await guest.http.delete(f"/api/photo/{copy['id']}")
    answer = await upload.send(100, bytes(4900))
    assert answer.status_code in (410, 415)
    assert files_in(server, "private/uploads", "private/staging") == []


async def test_taking_a_completed_photo_down_takes_the_copys_files_too(guest: Person, host: Person) -> None:
    copy = await copy_of(guest, "both")
    await photo_of(guest, jpeg(1500, 1000), key="both")
    after = await read(guest, copy["id"])
    await host.http.post(f"/api/admin/photo/{copy['id']}/hide")
    for rendition in (*after["renditions"], *copy["renditions"]):
        assert (await guest.http.get(rendition["url"])).status_code == 404


async def test_the_host_sees_whose_original_never_came(guest: Person, host: Person) -> None:
    copy = await copy_of(guest, "never")
    listed = (await host.http.get("/api/admin/photos")).json()["photos"]
    assert {photo["id"]: photo["original"] for photo in listed}[copy["id"]] == "coming"


async def test_while_uploads_are_closed_only_awaited_originals_come_in(guest: Person, host: Person) -> None:
    photo = jpeg()
    half = await begin(guest, len(photo), key="half")
    await half.send(0, photo[:1000])
    await copy_of(guest, "awaited")
    await host.http.put("/api/admin/uploads", json={"open": False, "message": "Back soon"})
    try:
        closed: list[httpx.Response] = [
            await half.send(1000, photo[1000:]),
            await guest.http.post("/api/uploads", headers={"Tus-Resumable": "1.0.0", "Upload-Length": "9"}),
        ]
        for answer in closed:
            assert (answer.status_code, answer.json()["error"]["code"]) == (403, "UPLOADS_CLOSED")
        assert (await send_whole(guest, jpeg(1500, 1000), key="awaited")).status_code == 204
        assert await half.offset() == 1000, "what came is kept for when they open again"
    finally:
        await host.http.put("/api/admin/uploads", json={"open": True})
    assert (await half.send(1000, photo[1000:])).status_code == 204


@pytest.mark.in_folder
async def test_an_upload_that_was_whole_when_uploads_closed_is_finished_later(
    guest: Person, host: Person, server: Server
) -> None:
    photo = jpeg()
    upload = await begin(guest, len(photo), key="whole-while-closed")
    # As a kill between the last byte and the photo leaves it.
    (server.data_dir / "private" / "uploads" / upload.id).write_bytes(photo)
    await host.http.put("/api/admin/uploads", json={"open": False})
    try:
        asked = await upload.ask()
        assert (asked.status_code, asked.headers["Upload-Offset"]) == (200, str(len(photo)))
        assert PHOTO not in asked.headers
        assert (await upload.send(len(photo), b"")).json()["error"]["code"] == "UPLOADS_CLOSED"
    finally:
        await host.http.put("/api/admin/uploads", json={"open": True})
    finished = await upload.send(len(photo), b"")
    assert finished.status_code == 204
    assert await upload.photo() == finished.headers[PHOTO]
