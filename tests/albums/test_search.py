"""Search and tags over HTTP: found as one types, tagged by those who may, nothing told that is not seen."""

import asyncio
from typing import Any

import pytest

from tests.albums.test_facts import told_photo
from tests.patience import PATIENCE_S
from tests.running import Person, Server, jpeg, person
from tests.streams import event_stream


async def search(someone: Person, query: str, **args: object) -> dict[str, Any]:
    answer = await someone.http.get("/api/search", params={"q": query} | {k: str(v) for k, v in args.items()})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def ids(someone: Person, query: str, **args: object) -> list[str]:
    return [photo["id"] for photo in (await search(someone, query, **args))["photos"]]


async def until(someone: Person, query: str, photo_id: str, *, found: bool = True) -> None:
    """Wait until the index has heard of a change."""
    async with asyncio.timeout(PATIENCE_S):
        while (photo_id in await ids(someone, query)) != found:
            await asyncio.sleep(0.05)


async def tag(someone: Person, photo_id: str, word: str) -> Any:
    return await someone.http.post(f"/api/photos/{photo_id}/tags", json={"tag": word})


async def untag(someone: Person, photo_id: str, word: str) -> Any:
    return await someone.http.request("DELETE", f"/api/photos/{photo_id}/tags", json={"tag": word})


async def test_a_photo_is_found_by_words_sender_and_what_it_is(guest: Person, stranger: Person) -> None:
    photo = await guest.send_photo(told_photo(50), author="Zoë", caption="The Bouquet flies")
    await until(stranger, "bouquet", photo["id"])

    for query in (
        "BOUQ",
        '"the bouquet"',
        "from:zoe",
        "zoë bouquet",
        "is:landscape bouquet",
        "camera:pixel bouquet",
        "colour:green bouquet",
        "bouquet -cake",
        "bouqet",
    ):
        assert photo["id"] in await ids(stranger, query), query
    assert photo["id"] not in await ids(stranger, "bouquet is:video")
    assert photo["id"] not in await ids(stranger, "bouquet -from:zoe")
    result = await search(stranger, "bouqet")
    assert result["meant"] == [{"typed": "bouqet", "words": ["bouquet"]}]
    assert (result["count"], result["is_more"], result["before"]) == (1, False, None)


async def test_pages_go_on_where_the_last_one_ended(guest: Person) -> None:
    sent = [(await guest.send_photo(caption="paging"))["id"] for _ in range(5)]
    for one in sent:
        await until(guest, "paging", one)

    for sort in ("taken", "sent", "liked"):
        first = await search(guest, "paging", limit=2, sort=sort)
        second = await search(guest, "paging", limit=2, sort=sort, before=first["before"])
        third = await search(guest, "paging", limit=2, sort=sort, before=second["before"])
        pages = [photo["id"] for page in (first, second, third) for photo in page["photos"]]
        assert pages == sent[::-1]
        assert (first["count"], second["count"], third["before"]) == (5, None, None)


async def test_a_hidden_photo_is_found_by_the_host_alone_who_asks_for_it(
    guest: Person, host: Person, stranger: Person
) -> None:
    photo = await guest.send_photo(caption="secretive")
    await until(stranger, "secretive", photo["id"])
    await host.http.post(f"/api/admin/photo/{photo['id']}/hide")

    assert await ids(stranger, "secretive") == []
    assert await ids(stranger, "secretive is:hidden") == []
    assert await ids(guest, "secretive is:hidden") == []
    assert await ids(host, "secretive") == []
    assert await ids(host, "secretive is:hidden") == [photo["id"]]
    offered = (await stranger.http.get("/api/search/suggestions", params={"q": "secr"})).json()
    assert offered["suggestions"] == []


async def test_where_the_gallery_is_for_members_a_guest_finds_their_own(
    fresh_server: Server,
) -> None:
    async with (
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
        person(fresh_server.url) as host,
    ):
        photo = await guest.send_photo(caption="ours")
        await host.sign_in()
        await until(host, "ours", photo["id"])
        version = (await host.http.get("/api/admin/settings")).json()["version"]
        changed = await host.http.put(
            "/api/admin/settings", json={"version": version, "settings": {"gallery_for": "members"}}
        )
        assert changed.status_code == 200, changed.text
        await other.http.get("/api/uid")

        assert await ids(guest, "ours") == [photo["id"]]
        assert await ids(other, "ours") == []
        assert await ids(host, "ours") == [photo["id"]]
        assert (await other.http.get("/api/tags")).json() == {"suggestions": []}


