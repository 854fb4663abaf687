"""Two replicas decide as one: what waits, what shows itself, and the stop button."""

import asyncio

from tests.http.answers import assert_error
from tests.http.test_waiting import desk, is_listed, switch, until
from tests.running import Server, jpeg, person
from tests.streams import event_stream


async def test_of_two_decisions_at_two_replicas_one_counts(replicas: list[Server]) -> None:
    first, second = replicas
    async with person(first.url) as host, person(second.url) as other, person(first.url) as guest:
        for someone in (host, other):
            assert (await someone.sign_in()).status_code == 200
        await switch(host, showing="approved")
        await guest.send_photo()
        (waiting,) = (await desk(other))["photos"]
        about = {"photos": [{"id": waiting["id"], "version": waiting["version"]}]}
        answers = await asyncio.gather(
            host.http.post("/api/admin/decide", json={"do": "approve"} | about),
            other.http.post("/api/admin/decide", json={"do": "refuse"} | about),
        )
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        assert_error(next(answer for answer in answers if answer.status_code == 409), 409, "ALREADY_DECIDED")
        was_approved = answers[0].status_code == 200
        assert await is_listed(guest, waiting["id"]) == was_approved


async def test_what_one_replica_held_shows_itself_after_its_death(replicas: list[Server]) -> None:
    first, second = replicas
    async with person(first.url) as host, person(first.url) as guest, person(second.url) as wall:
        await host.sign_in()
        await switch(host, showing="held", hold_seconds=3)
        async with event_stream(wall) as stream:
            sent = await guest.send_photo()
            assert sent["state"] == "waiting"
            first.kill()
            told = await stream.until("photo")
            assert told.data["id"] == sent["id"]
        answer = await wall.http.get(told.data["renditions"][0]["url"], follow_redirects=True)
        assert answer.is_success


async def test_the_stop_button_is_heard_at_every_replica(replicas: list[Server]) -> None:
    first, second = replicas
    async with person(first.url) as host, person(second.url) as guest, person(second.url) as wall:
        await host.sign_in()
        sent = await guest.send_photo()
        report = {"state": "live", "shows": sent["id"]}
        assert (await wall.http.post(f"/api/screens/{'1' * 32}/report", json=report)).status_code == 200
        async with event_stream(wall) as stream:
            answer = await host.http.post("/api/admin/panic")
            assert [photo["id"] for photo in answer.json()["photos"]] == [sent["id"]]
            await stream.until("party", panic=True)
            await stream.until("gone", id=sent["id"])
        assert (await guest.send_photo(jpeg(600, 400)))["state"] == "waiting"
        await host.http.post("/api/admin/calm", json={"shows_all": True})
        await until(lambda: is_listed(wall, sent["id"]))
