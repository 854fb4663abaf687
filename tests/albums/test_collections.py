"""Collections over HTTP: filled by hand or by a search, in an order of their own, as each reader may see."""

import asyncio
from typing import Any

import pytest

from tests.albums.test_search import ids, tag, untag, until
from tests.http.answers import assert_error
from tests.http.test_waiting import party
from tests.members import member
from tests.patience import PATIENCE_S
from tests.running import Person, Server, jpeg, person
from tests.streams import event_stream


@pytest.fixture
def server(fresh_server: Server) -> Server:
    return fresh_server


@pytest.fixture
async def sent(guest: Person) -> list[str]:
    """The ids of four photos in the order in which they were sent, which search knows."""
    sent = [(await guest.send_photo(jpeg(60 + no, 40), author="Mia"))["id"] for no in range(4)]
    for photo_id in sent:
        await until(guest, "from:mia", photo_id)
    return sent


async def made(host: Person, title: str, **wanted: object) -> dict[str, Any]:
    answer = await host.http.post("/api/admin/collections", json={"title": title, **wanted})
    assert answer.status_code == 201, answer.text
    collection: dict[str, Any] = answer.json()["collection"]
    return collection


async def inside(someone: Person, collection: dict[str, Any], **args: str) -> list[str]:
    answer = await someone.http.get(f"/api/collections/{collection['id']}", params=args)
    assert answer.status_code == 200, answer.text
    return [photo["id"] for photo in answer.json()["photos"]]


async def listed(someone: Person) -> list[tuple[str, int]]:
    told = (await someone.http.get("/api/collections")).json()["collections"]
    return [(one["title"], one["photos"]) for one in told]


async def until_inside(
    someone: Person, collection: dict[str, Any], expected: list[str], *, in_order: bool = True
) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            found = await _inside_now(someone, collection)
            if found == expected or (not in_order and sorted(found) == sorted(expected)):
                return
            await asyncio.sleep(0.05)


async def _inside_now(someone: Person, collection: dict[str, Any]) -> list[str]:
    answer = await someone.http.get(f"/api/collections/{collection['id']}")
    return [photo["id"] for photo in answer.json().get("photos", [])]


async def test_a_host_gathers_photos_in_an_order_of_their_own_and_every_page_hears_of_it(
    guest: Person, host: Person, sent: list[str]
) -> None:
    one, two, three, four = sent
    async with event_stream(guest) as stream:
        cake = await made(host, " The  cake ", photos=[three, one])
        await stream.until("party", album_no=cake["no"])
    assert (cake["title"], cake["photos"], cake["query"]) == ("The cake", 2, "")
    path = f"/api/admin/collections/{cake['id']}"
    added = await host.http.post(f"{path}/photos", json={"photos": [one, four, two]})
    assert added.json()["collection"]["photos"] == 4
    assert await inside(guest, cake) == [three, one, four, two]
    for moved, before, expected in (
        ([two], three, [two, three, one, four]),
        ([three, two], None, [one, four, three, two]),
        ([two, one], three, [four, two, one, three]),
    ):
        answer = await host.http.post(f"{path}/order", json={"photos": moved, "before": before})
        assert answer.status_code == 200, answer.text
        assert await inside(guest, cake) == expected
    taken = await host.http.request("DELETE", f"{path}/photos", json={"photos": [one, one, "0" * 32]})
    assert taken.json()["collection"]["photos"] == 3
    assert await inside(guest, cake) == [four, two, three]
    page = await guest.http.get(f"/album/{cake['id']}")
    assert (page.status_code, "The cake" in page.text) == (200, True)
    details = [one["detail"] for one in (await host.http.get("/api/admin/changes")).json()["changes"]]
    assert details[:2] == ["collection_emptied", "collection_ordered"]
    assert (await host.http.delete(path)).status_code == 204
    assert await listed(guest) == []
    assert len((await guest.http.get("/api/photos?before=")).json()["photos"]) == 4


