"""A guest hears from screens when a photo is on, and never what none has said; screens agree on turns."""

from typing import Any

import pytest

from tests.members import member
from tests.running import Person, Server, person
from tests.streams import event_stream

ONE, TWO = "1" * 32, "2" * 32


async def says(screen: Person, screen_id: str = ONE, **words: object) -> dict[str, Any]:
    answer = await screen.http.post(f"/api/screens/{screen_id}/report", json={"state": "live"} | words)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def turns(guest: Person) -> dict[str, Any]:
    answer = await guest.http.get("/api/turns")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def turn_of(guest: Person, photo: dict[str, Any]) -> dict[str, Any]:
    (found,) = [one for one in (await turns(guest))["turns"] if one["id"] == photo["id"]]
    return dict(found)


async def test_the_sender_and_nobody_else_hears_that_a_photo_is_on(fresh_server: Server) -> None:
    url = fresh_server.url
    async with person(url) as guest, person(url) as other, person(url) as wall, person(url) as host:
        await host.sign_in()
        sent, others = await guest.send_photo(), await other.send_photo()
        async with event_stream(guest) as own, event_stream(other) as theirs:
            await says(wall)
            await host.http.put(f"/api/admin/screens/{ONE}", json={"name": "Bar"})
            await says(wall, shows=sent["id"])
            event = await own.until("on_screen")
            assert event.data == {"id": sent["id"], "screen": "Bar", "number": 1}
            await says(host, TWO, shows=sent["id"], beside=[others["id"]])
            await theirs.until("on_screen", id=others["id"])
            # A change that all hear of comes behind whatever was on its way.
            await host.http.put("/api/admin/uploads", json={"open": False})
            await own.until("party", uploads_open=False)
            await theirs.until("party", uploads_open=False)
            assert own.names().count("on_screen") == 1, "the first time only"
            assert theirs.names().count("on_screen") == 1, "and nothing of another's"
        turn = await turn_of(guest, sent)
        assert (turn["screen"], turn["number"], turn["next"], turn["in_s"]) == ("Bar", 1, False, None)
        assert turn["shown_at"]


