"""Links that guests make to their own photos, where the hosts allow it."""

from typing import Any

import pytest

from tests.http.answers import assert_error
from tests.http.test_private import make_private
from tests.http.test_waiting import party, switch
from tests.running import Person, Server, jpeg, person
from tests.sharing.sharing import listed, made, path_of, status_of


async def shared(guest: Person, kind: str = "party", **wanted: object) -> dict[str, Any]:
    answer = await guest.http.post("/api/links", json={"kind": kind, **wanted})
    assert answer.status_code == 201, answer.text
    link: dict[str, Any] = answer.json()["link"]
    return link


async def test_a_guest_shares_own_photos_and_nothing_of_anybody_else(fresh_server: Server) -> None:
    async with (
        party(fresh_server, "at_once", sharing_allowed=True) as host,
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
        person(fresh_server.url) as visitor,
    ):
        one, two = [await guest.send_photo(jpeg(400 + at, 300)) for at in (0, 20)]
        theirs = await other.send_photo(jpeg(500, 300))
        of_one = await shared(guest, "photo", photos=[one["id"]])
        of_both = await shared(guest, "photos", photos=[one["id"], two["id"]], originals=True)
        of_all = await shared(guest, "party", code="rosebud")
        assert [photo["id"] for photo in await listed(visitor, of_one)] == [one["id"]]
        assert {photo["id"] for photo in await listed(visitor, of_both)} == {one["id"], two["id"]}
        assert await status_of(visitor, f"{path_of(of_both)}/photo/{two['id']}/original.jpg") == 200
        assert await status_of(visitor, f"{path_of(of_one)}/photo/{one['id']}/original.jpg") == 404
        assert await status_of(visitor, f"{path_of(of_one)}/photo/{two['id']}/wall.jpg") == 404
        assert await status_of(visitor, f"{path_of(of_all)}/photos?before=") == 401
        await visitor.http.post(path_of(of_all), data={"code": "rosebud"})
        assert {photo["id"] for photo in await listed(visitor, of_all)} == {one["id"], two["id"]}
        assert await status_of(visitor, f"{path_of(of_all)}/photo/{theirs['id']}/wall.jpg") == 404
        for photos in ([theirs["id"]], [one["id"], theirs["id"]]):
            asked = {"kind": "photos", "photos": photos}
            assert_error(await guest.http.post("/api/links", json=asked), 400, "BAD_REQUEST")
        # What is taken back leaves the link at once.
        await make_private(guest, two)
        assert [photo["id"] for photo in await listed(visitor, of_both)] == [one["id"]]

        own = (await guest.http.get("/api/links")).json()["links"]
        assert {link["id"] for link in own} == {of_one["id"], of_both["id"], of_all["id"]}
        assert (await other.http.get("/api/links")).json()["links"] == []
        found = (await host.http.get("/api/admin/links")).json()["links"]
        assert [link["by_guest"] for link in found] == [True] * 3


async def test_guests_and_hosts_end_a_guests_link_and_nobody_else_does(fresh_server: Server) -> None:
    async with (
        party(fresh_server, "at_once", sharing_allowed=True) as host,
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
    ):
        await guest.send_photo()
        await other.http.get("/api/uid")
        links = [await shared(guest) for _ in range(3)]
        of_host = await made(host)
        for link in (links[0], of_host):
            assert_error(await other.http.delete(f"/api/links/{link['id']}"), 404, "NOT_FOUND")
            assert await status_of(other, path_of(link)) == 200
        assert_error(await guest.http.delete(f"/api/links/{of_host['id']}"), 404, "NOT_FOUND")
        assert (await guest.http.delete(f"/api/links/{links[0]['id']}")).status_code == 204
        assert (await host.http.delete(f"/api/admin/links/{links[1]['id']}")).status_code == 204
        assert [await status_of(other, path_of(link)) for link in links] == [404, 404, 200]
        # They rest while the hosts do not allow them, and end with the guest.
        await switch(host, sharing_allowed=False)
        assert await status_of(other, path_of(links[2])) == 404
        assert_error(await guest.http.post("/api/links", json={"kind": "party"}), 403, "SHARING_OFF")
        assert (await guest.http.post("/me/links", data={"days": "7"})).status_code == 403
        await switch(host, sharing_allowed=True)
        assert await status_of(other, path_of(links[2])) == 200
        assert '"links": [\n{"kind": "party"' in await _records(guest)
        await guest.http.post("/me/delete")
        assert await status_of(other, path_of(links[2])) == 404
        assert [link["id"] for link in (await host.http.get("/api/admin/links")).json()["links"]] == [
            of_host["id"]
        ]


