"""Share links to a chapter and to a collection: they show what is in it now, in its order."""

from typing import Any

import pytest

from tests.albums.night import a_night
from tests.albums.test_collections import made as made_collection
from tests.http.answers import assert_error
from tests.running import Person, Server, jpeg
from tests.sharing.sharing import listed, made, path_of, status_of


@pytest.fixture
def server(fresh_server: Server) -> Server:
    return fresh_server


async def ids(visitor: Person, link: dict[str, Any]) -> list[str]:
    return [photo["id"] for photo in await listed(visitor, link)]


async def stamp(visitor: Person, link: dict[str, Any]) -> str:
    return str((await visitor.http.get(f"{path_of(link)}/photos?since=0")).json()["stamp"])


async def test_a_link_to_a_collection_follows_its_photos_and_their_order(
    guest: Person, host: Person, stranger: Person
) -> None:
    one, two, three = [(await guest.send_photo(jpeg(60 + no, 40)))["id"] for no in range(3)]
    cake = await made_collection(host, "The cake", photos=[one, two])
    link = await made(host, "collection", part=cake["id"])
    assert (link["kind"], link["title"], link["photos"], link["part"]) == (
        "collection",
        "The cake",
        2,
        cake["id"],
    )
    assert await ids(stranger, link) == [one, two]
    page = await stranger.http.get(path_of(link))
    assert ("The cake" in page.text, three in page.text) == (True, False)
    before = await stamp(stranger, link)
    path = f"/api/admin/collections/{cake['id']}"
    await host.http.post(f"{path}/photos", json={"photos": [three]})
    await host.http.post(f"{path}/order", json={"photos": [three], "before": one})
    assert await ids(stranger, link) == [three, one, two]
    assert await stamp(stranger, link) != before
    first = (await stranger.http.get(f"{path_of(link)}/photos?before=&limit=2")).json()
    second = (await stranger.http.get(f"{path_of(link)}/photos?before={first['before']}&limit=2")).json()
    found = [photo["id"] for photo in (*first["photos"], *second["photos"])]
    assert (found, second["before"]) == ([three, one, two], None)
    await host.http.request("DELETE", f"{path}/photos", json={"photos": [one]})
    await host.http.post(f"/api/admin/photo/{two}/hide")
    assert await ids(stranger, link) == [three]
    for gone in (one, two):
        assert await status_of(stranger, f"{path_of(link)}/photo/{gone}/thumb.jpg") == 404
    await host.http.delete(path)
    assert (await ids(stranger, link), await status_of(stranger, path_of(link))) == ([], 200)
    assert await status_of(stranger, f"{path_of(link)}/photo/{three}/thumb.jpg") == 404


async def test_a_link_to_a_chapter_shows_that_stretch_of_the_night_as_hosts_move_it(
    guest: Person, host: Person, stranger: Person, server: Server
) -> None:
    sent = await a_night(server, guest)
    first, second = (await host.http.get("/api/album")).json()["chapters"]
    links = [await made(host, "chapter", part=chapter["id"]) for chapter in (first, second)]
    assert [sorted(await ids(stranger, link)) for link in links] == [sorted(sent[:10]), sorted(sent[10:])]
    assert await status_of(stranger, f"{path_of(links[0])}/photo/{sent[10]}/thumb.jpg") == 404
    no = (await host.http.get("/api/album")).json()["chapters_no"]
    before = await stamp(stranger, links[0])
    moved = await host.http.put(f"/api/admin/chapters/{second['id']}", json={"photo": sent[12], "no": no})
    assert moved.status_code == 200, moved.text
    assert [sorted(await ids(stranger, link)) for link in links] == [sorted(sent[:12]), sorted(sent[12:])]
    assert await stamp(stranger, links[0]) != before
    await host.http.delete(f"/api/admin/chapters/{second['id']}?no={moved.json()['no']}")
    # Joined with the one before: the part that the second link was to is no more.
    assert [len(await ids(stranger, link)) for link in links] == [20, 0]


async def test_a_link_to_a_part_says_which_and_to_one_that_is_there(host: Person) -> None:
    cake = await made_collection(host, "Cake")
    for kind, part in (
        ("collection", ""),
        ("chapter", None),
        ("collection", "x"),
        ("party", cake["id"]),
        ("photos", cake["id"]),
    ):
        answer = await host.http.post("/api/admin/links", json={"kind": kind, "part": part})
        assert_error(answer, 400, "BAD_REQUEST")
    for kind in ("collection", "chapter"):
        answer = await host.http.post("/api/admin/links", json={"kind": kind, "part": "0" * 32})
        assert_error(answer, 404, "NOT_FOUND")