async def test_before_that_the_guest_hears_what_screens_report_of_the_line(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as wall:
        assert await turns(guest) == {"screens": 0, "turns": []}
        first, second, third = [await guest.send_photo() for _ in range(3)]
        assert [one["in_s"] for one in (await turns(guest))["turns"]] == [None, None, None]
        line = [first["position"], second["position"]]
        await says(wall, next=first["id"], line=line, turn_ms=4000, behind=2)
        assert (await turns(guest))["screens"] == 1
        assert (await turn_of(guest, first))["next"] is True
        assert (await turn_of(guest, second)) | {"next": False, "in_s": 4} == await turn_of(guest, second)
        assert (await turn_of(guest, third))["in_s"] is None, "no screen has said anything of it"
        await says(wall, line=line, turn_ms=0, behind=2)
        assert (await turn_of(guest, second))["in_s"] is None, "nothing moves"
        await says(wall, covered=True, line=line, turn_ms=4000, behind=2)
        assert (await turns(guest))["screens"] == 0
        async with person(fresh_server.url) as other:
            assert await turns(other) == {"screens": 0, "turns": []}, "others' photos are not told of"


@pytest.mark.parametrize(
    "state",
    [{"dark": True}, {"message": "Cake", "message_alone": True}, {"code_s": 60}],
)
async def test_what_is_covered_was_not_shown(fresh_server: Server, state: dict[str, object]) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await host.sign_in()
        sent = await guest.send_photo()
        await says(host)
        assert (await host.http.post("/api/admin/screens", json={"set": state})).status_code == 200
        await says(host, shows=sent["id"])
        assert (await turn_of(guest, sent))["shown_at"] is None
        off = {"dark": False, "message": "", "code_s": 0}
        await host.http.post("/api/admin/screens", json={"set": off})
        await says(host, shows=sent["id"], covered=True)
        assert (await turn_of(guest, sent))["shown_at"] is None
        await says(host, shows=sent["id"])
        assert (await turn_of(guest, sent))["shown_at"]


async def test_a_photo_that_is_hidden_or_waits_is_not_told_of(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await host.sign_in()
        hidden, seen = await guest.send_photo(), await guest.send_photo()
        await says(host)
        await host.http.post(f"/api/admin/photo/{hidden['id']}/hide")
        async with event_stream(guest) as stream:
            await says(host, shows=hidden["id"], past=[[seen["id"], 0]])
            await stream.until("on_screen", id=seen["id"])
            assert stream.names().count("on_screen") == 1
        assert [one["id"] for one in (await turns(guest))["turns"]] == [seen["id"]]
        assert seen["id"] in (await guest.http.get("/edit")).text
        await host.http.post(f"/api/admin/photo/{hidden['id']}/restore")
        assert (await turn_of(guest, hidden))["shown_at"] is None


async def test_what_was_shown_while_the_server_was_away_is_noted_and_not_called_now(
    fresh_server: Server,
) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as wall:
        before, now = await guest.send_photo(), await guest.send_photo()
        await says(wall)
        async with event_stream(guest) as stream:
            await says(wall, shows=now["id"], past=[[before["id"], 90]])
            await stream.until("on_screen", id=now["id"])
            assert stream.names().count("on_screen") == 1
        earlier, later = await turn_of(guest, before), await turn_of(guest, now)
        assert earlier["shown_at"] < later["shown_at"]


async def test_a_guests_own_wall_counts_only_where_there_is_no_other(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await host.sign_in()
        first, second = await guest.send_photo(), await guest.send_photo()
        await says(guest, ONE, shows=first["id"])
        assert (await turn_of(guest, first))["shown_at"], "it is the big screen"
        await says(host, TWO)
        await says(guest, ONE, shows=second["id"])
        assert (await turn_of(guest, second))["shown_at"] is None
        await host.http.put(f"/api/admin/screens/{ONE}", json={"name": "Beamer"})
        await says(guest, ONE, shows=second["id"])
        assert (await turn_of(guest, second))["screen"] == "Beamer"


async def test_screens_hear_of_each_others_showings_and_of_photos_that_none_has_shown(
    fresh_server: Server,
) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as wall:
        shown, waits = await guest.send_photo(), await guest.send_photo()
        told = await says(wall, ONE, short=True, seen=0)
        assert [photo for photo, _ in told["unshown"]["photos"]] == [shown["id"], waits["id"]]
        assert told["unshown"]["more"] is False
        assert told["unshown"]["photos"][0][1] >= 0
        await says(wall, ONE, shows=shown["id"])
        async with event_stream(guest) as stream:
            # A change that was told is behind the showing.
            third = await guest.send_photo()
            await stream.until("photo", id=third["id"])
        told = await says(wall, TWO, short=True, seen=0)
        assert [photo for photo, _ in told["unshown"]["photos"]] == [waits["id"], third["id"]]
        (showing,) = told["showings"]
        assert showing[:3] == [1, shown["id"], shown["sender"]]
        assert waits["position"] <= showing[3] < third["position"]
        assert told["shown_no"] == 1
        told = await says(wall, TWO, seen=1)
        assert (told["showings"], told["unshown"], told["share"]) == ([], None, [0, 1])


async def test_screens_that_are_behind_hear_which_of_them_they_are(fresh_server: Server) -> None:
    async with person(fresh_server.url) as wall:
        busy = {"behind": 20, "line": [1, 2], "turn_ms": 2500, "wait_s": 30}
        assert (await says(wall, ONE, **busy))["share"] == [0, 1]
        assert (await says(wall, TWO, **busy))["share"] == [1, 2]
        assert (await says(wall, ONE, **busy))["share"] == [0, 2]
        await says(wall, TWO, covered=True, **busy)
        assert (await says(wall, ONE, **busy))["share"] == [0, 1]


async def test_the_host_sees_how_far_behind_the_show_is(fresh_server: Server) -> None:
    async with person(fresh_server.url) as wall, member(fresh_server, "helper") as helper:
        await says(wall, ONE, behind=12, wait_s=95, waiting=14)
        (screen,) = (await helper.http.get("/api/admin/screens")).json()["screens"]
        assert (screen["behind"], screen["wait_s"], screen["waiting"]) == (12, 95, 14)


@pytest.mark.parametrize(
    "nonsense",
    [
        {"line": "1"},
        {"line": ["a"]},
        {"line": list(range(101))},
        {"past": [["x", 1]]},
        {"past": [["a" * 32]]},
        {"past": [["a" * 32, -1]]},
        {"covered": "yes"},
        {"short": 1},
        {"seen": "1"},
        {"behind": 1.5},
    ],
)
async def test_nonsense_in_a_report_is_refused_and_the_screen_goes_on(
    server: Server, nonsense: dict[str, object]
) -> None:
    async with person(server.url) as wall:
        answer = await wall.http.post(f"/api/screens/{ONE}/report", json={"state": "live"} | nonsense)
        assert answer.status_code == 400
        assert (await says(wall))["number"] >= 1
