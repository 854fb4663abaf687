"""A link's photos in another site's page: for the sites that the host names, and by oEmbed."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.http.answers import assert_error
from tests.running import Person, Server
from tests.sharing.sharing import listed, made, path_of, status_of

SITES = ["https://www.example.org", "HTTP://Blog.example:8080/"]


@pytest.fixture
def server(fresh_server: Server) -> Server:
    """Each test has a party of its own: a link to the party shows all of it."""
    return fresh_server


async def test_only_the_named_sites_may_frame_the_photos(guest: Person, host: Person) -> None:
    sent = await guest.send_photo()
    link = await made(host, title="Anna & Ben", sites=SITES)
    assert link["sites"] == ["https://www.example.org", "http://blog.example:8080"]
    page = await guest.http.get(f"{path_of(link)}/embed")
    assert (page.status_code, sent["id"] in page.text) == (200, True)
    policy = page.headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors https://www.example.org http://blog.example:8080")
    assert policy.startswith("default-src 'none'")
    # The link's own page, and everything else, stays in no frame.
    for path in (path_of(link), "/"):
        assert "frame-ancestors 'none'" in (await guest.http.get(path)).headers["Content-Security-Policy"]


async def test_without_sites_or_with_a_code_there_is_nothing_to_embed(guest: Person, host: Person) -> None:
    plain, coded = await made(host), await made(host, sites=SITES, code="sunflower")
    for link in (plain, coded):
        assert await status_of(guest, f"{path_of(link)}/embed") == 404
        assert "oembed" not in (await guest.http.get(path_of(link))).text
        answer = await guest.http.get("/s/oembed", params={"url": link["url"]})
        assert answer.status_code == 404
    await guest.http.post(path_of(coded), data={"code": "sunflower"})
    assert await status_of(guest, f"{path_of(coded)}/embed") == 404


async def test_a_program_finds_by_oembed_how_a_link_is_embedded(guest: Person, host: Person) -> None:
    link = await made(host, title='Anna "&" Ben', sites=SITES)
    page = (await guest.http.get(path_of(link))).text
    found = page.split('type="application/json+oembed" href="')[1].split('"')[0].replace("&amp;", "&")
    assert parse_qs(urlsplit(found).query)["url"] == [link["url"]]
    told = (await guest.http.get(urlsplit(found).path + "?" + urlsplit(found).query)).json()
    assert (told["version"], told["type"], told["title"]) == ("1.0", "rich", 'Anna "&" Ben')
    assert f'src="{link["url"]}/embed"' in told["html"]
    assert "Anna &#34;&amp;&#34; Ben" in told["html"]
    small = await guest.http.get("/s/oembed", params={"url": link["url"], "maxwidth": 300, "maxheight": 200})
    assert (small.json()["width"], small.json()["height"]) == (300, 200)
    for wrong in ("", "https://elsewhere.example/s/x", "http://[", f"{link['url']}x", "/"):
        assert await status_of(guest, f"/s/oembed?url={wrong}") == 404
    xml = await guest.http.get("/s/oembed", params={"url": link["url"], "format": "xml"})
    assert xml.status_code == 400
    await host.http.delete(f"/api/admin/links/{link['id']}")
    assert await status_of(guest, f"{path_of(link)}/embed") == 404


async def test_a_link_to_the_favourites_follows_the_stars(guest: Person, host: Person) -> None:
    sent = await guest.send_photo()
    link = await made(host, "favourites")
    assert await listed(guest, link) == []
    star = f"/api/admin/photo/{sent['id']}/favourite"
    await host.http.put(star, json={"favourite": True})
    assert [photo["id"] for photo in await listed(guest, link)] == [sent["id"]]
    file = f"{path_of(link)}/photo/{sent['id']}/thumb.jpg"
    assert await status_of(guest, file) == 200
    await host.http.put(star, json={"favourite": False})
    assert await listed(guest, link) == []
    assert await status_of(guest, file) == 404
    wrong = await host.http.post("/api/admin/links", json={"kind": "favourites", "photos": [sent["id"]]})
    assert_error(wrong, 400, "BAD_REQUEST")
