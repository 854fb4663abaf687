"""The host's house: six sections, one in sight; the address names it, and panic is in reach of each."""

from playwright.async_api import expect

from tests.browser.conftest import PHONE, Screens
from tests.browser.house import enter
from tests.browser.large_text import SMALL_PHONE, faults_of_layout, page_with_text
from tests.kept_party import PASSWORD

SECTIONS = ("tonight", "photos", "people", "screens", "album", "settings")


async def test_each_section_is_one_tap_away_and_none_is_empty(screens: Screens) -> None:
    page = await screens.open("/admin", PHONE)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    for name in SECTIONS:
        await enter(page, name)
        await expect(page.locator(".house__section:visible")).to_have_count(1)
        await expect(page.locator('.house__way[aria-current="page"]')).to_have_count(1)
        await expect(page.get_by_role("button", name="Stop everything")).to_be_in_viewport()
        assert await page.locator(f"#section-{name}").evaluate(
            "(section) => section.querySelectorAll('button, a, input, select').length > 1"
        )
        await page.wait_for_function("scrollY === 0")


async def test_the_address_and_the_way_back_lead_to_a_section(screens: Screens) -> None:
    page = await screens.host()
    await enter(page, "people")
    await enter(page, "settings")
    await page.go_back()
    await expect(page.locator("#section-people")).to_be_visible()
    await page.reload()
    await expect(page.locator("#section-people")).to_be_visible()
    await page.goto("/admin#take-home")
    await expect(page.locator("#take-home")).to_be_in_viewport()
    await page.goto("/admin#set-deletes_at")
    await expect(page.get_by_label("Delete everything at")).to_be_in_viewport()


async def test_a_section_that_was_left_asks_the_server_nothing(screens: Screens) -> None:
    page = await screens.host()
    async with page.expect_response("**/api/admin/screens"):
        await enter(page, "screens")
    await enter(page, "people")
    assert not await page.locator("#screens-fold").evaluate("(fold) => fold.open")
    await enter(page, "people", "people")
    await enter(page, "album")
    await enter(page, "people")
    assert await page.locator("#people").evaluate("(fold) => fold.open"), "it is as it was left"


async def test_each_section_is_whole_on_a_small_phone_with_large_text(screens: Screens) -> None:
    page = await page_with_text(screens, SMALL_PHONE, 200, "/admin")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    for name in SECTIONS:
        await enter(page, name)
        assert "; ".join(await faults_of_layout(page)) == "", name
