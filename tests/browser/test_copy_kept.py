"""A photo whose original the server refused says so, on the sending page and under My photos."""

import base64
import re

from playwright.async_api import FilePayload, Page, Route, expect

from tests.browser.conftest import Screens
from tests.browser.photos import large, send, small
from tests.running import Server

BROKEN: FilePayload = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}


async def refuse_original(phone: Page, server: Server, key: str) -> None:
    refused = await phone.request.post(
        "/api/new_photo", multipart={"key": key, "file": BROKEN}, headers={"Origin": server.url}
    )
    assert refused.status == 415


async def test_a_card_of_my_photos_says_that_only_the_copy_is_kept(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await fresh_screens.phone("/upload")
    copy = await phone.request.post(
        "/api/new_photo",
        multipart={"key": "refused", "screen_copy": "1", "file": small("copy.jpg")},
        headers={"Origin": fresh_server.url},
    )
    assert copy.ok
    await phone.goto("/edit")
    kept = phone.locator(".card").get_by_text("Copy kept", exact=True)
    await expect(kept).to_be_hidden()
    await refuse_original(phone, fresh_server, "refused")
    await expect(kept).to_be_visible()
    await phone.locator(".card a").click()
    await expect(phone.get_by_role("dialog").get_by_text("The original isn’t coming.")).to_be_visible()
    await phone.reload()
    await expect(kept).to_be_visible()


async def test_the_tile_says_it_when_the_refusal_itself_was_lost_on_the_way(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await fresh_screens.phone("/upload")

    async def refuse_and_lose_the_answer(route: Route) -> None:
        key = re.search(r"\bkey ([^,]+)", route.request.headers["upload-metadata"])
        assert key is not None
        await refuse_original(phone, fresh_server, base64.b64decode(key[1]).decode())
        await route.abort("connectionreset")

    await phone.route(re.compile(r"/api/uploads"), refuse_and_lose_the_answer)
    await send(phone, large("a.jpg"))
    await expect(phone.locator(".tile__original")).to_have_text("Copy kept. The original isn’t coming.")
    await expect(phone.locator(".tile__status")).to_have_text("On the wall")
