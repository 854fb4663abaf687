"""A party opens and ends by itself at its host's times, by a clock that the test moves."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.clock_server import ClockServer
from tests.patience import PATIENCE_S
from tests.running import Person, person, running
from tests.streams import event_stream


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ClockServer]:
    with running(tmp_path / "party", ClockServer) as started:
        assert isinstance(started, ClockServer)
        yield started


@pytest.fixture
async def host(server: ClockServer) -> AsyncIterator[Person]:
    async with person(server.url) as someone:
        await someone.sign_in()
        yield someone


async def put(host: Person, **settings: object) -> None:
    version = (await host.http.get("/api/admin/settings")).json()["version"]
    answer = await host.http.put("/api/admin/settings", json={"version": version, "settings": settings})
    assert answer.status_code == 200, answer.text


async def test_a_party_opens_and_ends_at_its_own_local_times(server: ClockServer, host: Person) -> None:
    await host.http.put("/api/admin/uploads", json={"state": "break", "message": "From six"})
    # Summer in Berlin: two hours before UTC.
    await put(host, time_zone="Europe/Berlin", opens_at="2026-06-13T18:00", closes_at="2026-06-14T02:00")
    async with event_stream(host) as stream, person(server.url) as guest:
        server.set_clock("2026-06-13T15:59:59+00:00")
        assert (await guest.send()).status_code == 403
        server.set_clock("2026-06-13T16:00:00+00:00")
        await stream.until("party", state="open")
        assert (await guest.send()).status_code == 201
        server.set_clock("2026-06-14T00:00:00+00:00")
        await stream.until("party", state="ended")
    settings = (await host.http.get("/api/admin/settings")).json()["settings"]
    assert (settings["opens_at"], settings["closes_at"]) == ("", "")
    changes = (await host.http.get("/api/admin/changes")).json()["changes"]
    assert [change["kind"] for change in changes if change["by"] == "clock"] == ["ended", "opened"]
    page = (await host.http.get("/upload")).text
    assert "From six" not in page
    await host.http.put("/api/admin/uploads", json={"state": "open"})
    assert (await host.send()).status_code == 201, "the host can open it again"


async def test_a_time_that_passed_while_no_server_ran_is_made_up_for(
    server: ClockServer, host: Person
) -> None:
    await put(host, closes_at="2026-06-13T20:00")
    server.kill()
    server.set_clock("2026-06-13T21:30:00+00:00")
    server.start()
    async with asyncio.timeout(PATIENCE_S):
        while (await host.photos())["party"]["state"] != "ended":
            await asyncio.sleep(0.05)


async def test_a_time_that_is_taken_away_does_nothing(server: ClockServer, host: Person) -> None:
    await put(host, closes_at="2026-06-13T20:00")
    await put(host, closes_at="", opens_at="2026-06-13T20:00")
    async with event_stream(host) as stream:
        before = (await host.http.get("/api/admin/settings")).json()["version"]
        server.set_clock("2026-06-13T20:00:00+00:00")
        await stream.until("party", having=lambda party: party["settings_version"] > before)
    assert (await host.photos())["party"]["state"] == "open"


async def test_a_time_in_the_past_is_refused_with_plain_words(host: Person) -> None:
    body = {"version": 0, "settings": {"closes_at": "2026-06-13T14:59"}}
    answer = await host.http.put("/api/admin/settings", json=body)
    assert (answer.status_code, answer.json()["error"]["message"]) == (400, "That time has passed already.")
