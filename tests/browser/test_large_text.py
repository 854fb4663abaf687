"""With the text at twice its size, every guest page works on the smallest phone as on a large one."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import PHONE, Screens
from tests.browser.large_text import SMALL_PHONE, faults_of_layout, page_with_text
from tests.browser.photos import pick, small
from tests.browser.rest import at_rest
from tests.running import Person, Server, jpeg, person

PAGES = ("/", "/album", "/upload", "/edit", "/take", "/nothing-here", "/offline")
PHONES = {"320x568": SMALL_PHONE, "390x844": PHONE}

on_both_phones = pytest.mark.parametrize("phone", PHONES)


async def send_some(someone: Person) -> None:
    for number in range(4):
        await someone.send_photo(jpeg(900 + 300 * (number % 2), 900), author="Ana", caption="By the lake")


async def faults_on_both_phones(page: Page, path: str) -> list[str]:
    """Open a page on the small phone, look, and look again once the screen is the larger one's."""
    faults = []
    for name, phone in PHONES.items():
        await page.set_viewport_size(phone["viewport"])
        if phone is SMALL_PHONE:
            await page.goto(path)
        await at_rest(page)
        width = await page.evaluate("screen.width")
        assert width == phone["viewport"]["width"]
        faults += [f"{path} at {name}: {fault}" for fault in await faults_of_layout(page)]
    return faults


@pytest.mark.parametrize(
    ("percent", "language"), [(100, "en"), (130, "en"), (150, "en"), (200, "en"), (200, "de")]
)
async def test_every_page_is_whole_at_any_size_of_text(
    percent: int, language: str, screens: Screens, guest: Person
) -> None:
    await send_some(guest)
    page = await page_with_text(screens, SMALL_PHONE | {"locale": language}, percent)
    for path in PAGES:
        assert await faults_on_both_phones(page, path) == []


async def test_an_empty_and_a_closed_party_are_whole_at_200_per_cent(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as host:
        await host.sign_in()
        page = await page_with_text(fresh_screens, SMALL_PHONE, 200)
        for is_open in (True, False):
            await host.http.put("/api/admin/uploads", json={"open": is_open, "message": "Dinner first"})
            for path in ("/", "/upload", "/edit"):
                assert await faults_on_both_phones(page, path) == []


@on_both_phones
async def test_picked_and_sent_photos_lie_in_one_column_at_200_per_cent(phone: str, screens: Screens) -> None:
    page = await page_with_text(screens, PHONES[phone], 200, "/upload")
    await pick(page, small("one.jpg"), small("two.jpg"))
    await at_rest(page)
    assert await faults_of_layout(page) == []
    lefts = await page.locator(".tile__picture, .tile__words").evaluate_all(
        "(nodes) => nodes.map((node) => Math.round(node.getBoundingClientRect().left))"
    )
    assert len(set(lefts)) == 1
    await page.locator("#send").click()
    await expect(page.locator('.tile[data-state="sent"]')).to_have_count(2)
    await at_rest(page)
    assert await faults_of_layout(page) == []


@on_both_phones
async def test_a_photo_large_has_its_words_under_it_at_200_per_cent(
    phone: str, screens: Screens, guest: Person
) -> None:
    await guest.send_photo(jpeg(1200, 900), author="Ana", caption="By the lake")
    page = await page_with_text(screens, PHONES[phone], 200, "/")
    await page.locator("li.photo a").first.click()
    words = page.locator(".pswp--ui-visible .pswp__words")
    await expect(words).to_have_css("opacity", "1")
    shown = page.locator('.pswp__item[aria-hidden="false"] .pswp__img:not(.pswp__img--placeholder)')
    picture, panel = await shown.bounding_box(), await words.bounding_box()
    assert picture
    assert panel
    assert picture["y"] + picture["height"] <= panel["y"] + 1
    assert await faults_of_layout(page) == []


@pytest.mark.parametrize("percent", [100, 130, 200])
@on_both_phones
async def test_the_ways_never_cover_what_is_sent_with(phone: str, percent: int, screens: Screens) -> None:
    page: Any = await page_with_text(screens, PHONES[phone], percent, "/upload")
    await pick(page, *(small(f"{number}.jpg") for number in range(6)))
    await at_rest(page)
    ways, send = [await page.locator(place).bounding_box() for place in (".ways", "#send")]
    assert ways["y"] + ways["height"] <= send["y"] or send["y"] + send["height"] <= ways["y"]
