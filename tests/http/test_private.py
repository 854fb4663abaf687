"""Private photos: their guest and the hosts see them, and nobody else in any way, until the guest says so."""

import base64
import random
from typing import Any

import pytest

from tests.http.answers import assert_error
from tests.http.test_waiting import decide, desk, is_listed, party, switch, until
from tests.members import member
from tests.running import Person, Server, jpeg, person
from tests.stage import stage
from tests.streams import event_stream

TUS = {"Tus-Resumable": "1.0.0"}


def only(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


async def make_private(someone: Person, photo: dict[str, Any], *, is_private: bool = True) -> dict[str, Any]:
    answer = await someone.http.put(f"/api/photo/{photo['id']}", json={"private": is_private})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["photo"]
    return found


async def sent_by_api(guest: Person) -> str:
    return str((await guest.send_photo(private="1", caption="Just us"))["id"])


async def sent_by_form(guest: Person) -> str:
    await guest.http.get("/upload")
    answer = await guest.http.post(
        "/upload", data={"private": "1", "caption": "Just us"}, files={"file": ("p.jpg", jpeg())}
    )
    assert answer.status_code == 303
    return answer.headers["Location"].split("sent=")[1]


async def sent_by_tus(guest: Person) -> str:
    await guest.http.get("/api/uid")
    picture = jpeg()
    answer = await guest.http.post(
        "/api/uploads",
        content=picture,
        headers=TUS
        | {
            "Upload-Length": str(len(picture)),
            "Content-Type": "application/offset+octet-stream",
            "Upload-Metadata": f"key {only('k1')},caption {only('Just us')},private {only('1')}",
        },
    )
    assert answer.status_code == 201, answer.text
    (photo,) = (await guest.photos(mine=1))["photos"]
    return str(photo["id"])


async def sent_by_copy(guest: Person) -> str:
    """Send a screen copy, then its original: both are said to be private."""
    copy = await guest.send_photo(jpeg(600, 400), key="k1", screen_copy="1", private="1")
    original = await guest.send(jpeg(1200, 800), key="k1", private="1")
    assert original.json()["photo"]["original"] == "kept", original.text
    return str(copy["id"])


async def made_private_later(guest: Person) -> str:
    photo = await guest.send_photo(caption="Just us")
    assert (await make_private(guest, photo))["state"] == "waiting"
    return str(photo["id"])


async def sent_again_as_private(guest: Person) -> str:
    picture = jpeg()
    await guest.send_photo(picture, key="k1")
    again = await guest.send(picture, key="k2", private="1")
    assert again.status_code == 200
    return str(again.json()["photo"]["id"])


WAYS = (sent_by_api, sent_by_form, sent_by_tus, sent_by_copy, made_private_later, sent_again_as_private)


@pytest.mark.parametrize("way", WAYS)
async def test_a_private_photo_is_there_for_its_guest_and_the_hosts_alone(
    way: Any, fresh_server: Server
) -> None:
    async with (
        party(fresh_server, "at_once") as host,
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
        member(fresh_server, "viewer") as viewer,
        member(fresh_server, "photographer") as photographer,
    ):
        strangers = (other, viewer, photographer)
        await other.http.get("/api/uid")
        async with event_stream(other) as live, event_stream(host) as hosts:
            photo_id = await way(guest)
            last = await other.send_photo(jpeg(320, 200))
            for stream in (live, hosts):
                await stream.until("photo", id=last["id"])
            if way is not made_private_later and way is not sent_again_as_private:
                told = [event for event in live.events if event.data.get("id") == photo_id]
                assert {event.name for event in told} <= {"gone"}
        (mine,) = (await guest.photos(mine=1))["photos"]
        assert (mine["id"], mine["state"], mine["private"]) == (photo_id, "waiting", True)
        addresses = [rendition["url"] for rendition in mine["renditions"]]
        assert addresses
        assert all("/waiting/" in address for address in addresses)
        assert photo_id in (await guest.http.get("/edit")).text
        for someone in (*strangers, guest, host):
            assert not await is_listed(someone, photo_id)
        for path in ("/", "/wall", "/wall/basic"):
            for someone in (*strangers, guest, host):
                assert photo_id not in (await someone.http.get(path)).text
        for someone in strangers:
            assert_error(await someone.http.get(f"/api/photo/{photo_id}"), 404, "NOT_FOUND")
            for address in addresses:
                assert_error(await someone.http.get(address), 404, "NOT_FOUND")
            changes = (await someone.photos(since=0))["photos"]
            assert [change for change in changes if change["id"] == photo_id and not change.get("gone")] == []
            assert_error(
                await someone.http.put(f"/api/photo/{photo_id}", json={"private": False}), 404, "NOT_FOUND"
            )
        async with event_stream(other, since=0) as replayed:
            await replayed.until("photo", id=last["id"])
            told = [event for event in replayed.events if event.data.get("id") == photo_id]
            assert {event.name for event in told} <= {"gone"}
        for someone in (guest, host):
            for address in addresses:
                assert (await someone.http.get(address)).status_code == 200
        listed = (await host.http.get("/api/admin/photos")).json()["photos"]
        assert [photo["private"] for photo in listed if photo["id"] == photo_id] == [True]
        public = fresh_server.files().names("public")
        folders = {rendition["url"].split("/")[-2] for rendition in last["renditions"]}
        assert len(folders) == 1
        assert {name.split("/")[-2] for name in public} == folders, "no public file is of the private photo"


async def test_what_was_on_the_wall_leaves_it_and_comes_back(fresh_server: Server) -> None:
    async with (
        party(fresh_server, "at_once"),
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
    ):
        await other.http.get("/api/uid")
        photo = await guest.send_photo(caption="Us")
        address = photo["renditions"][0]["url"]
        async with event_stream(other) as stream:
            await make_private(guest, photo)
            await stream.until("gone", id=photo["id"])
            assert (await other.http.get(address)).status_code == 404
            back = await make_private(guest, photo, is_private=False)
            assert (back["state"], back["private"]) == ("shown", False)
            await stream.until("photo", id=photo["id"])
        assert await is_listed(other, photo["id"])
        kinds = [entry["kind"] for entry in (await _log(fresh_server))]
        assert kinds[:3] == ["shown", "waits", "shown"]


async def _log(server: Server) -> list[dict[str, Any]]:
    async with person(server.url) as host:
        await host.sign_in()
        found: list[dict[str, Any]] = (await host.http.get("/api/admin/changes")).json()["changes"]
        return found


async def test_the_button_under_my_photos_works_without_a_script(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as other:
        photo = await guest.send_photo()
        path = f"/edit/{photo['id']}/private"
        assert f'action="{stage.base}{path}"' in (await guest.http.get("/edit")).text
        assert (await other.http.post(path, data={"private": "1"})).status_code == 403
        assert await is_listed(other, photo["id"])
        assert (await guest.http.post(path, data={"private": "1"})).status_code == 303
        assert not await is_listed(other, photo["id"])
        assert (await guest.http.post(path, data={"private": "0"})).status_code == 303
        assert await is_listed(other, photo["id"])


async def test_nobody_but_its_guest_says_whether_a_photo_is_private(fresh_server: Server) -> None:
    async with (
        party(fresh_server, "at_once") as host,
        person(fresh_server.url) as guest,
        member(fresh_server, "helper") as helper,
    ):
        photo = await guest.send_photo()
        for someone in (host, helper):
            answer = await someone.http.put(f"/api/photo/{photo['id']}", json={"private": True})
            assert_error(answer, 403, "NOT_YOURS")
        await make_private(guest, photo)
        (held,) = (await host.http.get("/api/admin/photos")).json()["photos"]
        assert held["reason"] == "private"
        assert (await desk(host))["count"] == 0
        for someone in (host, helper):
            answer = await someone.http.put(f"/api/photo/{photo['id']}", json={"private": False})
            assert_error(answer, 403, "NOT_YOURS")
            about = {"do": "approve", "photos": [{"id": held["id"], "version": held["version"]}]}
            assert_error(await someone.http.post("/api/admin/decide", json=about), 403, "PHOTO_PRIVATE")
            answer = await someone.http.post(f"/api/admin/photo/{photo['id']}/restore")
            assert_error(answer, 403, "PHOTO_PRIVATE")
        done = await decide(host, "approve", guest=held["guest"])
        assert done["photos"] == []
        assert (await guest.photos(mine=1))["photos"][0]["private"] is True


async def test_a_private_photo_that_was_hidden_comes_back_as_a_private_one(fresh_server: Server) -> None:
    async with (
        party(fresh_server, "at_once") as host,
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
    ):
        photo = await guest.send_photo(private="1")
        assert (await host.http.post(f"/api/admin/photo/{photo['id']}/hide")).status_code == 200
        answer = await host.http.post(f"/api/admin/photo/{photo['id']}/restore")
        assert (answer.json()["photo"]["state"], answer.json()["photo"]["private"]) == ("waiting", True)
        assert not await is_listed(other, photo["id"])
        assert fresh_server.files().names("public") == []


async def test_making_a_photo_private_is_no_way_past_the_hosts(fresh_server: Server) -> None:
    async with (
        party(fresh_server, "approved") as host,
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
    ):
        photo = await guest.send_photo()
        await switch(host, showing="at_once")
        await make_private(guest, photo)
        assert (await desk(host))["count"] == 0
        back = await make_private(guest, photo, is_private=False)
        assert (back["state"], back["private"]) == ("waiting", False)
        (waiting,) = (await desk(host))["photos"]
        assert (waiting["id"], waiting["reason"]) == (photo["id"], "approval")
        # One that was private from its beginning waits as it would have.
        await switch(host, showing="approved")
        born = await guest.send_photo(jpeg(500, 400), private="1")
        assert (await desk(host))["count"] == 1
        await make_private(guest, born, is_private=False)
        assert (await desk(host))["count"] == 2
        assert not await is_listed(other, born["id"])


async def test_a_private_photo_never_shows_itself(fresh_server: Server) -> None:
    async with (
        party(fresh_server, "held", hold_seconds=3) as host,
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
    ):
        kept = await guest.send_photo(private="1")
        held = await guest.send_photo(jpeg(500, 400))
        assert held["state"] == "waiting"
        await make_private(guest, held)
        later = await other.send_photo(jpeg(320, 200))

        async def is_later_shown() -> bool:
            return await is_listed(other, later["id"])

        await until(is_later_shown)
        for photo in (kept, held):
            assert not await is_listed(other, photo["id"])
        listed = (await host.http.get("/api/admin/photos")).json()["photos"]
        assert {photo["id"] for photo in listed if photo["release_at"]} == set()
        back = await make_private(guest, held, is_private=False)
        assert back["state"] == "waiting"

        async def is_held_shown() -> bool:
            return await is_listed(other, held["id"])

        await until(is_held_shown)


async def test_a_ban_and_its_undo_leave_a_photo_private(fresh_server: Server) -> None:
    async with (
        party(fresh_server, "at_once") as host,
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
    ):
        photo = await guest.send_photo()
        await make_private(guest, photo)
        (held,) = (await host.http.get("/api/admin/photos")).json()["photos"]
        for standing in ("banned", ""):
            answer = await host.http.put(f"/api/admin/guests/{held['guest']}", json={"standing": standing})
            assert answer.status_code == 200, answer.text
        assert not await is_listed(other, photo["id"])
        (now,) = (await guest.photos(mine=1))["photos"]
        assert (now["state"], now["private"]) == ("waiting", True)
        assert (await make_private(guest, photo, is_private=False))["state"] == "shown"


async def test_a_word_that_is_neither_yes_nor_no_is_refused(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest:
        photo = await guest.send_photo()
        values: tuple[object, ...] = ("yes", 1, [])
        for value in values:
            answer = await guest.http.put(f"/api/photo/{photo['id']}", json={"private": value})
            assert_error(answer, 400, "BAD_REQUEST")
        assert await is_listed(guest, photo["id"])


SEEDS = range(4)
STEPS = 40


@pytest.mark.parametrize("seed", SEEDS)
async def test_whatever_happens_nothing_of_a_private_photo_leaks(seed: int, fresh_server: Server) -> None:
    """Random steps of a guest and a host; what the guest has made private is private after each of them."""
    chance = random.Random(seed)
    async with (
        party(fresh_server, "at_once", hold_seconds=3, reports_needed=1) as host,
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
    ):
        await other.http.get("/api/uid")
        photos = [await guest.send_photo(jpeg(300 + 10 * no, 200)) for no in range(3)]
        private: set[str] = set()
        (own,) = {one["guest"] for one in (await host.http.get("/api/admin/photos")).json()["photos"]}
        ever_public = {photo["id"]: photo["renditions"][0]["url"] for photo in photos}

        async def step() -> str:
            photo = chance.choice(photos)
            version = 0
            for one in (await host.http.get("/api/admin/photos")).json()["photos"]:
                version = one["version"] if one["id"] == photo["id"] else version
            what = chance.choice(STEPS_OF)
            match what:
                case "private" | "public":
                    json = {"private": what == "private"}
                    answer = await guest.http.put(f"/api/photo/{photo['id']}", json=json)
                    if answer.is_success:
                        (private.add if what == "private" else private.discard)(photo["id"])
                case "hide" | "restore":
                    await host.http.post(f"/api/admin/photo/{photo['id']}/{what}")
                case "approve" | "refuse" | "stop" | "again":
                    about = {"do": what, "photos": [{"id": photo["id"], "version": version}]}
                    await host.http.post("/api/admin/decide", json=about)
                case "approve_all":
                    await host.http.post("/api/admin/decide", json={"do": "approve", "guest": own})
                case "panic":
                    await host.http.post("/api/admin/panic", json={})
                case "calm":
                    await host.http.post("/api/admin/calm", json={"shows_all": True})
                case "banned" | "trusted" | "":
                    await host.http.put(f"/api/admin/guests/{own}", json={"standing": what})
                case "report":
                    await other.http.post(f"/api/photo/{photo['id']}/report", json={"reason": "other"})
                case "words":
                    await guest.http.put(f"/api/photo/{photo['id']}", json={"caption": str(chance.random())})
                case _:
                    await switch(host, showing=what)
            return what

        done = []
        for _ in range(STEPS):
            done.append(await step())
            listed = {one["id"] for one in (await other.photos(before=""))["photos"]}
            assert not private & listed, done
            changes = (await other.photos(since=0))["photos"]
            assert not private & {one["id"] for one in changes if not one.get("gone")}, done
            for photo_id in private:
                assert (await other.http.get(f"/api/photo/{photo_id}")).status_code == 404, done
                assert (await other.http.get(ever_public[photo_id])).status_code == 404, done
            names = fresh_server.files().names("public")
            public = {name.rsplit("/", 1)[0].replace("/", "") for name in names}
            with fresh_server.books() as books:
                rows = books.execute("select folder, state from photos where is_private = 1").fetchall()
            assert len(rows) >= len(private), done
            assert not public & {folder for folder, _ in rows}, done
            assert "shown" not in {state for _, state in rows}, done


STEPS_OF = (
    *("private", "public", "private", "public"),
    *("hide", "restore", "approve", "refuse", "stop", "again", "approve_all", "report", "words"),
    *("panic", "calm", "banned", "trusted", ""),
    *("at_once", "held", "approved"),
)
