"""The page of the book: a host moves a photo, leaves one out, chooses the cover, and has the PDF made."""

from playwright.async_api import expect

from tests.browser.conftest import PHONE, Screens
from tests.browser.rest import at_rest
from tests.browser.test_pages import faults_of
from tests.kept_party import PASSWORD
from tests.running import Server, jpeg, person


async def test_a_host_makes_the_book_on_a_phone(fresh_screens: Screens, fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest:
        ids = [(await guest.send_photo(jpeg(), author="Mia", caption=f"No. {no}"))["id"] for no in range(4)]
        host = await fresh_screens.open("/admin", PHONE | {"bypass_csp": True})
        await host.get_by_label("Password").fill(PASSWORD)
        await host.keyboard.press("Enter")
        await host.wait_for_selector("h1")
        await host.goto("/admin/book")
        said = host.locator("#book-said")
        await expect(said).to_contain_text("4 photos")
        inside = host.locator(".sheet--photos [data-photo]")

        async def order() -> list[str | None]:
            return [await one.get_attribute("data-photo") for one in await inside.all()]

        assert await order() == ids
        await inside.nth(0).focus()
        await host.keyboard.press("Enter")
        tools = host.get_by_role("toolbar")
        await expect(tools).to_contain_text("Mia: No. 0")
        await at_rest(host)
        assert await faults_of(host) == []
        await tools.get_by_role("button", name="Later").click()
        await expect(inside.nth(1)).to_have_attribute("data-photo", ids[0])
        await expect(inside.nth(1)).to_have_attribute("aria-pressed", "true")
        await tools.get_by_role("button", name="On the cover").click()
        await expect(host.locator("[data-cover]")).to_have_attribute("data-photo", ids[0])
        await inside.nth(2).click()
        await tools.get_by_role("button", name="Leave out").click()
        await expect(said).to_contain_text("3 photos")
        await expect(tools).to_be_hidden()
        await host.get_by_label("Page size").select_option("square")
        await expect(host.locator(".sheet").first).to_have_css("aspect-ratio", "210 / 210")
        await host.get_by_role("button", name="Put back: Mia: No. 2").click()
        await expect(said).to_contain_text("4 photos")
        # Its choice is kept, also for another browser.
        await host.reload()
        await expect(said).to_contain_text("4 photos")
        assert await order() == [ids[1], ids[0], ids[2], ids[3]]
        await host.get_by_role("button", name="Make the PDF").click()
        await expect(host.get_by_role("link", name="Download the PDF")).to_be_visible(timeout=90_000)
