"""Pictures that are put right: a new version for all, the original untouched, nothing old left public."""

import asyncio
import io
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.http.answers import assert_error
from tests.http.test_waiting import decide, desk, party, switch, until
from tests.media.pictures import ALIKE, difference, encoded, exif_with, landscape, stored_for
from tests.members import member
from tests.running import Person, Server, jpeg, person
from tests.streams import event_stream

TURN = {"turns": 1}
CROP = {"crop": {"left": 0.5, "top": 0.0, "width": 0.5, "height": 0.5}}


async def put(someone: Person, photo: dict[str, Any], **asked: object) -> httpx.Response:
    return await someone.http.put(f"/api/photo/{photo['id']}/edit", json={"base": 0} | asked)


async def edited(someone: Person, photo: dict[str, Any], **asked: object) -> dict[str, Any]:
    answer = await put(someone, photo, **asked)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def versions(someone: Person, photo: dict[str, Any]) -> dict[str, Any]:
    answer = await someone.http.get(f"/api/photo/{photo['id']}/versions")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def photo_now(someone: Person, photo: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = (await someone.http.get(f"/api/photo/{photo['id']}")).json()["photo"]
    return told


async def picture_of(someone: Person, photo: dict[str, Any], name: str = "wall") -> bytes:
    (url,) = [one["url"] for one in photo["renditions"] if one["name"] == name]
    answer = await someone.http.get(url)
    assert answer.status_code == 200, answer.text
    return answer.content


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


def addresses(photo: dict[str, Any]) -> list[str]:
    return [one["url"] for one in photo["renditions"]]


async def assert_gone(someone: Person, urls: list[str]) -> None:
    for url in urls:
        assert (await someone.http.get(url)).status_code == 404, url


async def test_a_guest_turns_their_photo_and_everybody_gets_the_new_picture(fresh_server: Server) -> None:
    upright = landscape(600, 400)
    original = encoded(stored_for(upright, 6), "JPEG", exif=exif_with(orientation=6), quality=90)
    async with (
        party(fresh_server, "at_once") as host,
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
    ):
        sent = await guest.send_photo(original)
        async with event_stream(other) as stream:
            told = await edited(guest, sent, edit=TURN | {"mirror": True})
            await stream.until("photo", id=sent["id"], width=400)
        now = await photo_now(other, sent)
        assert (now["width"], now["height"], now["position"]) == (400, 600, sent["position"])
        expected = upright.transpose(Image.Transpose.FLIP_LEFT_RIGHT).transpose(Image.Transpose.ROTATE_270)
        assert difference(opened(await picture_of(other, now)), expected) < ALIKE
        assert (told["photo"]["id"], told["picture_waits"]) == (sent["id"], False)
        await assert_gone(other, addresses(sent))
        kept = await host.http.get(f"/api/admin/photo/{sent['id']}/original")
        assert kept.content == original, "an edit never touches the original"
        assert len(fresh_server.files().names("public")) == 2


async def test_going_back_is_a_new_version_of_the_very_same_pixels(fresh_server: Server) -> None:
    async with party(fresh_server, "at_once") as host, person(fresh_server.url) as guest:
        sent = await guest.send_photo(encoded(landscape(600, 400), "JPEG"), author="Mia")
        before = await picture_of(guest, sent)
        first = await edited(guest, sent, edit=CROP | {"warmth": 30})
        cropped = await picture_of(guest, first["photo"])
        second = await edited(host, sent, base=first["version"], edit={"angle": 5})
        third = await edited(host, sent, base=second["version"], back_to=first["version"])
        assert await picture_of(guest, third["photo"]) == cropped
        last = await edited(guest, sent, base=third["version"], back_to=0)
        assert await picture_of(guest, last["photo"]) == before
        listed = await versions(host, sent)
        assert listed["current"] == last["version"]
        assert [one["no"] for one in listed["versions"]] == [
            0,
            *(one["version"] for one in (first, second, third, last)),
        ]
        assert [one["by"] for one in listed["versions"]] == ["guest", "guest", "host", "host", "guest"]
        assert listed["versions"][3]["edit"] == listed["versions"][1]["edit"] == CROP | {"warmth": 30}
        assert (listed["versions"][0]["by_name"], listed["versions"][4]["edit"]) == ("Mia", {})
        for no, expected in ((0, before), (first["version"], cropped)):
            url = f"/api/photo/{sent['id']}/versions/{no}?large=1"
            answer = await host.http.get(url)
            assert (answer.content, answer.headers["Cache-Control"]) == (expected, "private, no-cache")
            again = await host.http.get(url, headers={"If-None-Match": answer.headers["ETag"]})
            assert again.status_code == 304
        assert len(fresh_server.files().names("public")) == 2, "looking at a version keeps nothing of it"


async def test_of_two_who_edit_one_photo_the_later_hears_of_it(fresh_server: Server) -> None:
    async with party(fresh_server, "at_once") as host, person(fresh_server.url) as guest:
        sent = await guest.send_photo()
        answers = await asyncio.gather(put(host, sent, edit=TURN), put(guest, sent, edit=CROP))
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        (late,) = [answer for answer in answers if answer.status_code == 409]
        assert_error(late, 409, "PICTURE_CHANGED")
        assert len((await versions(host, sent))["versions"]) == 2
        assert len(fresh_server.files().names("public")) == 2


async def test_the_same_edit_sent_again_is_answered_and_made_once(fresh_server: Server) -> None:
    async with party(fresh_server, "at_once"), person(fresh_server.url) as guest:
        sent = await guest.send_photo()
        first = await edited(guest, sent, edit=TURN)
        again = await edited(guest, sent, edit=TURN)
        assert again == first
        assert len((await versions(guest, sent))["versions"]) == 2


async def test_others_neither_edit_a_photo_nor_see_its_versions(fresh_server: Server) -> None:
    async with (
        party(fresh_server, "at_once"),
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
        member(fresh_server, "helper") as helper,
    ):
        await other.http.get("/api/uid")
        sent = await guest.send_photo()
        for someone in (other, helper):
            assert_error(await put(someone, sent, edit=TURN), 403, "NOT_YOURS")
            for path in ("versions", "versions/0"):
                answer = await someone.http.get(f"/api/photo/{sent['id']}/{path}")
                assert_error(answer, 403, "NOT_YOURS")
        assert await photo_now(other, sent) == await photo_now(helper, sent)


async def test_a_guests_new_picture_waits_where_photos_do_while_the_old_one_stays(
    fresh_server: Server,
) -> None:
    async with (
        party(fresh_server) as host,
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
    ):
        sent = await guest.send_photo(encoded(landscape(600, 400), "JPEG"))
        await decide(host, "approve", (await desk(host))["photos"][0])
        shown = await photo_now(other, sent)
        told = await edited(guest, sent, edit=TURN)
        assert told["picture_waits"]
        assert await photo_now(other, sent) == shown
        (one,) = (await desk(host))["pictures"]
        assert (one["photo"]["id"], one["edit"]) == (sent["id"], TURN)
        seen = await host.http.get(one["url"], params={"large": "1"})
        assert opened(seen.content).size == (400, 600)
        assert (await guest.http.get(one["url"])).status_code == 401
        assert (await versions(guest, sent))["versions"][1]["waits"]
        decision = {"do": "approve", "photo": sent["id"], "no": one["no"]}
        async with event_stream(other) as stream:
            answer = await host.http.post("/api/admin/pictures", json=decision)
            assert answer.status_code == 200, answer.text
            await stream.until("photo", id=sent["id"], width=400)
        await assert_gone(other, addresses(shown))
        assert (await desk(host))["pictures"] == []
        listed = await versions(guest, sent)
        assert (listed["current"], listed["versions"][1]["waits"]) == (one["no"], False)
        assert_error(await host.http.post("/api/admin/pictures", json=decision), 409, "ALREADY_DECIDED")


async def test_a_picture_that_is_refused_and_one_that_a_host_overtakes_are_forgotten(
    fresh_server: Server,
) -> None:
    async with party(fresh_server) as host, person(fresh_server.url) as guest:
        sent = await guest.send_photo()
        await decide(host, "approve", (await desk(host))["photos"][0])
        await edited(guest, sent, edit=TURN)
        (first,) = (await desk(host))["pictures"]
        await edited(guest, sent, edit=CROP)
        (second,) = (await desk(host))["pictures"]
        decision = {"do": "refuse", "photo": sent["id"], "no": first["no"]}
        assert_error(await host.http.post("/api/admin/pictures", json=decision), 409, "ALREADY_DECIDED")
        answer = await host.http.post("/api/admin/pictures", json=decision | {"no": second["no"]})
        assert answer.status_code == 200
        assert (await desk(host))["pictures"] == []
        await edited(guest, sent, edit=TURN)
        assert not (await edited(host, sent, edit=CROP))["picture_waits"]
        assert (await desk(host))["pictures"] == []
        assert (await photo_now(guest, sent))["width"] == 320


async def test_a_held_picture_shows_itself_after_its_while(fresh_server: Server) -> None:
    async with party(fresh_server, "at_once") as host, person(fresh_server.url) as guest:
        sent = await guest.send_photo()
        await switch(host, showing="held", hold_seconds=3)
        assert (await edited(guest, sent, edit=TURN))["picture_waits"]
        assert (await photo_now(host, sent))["width"] == 640

        async def is_turned() -> bool:
            return bool((await photo_now(host, sent))["width"] == 480)

        await until(is_turned)
        assert (await desk(host))["pictures"] == []


async def test_a_photo_that_waits_is_decided_about_as_it_is_edited(fresh_server: Server) -> None:
    async with party(fresh_server) as host, person(fresh_server.url) as guest:
        sent = await guest.send_photo()
        (seen,) = (await desk(host))["photos"]
        told = await edited(guest, sent, edit=TURN)
        assert (told["picture_waits"], told["photo"]["width"]) == (False, 480)
        assert fresh_server.files().names("public") == []
        answer = await host.http.post(
            "/api/admin/decide",
            json={"do": "approve", "photos": [{"id": seen["id"], "version": seen["version"]}]},
        )
        assert_error(answer, 409, "ALREADY_DECIDED")
        (now,) = (await desk(host))["photos"]
        await decide(host, "approve", now)
        assert opened(await picture_of(guest, await photo_now(guest, sent))).size == (480, 640)


async def test_a_hidden_photo_comes_back_as_it_was_edited_and_a_deleted_one_leaves_nothing(
    fresh_server: Server,
) -> None:
    async with party(fresh_server, "at_once") as host, person(fresh_server.url) as guest:
        sent = await guest.send_photo()
        shown = (await edited(guest, sent, edit=TURN))["photo"]
        await host.http.post(f"/api/admin/photo/{sent['id']}/hide")
        await assert_gone(guest, addresses(shown))
        assert_error(await put(host, sent, edit=CROP), 404, "NOT_FOUND")
        back = (await host.http.post(f"/api/admin/photo/{sent['id']}/restore")).json()["photo"]
        assert back["width"] == 480
        assert opened(await picture_of(guest, back)).size == (480, 640)
        await guest.http.delete(f"/api/photo/{sent['id']}")
        await assert_gone(guest, addresses(back))
        assert (await host.http.get(f"/api/photo/{sent['id']}/versions")).status_code == 404
        with fresh_server.books() as books:
            assert books.execute("select count(*) from versions").fetchone() == (0,)
            assert books.execute("select edit, edit_no from photos").fetchone() == ("", 0)
        assert fresh_server.files().names("public") == []


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"edit": {}, "back_to": 0},
        {"base": -1, "edit": {}},
        {"base": "x", "edit": {}},
        {"edit": []},
        {"edit": {"turns": 9}},
        {"edit": {"begin_ms": 5}},
        {"edit": {"crop": {"left": 0, "top": 0, "width": 0, "height": 1}}},
    ],
)
async def test_an_edit_that_makes_no_sense_is_refused(asked: dict[str, object], guest: Person) -> None:
    sent = await guest.send_photo(jpeg(64, 48))
    answer = await put(guest, sent, **asked)
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"]["code"] in ("BAD_EDIT", "BAD_REQUEST")
    assert await photo_now(guest, sent) == sent


async def test_nothing_goes_back_to_a_version_that_never_was(guest: Person) -> None:
    sent = await guest.send_photo(jpeg(64, 48))
    assert_error(await put(guest, sent, back_to=7), 404, "NOT_FOUND")
    assert (await guest.http.get(f"/api/photo/{sent['id']}/versions/7")).status_code == 404