async def test_a_banned_guests_links_show_nothing(fresh_server: Server) -> None:
    async with (
        party(fresh_server, "at_once", sharing_allowed=True) as host,
        person(fresh_server.url) as guest,
        person(fresh_server.url) as visitor,
    ):
        sent = await guest.send_photo()
        link = await shared(guest)
        (known,) = (await host.http.get("/api/admin/guests")).json()["guests"]
        banned = await host.http.put(f"/api/admin/guests/{known['guest']}", json={"standing": "banned"})
        assert banned.status_code == 200, banned.text
        assert await listed(visitor, link) == []
        assert await status_of(visitor, f"{path_of(link)}/photo/{sent['id']}/wall.jpg") == 404


async def test_the_page_makes_links_and_ends_them_without_a_script(fresh_server: Server) -> None:
    async with (
        party(fresh_server, "at_once", sharing_allowed=True),
        person(fresh_server.url) as guest,
        person(fresh_server.url) as visitor,
    ):
        photos = [await guest.send_photo(jpeg(400 + at, 300)) for at in (0, 20)]
        assert f'value="{photos[0]["id"]}"' in (await guest.http.get("/edit")).text
        for chosen in ([], [photos[0]["id"]], [photo["id"] for photo in photos]):
            answer = await guest.http.post("/me/links", data={"photo": chosen, "days": "7"})
            assert answer.status_code == 303
        links = (await guest.http.get("/api/links")).json()["links"]
        assert sorted(link["kind"] for link in links) == ["party", "photo", "photos"]
        page = (await guest.http.get(answer.headers["Location"])).text
        assert all(link["url"] in page for link in links)
        assert (await guest.http.get("/me")).text.count("/me/links") == 1
        ended = await guest.http.post(f"/me/links/{links[0]['id']}/end")
        assert ended.status_code == 303
        assert links[0]["url"] not in (await guest.http.get("/me/links")).text
        assert await status_of(visitor, path_of(links[0])) == 404


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"kind": "favourites"},
        {"kind": "collection", "part": "0" * 32},
        {"kind": "party", "days": 0},
        {"kind": "party", "days": 366},
        {"kind": "party", "sites": ["www.example.org"]},
        {"kind": "photo", "photos": []},
        {"kind": "photos", "photos": ["0" * 32]},
        {"kind": "party", "may_add": True},
        [],
    ],
)
async def test_a_link_that_guests_may_not_make_is_refused(asked: object, fresh_server: Server) -> None:
    async with party(fresh_server, "at_once", sharing_allowed=True), person(fresh_server.url) as guest:
        await guest.send_photo()
        assert_error(await guest.http.post("/api/links", json=asked), 400, "BAD_REQUEST")


async def test_a_guest_has_ten_links_at_most(fresh_server: Server) -> None:
    async with (
        party(fresh_server, "at_once", sharing_allowed=True) as host,
        person(fresh_server.url) as guest,
    ):
        await guest.send_photo()
        for _ in range(10):
            await shared(guest)
        assert_error(await guest.http.post("/api/links", json={"kind": "party"}), 409, "TOO_MANY_LINKS")
        await made(host)


async def _records(guest: Person) -> str:
    answer = await guest.http.get("/me/everything.zip")
    assert answer.status_code == 200
    return answer.content.decode("utf-8", "replace")
