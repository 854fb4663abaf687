"""The morning after, by keyboard: the photo of the cake is found, put right, tagged, gathered and shared."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.albums.test_search import until as until_found
from tests.browser.conftest import LAPTOP, PHONE, Screens, until
from tests.browser.house import enter
from tests.browser.test_album import SHOWN
from tests.browser.test_sharing import look_again
from tests.kept_party import PASSWORD
from tests.running import Server, jpeg, person


async def press(page: Page, name: str, key: str = "Enter") -> None:
    """Press a button as somebody does who has no mouse."""
    await page.get_by_role("button", name=name, exact=True).press(key)


async def signed_in(screens: Screens, device: dict[str, Any]) -> Page:
    host = await screens.open("/admin", device)
    await host.get_by_label("Password").fill(PASSWORD)
    await host.keyboard.press("Enter")
    await host.wait_for_selector("h1")
    return host


async def put_right_and_tag(host: Page) -> None:
    """Find the cake on the gallery's page, turn it, write its caption on, and give it a tag."""
    await host.goto("/")
    await host.get_by_role("combobox", name="Find photos").press_sequentially("cak")
    found = host.locator("[data-found] a")
    await expect(found).to_have_count(1)
    await expect(host.get_by_role("button", name="Download as ZIP")).to_be_visible()
    await found.press("Enter")
    await expect(host.locator(".pswp--ui-visible")).to_be_focused()
    await press(host, "Edit picture")
    editor = host.get_by_role("dialog", name="Edit picture")
    await expect(editor.locator("[data-editor-crop]")).to_be_visible()
    await press(host, "Turn right")
    await press(host, "Save")
    await expect(editor).to_be_hidden()
    await expect(host.get_by_text("The new picture is up.")).to_be_visible()
    await press(host, "Tags")
    await host.get_by_role("textbox", name="Caption").fill("The cake, at midnight")
    await press(host, "Save the caption")
    await expect(host.get_by_text("The caption is saved.")).to_be_visible()
    tag = host.get_by_role("combobox", name="New tag")
    await tag.fill("sweet")
    await tag.press("Enter")
    await expect(host.get_by_role("button", name="Remove the tag “sweet”")).to_be_visible()
    await host.locator("#tags").get_by_role("button", name="Close").press("Enter")
    await expect(host.locator(".pswp__words")).to_contain_text("sweet")
    await host.keyboard.press("Escape")
    await expect(host.locator(".pswp")).to_have_count(0)


async def gather_and_arrange(host: Page, ids: list[str]) -> None:
    """Put two photos into a collection, and the second one to its front."""
    await host.goto("/album")
    await until(host, SHOWN)
    await press(host, "Select")
    for photo_id in ids:
        await host.locator(f'li[data-id="{photo_id}"]').get_by_role("checkbox").press("Space")
    await press(host, "Collect")
    title = host.get_by_role("textbox", name="A new collection")
    await title.fill("Sweet things")
    await title.press("Enter")
    await expect(host.locator("#chosen-said")).to_contain_text("Sweet things")
    await host.get_by_role("link", name="Sweet things").press("Enter")
    await host.wait_for_selector("[data-collection][data-ready=true]")
    await press(host, "Arrange")
    rows = host.locator("[data-arranged] > li")
    assert [await row.get_attribute("data-id") for row in await rows.all()] == ids
    await rows.nth(1).get_by_role("button", name="Earlier").press("Enter")
    await expect(rows.nth(0)).to_have_attribute("data-id", ids[1])
    await press(host, "Arrange")


@pytest.mark.parametrize("device", [PHONE, LAPTOP], ids=["phone", "laptop"])
async def test_the_cake_is_found_turned_tagged_gathered_shared_and_the_link_revoked(
    device: dict[str, Any], fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        await guest.send_photo(jpeg(900, 600, (30, 60, 160)), author="Ben", caption="The first dance")
        cake = await guest.send_photo(jpeg(900, 600, (200, 30, 40)), author="Zoë", caption="The cake")
        icing = await guest.send_photo(jpeg(900, 600, (200, 60, 160)), author="Zoë", caption="Icing")
        await until_found(guest, "cake", cake["id"])
        host = await signed_in(fresh_screens, device)
        await put_right_and_tag(host)
        now = (await guest.http.get(f"/api/photo/{cake['id']}")).json()["photo"]
        assert (now["width"], now["height"]) == (cake["height"], cake["width"])
        assert (now["caption"], now["tags"]) == ("The cake, at midnight", ["sweet"])
        await until_found(guest, "tag:sweet", cake["id"])

        await gather_and_arrange(host, [cake["id"], icing["id"]])
        await press(host, "Share")
        said = host.locator("#collection-said")
        await expect(said).to_contain_text("/s/")
        address = (await said.inner_text()).split()[-1]
        friend = await fresh_screens.open(address, device)
        await expect(friend.get_by_role("heading", name="Sweet things")).to_be_visible()
        shown = friend.get_by_role("link", name="Photo by")
        await expect(shown).to_have_count(2)
        await expect(shown.nth(1)).to_have_accessible_name("Photo by Zoë: The cake, at midnight")

        await host.bring_to_front()
        await host.goto("/admin")
        await enter(host, "album", "links-fold")
        link = host.locator(".links__one")
        await expect(link).to_contain_text("Sweet things")
        await link.get_by_role("button", name="End the link to “Sweet things”", exact=True).press("Enter")
        await expect(link).to_have_count(0)
        await look_again(friend)
        await expect(friend.get_by_role("heading", name="Nothing here")).to_be_visible()
        await expect(friend.locator(".photo__picture")).to_have_count(0)
