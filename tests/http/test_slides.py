"""Slides of the show: hosts and helpers write them, every screen reads them, and bad ones are told why."""

from typing import Any

import pytest

from tests.http.test_screens import says
from tests.members import member
from tests.running import Person, Server, jpeg, person
from tests.streams import event_stream

THANKS = {"kind": "text", "title": "Thank you!", "words": "Ada & Ben"}


async def added(host: Person, **words: object) -> dict[str, Any]:
    answer = await host.http.post("/api/admin/slides", json=THANKS | words)
    assert answer.status_code == 201, answer.text
    slide: dict[str, Any] = answer.json()["slide"]
    return slide


async def written(host: Person) -> dict[str, Any]:
    answer: dict[str, Any] = (await host.http.get("/api/admin/slides")).json()
    return answer


async def shown(wall: Person) -> list[str]:
    return [slide["title"] for slide in (await wall.http.get("/api/slides")).json()["slides"]]


async def test_a_slide_that_a_helper_adds_reaches_the_screens_at_once(fresh_server: Server) -> None:
    async with person(fresh_server.url) as wall, member(fresh_server, "helper") as helper:
        before = (await says(wall))["slides"]
        async with event_stream(wall) as stream:
            slide = await added(helper, words=" 18:00  Dinner \n\n 21:00 Dance\n\n")
            no = (await written(helper))["no"]
            await stream.until("party", show_no=no)
        assert (await says(wall, heard=no))["slides"] == no > before
        (found,) = (await wall.http.get("/api/slides")).json()["slides"]
        assert found == slide
        assert (found["kind"], found["title"], found["words"]) == (
            "text",
            "Thank you!",
            "18:00 Dinner\n\n21:00 Dance",
        )
        assert (found["every"], found["seconds"], found["is_on"], found["version"]) == (10, 10, True, 1)
        (change, *_) = (await helper.http.get("/api/admin/changes")).json()["changes"]
        assert (change["kind"], change["detail"]) == ("steered", "slides")


async def test_a_slide_is_changed_switched_off_ordered_and_deleted(fresh_server: Server) -> None:
    async with person(fresh_server.url) as wall, person(fresh_server.url) as host:
        await host.sign_in()
        slides = [await added(host, title=title) for title in ("One", "Two", "Three")]
        assert await shown(wall) == ["One", "Two", "Three"]
        two = slides[1]
        wanted = two | {"is_on": False, "every": 3}
        answer = await host.http.put(f"/api/admin/slides/{two['id']}", json=wanted)
        changed = answer.json()["slide"]
        assert (changed["version"], changed["every"], changed["is_on"]) == (2, 3, False)
        assert await shown(wall) == ["One", "Three"]
        all_of_them = await written(host)
        assert [slide["title"] for slide in all_of_them["slides"]] == ["One", "Two", "Three"]
        order = [slides[2]["id"], slides[0]["id"], two["id"]]
        answer = await host.http.put("/api/admin/slides", json={"order": order, "no": all_of_them["no"]})
        assert answer.status_code == 200, answer.text
        assert await shown(wall) == ["Three", "One"]
        answer = await host.http.delete(f"/api/admin/slides/{slides[0]['id']}?version=1")
        assert answer.status_code == 204
        assert await shown(wall) == ["Three"]
        assert (await host.http.delete(f"/api/admin/slides/{slides[0]['id']}?version=1")).status_code == 404
        fresh_server.terminate()
        fresh_server.start()
        assert [slide["title"] for slide in (await written(host))["slides"]] == ["Three", "Two"]


async def test_the_later_of_two_who_change_the_same_is_told(fresh_server: Server) -> None:
    async with person(fresh_server.url) as host, member(fresh_server, "helper") as helper:
        await host.sign_in()
        slide, other = await added(host), await added(host, title="Other")
        read = await written(helper)
        path = f"/api/admin/slides/{slide['id']}"
        assert (await host.http.put(path, json=slide | {"title": "Host’s"})).status_code == 200
        for answer in (
            await helper.http.put(path, json=slide | {"title": "Helper’s"}),
            await helper.http.delete(f"{path}?version=1"),
            await helper.http.delete(path),
            await helper.http.put(
                "/api/admin/slides", json={"order": [other["id"], slide["id"]], "no": read["no"]}
            ),
            await helper.http.put(
                "/api/admin/slides", json={"order": [other["id"]], "no": (await written(helper))["no"]}
            ),
        ):
            assert answer.status_code == 409, answer.text
            assert answer.json()["error"]["code"] == "SLIDES_CHANGED"
        assert [one["title"] for one in (await written(helper))["slides"]] == ["Host’s", "Other"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"kind": "film"}, "no slide of that kind"),
        ({"title": " ", "words": "\n"}, "Write something"),
        ({"kind": "countdown"}, "what time"),
        ({"at": "tomorrow"}, "“at” must be a time"),
        ({"from": "2026-06-13T22:00:00"}, "“from” must be a time"),
        ({"from": "2026-06-13T22:00:00Z", "until": "2026-06-13T21:00:00Z"}, "end before it begins"),
        ({"every": 0}, "“every” must be a whole number from 1 to 500"),
        ({"seconds": 2}, "“seconds” must be a whole number"),
        ({"seconds": True}, "“seconds” must be a whole number"),
        ({"is_on": "yes"}, "“is_on” can’t be"),
        ({"title": 7}, "“title” must be text"),
        ({"words": "a\n" * 13}, "room for 12 lines"),
    ],
)
async def test_a_slide_that_makes_no_sense_is_refused_with_what_is_wrong(
    server: Server, wrong: dict[str, object], sentence: str
) -> None:
    async with member(server, "host") as host:
        answer = await host.http.post("/api/admin/slides", json=THANKS | wrong)
        assert answer.status_code == 400
        assert sentence in answer.json()["error"]["message"]


