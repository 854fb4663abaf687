"""A collection that friends fill together: who has its link adds photos to it, by all rules of the party."""

from typing import Any

import httpx
import pytest

from tests.http.answers import assert_error
from tests.http.test_waiting import decide, desk, party, switch
from tests.running import Person, Server, jpeg, person
from tests.sharing.sharing import listed, made, path_of, status_of

CODE = "rosebud"
PAGES = ("/", "/upload", "/edit", "/me", "/wall", "/api/photos", "/api/search?q=", "/api/album")


async def collection(host: Person, title: str = "From friends", **wanted: object) -> dict[str, Any]:
    answer = await host.http.post("/api/admin/collections", json={"title": title, **wanted})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()["collection"]
    return found


async def add(
    someone: Person, link: dict[str, Any], picture: bytes | None = None, way: str = "photos", **fields: str
) -> httpx.Response:
    return await someone.http.post(
        f"{path_of(link)}/{way}",
        data=fields,
        files={"file": ("p.jpg", picture or jpeg())},
        headers={"Accept": "application/json"},
    )


async def test_who_has_the_link_adds_to_its_collection_and_reaches_nothing_else(fresh_server: Server) -> None:
    async with (
        party(fresh_server, "at_once") as host,
        person(fresh_server.url) as guest,
        person(fresh_server.url) as friend,
    ):
        other = await guest.send_photo(jpeg(320, 200))
        friends = await collection(host)
        link = await made(host, "collection", part=friends["id"], may_add=True)
        assert link["may_add"] is True
        await switch(host, entry_code=CODE, gallery_for="members")
        page = (await friend.http.get(path_of(link))).text
        assert "add-form" in page

        first = await add(friend, link, key="k1", author="Zoe")
        assert (first.status_code, first.json()["waits"]) == (201, False), first.text
        again = await add(friend, link, key="k1", author="Zoe")
        assert again.json()["id"] == first.json()["id"], "the same key is the same photo"
        second = await add(friend, link, jpeg(500, 300), "add", author="Zoe")
        assert second.status_code == 303, second.text
        assert "It is with the party now" in (await friend.http.get(second.headers["Location"])).text

        shown = await listed(friend, link)
        assert len(shown) == 2
        assert shown[0]["id"] == first.json()["id"]
        assert {one["author"] for one in shown} == {"Zoe"}
        assert other["id"] not in {one["id"] for one in shown}
        listed_by_host = (await host.http.get("/api/admin/photos")).json()["photos"]
        senders = {one["guest"] for one in listed_by_host if one["author"] == "Zoe"}
        assert len(senders) == 1, "one browser is one guest"
        for path in PAGES:
            answer = await friend.http.get(path, headers={"Accept": "application/json"})
            assert (answer.status_code, answer.json()["error"]["code"]) == (401, "CODE_NEEDED"), path
        refused = await friend.send(jpeg(), key="k9")
        assert_error(refused, 401, "CODE_NEEDED")
        assert await status_of(friend, f"{path_of(link)}/photo/{other['id']}/thumb.jpg") == 404
        # It ends with the link.
        await host.http.delete(f"/api/admin/links/{link['id']}")
        assert_error(await add(friend, link, jpeg(300, 500)), 404, "NOT_FOUND")


async def test_the_rules_of_the_party_hold_for_what_is_added(fresh_server: Server) -> None:
    async with party(fresh_server, "approved") as host, person(fresh_server.url) as friend:
        friends = await collection(host)
        link = await made(host, "collection", part=friends["id"], may_add=True)
        sent = await add(friend, link, key="k1")
        assert (sent.status_code, sent.json()["waits"]) == (201, True), sent.text
        assert await listed(friend, link) == []
        (waiting,) = (await desk(host))["photos"]
        await decide(host, "approve", waiting)
        assert [one["id"] for one in await listed(friend, link)] == [sent.json()["id"]]
        # A banned sender's photos wait, and no decision shows them.
        await switch(host, showing="at_once")
        (kept,) = (await host.http.get("/api/admin/photos")).json()["photos"]
        answer = await host.http.put(f"/api/admin/guests/{kept['guest']}", json={"standing": "banned"})
        assert answer.status_code == 200, answer.text
        assert (await add(friend, link, jpeg(500, 300), key="k2")).json()["waits"] is True
        assert await listed(friend, link) == []
        assert_error(await add(friend, link, b"no picture", key="k4"), 415, "NOT_A_PICTURE")
        answer = await host.http.put("/api/admin/uploads", json={"state": "break"})
        assert answer.status_code == 200, answer.text
        assert_error(await add(friend, link, jpeg(300, 500), key="k5"), 403, "UPLOADS_CLOSED")
        assert "add-form" not in (await friend.http.get(path_of(link))).text


async def test_only_links_that_say_so_take_photos_and_only_after_their_code(fresh_server: Server) -> None:
    async with party(fresh_server, "at_once") as host, person(fresh_server.url) as friend:
        friends = await collection(host)
        search = await collection(host, "Cakes", query="cake")
        for link in (
            await made(host, "collection", part=friends["id"]),
            await made(host, "party"),
        ):
            assert link["may_add"] is False
            assert "add-form" not in (await friend.http.get(path_of(link))).text
            for way in ("photos", "add"):
                assert_error(await add(friend, link, way=way), 404, "NOT_FOUND")
        for wanted in ({"kind": "party"}, {"kind": "collection", "part": search["id"]}):
            answer = await host.http.post("/api/admin/links", json={**wanted, "may_add": True})
            assert_error(answer, 400, "BAD_REQUEST")
        link = await made(host, "collection", part=friends["id"], may_add=True, code="rosebud")
        assert_error(await add(friend, link), 401, "LINK_CODE_NEEDED")
        assert (await friend.http.post(path_of(link), data={"code": "rosebud"})).status_code == 303
        assert (await add(friend, link)).status_code == 201


@pytest.mark.parametrize("forged", ["", "x", "c" * 32])
async def test_a_forged_cookie_of_a_link_is_nobody(forged: str, fresh_server: Server) -> None:
    async with (
        party(fresh_server, "at_once") as host,
        person(fresh_server.url) as friend,
        person(fresh_server.url) as thief,
    ):
        friends = await collection(host)
        link = await made(host, "collection", part=friends["id"], may_add=True)
        await add(friend, link, key="k1")
        (real,) = (await host.http.get("/api/admin/photos")).json()["photos"]
        thief.http.cookies.set("partywall_link_guest", forged or f"{link['id']}.guest.{real['guest']}")
        assert (await add(thief, link, jpeg(300, 500), key="k1")).status_code == 201
        guests = {one["guest"] for one in (await host.http.get("/api/admin/photos")).json()["photos"]}
        assert len(guests) == 2
