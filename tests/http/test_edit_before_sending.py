"""A picture put right before it was sent: everybody sees it so from the first moment, the original stays."""

import json
from typing import Any

import pytest

from tests.http.answers import assert_error
from tests.http.test_picture_edits import opened, picture_of, versions
from tests.http.test_waiting import decide, desk, party
from tests.media.pictures import ALIKE, difference, encoded, landscape
from tests.running import Person, Server, jpeg, person
from tests.streams import event_stream
from tests.tus.client import BYTES, TUS, TusUpload, metadata

TURN = json.dumps({"turns": 1})


async def assert_turned(guest: Person, photo: dict[str, Any], original: bytes) -> None:
    shown = opened(await picture_of(guest, photo))
    assert shown.size == (400, 600)
    assert difference(shown, opened(original).rotate(-90, expand=True)) < ALIKE
    told = await versions(guest, photo)
    assert [one["edit"] for one in told["versions"]] == [{}, {"turns": 1}]
    assert told["current"] == told["versions"][1]["no"] > 0


async def test_it_is_shown_as_its_guest_wanted_it_and_goes_back_to_how_it_came(
    guest: Person, stranger: Person, host: Person
) -> None:
    original = encoded(landscape(600, 400), "JPEG", quality=90)
    async with event_stream(stranger) as stream:
        sent = await guest.send_photo(original, edit=TURN)
        await stream.until("photo", id=sent["id"], width=400)
        # Nobody has ever seen it otherwise.
        assert [event.data["width"] for event in stream.events if event.name == "photo"] == [400]
    await assert_turned(guest, sent, original)
    kept = await host.http.get(f"/api/admin/photo/{sent['id']}/original")
    assert kept.content == original
    base = (await versions(guest, sent))["current"]
    answer = await guest.http.put(f"/api/photo/{sent['id']}/edit", json={"base": base, "back_to": 0})
    assert answer.status_code == 200, answer.text
    assert opened(await picture_of(guest, answer.json()["photo"])).size == (600, 400)


async def test_a_screen_copy_and_its_original_get_the_same_change_also_by_tus(guest: Person) -> None:
    original, copy = (encoded(landscape(*size), "JPEG", quality=90) for size in ((600, 400), (300, 200)))
    sent = await guest.send_photo(copy, key="with-edit", edit=TURN, screen_copy="1")
    assert opened(await picture_of(guest, sent)).size == (200, 300)
    words = metadata(key="with-edit", edit=TURN)
    begun = await guest.http.post(
        "/api/uploads", headers=TUS | BYTES | words | {"Upload-Length": str(len(original))}, content=original
    )
    assert begun.status_code == 201, begun.text
    photo_id = await TusUpload(guest, begun.headers["Location"]).photo()
    assert photo_id == sent["id"]
    now = (await guest.http.get(f"/api/photo/{photo_id}")).json()["photo"]
    assert now["original"] == "kept"
    await assert_turned(guest, now, original)


async def test_by_tus_alone_it_is_put_right_too_and_waits_so_where_photos_wait(fresh_server: Server) -> None:
    original = encoded(landscape(600, 400), "JPEG", quality=90)
    async with party(fresh_server) as host, person(fresh_server.url) as guest:
        words = metadata(key="by-tus", edit=TURN)
        begun = await guest.http.post(
            "/api/uploads",
            headers=TUS | BYTES | words | {"Upload-Length": str(len(original))},
            content=original,
        )
        photo_id = await TusUpload(guest, begun.headers["Location"]).photo()
        waiting = (await desk(host))["photos"]
        assert [(one["id"], one["width"]) for one in waiting] == [(photo_id, 400)]
        await decide(host, "approve", waiting[0])
        now = (await guest.http.get(f"/api/photo/{photo_id}")).json()["photo"]
        await assert_turned(guest, now, original)


@pytest.mark.parametrize(
    "edit", ["{", "[]", "7", '{"turns": 9}', '{"spin": 1}', "[" * 5000, json.dumps({"begin_ms": 5})]
)
async def test_a_change_that_is_none_is_a_clear_400(guest: Person, edit: str) -> None:
    assert_error(await guest.send(jpeg(), edit=edit), 400, "BAD_EDIT")


async def test_a_change_that_does_nothing_is_no_version(guest: Person) -> None:
    sent = await guest.send_photo(edit='{"turns": 0}')
    assert [one["no"] for one in (await versions(guest, sent))["versions"]] == [0]
