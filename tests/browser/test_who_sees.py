"""Photos for members only: guests see their own, the big screen goes on, until all see all."""

from urllib.parse import urlsplit

from playwright.async_api import expect

from tests.browser.conftest import PROJECTOR, Screens, until
from tests.browser.house import enter
from tests.browser.test_desk import is_on
from tests.http.test_waiting import switch
from tests.members import member
from tests.running import Server, jpeg, person


async def test_the_gallery_is_hidden_from_guests_until_it_is_revealed(
    screens: Screens, server: Server
) -> None:
    async with member(server, "host", "Mia") as host, person(server.url) as other:
        await switch(host, gallery_for="members")
        first = await other.send_photo(jpeg(800, 600))
        phone = await screens.phone("/")
        await expect(phone.get_by_text("Here is what you sent.")).to_be_visible()
        page = await screens.host()
        await enter(page, "screens")
        await page.get_by_text("Link for a television or projector").click()
        link = await page.locator("#screen-link").inner_text()
        wall = await screens.open(urlsplit(link).path, PROJECTOR)
        await is_on(wall, first["id"])
        later = await other.send_photo(jpeg(700, 600))
        await is_on(wall, later["id"])
        await expect(phone.locator("[data-id]")).to_have_count(0)
        await switch(host, gallery_for="everyone")
        for photo in (first, later):
            await expect(phone.locator(f'[data-id="{photo["id"]}"]')).to_have_count(1)
        await until(wall, "() => document.querySelector('[data-wall]').dataset.scene === 'show'")


async def test_a_page_shows_the_door_when_a_code_is_asked_for(screens: Screens, server: Server) -> None:
    async with member(server, "host", "Mia") as host:
        phone = await screens.phone("/")
        await expect(phone.get_by_role("link", name="Send photos")).to_be_visible()
        await switch(host, entry_code="cake")
        try:
            await expect(phone.get_by_label("Code")).to_be_visible()
        finally:
            await switch(host, entry_code="")
