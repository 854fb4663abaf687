"""What hosts decide about guests: trusted, quiet, paused or banned, and the undo of each."""

from typing import Any

import pytest

from tests.http.answers import assert_error
from tests.http.test_waiting import decide, desk, is_listed, party, switch
from tests.members import member
from tests.running import Person, Server, jpeg, person
from tests.streams import event_stream


async def known(someone: Person) -> list[dict[str, Any]]:
    answer = await someone.http.get("/api/admin/guests")
    assert answer.status_code == 200, answer.text
    guests: list[dict[str, Any]] = answer.json()["guests"]
    return guests


async def set_for(someone: Person, guest: str, **values: object) -> None:
    answer = await someone.http.put(f"/api/admin/guests/{guest}", json=values)
    assert answer.status_code == 200, answer.text


async def test_the_hosts_know_what_each_guest_has_sent(fresh_server: Server) -> None:
    async with (
        party(fresh_server) as host,
        person(fresh_server.url) as ada,
        person(fresh_server.url) as ben,
    ):
        await ada.send_photo(author="Ada")
        await ben.send_photo(jpeg(700, 500), author="Ben")
        last = await ada.send_photo(jpeg(600, 500), author="Ada")
        await decide(host, "refuse", (await desk(host))["photos"][0])
        first, second = await known(host)
        assert (first["name"], first["photos"], first["refused"]) == ("Ada", 2, 1)
        assert first["last_at"] == last["created_at"] > first["first_at"]
        assert (second["name"], second["photos"], second["standing"]) == ("Ben", 1, "")


async def test_a_trusted_guests_photos_wait_for_nobody(fresh_server: Server) -> None:
    async with party(fresh_server) as host, person(fresh_server.url) as guest:
        assert (await guest.send_photo())["state"] == "waiting"
        await set_for(host, (await known(host))[0]["guest"], standing="trusted")
        assert (await guest.send_photo(jpeg(600, 500)))["state"] == "shown"


@pytest.mark.parametrize("how", [{"standing": "quiet"}, {"pause_minutes": 10}])
async def test_a_quiet_or_paused_guests_photos_wait_and_nobody_elses(
    how: dict[str, object], fresh_server: Server
) -> None:
    async with (
        party(fresh_server, "at_once") as host,
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
    ):
        sent = await guest.send_photo()
        await set_for(host, (await known(host))[0]["guest"], **how)
        assert (await guest.send_photo(jpeg(600, 500)))["state"] == "waiting"
        assert (await other.send_photo(jpeg(500, 500)))["state"] == "shown"
        assert await is_listed(other, sent["id"]), "what was shown stays"
        one = next(one for one in await known(host) if one["photos"] == 2)
        assert (one["standing"], one["paused_until"] is not None) == (
            how.get("standing", ""),
            "pause_minutes" in how,
        )
        await set_for(host, one["guest"], standing="")
        assert (await guest.send_photo(jpeg(400, 500)))["state"] == "shown"


async def test_a_banned_guests_photos_leave_everywhere_at_once(fresh_server: Server) -> None:
    async with (
        party(fresh_server, "at_once") as host,
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
        member(fresh_server, "helper") as helper,
    ):
        sent = [await guest.send_photo(jpeg(600 + size, 400)) for size in range(3)]
        kept = await other.send_photo(jpeg(500, 500))
        guest_id = next(one["guest"] for one in await known(host) if one["photos"] == 3)
        async with event_stream(other) as stream:
            await set_for(helper, guest_id, standing="banned")
            for photo in sent:
                await stream.until("gone", id=photo["id"])
        for photo in sent:
            assert not (await other.http.get(photo["renditions"][0]["url"], follow_redirects=True)).is_success
        assert [photo["id"] for photo in (await other.photos(before=""))["photos"]] == [kept["id"]]
        later = await guest.send_photo(jpeg(400, 400))
        assert later["state"] == "waiting", "they are told no more than that"
        assert not await is_listed(other, later["id"])
        assert (await desk(host))["count"] == 0, "nobody has to look at them"
        assert (await other.send_photo(jpeg(300, 300)))["state"] == "shown", (
            "nobody on the same network is hit"
        )


async def test_the_undo_of_a_ban_brings_everything_back(fresh_server: Server) -> None:
    async with party(fresh_server, "at_once") as host, person(fresh_server.url) as guest:
        sent = await guest.send_photo()
        guest_id = (await known(host))[0]["guest"]
        await set_for(host, guest_id, standing="banned")
        between = await guest.send_photo(jpeg(600, 400))
        await switch(host, showing="approved")
        await set_for(host, guest_id, standing="")
        assert await is_listed(host, sent["id"])
        shown = (await host.photos(before=""))["photos"][0]
        assert (await guest.http.get(shown["renditions"][0]["url"], follow_redirects=True)).is_success
        assert [photo["id"] for photo in (await desk(host))["photos"]] == [between["id"]]


async def test_a_ban_can_refuse_what_is_sent(fresh_server: Server) -> None:
    async with (
        party(fresh_server, "at_once", banned_photos="refused") as host,
        person(fresh_server.url) as guest,
    ):
        await guest.send_photo()
        await set_for(host, (await known(host))[0]["guest"], standing="banned")
        assert_error(await guest.send(jpeg(600, 400)), 403, "NOT_FROM_YOU")


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"standing": "king"},
        {"standing": 5},
        {"pause_minutes": 0},
        {"pause_minutes": True},
        {"pause_minutes": 10**9},
        {"standing": "quiet", "pause_minutes": 10},
    ],
)
async def test_what_makes_no_sense_is_refused(asked: object, host: Person) -> None:
    assert_error(await host.http.put(f"/api/admin/guests/{'a' * 32}", json=asked), 400, "BAD_REQUEST")


@pytest.mark.parametrize("guest_id", ["a" * 32, "nobody"])
async def test_nobody_is_a_404(guest_id: str, host: Person) -> None:
    assert_error(
        await host.http.put(f"/api/admin/guests/{guest_id}", json={"standing": "quiet"}), 404, "NOT_FOUND"
    )


async def test_a_guest_learns_nothing_of_others(guest: Person) -> None:
    assert_error(await guest.http.get("/api/admin/guests"), 401, "HOST_ONLY")
