"""A photo that is not for the big screen: neither the wall nor other guests ever have it."""

from playwright.async_api import expect

from tests.browser.conftest import Screens
from tests.browser.photos import pick, small
from tests.browser.rest import at_rest
from tests.running import Server, person


async def test_a_photo_is_sent_for_the_hosts_only_and_put_up_later(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    wall = await fresh_screens.projector("/wall")
    phone = await fresh_screens.phone("/upload")
    await pick(phone, small("us.jpg"))
    await phone.get_by_role("checkbox", name="Not for the big screen").check()
    await phone.locator("#send").click()
    await expect(phone.locator(".tile")).to_contain_text("Only you and the hosts see it")
    await expect(phone.locator("#done-title")).to_have_text("All sent. Thank you!")
    await phone.goto("/edit")
    await at_rest(phone)
    card = phone.locator(".card")
    await expect(card.get_by_text("Not for the big screen").first).to_be_visible()
    await expect(card.get_by_text("With the hosts")).to_be_hidden()
    async with person(fresh_server.url) as other:
        assert (await other.photos(before=""))["photos"] == []
    await card.locator("a").click()
    sheet = phone.get_by_role("dialog")
    await sheet.get_by_role("button", name="Put it on the big screen, too").click()
    await expect(sheet.get_by_text("Saved")).to_be_visible()
    await expect(wall.locator("img[src*='/media/']").first).to_be_attached()
    await sheet.get_by_role("button", name="Not for the big screen").click()
    await expect(sheet.get_by_role("button", name="Put it on the big screen, too")).to_be_visible()
    await expect(wall.locator("img[src*='/media/']")).to_have_count(0)
    async with person(fresh_server.url) as other:
        assert (await other.photos(before=""))["photos"] == []


async def test_the_host_sees_which_photos_are_private(fresh_screens: Screens, fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest:
        await guest.send_photo(private="1")
        await guest.send_photo()
    host = await fresh_screens.host()
    marks = host.locator(".shot").get_by_text("Not for the big screen")
    await expect(host.locator(".shot")).to_have_count(2)
    await expect(marks.locator("visible=true")).to_have_count(1)
