"""Share links: made by hosts, opened by whoever has the address, ended with one tap."""

import re

import pytest

from app.base.signing import token_hash
from tests.http.answers import assert_error
from tests.http.test_waiting import switch
from tests.members import LONG_AGO, member
from tests.running import Person, Server, jpeg, person
from tests.sharing.sharing import listed, made, path_of, status_of, url_of


@pytest.fixture
def server(fresh_server: Server) -> Server:
    """Each test has a party of its own: a link to the party shows all of it."""
    return fresh_server


async def test_a_link_shows_the_album_to_somebody_who_is_no_guest(
    guest: Person, host: Person, server: Server
) -> None:
    sent = [await guest.send_photo(author="Mia", caption="Cake"), await guest.send_photo(jpeg(500, 400))]
    link = await made(host, title="Our wedding")
    assert (link["kind"], link["photos"], link["opened"], link["has_code"]) == ("party", 2, 0, False)
    async with person(server.url) as visitor:
        page = await visitor.http.get(path_of(link))
        assert page.status_code == 200
        assert "Our wedding" in page.text
        photos = await listed(visitor, link)
        assert [photo["id"] for photo in photos] == [photo["id"] for photo in reversed(sent)]
        assert photos[1]["caption"] == "Cake"
        thumb = await visitor.http.get(url_of(photos[0], "thumb"))
        assert (thumb.status_code, thumb.headers["Content-Type"]) == (200, "image/jpeg")
        assert thumb.headers["Cache-Control"] == "private, no-cache"
        # Nobody becomes a guest by looking.
        assert "partywall_guest" not in str(visitor.http.cookies)


async def test_the_records_hold_only_a_hash_of_the_address(host: Person, server: Server) -> None:
    link = await made(host, code="sunflower")
    token = path_of(link).rsplit("/", 1)[1]
    with server.books() as books:
        rows = str(books.execute("select * from share_links").fetchall())
    assert token not in rows
    assert "sunflower" not in rows
    assert token_hash(token) in rows
    # The host reads it again later all the same.
    (told,) = (await host.http.get("/api/admin/links")).json()["links"]
    assert told["url"] == link["url"]


async def test_a_wrong_an_ended_and_a_revoked_link_are_the_same_plain_404(
    host: Person, stranger: Person, server: Server
) -> None:
    revoked, ended, other = [await made(host) for _ in range(3)]
    answer = await host.http.delete(f"/api/admin/links/{revoked['id']}")
    assert answer.status_code == 204
    with server.books() as books:
        books.execute("update share_links set expires_at = ? where id = ?", (LONG_AGO, ended["id"]))
        books.commit()
    wrong = path_of(other)[:-1] + ("a" if path_of(other)[-1] != "a" else "b")
    paths = [path_of(revoked), path_of(ended), wrong, "/s/x", "/nothing"]
    pages = [await stranger.http.get(path) for path in paths]
    assert {page.status_code for page in pages} == {404}
    assert len({page.text for page in pages}) == 1
    again = await host.http.delete(f"/api/admin/links/{revoked['id']}")
    assert_error(again, 404, "NOT_FOUND")
    assert [one["id"] for one in (await host.http.get("/api/admin/links")).json()["links"]] == [other["id"]]


async def test_a_photo_leaves_every_link_with_the_album_and_comes_back_with_it(
    guest: Person, host: Person, stranger: Person
) -> None:
    sent = await guest.send_photo()
    links = [
        await made(host),
        await made(host, "photo", photos=[sent["id"]]),
        await made(host, "photos", photos=[sent["id"]]),
    ]
    files = [url_of((await listed(stranger, link))[0], "wall") for link in links]
    assert [await status_of(stranger, file) for file in files] == [200, 200, 200]
    await host.http.post(f"/api/admin/photo/{sent['id']}/hide")
    for link, file in zip(links, files, strict=True):
        assert await listed(stranger, link) == []
        assert await status_of(stranger, file) == 404
        assert await status_of(stranger, f"{path_of(link)}/preview.jpg") == 404
        page = await stranger.http.get(path_of(link))
        assert (page.status_code, sent["id"] in page.text) == (200, False)
    await host.http.post(f"/api/admin/photo/{sent['id']}/restore")
    for link in links:
        (back,) = await listed(stranger, link)
        assert await status_of(stranger, url_of(back, "wall")) == 200


