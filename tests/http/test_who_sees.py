"""Who sees the photos: everybody, or those who were invited, and each guest their own, until the reveal."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.http.answers import assert_error
from tests.http.test_waiting import is_listed, party, switch, until
from tests.members import member
from tests.running import Person, Server, jpeg, person
from tests.streams import event_stream

MEMBERS = {"gallery_for": "members"}
JSON = {"Accept": "application/json"}


async def screen_link(host: Person) -> str:
    """Return the path of the link that the host's page has for big screens."""
    found = re.search(r'id="screen-link">[^<]*?(/wall/in/[^<]+)<', (await host.http.get("/admin")).text)
    assert found
    return found[1]


async def test_a_guest_sees_their_own_photos_and_nobody_elses(fresh_server: Server) -> None:
    async with (
        party(fresh_server, "at_once", **MEMBERS) as host,
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
    ):
        mine, others = await guest.send_photo(), await other.send_photo(jpeg(600, 400))
        for someone, own, hidden in ((guest, mine, others), (other, others, mine)):
            assert [photo["id"] for photo in (await someone.photos(before=""))["photos"]] == [own["id"]]
            assert [photo["id"] for photo in (await someone.photos(since=0))["photos"]] == [own["id"]]
            page = (await someone.http.get("/")).text
            assert own["id"] in page
            assert hidden["id"] not in page
            assert (await someone.http.get(f"/api/photo/{own['id']}")).status_code == 200
            assert_error(await someone.http.get(f"/api/photo/{hidden['id']}"), 404, "NOT_FOUND")
            assert_error(
                await someone.http.post(f"/api/photo/{hidden['id']}/report", json={"reason": "other"}),
                404,
                "NOT_FOUND",
            )
        async with person(fresh_server.url) as stranger:
            assert (await stranger.photos(before=""))["photos"] == []
            assert (await stranger.photos(since=0))["photos"] == []
        assert len((await host.photos(before=""))["photos"]) == 2


@pytest.mark.parametrize("role", ["helper", "photographer", "viewer"])
async def test_those_with_a_role_see_all(role: str, fresh_server: Server) -> None:
    async with (
        party(fresh_server, "at_once", **MEMBERS),
        person(fresh_server.url) as guest,
        member(fresh_server, role) as someone,
    ):
        sent = await guest.send_photo()
        assert await is_listed(someone, sent["id"])
        assert sent["id"] in (await someone.http.get("/")).text
        async with event_stream(someone) as stream:
            later = await guest.send_photo(jpeg(600, 400))
            await stream.until("photo", id=later["id"])


async def test_a_guests_stream_tells_of_their_own_photos_only(fresh_server: Server) -> None:
    async with (
        party(fresh_server, "at_once", **MEMBERS) as host,
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
    ):
        before = await other.send_photo()
        await guest.http.get("/api/uid")
        async with event_stream(guest) as live, event_stream(guest, since=0) as replayed:
            others = await other.send_photo(jpeg(600, 400))
            await host.http.post(f"/api/admin/photo/{others['id']}/hide")
            mine = await guest.send_photo(jpeg(500, 400))
            for stream in (live, replayed):
                await stream.until("photo", id=mine["id"])
                told = [event.data.get("id") for event in stream.events if event.name in ("photo", "gone")]
                assert set(told) == {mine["id"]}
            await guest.http.delete(f"/api/photo/{mine['id']}")
            for stream in (live, replayed):
                await stream.until("gone", id=mine["id"])
        assert before["id"] != mine["id"]


async def test_a_big_screen_is_opened_by_its_link_and_by_nothing_else(fresh_server: Server) -> None:
    async with (
        party(fresh_server, "at_once", **MEMBERS) as host,
        person(fresh_server.url) as guest,
        person(fresh_server.url) as wall,
    ):
        sent = await guest.send_photo()
        report = f"/api/screens/{'1' * 32}/report"
        for path in ("/wall", "/wall/basic"):
            answer = await wall.http.get(path, headers=JSON)
            assert_error(answer, 403, "SCREEN_LINK_NEEDED")
        assert_error(await wall.http.post(report, json={"state": "live"}), 403, "SCREEN_LINK_NEEDED")
        assert_error(await wall.http.get("/wall/in/1.nonsense", headers=JSON), 404, "NOT_FOUND")
        link = await screen_link(host)
        assert (await wall.http.get(link)).status_code == 303
        assert (await wall.http.get("/wall")).status_code == 200
        assert await is_listed(wall, sent["id"])
        assert (await wall.http.post(report, json={"state": "live"})).status_code == 200
        async with event_stream(wall) as stream:
            later = await guest.send_photo(jpeg(600, 400))
            await stream.until("photo", id=later["id"])


async def test_a_big_screens_link_opens_a_party_that_asks_for_a_code_until_all_are_asked_again(
    fresh_server: Server,
) -> None:
    async with (
        party(fresh_server, "at_once", entry_code="cake", **MEMBERS) as host,
        person(fresh_server.url) as wall,
    ):
        link = await screen_link(host)
        assert (await wall.http.get(link)).status_code == 303
        assert (await wall.http.get("/wall")).status_code == 200
        assert (await host.http.post("/admin/doors/ask-again")).status_code == 303
        answer = await wall.http.get("/wall", headers=JSON)
        assert answer.status_code in (401, 403)
        assert_error(await wall.http.get(link, headers=JSON), 404, "NOT_FOUND")


async def test_switching_ends_the_streams_so_that_each_is_asked_anew(fresh_server: Server) -> None:
    async with party(fresh_server, "at_once") as host, person(fresh_server.url) as guest:
        sent = await host.send_photo()
        async with event_stream(guest) as stream:
            await switch(host, **MEMBERS)
            await stream.until("party", gallery_for="members")
            await stream.until_over()
        assert not await is_listed(guest, sent["id"])
        async with event_stream(guest) as stream:
            await switch(host, gallery_for="everyone")
            await stream.until_over()
        assert await is_listed(guest, sent["id"])


async def test_all_photos_are_revealed_at_the_time_that_the_host_has_set(fresh_server: Server) -> None:
    async with party(fresh_server, "at_once", **MEMBERS) as host, person(fresh_server.url) as guest:
        sent = await host.send_photo()
        soon = datetime.now(ZoneInfo("UTC")) + timedelta(hours=1)
        await switch(host, reveal_at=soon.strftime("%Y-%m-%dT%H:%M"))
        with fresh_server.books() as books:
            books.execute(
                "update parties set reveal_at = '2020-01-01T00:00', due_at = '2020-01-01T00:00:00.000Z'"
            )
            books.commit()
        await until(lambda: is_listed(guest, sent["id"]))
        told = (await host.http.get("/api/admin/settings")).json()["settings"]
        assert (told["gallery_for"], told["reveal_at"]) == ("everyone", "")


async def test_a_shared_listing_is_never_given_to_who_may_not_see_it(fresh_server: Server) -> None:
    async with party(fresh_server, "at_once") as host, person(fresh_server.url) as guest:
        await host.send_photo()
        await guest.http.get("/api/uid")
        first = await guest.http.get("/api/photos?before=")
        assert len(first.json()["photos"]) == 1
        await switch(host, **MEMBERS)
        again = await guest.http.get("/api/photos?before=", headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.json()["photos"]) == (200, [])
