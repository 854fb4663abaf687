"""GET /: one page made once for many guests, and yet right for each."""

import html
import json
import re
from typing import Any

from tests.running import Person, Server, person


async def shown_to(someone: Person, **headers: str) -> list[dict[str, Any]]:
    page = (await someone.http.get("/", headers=headers)).text
    found = re.search(r"data-photos='([^']*)'", page)
    assert found
    photos: list[dict[str, Any]] = json.loads(html.unescape(found[1]))
    return photos


async def test_a_page_that_others_have_seen_tells_the_sender_which_photos_are_theirs(
    fresh_server: Server,
) -> None:
    async with person(fresh_server.url) as ben, person(fresh_server.url) as stranger:
        sent = await ben.send_photo()
        assert [photo["mine"] for photo in await shown_to(stranger)] == [False]
        assert [photo["mine"] for photo in await shown_to(ben)] == [True]
        assert [photo["mine"] for photo in await shown_to(stranger)] == [False]
        assert [photo["id"] for photo in await shown_to(stranger)] == [sent["id"]]


async def test_a_page_that_was_made_before_a_change_is_not_given_after_it(fresh_server: Server) -> None:
    async with person(fresh_server.url) as ben, person(fresh_server.url) as stranger:
        first = await ben.send_photo()
        await shown_to(stranger)
        second = await ben.send_photo()
        assert [photo["id"] for photo in await shown_to(stranger)] == [second["id"], first["id"]]
        await ben.http.delete(f"/api/photo/{first['id']}")
        assert [photo["id"] for photo in await shown_to(stranger)] == [second["id"]]


async def test_each_guest_gets_the_page_in_their_own_language(fresh_server: Server) -> None:
    async with person(fresh_server.url) as stranger:
        english = (await stranger.http.get("/", headers={"Accept-Language": "en"})).text
        german = (await stranger.http.get("/", headers={"Accept-Language": "de"})).text
        assert "Send photos" in english
        assert "Fotos schicken" in german
        assert "Send photos" not in german
