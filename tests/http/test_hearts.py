"""Hearts: one for each guest and photo, told to all pages in bundles; and the couple's favourites."""

import asyncio

import pytest

from tests.http.answers import assert_error
from tests.http.test_private import make_private
from tests.http.test_waiting import party, switch, until
from tests.members import member
from tests.running import Person, Server, jpeg, person
from tests.streams import event_stream


async def give(someone: Person, photo_id: str) -> int:
    answer = await someone.http.put(f"/api/photo/{photo_id}/heart")
    assert answer.status_code == 200, answer.text
    return int(answer.json()["hearts"])


async def take_back(someone: Person, photo_id: str) -> int:
    answer = await someone.http.delete(f"/api/photo/{photo_id}/heart")
    assert answer.status_code == 200, answer.text
    return int(answer.json()["hearts"])


async def hearts_of(someone: Person, photo_id: str) -> int:
    return int((await someone.http.get(f"/api/photo/{photo_id}")).json()["photo"]["hearts"])


async def test_each_guest_has_one_heart_for_a_photo(guest: Person, stranger: Person) -> None:
    sent = await guest.send_photo()
    assert sent["hearts"] == 0
    assert [await give(guest, sent["id"]) for _ in range(3)] == [1, 1, 1]
    assert await give(stranger, sent["id"]) == 2
    assert sent["id"] in (await stranger.http.get("/api/hearts")).json()["photos"]
    assert [await take_back(guest, sent["id"]) for _ in range(2)] == [1, 1]
    assert sent["id"] not in (await guest.http.get("/api/hearts")).json()["photos"]
    assert await hearts_of(guest, sent["id"]) == 1


async def test_a_list_that_is_kept_has_the_new_number(guest: Person, stranger: Person) -> None:
    sent = await guest.send_photo()
    await stranger.photos(before="")
    await give(stranger, sent["id"])

    async def is_told() -> bool:
        listed = (await stranger.photos(before=""))["photos"]
        return [photo["hearts"] for photo in listed if photo["id"] == sent["id"]] == [1]

    await until(is_told)
    page = (await stranger.http.get("/")).text
    assert '"hearts": 1' in page


async def test_hearts_of_a_crowd_are_told_together_and_take_no_place_in_the_log(
    fresh_server: Server,
) -> None:
    async with person(fresh_server.url) as guest:
        sent = await guest.send_photo()
        before = await guest.photos(since=0)
        async with event_stream(guest) as stream:
            for _ in range(20):
                async with person(fresh_server.url) as fan:
                    await give(fan, sent["id"])
            await stream.until("hearts", id=sent["id"], hearts=20)
            told = [event for event in stream.events if event.name == "hearts"]
            assert len(told) < 20
            assert stream.events[-1].id is None
        assert (await guest.photos(since=0))["cursor"] == before["cursor"]


async def test_hearts_of_hidden_waiting_private_and_unknown_photos_are_a_404(
    guest: Person, host: Person, stranger: Person
) -> None:
    hidden, private = await guest.send_photo(), await guest.send_photo(jpeg(500, 400))
    await host.http.post(f"/api/admin/photo/{hidden['id']}/hide")
    await make_private(guest, private)
    for photo_id in (hidden["id"], private["id"], "0" * 32, "x"):
        for someone in (guest, stranger, host):
            for method in ("PUT", "DELETE"):
                answer = await someone.http.request(method, f"/api/photo/{photo_id}/heart")
                assert_error(answer, 404, "NOT_FOUND")


async def test_a_gallery_for_members_tells_others_of_no_hearts(fresh_server: Server) -> None:
    async with (
        party(fresh_server, "at_once", gallery_for="members") as host,
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
    ):
        mine, theirs = await guest.send_photo(), await other.send_photo(jpeg(500, 400))
        assert_error(await guest.http.put(f"/api/photo/{theirs['id']}/heart"), 404, "NOT_FOUND")
        async with event_stream(guest) as stream:
            await give(host, theirs["id"])
            await give(host, mine["id"])
            await stream.until("hearts", id=mine["id"])
            assert [event.data["id"] for event in stream.events if event.name == "hearts"] == [mine["id"]]


async def test_a_party_without_hearts_takes_none_and_lets_them_be_taken_back(fresh_server: Server) -> None:
    async with party(fresh_server, "at_once") as host, person(fresh_server.url) as guest:
        sent = await guest.send_photo()
        await give(guest, sent["id"])
        await switch(host, hearts_allowed=False)
        assert_error(await host.http.put(f"/api/photo/{sent['id']}/heart"), 403, "HEARTS_OFF")
        assert await take_back(guest, sent["id"]) == 0


async def test_a_deleted_photo_and_a_forgotten_guest_leave_no_hearts(fresh_server: Server) -> None:
    async with party(fresh_server, "at_once"), person(fresh_server.url) as guest:
        kept, deleted = await guest.send_photo(), await guest.send_photo(jpeg(500, 400))
        async with person(fresh_server.url) as fan:
            await give(fan, kept["id"])
            await give(fan, deleted["id"])
            await guest.http.delete(f"/api/photo/{deleted['id']}")
            assert (await fan.http.get("/api/hearts")).json()["photos"] == [kept["id"]]
            assert (await fan.http.post("/me/delete")).status_code == 200
        with fresh_server.books() as books:
            assert books.execute("select count(*) from hearts").fetchone()[0] == 0
        assert await hearts_of(guest, kept["id"]) == 0


async def test_two_who_press_at_once_both_count(guest: Person, stranger: Person, host: Person) -> None:
    sent = await guest.send_photo()
    await asyncio.gather(*(give(someone, sent["id"]) for someone in (guest, stranger, host)))
    assert await hearts_of(guest, sent["id"]) == 3


async def test_hosts_mark_favourites_and_every_page_hears_of_it(guest: Person, host: Person) -> None:
    sent = await guest.send_photo()
    assert sent["favourite"] is False
    async with event_stream(guest) as stream:
        answer = await host.http.put(f"/api/admin/photo/{sent['id']}/favourite", json={"favourite": True})
        assert answer.json()["photo"]["favourite"] is True
        await stream.until("photo", id=sent["id"], favourite=True)
    change = (await host.http.get("/api/admin/changes")).json()["changes"][0]
    assert (change["kind"], change["photo"]) == ("favourite", sent["id"])
    again = await host.http.put(f"/api/admin/photo/{sent['id']}/favourite", json={"favourite": True})
    assert again.json()["photo"]["change"] == answer.json()["photo"]["change"]
    wrongs: list[object] = [{}, {"favourite": "yes"}, []]
    for wrong in wrongs:
        refused = await host.http.put(f"/api/admin/photo/{sent['id']}/favourite", json=wrong)
        assert_error(refused, 400, "BAD_REQUEST")


@pytest.mark.parametrize("role", ["helper", "viewer"])
async def test_favourites_are_the_hosts_to_choose(role: str, server: Server, guest: Person) -> None:
    sent = await guest.send_photo()
    async with member(server, role) as someone:
        answer = await someone.http.put(f"/api/admin/photo/{sent['id']}/favourite", json={"favourite": True})
        assert_error(answer, 403, "NOT_YOUR_ROLE")
        assert await give(someone, sent["id"]) == 1