async def test_pages_of_a_collection_go_on_where_the_last_one_ended(
    guest: Person, host: Person, sent: list[str]
) -> None:
    cake = await made(host, "Cake", photos=sent[::-1])
    found, after = [], ""
    while True:
        page = (
            await guest.http.get(f"/api/collections/{cake['id']}", params={"limit": "3", "after": after})
        ).json()
        found += [photo["id"] for photo in page["photos"]]
        if page["after"] is None:
            break
        after = page["after"]
    assert found == sent[::-1]


async def test_a_saved_search_keeps_itself_up_to_date(guest: Person, host: Person, sent: list[str]) -> None:
    one, two, *_ = sent
    await tag(host, one, "Cake")
    cake = await made(host, "All of the cake", query="tag:cake")
    await until_inside(guest, cake, [one])
    await tag(host, two, "cake")
    await until_inside(guest, cake, [one, two], in_order=False)
    await untag(host, one, "cake")
    await until_inside(guest, cake, [two])
    changed = await host.http.put(
        f"/api/admin/collections/{cake['id']}", json={"query": "from:mia -tag:cake", "no": cake["no"]}
    )
    assert changed.status_code == 200, changed.text
    # They happened in the same second, which has no order.
    assert sorted(await inside(guest, cake)) == sorted([one, *sent[2:]])
    by_hand = await host.http.post(f"/api/admin/collections/{cake['id']}/photos", json={"photos": [two]})
    assert_error(by_hand, 400, "BAD_REQUEST")


async def test_a_hidden_or_deleted_photo_is_in_no_list_and_no_count(
    guest: Person, host: Person, stranger: Person, sent: list[str]
) -> None:
    one, two, three, _ = sent
    cake = await made(host, "Cake", photos=[one, two, three])
    await host.http.post(f"/api/admin/photo/{one}/hide")
    await guest.http.delete(f"/api/photo/{two}")
    for someone in (guest, host, stranger):
        assert await inside(someone, cake) == [three]
        assert await listed(someone) == [("Cake", 1)]
        assert await ids(someone, "in:cake") == [three]
    await host.http.post(f"/api/admin/photo/{one}/restore")
    assert await inside(guest, cake) == [one, three]
    for photo_id in (one, three):
        await host.http.post(f"/api/admin/photo/{photo_id}/hide")
    # Its title may say what nobody is to know.
    assert (await listed(guest), await listed(host)) == ([], [("Cake", 0)])
    assert (await guest.http.get(f"/api/collections/{cake['id']}")).status_code == 404
    assert (await guest.http.get(f"/album/{cake['id']}")).status_code == 404


async def test_guests_who_see_only_their_own_see_only_their_own_in_it(fresh_server: Server) -> None:
    async with (
        party(fresh_server, "at_once", gallery_for="members") as host,
        person(fresh_server.url) as ben,
        person(fresh_server.url) as ann,
    ):
        own, other = (await ben.send_photo())["id"], (await ann.send_photo(jpeg(61, 40)))["id"]
        both, hers = await made(host, "Both", photos=[other, own]), await made(host, "Hers", photos=[other])
        assert (await listed(ben), await inside(ben, both)) == ([("Both", 1)], [own])
        assert (await ben.http.get(f"/api/collections/{hers['id']}")).status_code == 404
        assert await listed(host) == [("Both", 2), ("Hers", 1)]


async def test_search_finds_what_is_in_a_collection(guest: Person, host: Person, sent: list[str]) -> None:
    one, two, three, four = sent
    await made(host, "First dance", photos=[one, two])
    await made(host, "Firsts", photos=[three])
    assert sorted(await ids(guest, 'in:"first dance"')) == sorted([one, two])
    assert sorted(await ids(guest, "in:first")) == sorted([one, two, three])
    assert await ids(guest, 'in:first -in:"First Dance"') == [three]
    assert await ids(guest, "in:nothing") == []
    assert sorted(await ids(guest, "-in:nothing")) == sorted(sent)
    assert await ids(guest, "-in:first from:mia") == [four]
    told = (await guest.http.get("/api/search/suggestions?q=fir")).json()["suggestions"]
    found = [(one["label"], one["query"], one["photos"]) for one in told if one["kind"] == "collection"]
    assert found == [("First dance", 'in:"First dance"', 2), ("Firsts", 'in:"Firsts"', 1)]


