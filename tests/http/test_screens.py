"""Screens are known, seen and steered: what they report, what they are told, and by whom."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.http.answers import assert_error
from tests.members import member
from tests.running import Person, Server, person
from tests.stage import stage
from tests.streams import event_stream

ONE, TWO = "1" * 32, "2" * 32


async def says(screen: Person, screen_id: str = ONE, **words: object) -> dict[str, Any]:
    answer = await screen.http.post(f"/api/screens/{screen_id}/report", json={"state": "live"} | words)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def steers(host: Person, **words: object) -> int:
    answer = await host.http.post("/api/admin/screens", json=words)
    assert answer.status_code == 200, answer.text
    return int(answer.json()["no"])


async def listed(host: Person) -> list[dict[str, Any]]:
    screens: list[dict[str, Any]] = (await host.http.get("/api/admin/screens")).json()["screens"]
    return screens


async def test_a_screen_that_reports_is_known_with_what_it_shows(fresh_server: Server) -> None:
    async with person(fresh_server.url) as wall, person(fresh_server.url) as host:
        await host.sign_in()
        assert await listed(host) == []
        sent = await wall.send_photo(author="Mia")
        told = await says(
            wall, shows=sent["id"], waiting=3, width=1920, height=1080, ratio=1.5, browser="Chromium"
        )
        assert (told["number"], told["name"], told["orders"]) == (1, "", [])
        assert told["state"]["paused"] is False
        (screen,) = await listed(host)
        assert (screen["number"], screen["health"], screen["waiting"]) == (1, "green", 3)
        assert (screen["width"], screen["height"], screen["ratio"]) == (1920, 1080, 1.5)
        assert screen["shows"]["id"] == sent["id"]
        await host.http.post(f"/api/admin/photo/{sent['id']}/hide")
        assert (await listed(host))[0]["shows"] is None, "what is hidden is in no answer"
        assert (await says(wall, TWO, state="waiting"))["number"] == 2
        assert [one["health"] for one in await listed(host)] == ["green", "late"]


async def test_a_screen_that_is_away_is_still_listed_where_somebody_may_look_for_it(server: Server) -> None:
    async with member(server, "host") as host, person(server.url) as wall:
        await says(wall, "a" * 32)
        await host.http.put(f"/api/admin/screens/{'a' * 32}", json={"name": "Bar"})
        with server.books() as books:
            for number in range(5):
                books.execute(
                    """
                    insert into screens (party_id, screen_id, number, seen_at)
                    select id, ?, ?, ? from parties where slug = ?
                    """,
                    (
                        f"{number:032x}",
                        100 + number,
                        f"2020-01-0{number + 1}T20:00:00.000Z",
                        stage.slug or "party",
                    ),
                )
            books.commit()
        await steers(host, set={"paused": False})
        found = {one["id"]: one["health"] for one in await listed(host)}
        assert found.pop("a" * 32) == "green"
        assert found == {f"{number:032x}": "away" for number in (3, 4)}, "the last of those without a name"


async def test_what_is_set_for_all_reaches_every_screen_and_survives_a_restart(fresh_server: Server) -> None:
    async with person(fresh_server.url) as wall, person(fresh_server.url) as host:
        await host.sign_in()
        await says(wall, ONE)
        await says(wall, TWO)
        async with event_stream(wall) as stream:
            no = await steers(host, set={"paused": True, "brightness": 60})
            await stream.until("party", show_no=no)
        for screen in (ONE, TWO):
            state = (await says(wall, screen))["state"]
            assert (state["paused"], state["brightness"]) == (True, 60)
        await steers(host, screen=TWO, set={"dark": True, "paused": False})
        assert (await says(wall, ONE))["state"]["dark"] is False
        state = (await says(wall, TWO))["state"]
        assert (state["dark"], state["paused"], state["brightness"]) == (True, False, 60)
        assert [one["own"] for one in await listed(host)] == [[], ["dark", "paused"]]
        await steers(host, set={"dark": False})
        assert (await says(wall, TWO))["state"]["dark"] is False, "what is set for all holds for each"
        fresh_server.terminate()
        fresh_server.start()
        state = (await says(wall, TWO))["state"]
        assert (state["dark"], state["paused"], state["brightness"]) == (False, False, 60)


async def test_a_step_is_taken_once_by_those_it_is_for(fresh_server: Server) -> None:
    async with person(fresh_server.url) as wall, person(fresh_server.url) as host:
        await host.sign_in()
        sent = await wall.send_photo()
        first = (await says(wall, ONE))["no"]
        await says(wall, TWO)
        step = await steers(host, do="next")
        shown = await steers(host, screen=TWO, do="show", photo=sent["id"])
        assert [one["do"] for one in (await says(wall, ONE, after=first))["orders"]] == ["next"]
        assert (await says(wall, ONE, after=step))["orders"] == []
        orders = (await says(wall, TWO, after=first))["orders"]
        assert [(one["no"], one["do"], one["photo"]) for one in orders] == [
            (step, "next", ""),
            (shown, "show", sent["id"]),
        ]
        assert (await says(wall, TWO))["orders"] == [], "a screen that was just opened makes up for nothing"
        kinds = [one["kind"] for one in (await host.http.get("/api/admin/changes")).json()["changes"]]
        assert "stepped" not in kinds


async def test_times_are_told_as_what_is_left_of_them(fresh_server: Server) -> None:
    async with person(fresh_server.url) as wall, person(fresh_server.url) as host:
        await host.sign_in()
        await steers(host, set={"message": " The buses  leave at 1:30 ", "message_s": 600, "code_s": 60})
        state = (await says(wall))["state"]
        assert state["message"] == "The buses leave at 1:30"
        assert 590 < state["message_s"] <= 600
        assert 50 < state["code_s"] <= 60
        await steers(host, set={"message": ""})
        assert (await says(wall))["state"]["message_s"] is None
        (change, *_) = (await host.http.get("/api/admin/changes")).json()["changes"]
        assert (change["kind"], change["detail"]) == ("steered", "message-off")


async def test_a_screen_is_named_and_sent_away(fresh_server: Server) -> None:
    async with person(fresh_server.url) as wall, person(fresh_server.url) as host:
        await host.sign_in()
        first = (await says(wall))["no"]
        answer = await host.http.put(f"/api/admin/screens/{ONE}", json={"name": " Bar "})
        assert answer.json() == {"name": "Bar"}
        assert (await says(wall))["name"] == "Bar"
        await steers(host, screen=ONE, do="leave")
        assert await listed(host) == []
        assert [one["do"] for one in (await says(wall, after=first))["orders"]] == ["leave"]
        assert await listed(host) == [], "it is not known again by asking what to do"
        for answer in (
            await host.http.put(f"/api/admin/screens/{TWO}", json={"name": "x"}),
            await host.http.post("/api/admin/screens", json={"screen": TWO, "do": "next"}),
            await host.http.post("/api/admin/screens", json={"screen": TWO, "set": {"dark": True}}),
        ):
            assert_error(answer, 404, "SCREEN_GONE")


async def test_a_step_for_a_screen_that_is_away_is_answered_with_that(fresh_server: Server) -> None:
    async with person(fresh_server.url) as wall, person(fresh_server.url) as host:
        await host.sign_in()
        await says(wall)
        await host.http.put(f"/api/admin/screens/{ONE}", json={"name": "Bar"})
        fresh_server.terminate()
        fresh_server.start()
        answer = await host.http.post("/api/admin/screens", json={"screen": ONE, "do": "flash"})
        assert_error(answer, 409, "SCREEN_AWAY")
        # What lasts waits for it, and it can be sent away.
        no = await steers(host, screen=ONE, set={"dark": True})
        told = await says(wall)
        assert (told["no"], told["state"]["dark"], told["orders"]) == (no, True, [])
        await steers(host, screen=ONE, do="flash")
        fresh_server.terminate()
        fresh_server.start()
        await steers(host, screen=ONE, do="leave")
        assert await listed(host) == []


async def test_strangers_screens_leave_room_for_the_hosts(fresh_server: Server) -> None:
    async with person(fresh_server.url) as stranger, member(fresh_server, "helper") as helper:
        for number in range(30):
            await says(stranger, f"{number:032x}")
        assert len(await listed(helper)) == 20
        assert (await says(helper, "f" * 32))["number"] > 0
        screens = await listed(helper)
        assert [one["id"] for one in screens if one["by_host"]] == ["f" * 32]
        assert len(screens) == 21


async def test_a_screen_that_a_member_opens_is_the_members_own_from_then_on(fresh_server: Server) -> None:
    async with person(fresh_server.url) as stranger, member(fresh_server, "host") as host:
        await says(stranger)
        assert [one["by_host"] for one in await listed(host)] == [False]
        await says(host)
        await says(stranger)
        assert [one["by_host"] for one in await listed(host)] == [True]
        first = (await listed(host))[0]["seen_at"]
        fresh_server.terminate()
        fresh_server.start()
        await says(stranger)
        assert (await listed(host))[0]["seen_at"] > first, "it was opened again, as far as the server knows"


@pytest.mark.parametrize("role", ["helper", "host", "owner"])
async def test_helpers_and_hosts_steer(server: Server, role: str) -> None:
    async with member(server, role) as someone:
        await steers(someone, set={"paused": False})


async def test_guests_neither_see_nor_steer_screens(guest: Person) -> None:
    assert (await guest.http.get("/api/admin/screens")).status_code == 401
    assert (await guest.http.post("/api/admin/screens", json={"do": "next"})).status_code == 401


@pytest.mark.parametrize(
    "words",
    [
        {},
        {"do": "dance"},
        {"do": "show"},
        {"do": "leave"},
        {"do": "next", "set": {"paused": True}},
        {"set": {"paused": "yes"}},
        {"set": {"brightness": 5}},
        {"set": {"brightness": True}},
        {"set": {"code_s": 10_000}},
        {"set": {"pins": ["nothing"]}},
        {"set": {"pins": [f"{number:032x}" for number in range(11)]}},
        {"set": {"color": "red"}},
        {"set": "paused"},
        {"screen": "first", "do": "next"},
    ],
)
async def test_nonsense_is_refused_with_words(host: Person, words: Mapping[str, object]) -> None:
    answer = await host.http.post("/api/admin/screens", json=words)
    assert answer.status_code == 400
    assert answer.json()["error"]["message"]


@pytest.mark.parametrize(
    "words",
    [{"shows": "x"}, {"shows": 5}, {"waiting": "many"}, {"waiting": 1e99}, {"ratio": 0}, {"after": "x"}, []],
)
async def test_a_report_of_nonsense_is_refused_and_the_screen_goes_on(guest: Person, words: object) -> None:
    answer = await guest.http.post(f"/api/screens/{ONE}/report", json=words)
    assert answer.status_code == 400
    assert (await guest.http.post("/api/screens/first/report", json={})).status_code == 400
    await says(guest)


async def test_a_wall_for_old_televisions_is_told_how_to_show(fresh_server: Server) -> None:
    async with person(fresh_server.url) as wall, person(fresh_server.url) as host:
        await host.sign_in()
        no = await steers(host, set={"paused": True, "message": "Cake", "message_alone": True, "code_s": 60})
        said = {"screen": ONE, "photo": ""}
        for body in (said, said | {"heard": no}):
            state = (await wall.http.put("/wall/shows", json=body)).json()["state"]
            assert (state["paused"], state["message"], state["message_alone"]) == (True, "Cake", True)
            assert 50 < state["code_s"] <= 60
        for heard in ("1", None, True, [1]):
            answer = await wall.http.put("/wall/shows", json=said | {"heard": heard})
            assert answer.status_code == 400


async def test_hosts_see_how_a_screen_is_set_up_in_its_room(fresh_server: Server) -> None:
    room = {
        "turn": 90,
        "has_edges": True,
        "words": 120,
        "dark_from": "23:30",
        "dark_until": "06:00",
        "read_m": 6.5,
    }
    async with person(fresh_server.url) as wall, person(fresh_server.url) as host:
        await host.sign_in()
        await says(wall, ONE, room=room)
        await says(wall, TWO)
        one, two = [screen["room"] for screen in await listed(host)]
        assert one | room == one
        assert (one["contrast"], one["is_dark"], one["row_m"]) == (100, False, 0)
        assert (two["turn"], two["has_edges"], two["dark_from"]) == (0, False, "")


@pytest.mark.parametrize(
    "room",
    [
        {"turn": 45},
        {"turn": True},
        {"words": 1000},
        {"words": "120"},
        {"has_edges": 1},
        {"dark_from": "24:00"},
        {"dark_from": "02:00\n"},
        {"row_m": -1},
        [],
        "x",
    ],
)
async def test_nonsense_of_a_room_is_refused_and_the_screen_stays_as_it_was(
    server: Server, room: object
) -> None:
    async with member(server, "host") as host, person(server.url) as wall:
        await says(wall, "c" * 32, room={"turn": 180})
        answer = await wall.http.post(f"/api/screens/{'c' * 32}/report", json={"state": "live", "room": room})
        assert answer.status_code == 400
        (screen,) = [one for one in await listed(host) if one["id"] == "c" * 32]
        assert screen["room"]["turn"] == 180
