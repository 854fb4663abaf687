"""Finding a photo on the gallery's page: as one types, by keyboard, with chips, and back to the list."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import LAPTOP, PHONE, Screens
from tests.browser.rest import at_rest
from tests.browser.test_pages import faults_of
from tests.patience import PATIENCE_S
from tests.running import Person, Server, jpeg, person

SHOWN = "[data-found] > li"


async def party_of_cakes(guest: Person) -> dict[str, Any]:
    """Send three photos, of which one is of a cake, and wait until it is found."""
    await guest.send_photo(jpeg(900, 600, (30, 60, 160)), author="Ben", caption="The first dance")
    await guest.send_photo(jpeg(600, 900, (40, 140, 60)), author="Zoë", caption="Garden")
    cake = await guest.send_photo(jpeg(900, 600, (200, 30, 40)), author="Zoë", caption="Cake at midnight")
    async with asyncio.timeout(PATIENCE_S):
        while not (await guest.http.get("/api/search", params={"q": "cake"})).json()["photos"]:
            await asyncio.sleep(0.05)
    return cake


async def assert_found(page: Page, count: int, words: str) -> None:
    await expect(page.locator(SHOWN)).to_have_count(count)
    await expect(page.locator("[data-search-said]")).to_contain_text(words)


async def test_the_photo_of_the_cake_is_found_as_one_types_and_let_go_again(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        cake = await party_of_cakes(guest)
        phone = await fresh_screens.phone("/")
        field = phone.get_by_role("combobox", name="Find photos")
        await field.press_sequentially("cak")
        await assert_found(phone, 1, "1 photo")
        await expect(phone.locator(f"{SHOWN} img")).to_have_attribute("alt", "Photo by Zoë: Cake at midnight")
        await expect(phone.locator("[data-photos]")).to_be_hidden()

        await guest.http.put(f"/api/photo/{cake['id']}", json={"caption": "Crumbs"})
        await expect(phone.locator(f"{SHOWN} img")).to_have_attribute("alt", "Photo by Zoë: Crumbs")
        await field.fill("")
        await expect(phone.locator("[data-photos] > li")).to_have_count(3)
        await expect(phone.locator(SHOWN)).to_have_count(0)
        await field.fill("gardn")
        await assert_found(phone, 1, "Nothing has “gardn”. These have: garden")
        await field.fill("nothing at all")
        await assert_found(phone, 0, "Nothing fits that")


async def test_suggestions_are_walked_through_and_chosen_by_keyboard(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        await party_of_cakes(guest)
    page = await fresh_screens.open("/", LAPTOP)
    field = page.get_by_role("combobox", name="Find photos")
    await field.press_sequentially("zo")
    option = page.get_by_role("option").filter(has_text="From").filter(has_text="Zoë")
    await expect(option).to_be_visible()
    await expect(field).to_have_attribute("aria-expanded", "true")
    await field.press("ArrowDown")
    await expect(option).to_have_attribute("aria-selected", "true")
    await expect(field).to_have_attribute("aria-activedescendant", "suggestion-0")
    await field.press("Enter")
    await expect(field).to_have_value('from:"Zoë" ')
    await assert_found(page, 2, "2 photos")

    await field.press_sequentially("cake")
    await assert_found(page, 1, "1 photo")
    # The first one closes what is suggested, which lies over the chips; the field keeps its words.
    await field.press("Escape")
    await page.get_by_role("button", name="Search without “cake”").click()
    await assert_found(page, 2, "2 photos")
    await expect(field).to_be_focused()
    assert page.url.endswith("?q=from%3A%22Zo%C3%AB%22")
    await page.reload()
    await assert_found(page, 2, "2 photos")
    await page.locator(f"{SHOWN} a").first.click()
    await expect(page.get_by_role("dialog", name="Photo, large")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator(SHOWN)).to_have_count(2)


async def test_a_guest_tags_an_own_photo_and_finds_it_by_that(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await fresh_screens.phone("/")
    await phone.evaluate(
        """async (bytes) => {
          const form = new FormData();
          form.append("file", new Blob([new Uint8Array(bytes)]), "us.jpg");
          await fetch("/api/new_photo", { method: "POST", body: form });
        }""",
        list(jpeg(900, 600)),
    )
    await phone.locator("[data-photos] > li a").first.click()
    await phone.get_by_role("button", name="Tags").click()
    field = phone.get_by_role("textbox", name="New tag").or_(phone.get_by_role("combobox", name="New tag"))
    await field.fill("First dance")
    await field.press("Enter")
    await expect(phone.get_by_role("button", name="Remove the tag “First dance”")).to_be_visible()
    await field.fill("x" * 60)
    assert len(await field.input_value()) == 40
    await phone.get_by_role("button", name="Close").last.click()
    await expect(phone.locator(".pswp__words")).to_contain_text("First dance")
    await phone.keyboard.press("Escape")
    async with person(fresh_server.url) as other, asyncio.timeout(PATIENCE_S):
        while not (await other.http.get("/api/tags", params={"q": "first"})).json()["suggestions"]:
            await asyncio.sleep(0.05)
    await phone.get_by_role("combobox", name="Find photos").fill("tag:first")
    await assert_found(phone, 1, "1 photo")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_on_what_was_found(
    scheme: str, fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        await party_of_cakes(guest)
    page = await fresh_screens.open("/", PHONE | {"color_scheme": scheme, "bypass_csp": True})
    field = page.get_by_role("combobox", name="Find photos")
    await field.press_sequentially("zoë")
    await assert_found(page, 2, "2 photos")
    await expect(page.get_by_role("option").first).to_be_visible()
    await at_rest(page)
    assert await faults_of(page) == []
