"""A burst in the gallery: one picture with a count, all of it a tap away, and a host who puts it in order."""

from playwright.async_api import Page, expect

from tests.albums.test_stacks import burst, scene
from tests.browser.conftest import PHONE, Screens
from tests.browser.house import enter
from tests.browser.test_pages import faults_of
from tests.kept_party import PASSWORD
from tests.running import Server, jpeg, person

ITEMS = "[data-photos] > li"


async def host_on_a_phone(screens: Screens) -> Page:
    page = await screens.open("/admin", PHONE | {"bypass_csp": True})
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_selector("h1")
    await page.goto("/")
    return page


async def test_a_burst_is_one_picture_and_a_host_puts_it_in_order(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        await burst(guest)
        await guest.send_photo(jpeg(600, 900), author="Mia")
        friend = await fresh_screens.phone("/")
        host = await host_on_a_phone(fresh_screens)
        for page in (friend, host):
            await expect(page.locator(ITEMS)).to_have_count(2)
            await expect(page.locator("[data-stacked]")).to_have_text("3")

        # One more comes while people look; the item grows and nothing else moves.
        await guest.send_photo(scene(3, blur=3, serial=9))
        for page in (friend, host):
            await expect(page.locator("[data-stacked]")).to_have_text("4")
            await expect(page.locator(ITEMS)).to_have_count(2)

        # A page behind another one has no frames, and its viewer never finishes to open.
        await friend.bring_to_front()
        await friend.locator(ITEMS).nth(1).click()
        line = friend.locator(".pswp__stack")
        await expect(line).to_contain_text("1 of 4 that look alike")
        await expect(line.get_by_role("button")).to_have_count(0)
        await expect(friend.locator(".pswp--ui-visible")).to_be_focused()
        await friend.keyboard.press("ArrowRight")
        await expect(line).to_contain_text("2 of 4 that look alike")

        await host.bring_to_front()
        await host.locator(ITEMS).nth(1).click()
        await expect(host.locator(".pswp--ui-visible")).to_be_focused()
        await host.keyboard.press("ArrowRight")
        decided = host.locator(".pswp__stack")
        await expect(decided).to_contain_text("2 of 4 that look alike")
        assert await faults_of(host) == []
        before = await friend.locator(ITEMS).nth(1).locator("img").get_attribute("src")
        await decided.get_by_role("button", name="Put on top").click()
        await expect(host.locator(".pswp__words")).to_contain_text("This photo lies on top now.")
        await expect(decided).to_contain_text("1 of 4 that look alike")
        assert before
        await expect(friend.locator(ITEMS).nth(1).locator("img")).not_to_have_attribute("src", before)
        await decided.get_by_role("button", name="Take apart").click()
        for page in (friend, host):
            await expect(page.locator("[data-stacked]")).to_have_count(0)
            await expect(page.locator(ITEMS)).to_have_count(5)

        await host.keyboard.press("Escape")
        await host.goto("/admin")
        await enter(host, "photos")
        await host.get_by_role("button", name="What happened").click()
        again = host.get_by_role("button", name="Put together again")
        await expect(again).to_have_count(1)
        await again.click()
        await expect(friend.locator("[data-stacked]")).to_have_text("4")
