"""Photos that wait: nobody sees them but their sender and those who decide, and one decision counts."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.http.answers import assert_error, rendition
from tests.media.films import film
from tests.members import member
from tests.patience import PATIENCE_S
from tests.running import Person, Server, jpeg, person
from tests.streams import event_stream


@asynccontextmanager
async def party(server: Server, showing: str = "approved", **settings: object) -> AsyncIterator[Person]:
    """Yield the host of a party that shows photos in this way."""
    async with person(server.url) as host:
        await host.sign_in()
        await switch(host, showing=showing, **settings)
        yield host


async def switch(host: Person, **values: object) -> None:
    version = (await host.http.get("/api/admin/settings")).json()["version"]
    answer = await host.http.put("/api/admin/settings", json={"version": version, "settings": values})
    assert answer.status_code == 200, answer.text


async def desk(someone: Person, **args: object) -> dict[str, Any]:
    answer = await someone.http.get(
        "/api/admin/waiting", params={name: str(arg) for name, arg in args.items()}
    )
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def decide(someone: Person, what: str, *photos: dict[str, Any], **other: object) -> dict[str, Any]:
    about = (
        {"photos": [{"id": photo["id"], "version": photo["version"]} for photo in photos]} if photos else {}
    )
    answer = await someone.http.post("/api/admin/decide", json={"do": what} | about | other)
    assert answer.status_code == 200, answer.text
    done: dict[str, Any] = answer.json()
    return done


async def until(is_so: Callable[[], Any]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not await is_so():
            await asyncio.sleep(0.05)


async def is_listed(someone: Person, photo_id: str) -> bool:
    return photo_id in [photo["id"] for photo in (await someone.photos(before=""))["photos"]]


async def test_a_photo_that_waits_is_there_for_its_sender_and_the_hosts_alone(fresh_server: Server) -> None:
    async with (
        party(fresh_server) as host,
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
        member(fresh_server, "helper") as helper,
    ):
        await other.http.get("/api/uid")
        sent = await guest.send_photo(author="Mia", caption="Cake")
        assert sent["state"] == "waiting"
        address = sent["renditions"][-1]["url"]
        assert "/waiting/" in address
        assert fresh_server.files().names("public") == []
        for someone in (guest, host, helper):
            answer = await someone.http.get(address)
            assert answer.status_code == 200
            assert answer.headers["Content-Type"] == "image/jpeg"
            assert "private" in answer.headers["Cache-Control"]
        assert_error(await other.http.get(address), 404, "NOT_FOUND")
        assert_error(await other.http.get(f"/api/photo/{sent['id']}"), 404, "NOT_FOUND")
        assert (await guest.http.get(f"/api/photo/{sent['id']}")).json()["photo"]["state"] == "waiting"
        for someone in (guest, other, host):
            assert not await is_listed(someone, sent["id"])
            assert sent["id"] not in (await someone.http.get("/")).text
        assert [photo["id"] for photo in (await guest.photos(mine=1))["photos"]] == [sent["id"]]
        changes = {who: (await who.photos(since=0))["photos"] for who in (guest, other)}
        assert [change.get("state") for change in changes[guest]] == ["waiting"]
        assert [change.get("gone") for change in changes[other]] == [True]
        assert sent["id"] in (await guest.http.get("/edit")).text
        assert sent["id"] not in (await other.http.get("/edit")).text


async def test_nobodys_stream_tells_of_what_waits_but_its_senders(fresh_server: Server) -> None:
    async with (
        party(fresh_server),
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
    ):
        await guest.http.get("/api/uid")
        async with event_stream(guest) as own, event_stream(other) as others:
            sent = await guest.send_photo()
            told = await own.until("waiting")
            assert (told.data["id"], told.data["state"]) == (sent["id"], "waiting")
            gone = await others.until("gone")
            assert set(gone.data) == {"id", "change", "gone"}


async def test_a_yes_shows_a_photo_to_all_under_a_public_address(fresh_server: Server) -> None:
    async with (
        party(fresh_server) as host,
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
    ):
        first = await guest.send_photo(caption="First")
        second = await guest.send_photo(jpeg(700, 500), caption="Second")
        queue = await desk(host)
        assert (queue["count"], queue["oldest_at"]) == (2, first["created_at"])
        assert [photo["caption"] for photo in queue["photos"]] == ["First", "Second"]
        async with event_stream(other) as stream:
            done = await decide(host, "approve", queue["photos"][1])
            assert (done["photos"][0]["state"], done["missed"], done["count"]) == ("shown", 0, 1)
            told = await stream.until("photo")
            assert told.data["id"] == second["id"]
            assert (await other.http.get(told.data["renditions"][0]["url"], follow_redirects=True)).is_success
        assert await is_listed(other, second["id"])
        assert not await is_listed(other, first["id"])
        assert_error(await guest.http.get(second["renditions"][0]["url"]), 404, "NOT_FOUND")
        await decide(host, "approve", queue["photos"][0])
        shown = (await other.photos(before=""))["photos"]
        assert [photo["caption"] for photo in shown] == ["First", "Second"], "in the order of their showing"
        kinds = [change["kind"] for change in (await host.http.get("/api/admin/changes")).json()["changes"]]
        assert kinds[:4] == ["approved", "approved", "waits", "waits"]


async def test_a_no_takes_a_photo_out_of_its_senders_sight_with_words(fresh_server: Server) -> None:
    async with party(fresh_server) as host, person(fresh_server.url) as guest:
        sent = await guest.send_photo()
        (waiting,) = (await desk(host))["photos"]
        async with event_stream(guest) as stream:
            await decide(host, "refuse", waiting, words="A bit too private for the big screen")
            await stream.until("gone")
        assert (await guest.photos(mine=1))["photos"] == []
        assert_error(await guest.http.get(sent["renditions"][0]["url"]), 404, "NOT_FOUND")
        (hidden,) = (await host.http.get("/api/admin/photos?state=hidden")).json()["photos"]
        assert (hidden["id"], hidden["reason"]) == (sent["id"], "refused")
        assert (await desk(host))["count"] == 0
        edit = (await guest.http.get("/edit")).text
        assert "A bit too private for the big screen" in edit


async def test_one_decision_about_a_photo_counts(fresh_server: Server) -> None:
    async with (
        party(fresh_server) as host,
        person(fresh_server.url) as guest,
        member(fresh_server, "helper") as helper,
    ):
        await guest.send_photo()
        (waiting,) = (await desk(host))["photos"]
        about = {"photos": [{"id": waiting["id"], "version": waiting["version"]}]}
        answers = await asyncio.gather(
            *(
                someone.http.post("/api/admin/decide", json={"do": what} | about)
                for someone, what in ((host, "approve"), (helper, "refuse"), (host, "approve"))
            )
        )
        assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
        late = next(answer for answer in answers if answer.status_code == 409)
        assert_error(late, 409, "ALREADY_DECIDED")


async def test_a_photo_whose_words_have_changed_is_looked_at_again_before_the_yes(
    fresh_server: Server,
) -> None:
    async with party(fresh_server) as host, person(fresh_server.url) as guest:
        sent = await guest.send_photo(caption="Nice")
        (before,) = (await desk(host))["photos"]
        changed = await guest.http.put(f"/api/photo/{sent['id']}", json={"caption": "Not so nice"})
        assert changed.status_code == 200
        answer = await host.http.post(
            "/api/admin/decide",
            json={"do": "approve", "photos": [{"id": sent["id"], "version": before["version"]}]},
        )
        assert_error(answer, 409, "ALREADY_DECIDED")
        (now,) = (await desk(host))["photos"]
        assert now["caption"] == "Not so nice"


async def test_what_is_held_shows_itself_after_its_time_unless_it_was_stopped(fresh_server: Server) -> None:
    async with party(fresh_server, "held", hold_seconds=3) as host, person(fresh_server.url) as guest:
        sent = await guest.send_photo()
        stopped = await guest.send_photo(jpeg(700, 500))
        assert sent["state"] == "waiting"
        queue = {photo["id"]: photo for photo in (await desk(host))["photos"]}
        assert queue[sent["id"]]["release_at"] > queue[sent["id"]]["created_at"]
        done = await decide(host, "stop", queue[stopped["id"]])
        assert (done["photos"][0]["release_at"], done["photos"][0]["reason"]) == (None, "stopped")
        await until(lambda: is_listed(host, sent["id"]))
        assert not await is_listed(host, stopped["id"])
        assert (await desk(host))["count"] == 1


async def test_a_held_photo_shows_itself_after_the_server_that_held_it_was_killed(
    fresh_server: Server,
) -> None:
    async with party(fresh_server, "held", hold_seconds=3), person(fresh_server.url) as guest:
        sent = await guest.send_photo()
        fresh_server.kill()
        fresh_server.start()
        async with person(fresh_server.url) as other:
            await until(lambda: is_listed(other, sent["id"]))
            shown = (await other.photos(before=""))["photos"][0]
            assert (await other.http.get(shown["renditions"][0]["url"], follow_redirects=True)).is_success


@pytest.mark.parametrize("role", ["host", "helper", "photographer"])
async def test_photos_of_those_with_a_role_wait_for_nobody(role: str, fresh_server: Server) -> None:
    async with party(fresh_server), member(fresh_server, role) as someone:
        assert (await someone.send_photo())["state"] == "shown"


async def test_all_of_a_guest_and_all_that_have_waited_are_decided_about_at_once(
    fresh_server: Server,
) -> None:
    async with (
        party(fresh_server) as host,
        person(fresh_server.url) as ada,
        person(fresh_server.url) as ben,
    ):
        for size in range(3):
            await ada.send_photo(jpeg(600 + size, 400))
        sent = await ben.send_photo(jpeg(500, 400))
        of_ada = (await desk(host))["photos"][0]["guest"]
        done = await decide(host, "refuse", guest=of_ada)
        assert (len(done["photos"]), done["more"], done["count"]) == (3, False, 1)
        assert (await decide(host, "approve", older_than_s=3600))["photos"] == []
        done = await decide(host, "approve", older_than_s=0)
        assert [photo["id"] for photo in done["photos"]] == [sent["id"]]


async def test_a_decision_can_be_taken_back(fresh_server: Server) -> None:
    async with (
        party(fresh_server) as host,
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
    ):
        sent = await guest.send_photo()
        (waiting,) = (await desk(host))["photos"]
        shown = (await decide(host, "approve", waiting))["photos"][0]
        address = shown["renditions"][0]["url"]
        assert (await other.http.get(address, follow_redirects=True)).is_success
        (again,) = (await decide(host, "again", shown))["photos"]
        assert (again["state"], again["reason"]) == ("waiting", "again")
        assert not (await other.http.get(address, follow_redirects=True)).is_success
        assert not await is_listed(other, sent["id"])
        await decide(host, "refuse", again)
        (hidden,) = (await host.http.get("/api/admin/photos?state=hidden")).json()["photos"]
        (again,) = (await decide(host, "again", hidden))["photos"]
        assert again["state"] == "waiting"
        assert (await guest.http.get(again["renditions"][0]["url"])).status_code == 200
        await decide(host, "approve", again)
        assert await is_listed(other, sent["id"])


async def test_a_video_waits_with_its_poster_and_its_clip(fresh_server: Server) -> None:
    async with (
        party(fresh_server) as host,
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
    ):
        sent = await guest.send_photo(film())
        assert (sent["media"], sent["state"]) == ("video", "waiting")
        ready = await guest.with_clip(sent["id"])
        assert ready["state"] == "waiting"
        clip = rendition(ready, "clip")["url"]
        assert "/waiting/" in clip
        assert fresh_server.files().names("public") == []
        for someone, status in ((guest, 200), (host, 200), (other, 404)):
            assert (await someone.http.get(clip)).status_code == status
        (waiting,) = (await desk(host))["photos"]
        (shown,) = (await decide(host, "approve", waiting))["photos"]
        assert (await other.http.get(rendition(shown, "clip")["url"], follow_redirects=True)).is_success
        assert_error(await guest.http.get(clip), 404, "NOT_FOUND")
        assert await is_listed(other, sent["id"])


async def test_an_original_goes_on_waiting_with_its_copy(fresh_server: Server) -> None:
    async with party(fresh_server) as host, person(fresh_server.url) as guest:
        await _copy(guest, "k1", jpeg(600, 450, (200, 90, 30)))
        before = (await desk(host))["photos"][0]
        await guest.send(jpeg(2400, 1800, (200, 90, 30)), key="k1")
        (now,) = (await desk(host))["photos"]
        assert (now["id"], now["width"], now["original"]) == (before["id"], 2400, "kept")
        assert (await guest.http.get(now["renditions"][0]["url"])).status_code == 200
        shown = (await decide(host, "approve", now))["photos"][0]
        assert (await guest.http.get(shown["renditions"][0]["url"], follow_redirects=True)).is_success


async def test_an_original_like_its_approved_copy_takes_its_place(fresh_server: Server) -> None:
    async with party(fresh_server) as host, person(fresh_server.url) as guest:
        sent = await _copy(guest, "k1", _picture(600))
        await decide(host, "approve", (await desk(host))["photos"][0])
        await guest.send(_picture(2400), key="k1")
        shown = (await host.photos(before=""))["photos"]
        assert [(photo["id"], photo["width"]) for photo in shown] == [(sent["id"], 2400)]


async def test_an_original_unlike_its_approved_copy_waits(fresh_server: Server) -> None:
    """A nice copy must not open the way for another picture."""
    async with party(fresh_server) as host, person(fresh_server.url) as guest:
        sent = await _copy(guest, "k1", _picture(600))
        await decide(host, "approve", (await desk(host))["photos"][0])
        copy = (await host.photos(before=""))["photos"][0]
        await guest.send(jpeg(2400, 1800, (10, 10, 10)), key="k1")
        assert not await is_listed(host, sent["id"])
        (waiting,) = (await desk(host))["photos"]
        assert (waiting["id"], waiting["reason"]) == (sent["id"], "original")
        assert not (await host.http.get(copy["renditions"][0]["url"], follow_redirects=True)).is_success


async def test_its_sender_deletes_what_waits(fresh_server: Server) -> None:
    async with party(fresh_server) as host, person(fresh_server.url) as guest:
        sent = await guest.send_photo()
        assert (await guest.http.delete(f"/api/photo/{sent['id']}")).status_code == 200
        assert (await desk(host))["count"] == 0
        assert_error(await guest.http.get(sent["renditions"][0]["url"]), 404, "NOT_FOUND")
        assert fresh_server.files().names() == []


async def test_a_guest_may_neither_see_the_desk_nor_decide(fresh_server: Server) -> None:
    async with party(fresh_server), person(fresh_server.url) as guest:
        sent = await guest.send_photo()
        assert_error(await guest.http.get("/api/admin/waiting"), 401, "HOST_ONLY")
        about = {"do": "approve", "photos": [{"id": sent["id"], "version": 2}]}
        assert_error(await guest.http.post("/api/admin/decide", json=about), 401, "HOST_ONLY")


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"do": "approve"},
        {"do": "burn", "photos": [{"id": "a", "version": 1}]},
        {"do": "approve", "photos": []},
        {"do": "approve", "photos": ["a"]},
        {"do": "approve", "photos": [{"id": "a"}]},
        {"do": "approve", "photos": [{"id": 1, "version": 1}]},
        {"do": "approve", "photos": [{"id": "a", "version": 1}] * 101},
        {"do": "approve", "guest": 5},
        {"do": "approve", "older_than_s": -1},
        {"do": "approve", "older_than_s": True},
        {"do": "approve", "guest": "a", "older_than_s": 1},
        {"do": "refuse", "guest": "a", "words": 5},
    ],
)
async def test_a_decision_that_makes_no_sense_is_refused(asked: object, host: Person) -> None:
    assert_error(await host.http.post("/api/admin/decide", json=asked), 400, "BAD_REQUEST")


async def test_a_decision_about_a_photo_that_is_not_there_is_a_404(host: Person) -> None:
    for photo_id in ("0" * 32, "../etc/passwd"):
        about = {"do": "approve", "photos": [{"id": photo_id, "version": 1}]}
        assert_error(await host.http.post("/api/admin/decide", json=about), 404, "NOT_FOUND")


async def _copy(guest: Person, key: str, copy: bytes) -> dict[str, Any]:
    answer = await guest.http.post(
        "/api/new_photo",
        files={"file": ("photo.jpg", copy, "image/jpeg")},
        data={"author": "Ben", "key": key, "screen_copy": "1"},
    )
    assert answer.status_code == 201, answer.text
    sent: dict[str, Any] = answer.json()["photo"]
    return sent


def _picture(width: int) -> bytes:
    """Return the same picture in any width."""
    return jpeg(width, width * 3 // 4, (180, 120, 60))