async def test_the_later_of_two_hosts_is_told_and_changes_nothing(host: Person, server: Server) -> None:
    cake = await made(host, "Cake")
    path = f"/api/admin/collections/{cake['id']}"
    async with member(server, "host") as other:
        answers = await asyncio.gather(
            *(
                one.http.put(path, json={"title": title, "no": cake["no"]})
                for one, title in ((host, "Cakes"), (other, "Torte"))
            )
        )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    late = next(answer for answer in answers if answer.status_code == 409)
    assert_error(late, 409, "COLLECTION_CHANGED")


async def test_what_makes_no_sense_is_refused_in_words(host: Person, sent: list[str]) -> None:
    cake = await made(host, "Cake", photos=sent[:1])
    search = await made(host, "Search", query="from:mia")
    path, base = f"/api/admin/collections/{cake['id']}", "/api/admin/collections"
    for method, url, body, status in (
        ("POST", base, {}, 400),
        ("POST", base, {"title": " \n"}, 400),
        ("POST", base, {"title": "!!"}, 400),
        ("POST", base, {"title": "CAKE"}, 409),
        ("POST", base, {"title": "x", "query": "is:mine"}, 400),
        ("POST", base, {"title": "x", "query": "-is:hidden"}, 400),
        ("POST", base, {"title": "x", "query": "in:cake"}, 400),
        ("POST", base, {"title": "x", "query": "cake table:kids"}, 400),
        ("POST", base, {"title": "x", "query": '""'}, 400),
        ("POST", base, {"title": "x", "query": "x" * 10_000}, 400),
        ("POST", base, {"title": "x", "query": "a", "photos": sent}, 400),
        ("POST", base, {"title": "x", "photos": ["y"]}, 400),
        ("POST", base, {"title": "x", "photos": "0" * 32}, 400),
        ("PUT", path, {"title": "y"}, 400),
        ("PUT", path, {"no": 0}, 400),
        ("PUT", path, {"no": True, "title": "y"}, 400),
        ("PUT", path, {"no": cake["no"], "query": "from:mia"}, 400),
        ("PUT", path, {"no": cake["no"], "title": "search"}, 409),
        ("PUT", f"{base}/{search['id']}", {"no": search["no"], "query": ""}, 400),
        ("PUT", f"{base}/{'0' * 32}", {"no": 1, "title": "y"}, 404),
        ("POST", f"{path}/photos", {"photos": []}, 400),
        ("POST", f"{path}/photos", {"photos": ["0" * 32] * 501}, 400),
        ("POST", f"{path}/order", {"photos": sent[:1], "before": sent[0]}, 400),
        ("POST", f"{path}/order", {"photos": sent[:1], "before": sent[1]}, 400),
        ("POST", f"{path}/order", {"photos": sent[1:]}, 404),
        ("DELETE", f"{base}/x", None, 404),
    ):
        answer = await host.http.request(method, url, json=body)
        assert answer.status_code == status, (method, url, body, answer.text)
        assert answer.json()["error"]["message"]
    for query in ("after=x", "after=-1", "after=" + "9" * 30):
        assert (await host.http.get(f"/api/collections/{cake['id']}?{query}")).status_code == 400, query


async def test_a_photo_of_another_party_is_collected_by_nobody(host: Person) -> None:
    cake = await made(host, "Cake", photos=["0" * 32])
    assert cake["photos"] == 0


async def undo(host: Person, what: str) -> Any:
    """Undo the newest change of that sort, as the log offers it."""
    changes = (await host.http.get("/api/admin/changes")).json()["changes"]
    no = next(one["no"] for one in changes if one["detail"] == f"collection_{what}" and one["undoable"])
    return await host.http.post("/api/admin/collections/undo", json={"no": no})


