"""Everything of a party is deleted at its host's time, by a clock that the test moves."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.clock_server import ClockServer
from tests.http.answers import assert_error
from tests.jobs.test_timekeeper import put
from tests.patience import PATIENCE_S
from tests.running import Person, jpeg, person, running
from tests.streams import event_stream

JSON = {"Accept": "application/json"}
EMPTIED = ("photos", "guests", "uploads", "photo_keys", "reports", "doors", "screens", "invitations")


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


def clean_up_at_once(server: ClockServer) -> None:
    """Clean-ups are a minute apart, but the first one is at the start."""
    server.kill()
    server.start()


async def until_erased(server: ClockServer) -> None:
    async with asyncio.timeout(2 * PATIENCE_S):
        while True:
            with server.books() as books:
                row = books.execute(
                    "select erased_at, is_erasing from parties where erased_at <> ''"
                ).fetchone()
            if row is not None and not row[1]:
                return
            await asyncio.sleep(0.05)


async def is_refused(someone: Person, path: str) -> bool:
    return (await someone.http.get(path)).status_code == 410


async def until_refused(someone: Person, path: str) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not await is_refused(someone, path):
            await asyncio.sleep(0.05)


async def test_hosts_are_warned_a_week_before_and_can_choose_another_day(
    server: ClockServer, host: Person
) -> None:
    await put(host, deletes_at="2026-06-30T12:00")
    assert 'id="erasing"' not in (await host.http.get("/admin")).text
    async with person(server.url) as guest:
        assert "2026-06-30" in (await guest.http.get("/privacy")).text
    server.set_clock("2026-06-27T12:00:01+00:00")
    page = (await host.http.get("/admin")).text
    assert "In 3 days everything here is deleted for good" in page
    assert 'href="#take-home"' in page
    assert 'id="take-home"' in page
    await put(host, deletes_at="")
    server.set_clock("2026-07-01T12:00:00+00:00")
    assert 'id="erasing"' not in (await host.http.get("/admin")).text
    photo = await host.send_photo()
    assert (await host.http.get(f"/api/photo/{photo['id']}")).status_code == 200


async def test_everybody_has_at_least_a_day(host: Person) -> None:
    for too_soon in ("2026-06-13T16:00", "2026-06-14T14:59"):
        body = {"version": 0, "settings": {"deletes_at": too_soon}}
        assert_error(await host.http.put("/api/admin/settings", json=body), 400, "BAD_REQUEST")
    await put(host, deletes_at="2026-06-14T15:01")


async def test_files_and_rows_are_gone_and_guests_read_why(server: ClockServer, host: Person) -> None:
    async with person(server.url) as guest:
        shown = await guest.send_photo(caption="Cake")
        hidden = await guest.send_photo(jpeg(500, 400))
        await guest.send_photo(jpeg(300, 400), private="1")
        await host.http.post(f"/api/admin/photo/{hidden['id']}/hide")
        address = shown["renditions"][0]["url"]
        await put(host, deletes_at="2026-06-20T12:00", opens_at="2026-06-25T12:00", privacy_note="Ours")
        old_cursor = (await guest.photos(since=0))["cursor"]
        async with event_stream(guest) as stream:
            server.set_clock("2026-06-20T12:00:00+00:00")
            await until_refused(guest, "/api/photos")
            await stream.until_over()
        for path in ("/", "/upload", "/edit", "/wall", "/wall/basic", "/me", "/privacy", "/in", "/join"):
            answer = await guest.http.get(path)
            assert answer.status_code == 410, path
            assert "Its photos were deleted" in answer.text, path
            assert "Cake" not in answer.text
        assert_error(await guest.http.get("/api/photos?before=", headers=JSON), 410, "PARTY_ERASED")
        assert_error(await guest.http.get("/api/events", headers=JSON), 410, "PARTY_ERASED")
        assert_error(await guest.send(jpeg(400, 400)), 410, "PARTY_ERASED")
        clean_up_at_once(server)
        await until_erased(server)
        files = server.files()
        assert files.names("public") == []
        assert files.names("private/originals") == []
        assert (await guest.http.get(address)).status_code == 404
        with server.books() as books:
            for table in EMPTIED:
                assert books.execute(f"select count(*) from {table}").fetchone()[0] == 0, table
            assert [row[0] for row in books.execute("select kind from changes").fetchall()] == ["erased"]
            assert tuple(books.execute("select opens_at, title from parties").fetchone()) == ("", "Our party")
        page = (await host.http.get("/admin")).text
        assert 'id="erased"' in page
        assert (await host.photos(before=""))["photos"] == []
        assert_error(await host.http.get(f"/api/photos?since={old_cursor}"), 410, "PARTY_ERASED")
        async with event_stream(host, since=old_cursor) as stream:
            await stream.until("reset")


async def test_the_host_may_use_the_party_again(server: ClockServer, host: Person) -> None:
    async with person(server.url) as guest:
        await guest.send_photo(key="first")
        await put(host, deletes_at="2026-06-20T12:00")
        server.set_clock("2026-06-20T12:00:00+00:00")
        await until_refused(guest, "/")
        clean_up_at_once(server)
        await until_erased(server)
        assert (await host.http.put("/api/admin/uploads", json={"state": "open"})).status_code == 200
        sent = await guest.send_photo(key="first")
        assert [photo["id"] for photo in (await guest.photos(before=""))["photos"]] == [sent["id"]]
        server.set_clock("2027-06-20T12:00:00+00:00")
        assert (await guest.http.get("/")).status_code == 200, "it is not deleted a second time"


async def test_a_party_without_a_date_is_never_deleted(server: ClockServer, host: Person) -> None:
    photo = await host.send_photo()
    server.kill()
    server.set_clock("2036-06-13T15:00:00+00:00")
    server.start()
    async with person(server.url) as guest, event_stream(guest, since=0) as stream:
        await stream.until("photo", id=photo["id"])
        assert (await guest.http.get(photo["renditions"][0]["url"])).status_code == 200