async def test_a_guest_tags_an_own_photo_and_everybody_hears_of_it(guest: Person, stranger: Person) -> None:
    photo = await guest.send_photo()
    async with event_stream(stranger, since=photo["change"]) as stream:
        answer = await tag(guest, photo["id"], "  First   Dance ")
        assert answer.json()["photo"]["tags"] == ["First Dance"]
        await stream.until("photo", id=photo["id"], tags=["First Dance"])
    await until(stranger, 'tag:"first dance"', photo["id"])
    offered = (await stranger.http.get("/api/tags", params={"q": "FIR"})).json()["suggestions"]
    assert [(one["label"], one["query"]) for one in offered] == [("First Dance", 'tag:"First Dance"')]

    assert (await tag(guest, photo["id"], "first dance")).json()["photo"]["tags"] == ["First Dance"]
    assert (await untag(guest, photo["id"], "FIRST DANCE")).json()["photo"]["tags"] == []
    await until(stranger, 'tag:"first dance"', photo["id"], found=False)


async def test_hosts_tag_any_photo_and_strangers_none(guest: Person, host: Person, stranger: Person) -> None:
    photo = await guest.send_photo()

    refused = await tag(stranger, photo["id"], "mine now")
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "NOT_YOURS")
    assert (await untag(stranger, photo["id"], "x")).status_code == 403
    assert (await tag(host, photo["id"], "Ceremony")).json()["photo"]["tags"] == ["Ceremony"]
    assert (await untag(guest, photo["id"], "Ceremony")).json()["photo"]["tags"] == []


@pytest.mark.parametrize("word", ["", "   ", "\u200b", "!!!", "x" * 41, 7, None])
async def test_a_tag_that_is_none_is_refused_in_words(guest: Person, word: object) -> None:
    photo = await guest.send_photo()
    answer = await guest.http.post(f"/api/photos/{photo['id']}/tags", json={"tag": word})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "BAD_REQUEST")


async def test_a_photo_has_so_many_tags_and_no_more(guest: Person) -> None:
    photo = await guest.send_photo()
    for number in range(20):
        assert (await tag(guest, photo["id"], f"tag {number}")).status_code == 200
    refused = await tag(guest, photo["id"], "one more")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "TOO_MANY_TAGS")


async def test_a_guests_tag_is_held_against_the_words_that_hosts_do_not_want(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        photo = await guest.send_photo()
        await host.sign_in()
        for settings, code in (
            ({"unwanted_words": "damn*"}, "WORDS_NOT_WANTED"),
            ({"unwanted_words": "", "showing": "approved"}, "TAGS_FROM_HOSTS"),
        ):
            version = (await host.http.get("/api/admin/settings")).json()["version"]
            changed = await host.http.put(
                "/api/admin/settings", json={"version": version, "settings": settings}
            )
            assert changed.status_code == 200, changed.text
            refused = await tag(guest, photo["id"], "Damned")
            assert (refused.status_code, refused.json()["error"]["code"]) == (403, code)
        assert (await tag(host, photo["id"], "Damned")).status_code == 200


@pytest.mark.parametrize(
    "args",
    [{"q": "x" * 10_000}, {"sort": "loved"}, {"before": "-1"}, {"before": "9" * 30}, {"limit": "x"}],
)
async def test_what_cannot_be_asked_is_refused_in_words(guest: Person, args: dict[str, str]) -> None:
    answer = await guest.http.get("/api/search", params=args)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "BAD_REQUEST")


@pytest.mark.parametrize(
    "query", ['"', "-", "a OR b", "NEAR(a b)", "w:*", "(((", "\0", "'; drop table photos", "%"]
)
async def test_nothing_that_is_typed_is_a_command_to_the_database(guest: Person, query: str) -> None:
    assert (await guest.http.get("/api/search", params={"q": query})).status_code == 200


async def test_hosts_find_by_the_table_and_guests_do_not(guest: Person, host: Person, server: Server) -> None:
    await host.http.post("/admin/doors", data={"label": "Table Seven"})
    with server.books() as books:
        (code, door_id) = books.execute("select code, id from doors where label = 'Table Seven'").fetchone()
    await guest.http.get(f"/in/{code}")
    await guest.http.post(f"/in/{code}")
    photo = await guest.send_photo(jpeg(), caption="seated")
    with server.books() as books:
        (came_by,) = books.execute("select door_id from photos where id = ?", (photo["id"],)).fetchone()
    assert came_by == door_id
    await until(host, 'table:"table seven"', photo["id"])
    assert await ids(host, "tisch:table seated") == [photo["id"]]
    assert await ids(guest, "tisch:table seated") == []
    assert await ids(host, 'table:"table" seated') == []

    async def offered(someone: Person) -> list[str]:
        answer = await someone.http.get("/api/search/suggestions", params={"q": "table s"})
        return [one["query"] for one in answer.json()["suggestions"] if one["kind"] == "table"]

    assert await offered(host) == ['table:"Table Seven"']
    assert await offered(guest) == []