async def test_each_change_of_a_collection_can_be_undone(host: Person, sent: list[str]) -> None:
    collection = await made(host, "The night", photos=sent)
    at = f"/api/admin/collections/{collection['id']}"
    steps: list[tuple[str, str, dict[str, Any], str]] = [
        ("POST", f"{at}/order", {"photos": [sent[3], sent[1]], "before": sent[0]}, "ordered"),
        ("POST", f"{at}/order", {"photos": [sent[0]], "before": None}, "ordered"),
        ("DELETE", f"{at}/photos", {"photos": [sent[1], sent[2]]}, "emptied"),
        ("DELETE", at, {}, "removed"),
    ]
    for method, path, body, what in steps:
        before = await inside(host, collection)
        assert (await host.http.request(method, path, json=body)).is_success
        answer = await undo(host, what)
        assert answer.status_code == 200, answer.text
        assert await inside(host, collection) == before == sent
    await host.http.request("DELETE", f"{at}/photos", json={"photos": sent[:1]})
    await host.http.post(f"{at}/photos", json={"photos": sent[:1]})
    assert (await undo(host, "filled")).is_success
    assert await inside(host, collection) == sent[1:]
    told = (await host.http.get(f"/api/collections/{collection['id']}")).json()["collection"]
    await host.http.put(at, json={"title": "Another", "no": told["no"]})
    assert (await undo(host, "changed")).json()["collection"]["title"] == "The night"


async def test_a_made_collection_is_gone_by_undo_and_a_saved_search_comes_back(
    host: Person, sent: list[str]
) -> None:
    await made(host, "By hand", photos=sent[:1])
    assert (await undo(host, "made")).json() == {"collection": None}
    assert await listed(host) == []
    search = await made(host, "Mia’s", query="from:mia")
    await host.http.delete(f"/api/admin/collections/{search['id']}")
    assert (await undo(host, "removed")).json()["collection"]["query"] == "from:mia"
    await until_inside(host, search, sent, in_order=False)


async def test_only_the_last_change_of_a_collection_can_be_undone(
    guest: Person, host: Person, sent: list[str]
) -> None:
    collection = await made(host, "The night", photos=sent[:1])
    at = f"/api/admin/collections/{collection['id']}"
    no = (await host.http.post(f"{at}/photos", json={"photos": sent[1:2]})).json()["collection"]["no"]
    await host.http.post(f"{at}/photos", json={"photos": sent[2:3]})
    for asked, status, code in (
        ({"no": no}, 409, "COLLECTION_CHANGED"),
        ({"no": 10**6}, 404, "NOT_FOUND"),
        ({"no": "x"}, 400, "BAD_REQUEST"),
    ):
        answer = await host.http.post("/api/admin/collections/undo", json=asked)
        assert_error(answer, status, code)
    assert_error(await guest.http.post("/api/admin/collections/undo", json={"no": no}), 401, "HOST_ONLY")
    # An undo is no more to be undone, and what is deleted stays away.
    assert (await undo(host, "filled")).is_success
    log = (await host.http.get("/api/admin/changes")).json()["changes"]
    assert [one["undoable"] for one in log if one["detail"] == "collection_undone"] == [False]
    await host.http.request("DELETE", f"{at}/photos", json={"photos": sent[:2]})
    assert (await guest.http.delete(f"/api/photo/{sent[0]}")).is_success
    assert (await undo(host, "emptied")).is_success
    assert await inside(host, collection) == sent[1:2]


async def test_a_removed_collection_does_not_come_back_beside_one_of_its_name(
    host: Person, sent: list[str]
) -> None:
    collection = await made(host, "The night", photos=sent)
    await host.http.delete(f"/api/admin/collections/{collection['id']}")
    await made(host, "the NIGHT")
    assert_error(await undo(host, "removed"), 409, "COLLECTION_KNOWN")