async def test_a_party_has_thirty_slides_at_most(fresh_server: Server) -> None:
    async with person(fresh_server.url) as host:
        await host.sign_in()
        for _ in range(30):
            await added(host)
        answer = await host.http.post("/api/admin/slides", json=THANKS)
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "TOO_MANY_SLIDES")


async def test_a_moment_is_kept_in_utc_whatever_zone_it_is_written_in(server: Server) -> None:
    async with member(server, "host") as host:
        slide = await added(host, kind="countdown", at="2026-06-13T22:00:00+02:00")
        assert slide["at"] == "2026-06-13T20:00:00.000Z"


async def test_screens_hear_the_numbers_only_where_a_slide_shows_them(fresh_server: Server) -> None:
    async with (
        person(fresh_server.url) as wall,
        person(fresh_server.url) as guest,
        person(fresh_server.url) as host,
    ):
        await host.sign_in()
        first = await guest.send_photo()
        assert (await says(wall))["numbers"] is None
        slide = await added(host, kind="number")
        assert (await says(wall))["numbers"] == {"photos": 1, "guests": 1, "task": ""}
        assert (await wall.http.get("/api/slides")).json()["numbers"] == {
            "photos": 1,
            "guests": 1,
            "task": "",
        }
        await host.http.put(f"/api/admin/slides/{slide['id']}", json=slide | {"is_on": False})
        assert (await says(wall))["numbers"] is None
        await host.http.post(f"/api/admin/photo/{first['id']}/hide")


async def test_the_wall_for_old_televisions_is_told_of_slides_too(fresh_server: Server) -> None:
    async with person(fresh_server.url) as wall, person(fresh_server.url) as host:
        await host.sign_in()
        await added(host)
        told = await wall.http.put("/wall/shows", json={"screen": "1" * 32, "photo": ""})
        assert told.json()["slides"] == (await wall.http.get("/api/slides")).json()["no"] > 0


async def sent_picture(host: Person) -> str:
    """Send a picture as the host's page does: a photo that only the hosts see."""
    answer = await host.http.post(
        "/api/new_photo",
        data={"author": "Us", "private": "1"},
        files={"file": ("logo.png", jpeg(800, 600, (10, 120, 90)), "image/png")},
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["photo"]["id"])


async def test_a_picture_is_a_private_photo_that_only_screens_get_and_goes_with_its_slide(
    fresh_server: Server,
) -> None:
    async with person(fresh_server.url) as wall, person(fresh_server.url) as host:
        await host.sign_in()
        photo_id = await sent_picture(host)
        slide = await added(host, kind="picture", title="", words="", photo=photo_id)
        path = f"/api/slides/{slide['id']}/picture"
        answer = await wall.http.get(path)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert (await wall.http.get("/api/photos?before=")).json()["photos"] == []
        assert (await wall.http.get(f"/api/photo/{photo_id}")).status_code == 404

        changed = await host.http.put(f"/api/admin/slides/{slide['id']}", json=slide | {"title": "Thanks to"})
        assert changed.status_code == 200, "its own picture stays"
        assert (await wall.http.get(path)).status_code == 200
        await host.http.delete(f"/api/admin/slides/{slide['id']}?version=2")
        assert (await wall.http.get(path)).status_code == 404
        assert (await host.http.get(f"/api/photo/{photo_id}")).status_code == 404


async def test_a_slide_shows_no_photo_that_is_not_its_hosts_own_private_one(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await host.sign_in()
        guests_private, shown = await sent_picture(guest), (await host.send_photo())["id"]
        for photo_id in (guests_private, shown, "0" * 32, "", "x"):
            answer = await host.http.post("/api/admin/slides", json={"kind": "picture", "photo": photo_id})
            assert answer.status_code == 400, photo_id
            assert "Choose a picture" in answer.json()["error"]["message"]
