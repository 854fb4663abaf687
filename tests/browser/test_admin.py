"""The host's page: what is decided there, and what happens elsewhere meanwhile."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import Screens
from tests.running import Person, Server, jpeg, person
from tests.tus.client import photo_of
from tests.tus.test_photos import copy_of


def shot(page: Page, photo: dict[str, Any]) -> Locator:
    return page.locator(f'.shot[data-photo="{photo["id"]}"]')


async def is_shown(guest: Person, photo: dict[str, Any]) -> bool:
    shown = (await guest.photos(before="", limit=100))["photos"]
    return photo["id"] in [one["id"] for one in shown]


async def test_hiding_is_undone_with_one_tap(screens: Screens, server: Server) -> None:
    async with person(server.url) as guest:
        photo = await guest.send_photo(author="Ben")
        page = await screens.host()
        # The offer to undo it goes after a while: a slow machine is no slow host.
        await page.clock.install()
        await page.reload()
        tile = shot(page, photo)
        await expect(tile).to_be_visible()
        await page.clock.pause_at(datetime.now(UTC) + timedelta(seconds=30))
        await tile.get_by_role("button", name="Hide the photo by Ben").click()
        await expect(tile).to_have_attribute("data-state", "hidden")
        assert not await is_shown(guest, photo)
        await page.get_by_role("button", name="Undo").click()
        await expect(tile).to_have_attribute("data-state", "shown")
        assert await is_shown(guest, photo)


async def test_a_photo_whose_original_has_not_come_is_marked_until_it_does(
    screens: Screens, server: Server
) -> None:
    async with person(server.url) as guest:
        copy = await copy_of(guest, "a-key", jpeg(900, 700))
        page = await screens.host()
        await expect(shot(page, copy).get_by_text("Screen copy only so far")).to_be_visible()
        await photo_of(guest, jpeg(1800, 1400), key="a-key")
        await expect(shot(page, copy).get_by_text("Screen copy only so far")).to_be_hidden()


async def test_deleting_asks_first_and_keeps_the_photo_unless_it_is_meant(
    screens: Screens, server: Server
) -> None:
    async with person(server.url) as guest:
        photo = await guest.send_photo()
    page = await screens.host()
    tile = shot(page, photo)
    await tile.get_by_role("button", name="Delete").click()
    await page.keyboard.press("Escape")
    await expect(tile).to_be_visible()
    await tile.get_by_role("button", name="Delete").click()
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await expect(tile).to_have_count(0)


async def test_it_follows_what_happens_elsewhere(fresh_screens: Screens, fresh_server: Server) -> None:
    page = await fresh_screens.host()
    await expect(page.get_by_text("No photos yet")).to_be_visible()
    async with person(fresh_server.url) as guest, person(fresh_server.url) as other:
        await other.sign_in()
        first = await guest.send_photo(author="Zoë")
        second = await guest.send_photo(jpeg(900, 700), author="Ben")
        await expect(page.locator(".shot__who").first).to_have_text("Ben")
        # Hidden on another device it stays, to be put back; taken back by its guest it goes.
        await other.http.post(f"/api/admin/photo/{first['id']}/hide")
        await expect(shot(page, first)).to_have_attribute("data-state", "hidden")
        await guest.http.delete(f"/api/photo/{second['id']}")
        await expect(shot(page, second)).to_have_count(0)
        await page.get_by_role("button", name="Hidden").click()
        await expect(page.locator(".shot:visible")).to_have_count(1)


async def test_the_switch_takes_its_words_along(fresh_screens: Screens, fresh_server: Server) -> None:
    phone = await fresh_screens.phone("/upload")
    page = await fresh_screens.host()
    switch = page.get_by_role("switch", name="Guests can send photos")
    await page.get_by_role("button", name="Back after dinner").click()
    await switch.click()
    await expect(switch).to_have_attribute("aria-checked", "false")
    await expect(phone.get_by_text("Back after dinner")).to_be_visible()
    await page.get_by_label("What guests read during a break").fill("One more toast")
    await page.get_by_role("button", name="Save these words").click()
    await expect(phone.get_by_text("One more toast")).to_be_visible()
    await switch.click()
    await expect(phone.get_by_text("One more toast")).to_be_hidden()


async def test_the_log_tells_who_did_what(fresh_screens: Screens, fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest:
        await guest.send_photo(author="Ben")
        page = await fresh_screens.host()
        await page.get_by_role("button", name="Hide the photo by Ben").click()
        await page.get_by_role("button", name="What happened").click()
        entries = page.locator(".log__entry > span")
        await expect(entries).to_have_text(["You hid Ben’s photo", "Ben sent a photo"])
        await guest.send_photo(jpeg(900, 700), author="Mia")
        await expect(entries.first).to_have_text("Mia sent a photo")


async def test_the_original_comes_as_a_download(screens: Screens, server: Server) -> None:
    sent = jpeg(900, 700)
    async with person(server.url) as guest:
        photo = await guest.send_photo(sent)
    page = await screens.host()
    async with page.expect_download() as download:
        await shot(page, photo).get_by_role("link", name="Download the original").click()
    path = await (await download.value).path()
    assert path.read_bytes() == sent


async def test_a_session_that_was_ended_elsewhere_leads_to_the_password(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as other:
        await other.send_photo()
        page = await fresh_screens.host()
        hide = page.get_by_role("button", name="Hide").first
        # A page that has not its photos yet is led to the password by asking for them.
        await expect(hide).to_be_visible()
        await other.sign_in()
        await other.http.post("/admin/logout", data={"everywhere": "1"})
        await hide.click()
        await expect(page.get_by_label("Password")).to_be_visible()


async def test_a_wrong_password_is_told_kindly(screens: Screens) -> None:
    page = await screens.phone("/admin")
    await page.get_by_label("Password").fill("not-this-one")
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("alert")).to_have_text(re.compile("not the password"))