async def test_a_page_that_asks_again_hears_what_came_and_what_went(guest: Person, host: Person) -> None:
    sent, other = await guest.send_photo(), await guest.send_photo(jpeg(500, 400))
    chosen = await made(host, "photos", photos=[sent["id"]])
    path = path_of(chosen)
    cursor = (await guest.http.get(f"{path}/photos", params={"before": ""})).json()["cursor"]
    assert (await guest.http.get(f"{path}/photos?since={cursor}")).json()["photos"] == []
    await guest.http.put(f"/api/photo/{sent['id']}", json={"caption": "The cake"})
    for photo in (sent, other):
        await host.http.post(f"/api/admin/photo/{photo['id']}/hide")
    told = (await guest.http.get(f"{path}/photos?since={cursor}")).json()
    # Of the photo that the link is not to nothing is told.
    assert [(one["id"], one.get("gone")) for one in told["photos"]] == [(sent["id"], True)]
    await host.http.post(f"/api/admin/photo/{sent['id']}/restore")
    (back,) = (await guest.http.get(f"{path}/photos?since={told['cursor']}")).json()["photos"]
    assert (back["id"], back["caption"]) == (sent["id"], "The cake")


async def test_originals_go_only_with_a_link_that_lets_them(guest: Person, host: Person) -> None:
    content = jpeg()
    sent = await guest.send_photo(content)
    without, with_them = await made(host), await made(host, originals=True)
    (photo,) = await listed(guest, with_them)
    answer = await guest.http.get(url_of(photo, "original"))
    assert (answer.status_code, answer.content) == (200, content)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    (photo,) = await listed(guest, without)
    assert url_of(photo, "original") == ""
    assert await status_of(guest, f"{path_of(without)}/photo/{sent['id']}/original.jpg") == 404
    page = (await guest.http.get(path_of(without))).text
    assert 'data-saves="everyone"' in page
    await switch(host, downloads_for="nobody")
    assert 'data-saves="nobody"' in (await guest.http.get(path_of(without))).text


async def test_a_code_is_asked_for_before_anything_is_seen(
    guest: Person, host: Person, server: Server
) -> None:
    sent = await guest.send_photo(caption="Cake")
    link = await made(host, title="Our wedding", code="Sunflower", originals=True)
    path = path_of(link)
    inside = [f"{path}/photos?before=", f"{path}/preview.jpg", f"{path}/photo/{sent['id']}/thumb.jpg"]
    async with person(server.url) as visitor:
        page = await visitor.http.get(path)
        assert page.status_code == 401
        assert not re.search("Our wedding|Cake|og:image", page.text)
        for url in inside:
            answer = await visitor.http.get(url, headers={"Accept": "application/json"})
            assert_error(answer, 401, "LINK_CODE_NEEDED")
        wrong = await visitor.http.post(path, data={"code": "sunflowers"})
        assert (wrong.status_code, 'role="alert"' in wrong.text) == (401, True)
        right = await visitor.http.post(path, data={"code": " sunflower "})
        assert (right.status_code, right.headers["Location"]) == (303, path)
        assert [await status_of(visitor, url) for url in (path, *inside)] == [200] * 4
        # The pass is of this link alone.
        other = await made(host, code="sunflower")
        assert await status_of(visitor, path_of(other)) == 401
    (told, *_) = [one for one in (await host.http.get("/api/admin/links")).json()["links"] if one["opened"]]
    assert (told["id"], told["opened"]) == (link["id"], 1)


async def test_codes_are_not_guessed_for_long_whoever_guesses(host: Person, server: Server) -> None:
    path = path_of(await made(host, code="sunflower"))
    answers = []
    for number in range(31):
        # Each with fresh cookies.
        async with person(server.url) as visitor:
            answers.append((await visitor.http.post(path, data={"code": f"guess-{number}"})).status_code)
    assert answers == [401] * 30 + [429]
    async with person(server.url) as visitor:
        assert (await visitor.http.post(path, data={"code": "sunflower"})).status_code == 429
        other = path_of(await made(host, code="sunflower"))
        assert (await visitor.http.post(other, data={"code": "sunflower"})).status_code == 303


async def test_a_browser_counts_once_and_a_preview_does_not(
    guest: Person, host: Person, server: Server
) -> None:
    await guest.send_photo()
    link = await made(host)
    path = path_of(link)
    for _ in range(2):
        async with person(server.url) as visitor:
            await visitor.http.get(path)
            for _ in range(2):
                assert (await visitor.http.post(f"{path}/opened")).status_code == 204
    async with person(server.url, **{"User-Agent": "WhatsApp/2.23.20.0"}) as program:
        await program.http.get(path)
        await program.http.get(f"{path}/preview.jpg")
    (told,) = (await host.http.get("/api/admin/links")).json()["links"]
    assert (told["opened"], told["opened_at"] is not None) == (2, True)


