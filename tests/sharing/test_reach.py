"""The matrix of what a share link reaches: kinds of links, and photos and pages in and out of them."""

import pytest

from tests.http.test_private import make_private
from tests.http.test_reports import says, set_networks
from tests.http.test_waiting import party, switch, until
from tests.running import Server, jpeg, person
from tests.sharing.sharing import listed, made, path_of, status_of

CODE = "rosebud"
PAGES = ("/", "/upload", "/edit", "/me", "/take", "/wall", "/wall/basic", "/api/photos", "/api/slides")


@pytest.mark.parametrize(
    ("kind", "chosen", "seen"),
    [
        ("photo", ["chosen"], {"chosen"}),
        ("photos", ["chosen", "hidden", "waiting", "private", "deleted"], {"chosen"}),
        ("party", [], {"chosen", "other"}),
    ],
)
@pytest.mark.parametrize("originals", [False, True])
async def test_a_link_reaches_what_it_is_to_and_nothing_else(
    kind: str, chosen: list[str], seen: set[str], originals: bool, fresh_server: Server
) -> None:
    async with (
        party(fresh_server, "at_once") as host,
        person(fresh_server.url) as guest,
        person(fresh_server.url) as visitor,
    ):
        names = ("chosen", "other", "hidden", "waiting", "private", "deleted")
        photos = {name: await guest.send_photo(jpeg(400 + 20 * at, 300)) for at, name in enumerate(names)}
        link = await made(
            host, kind, photos=[photos[name]["id"] for name in chosen], originals=originals, days=1
        )
        await host.http.post(f"/api/admin/photo/{photos['hidden']['id']}/hide")
        await host.http.post("/api/admin/photos", json={"do": "delete", "photos": [photos["deleted"]["id"]]})
        await make_private(guest, photos["private"])
        await switch(host, reports_needed=2)
        async with person(fresh_server.url) as one, person(fresh_server.url) as another:
            await says(one, photos["waiting"]["id"])
            set_networks(fresh_server, "a")
            assert await says(another, photos["waiting"]["id"])
        await switch(host, gallery_for="members", entry_code=CODE)

        assert {one["id"] for one in await listed(visitor, link)} == {photos[name]["id"] for name in seen}
        page = (await visitor.http.get(path_of(link))).text
        for name, photo in photos.items():
            files = f"{path_of(link)}/photo/{photo['id']}"
            expected = 200 if name in seen else 404
            assert await status_of(visitor, f"{files}/thumb.jpg") == expected, name
            assert await status_of(visitor, f"{files}/wall.jpg") == expected, name
            assert await status_of(visitor, f"{files}/original.jpg") == (expected if originals else 404), name
            assert await status_of(visitor, f"{files}/original.png/../x") == 404
            assert (photo["id"] in page) == (name in seen), name
            # The photo's own addresses, which outlive the link, are told nowhere.
            for rendition in photo["renditions"]:
                assert rendition["url"] not in page
        # The link opens no door of the party, and its visitor is nobody there.
        for path in PAGES:
            answer = await visitor.http.get(path, headers={"Accept": "application/json"})
            assert (answer.status_code, answer.json()["error"]["code"]) == (401, "CODE_NEEDED"), path
        await host.http.delete(f"/api/admin/links/{link['id']}")
        for name in seen:
            files = f"{path_of(link)}/photo/{photos[name]['id']}"
            assert await status_of(visitor, f"{files}/thumb.jpg") == 404


async def test_a_link_of_one_party_opens_nothing_in_another(fresh_server: Server) -> None:
    async with party(fresh_server, "at_once") as host, person(fresh_server.url) as guest:
        await guest.send_photo()
        link = await made(host)
        token = path_of(link).rsplit("/", 1)[1]
        async with person(fresh_server.root_url) as visitor:
            elsewhere = f"/p/nowhere/s/{token}"
            assert await status_of(visitor, elsewhere) == 404
            assert await status_of(visitor, path_of(link)) == 200


async def test_a_link_to_an_archived_party_leads_nowhere(fresh_server: Server) -> None:
    async with party(fresh_server, "at_once") as host, person(fresh_server.url) as visitor:
        link = await made(host)
        with fresh_server.books() as books:
            # As the operator's page does, in another process.
            books.execute("update parties set archived = 1, head = head + 1")
            books.commit()

        async def is_gone() -> bool:
            return await status_of(visitor, path_of(link)) == 404

        await until(is_gone)
        for path in ("", "/photos?before=", "/preview.jpg"):
            assert await status_of(visitor, path_of(link) + path) == 404
