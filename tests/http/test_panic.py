"""The panic button: at once everything is held back, and in calm all or some of it goes on."""

import pytest

from tests.http.answers import assert_error
from tests.http.test_waiting import decide, desk, is_listed, switch
from tests.members import member
from tests.running import Person, Server, jpeg, person
from tests.streams import event_stream

SCREEN = "1" * 32


async def shows(screen: Person, photo_id: str) -> None:
    answer = await screen.http.post(
        f"/api/screens/{SCREEN}/report", json={"state": "live", "shows": photo_id}
    )
    assert answer.status_code == 200, answer.text


async def test_panic_takes_what_is_on_the_screens_down_and_holds_back_the_rest(fresh_server: Server) -> None:
    async with (
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
        person(fresh_server.url) as wall,
        member(fresh_server, "helper") as helper,
    ):
        bad = await guest.send_photo(author="Rude")
        fine = await other.send_photo(jpeg(700, 500))
        await shows(wall, bad["id"])
        async with event_stream(wall) as stream:
            answer = await helper.http.post("/api/admin/panic")
            assert [photo["id"] for photo in answer.json()["photos"]] == [bad["id"]]
            names = [
                event.name for event in [await stream.until("party", panic=True), await stream.until("gone")]
            ]
            assert names == ["party", "gone"], "the switch comes first"
        assert not await is_listed(wall, bad["id"])
        assert not (await wall.http.get(bad["renditions"][0]["url"], follow_redirects=True)).is_success
        assert await is_listed(wall, fine["id"]), "what was not on a screen stays in the gallery"
        assert (await other.send_photo(jpeg(500, 400)))["state"] == "waiting"


async def test_calm_can_show_everything_again(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await host.sign_in()
        sent = await guest.send_photo()
        await shows(guest, sent["id"])
        await host.http.post("/api/admin/panic")
        meanwhile = await guest.send_photo(jpeg(700, 500))
        answer = await host.http.post("/api/admin/calm", json={"shows_all": True})
        assert answer.json() == {"shown": 2}
        for photo in (sent, meanwhile):
            assert await is_listed(guest, photo["id"])
        assert (await guest.send_photo(jpeg(500, 400)))["state"] == "shown", "its sender is free again"
        kinds = [change["kind"] for change in (await host.http.get("/api/admin/changes")).json()["changes"]]
        assert {"panic", "calm", "standing"} <= set(kinds)


async def test_calm_can_leave_what_waits_to_be_looked_at(fresh_server: Server) -> None:
    async with (
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
        person(fresh_server.url) as host,
    ):
        await host.sign_in()
        sent = await guest.send_photo()
        await shows(guest, sent["id"])
        await host.http.post("/api/admin/panic")
        assert (await host.http.post("/api/admin/calm", json={"shows_all": False})).json() == {"shown": 0}
        assert not await is_listed(host, sent["id"])
        assert (await guest.send_photo(jpeg(500, 400)))["state"] == "waiting", "its sender stays quiet"
        assert (await other.send_photo(jpeg(800, 400)))["state"] == "shown"
        waiting = (await desk(host))["photos"]
        assert [photo["reason"] for photo in waiting] == ["panic", "quiet"]
        await decide(host, "approve", *waiting)
        assert await is_listed(host, sent["id"])


async def test_panic_stops_what_would_have_shown_itself(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await host.sign_in()
        await switch(host, showing="held", hold_seconds=3)
        await guest.send_photo()
        await host.http.post("/api/admin/panic")
        (waiting,) = (await desk(host))["photos"]
        assert (waiting["release_at"], waiting["reason"]) == (None, "panic")


async def test_panic_takes_the_photo_that_somebody_names(fresh_server: Server) -> None:
    """A wall that nobody hears of may show something, too."""
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await host.sign_in()
        sent = await guest.send_photo()
        named = {"photos": [sent["id"], "0" * 32, 5, "../x"]}
        answer = await host.http.post("/api/admin/panic", json=named)
        assert [photo["id"] for photo in answer.json()["photos"]] == [sent["id"]]


async def test_pressing_twice_takes_down_what_is_on_by_then(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await host.sign_in()
        sent = await guest.send_photo()
        await host.http.post("/api/admin/panic")
        await shows(guest, sent["id"])
        answer = await host.http.post("/api/admin/panic")
        assert [photo["id"] for photo in answer.json()["photos"]] == [sent["id"]]
        changes = (await host.http.get("/api/admin/changes")).json()["changes"]
        assert [change["kind"] for change in changes].count("panic") == 1


async def test_a_guest_can_neither_press_nor_end_it(guest: Person) -> None:
    assert_error(await guest.http.post("/api/admin/panic"), 401, "HOST_ONLY")
    assert_error(await guest.http.post("/api/admin/calm", json={"shows_all": True}), 401, "HOST_ONLY")


async def test_calm_needs_to_know_what_happens_to_the_rest(host: Person) -> None:
    assert_error(await host.http.post("/api/admin/calm", json={}), 400, "BAD_REQUEST")


@pytest.mark.parametrize(
    "page", ["/admin", "/admin/waiting", "/admin/doors", "/admin/tokens", "/admin/members"]
)
async def test_the_button_is_on_every_page_of_a_host(page: str, host: Person) -> None:
    answer = await host.http.get(page)
    assert answer.status_code == 200
    assert 'id="panic"' in answer.text
    assert "js/pages/" in answer.text