async def test_a_chat_gets_a_title_and_a_picture_that_ends_with_the_link(
    guest: Person, host: Person, server: Server
) -> None:
    await guest.send_photo(jpeg(1600, 1200), author="Mia")
    link = await made(host, title="Anna & Ben <3")
    async with person(server.url, **{"User-Agent": "facebookexternalhit/1.1", "Accept": "*/*"}) as chat:
        page = (await chat.http.get(path_of(link))).text
        told = dict(re.findall(r'<meta property="og:([a-z:]+)" content="([^"]*)"', page))
        assert told["title"] == "Anna &amp; Ben &lt;3"
        assert told["url"] == link["url"]
        assert told["image"] == f"{link['url']}/preview.jpg"
        assert 'name="robots" content="noindex' in page
        picture = await chat.http.get(f"{path_of(link)}/preview.jpg")
        assert (picture.status_code, picture.headers["Content-Type"]) == (200, "image/jpeg")
        assert 0 < len(picture.content) <= 600_000
        assert picture.headers["X-Robots-Tag"] == "noindex"
        await host.http.delete(f"/api/admin/links/{link['id']}")
        assert await status_of(chat, f"{path_of(link)}/preview.jpg") == 404


async def test_the_qr_code_is_the_hosts_to_see(host: Person, stranger: Person) -> None:
    link = await made(host)
    drawn = await host.http.get(f"/api/admin/links/{link['id']}/qr.svg")
    assert (drawn.status_code, drawn.headers["Content-Type"].partition(";")[0]) == (200, "image/svg+xml")
    assert await status_of(stranger, f"/api/admin/links/{link['id']}/qr.svg") == 401


@pytest.mark.parametrize(
    "wanted",
    [
        {"kind": "everything"},
        {"kind": "photo"},
        {"kind": "photos", "photos": []},
        {"kind": "photos", "photos": ["x"]},
        {"kind": "photos", "photos": ["0" * 32]},
        {"kind": "photo", "photos": ["0" * 32, "1" * 32]},
        {"kind": "photos", "photos": [f"{number:032x}" for number in range(501)]},
        {"kind": "party", "photos": ["0" * 32]},
        {"kind": "party", "days": -1},
        {"kind": "party", "days": 3651},
        {"kind": "party", "days": True},
        {"kind": "party", "code": "short"},
        {"kind": "party", "code": "x" * 41},
        {"kind": "party", "originals": "yes"},
        {"kind": "party", "sites": "https://example.org"},
        {"kind": "party", "sites": ["javascript:alert(1)"]},
        {"kind": "party", "sites": ["https://example.org; script-src *"]},
        {"kind": "party", "sites": ["https://*.example.org"]},
        {"kind": "party", "sites": ["https://example.org/path"]},
        {"kind": "party", "sites": ["https://a.example"] * 11},
        [],
    ],
    ids=str,
)
async def test_a_link_that_makes_no_sense_is_refused(wanted: object, host: Person) -> None:
    assert_error(await host.http.post("/api/admin/links", json=wanted), 400, "BAD_REQUEST")
    assert (await host.http.get("/api/admin/links")).json()["links"] == []


async def test_hidden_and_waiting_photos_cannot_be_shared(guest: Person, host: Person) -> None:
    hidden = await guest.send_photo()
    await host.http.post(f"/api/admin/photo/{hidden['id']}/hide")
    await switch(host, showing="approved")
    waiting = await guest.send_photo(jpeg(500, 400))
    for photo in (hidden, waiting):
        answer = await host.http.post("/api/admin/links", json={"kind": "photo", "photos": [photo["id"]]})
        assert_error(answer, 400, "BAD_REQUEST")


@pytest.mark.parametrize("role", ["helper", "photographer", "viewer"])
async def test_only_hosts_share_the_album(role: str, server: Server, host: Person) -> None:
    link = await made(host)
    async with member(server, role) as someone:
        for method, path in (
            ("GET", "/api/admin/links"),
            ("POST", "/api/admin/links"),
            ("DELETE", f"/api/admin/links/{link['id']}"),
        ):
            answer = await someone.http.request(method, path, json={"kind": "party"})
            assert_error(answer, 403, "NOT_YOUR_ROLE")
