"""Photos go on wherever the guest walks, and every page says how far they are."""

import asyncio
import re

from playwright.async_api import FilePayload, Page, Route, expect

from tests.browser.conftest import Screens
from tests.browser.history import Said
from tests.browser.photos import (
    another_tab,
    how_many,
    large,
    phone_with,
    pick,
    send,
    small,
    stored,
)
from tests.running import Server

# Plain HTTP, as on a wall without a certificate: no locks, and (as in all these tests) no service worker.
WITHOUT_LOCKS = 'Object.defineProperty(navigator, "locks", {value: undefined})'
PILL = "#on-their-way"
QUEUE_CODE = re.compile(r"upload_queue\.js|carrier\.js")


async def held_back(phone: Page) -> asyncio.Event:
    """Keep every photo on its way until the event is set, on whichever page it is sent from."""
    may_go = asyncio.Event()

    async def hold(route: Route) -> None:
        await may_go.wait()
        await route.continue_()

    await phone.route("**/api/new_photo", hold)
    return may_go


def not_a_picture(name: str) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": b"no picture at all, only words " * 50}


async def test_photos_go_on_from_the_gallery_and_from_my_photos(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await phone_with(fresh_screens, WITHOUT_LOCKS)
    may_go = await held_back(phone)
    await send(phone, *(small(f"{number}.jpg") for number in range(4)))
    await stored(phone, 4)
    await phone.goto("/")
    await expect(phone.locator(PILL)).to_have_text("0 of 4 on the wall")
    said = await Said(phone, f"{PILL} a").begin()
    may_go.set()
    # Two that arrive together are counted at once.
    await said.includes(r"[123] of 4 on the wall")
    await expect(phone.locator(PILL)).to_have_text("All up. Thank you!")
    assert await how_many(fresh_server) == 4
    await stored(phone, 0)

    may_go.clear()
    await phone.goto("/upload")
    await send(phone, large("a.jpg"), small("b.jpg"))
    await stored(phone, 2)
    await phone.goto("/edit")
    await expect(phone.locator(PILL)).to_have_text("0 of 2 on the wall")
    may_go.set()
    await expect(phone.locator(PILL)).to_have_text("All up. Thank you!")
    assert await how_many(fresh_server) == 6


async def test_the_count_goes_on_over_pages_and_ends_with_what_did_not_go_through(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await fresh_screens.phone()
    await send(phone, small("a.jpg"), not_a_picture("b.jpg"), small("c.jpg"))
    await expect(phone.locator("#count")).to_contain_text("2 are up · 1 didn’t go through")
    await phone.get_by_role("button", name="Show it").click()
    await expect(phone.get_by_role("button", name="Take out photo 2")).to_be_focused()
    await phone.goto("/")
    pill = phone.get_by_role("link", name="2 are up · 1 didn’t go through: show it")
    await pill.click()
    await expect(phone.locator('.tile[data-state="failed"]')).to_have_count(1)
    await phone.get_by_role("button", name=re.compile("Take out photo")).click()
    await stored(phone, 0)
    await phone.goto("/")
    await expect(phone.locator("[data-photos] li")).to_have_count(2)
    await expect(phone.locator(PILL)).to_be_hidden()


async def test_where_nothing_waits_the_code_that_sends_is_not_loaded(screens: Screens) -> None:
    phone = await screens.phone("/offline")
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    for path in ("/", "/edit"):
        await phone.goto(path)
        await phone.wait_for_load_state("networkidle")
    assert asked
    assert not [url for url in asked if QUEUE_CODE.search(url)]


async def test_without_a_network_the_pill_says_so_and_goes_on_when_it_is_back(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await phone_with(fresh_screens, WITHOUT_LOCKS)
    await phone.route("**/api/new_photo", lambda route: route.abort("connectionreset"))
    await send(phone, small("a.jpg"), small("b.jpg"))
    await stored(phone, 2)
    await phone.goto("/")
    await expect(phone.locator(PILL)).to_have_text("0 of 2 on the wall · waiting for the network")
    await phone.unroute("**/api/new_photo")
    await expect(phone.locator(PILL)).to_have_text("All up. Thank you!")
    assert await how_many(fresh_server) == 2


async def test_what_was_only_picked_is_not_said_to_be_on_its_way(screens: Screens) -> None:
    phone = await screens.phone()
    await pick(phone, small("a.jpg"), small("b.jpg"))
    await stored(phone, 2)
    await phone.goto("/")
    await expect(phone.locator(PILL)).to_have_text("Picked and not sent yet: 2")


async def test_the_sending_page_takes_over_what_another_page_was_sending(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    for init in ("", WITHOUT_LOCKS):
        before = await how_many(fresh_server)
        phone = await phone_with(fresh_screens, init)
        may_go = await held_back(phone)
        await send(phone, small("a.jpg"), small("b.jpg"), small("c.jpg"))
        await stored(phone, 3)
        await phone.goto("/")
        await expect(phone.locator(PILL)).to_have_text("0 of 3 on the wall")
        tab = await another_tab(phone, fresh_screens)
        await expect(tab.locator(".tile")).to_have_count(3)
        await expect(tab.locator("#elsewhere")).to_be_hidden()
        await expect(tab.locator("#done-title")).to_have_text("Your 3 photos are up. Thank you!")
        # The page that gave them away has counted on.
        await expect(phone.locator(PILL)).to_have_text("All up. Thank you!")
        may_go.set()
        assert await how_many(fresh_server) == before + 3
        await phone.context.close()
