"""The phone that sent a photo hears when it is on the big screen: from the screen, and never before."""

import asyncio

from playwright.async_api import expect

from tests.browser.conftest import LOOK_AGAIN_S, Screens, until
from tests.browser.photos import pick, small
from tests.browser.test_remote import SHOWS
from tests.patience import PATIENCE_S
from tests.running import Person, Server, jpeg, person


async def on_a_screen(guest: Person) -> set[str]:
    turns = (await guest.http.get("/api/turns")).json()["turns"]
    return {turn["id"] for turn in turns if turn["shown_at"]}


async def test_a_phone_hears_that_its_photo_is_on_the_big_screen_and_sees_later_when(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await fresh_screens.phone("/upload")
    await pick(phone, small("first.jpg"))
    await phone.locator("#send").click()
    tiles = phone.locator('.tile[data-state="sent"]')
    await expect(tiles).to_have_count(1)
    async with person(fresh_server.url) as host:
        await host.sign_in()
        turns = (await host.http.get("/api/turns")).json()
        assert turns["screens"] == 0
    await expect(tiles.first.locator(".tile__screen")).to_be_hidden()

    wall = await fresh_screens.projector()
    await until(wall, SHOWS)
    await expect(tiles.first.locator(".tile__screen")).to_contain_text("on the big screen", ignore_case=True)
    async with person(fresh_server.url) as host:
        await host.sign_in()
        (screen,) = (await host.http.get("/api/admin/screens")).json()["screens"]
        await host.http.put(f"/api/admin/screens/{screen['id']}", json={"name": "Bar"})
    await phone.locator("#pick").set_input_files([small("second.jpg")])
    await phone.locator("#send").click()
    await expect(tiles).to_have_count(2)
    await expect(tiles.nth(1).locator(".tile__screen")).to_contain_text("On the big screen now")
    await expect(tiles.nth(1).locator(".tile__screen")).to_contain_text("Was on the big screen")

    await phone.goto("/edit")
    await expect(phone.locator("[data-seen]:visible")).to_have_count(2)
    await phone.locator(".card a").first.click()
    sheet = phone.get_by_role("dialog")
    await expect(sheet.locator("[data-on-screen]")).to_contain_text("Was on the big screen")
    await expect(sheet.locator("[data-on-screen]")).to_contain_text("Bar")
    assert fresh_screens.faults == []


async def test_each_photo_of_a_rush_is_told_when_it_comes_and_then_that_it_was_on(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    wall = await fresh_screens.projector()
    async with person(fresh_server.url) as other:
        for number in range(6):
            await other.send_photo(jpeg(640, 480, (30 * number, 60, 90)))
        await until(wall, SHOWS)
        phone = await fresh_screens.phone("/upload")
        await pick(phone, *(small(f"{number}.jpg") for number in range(3)))
        await phone.locator("#send").click()
        tiles = phone.locator('.tile[data-state="sent"]')
        await expect(tiles).to_have_count(3)
        words = phone.locator(".tile__screen", has_text="Was on the big screen")
        await expect(words).to_have_count(3)
    assert fresh_screens.faults == []


async def test_a_wall_that_is_reloaded_in_a_rush_goes_on_with_what_no_screen_has_shown(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    wall = await fresh_screens.projector()
    async with person(fresh_server.url) as guest:
        sent = [await guest.send_photo(jpeg(640, 480, (20 * number, 60, 90))) for number in range(8)]
        await until(wall, SHOWS)
        await wall.reload()
        async with asyncio.timeout(PATIENCE_S):
            while len(await on_a_screen(guest)) < len(sent):
                await asyncio.sleep(LOOK_AGAIN_S)
        assert await on_a_screen(guest) == {photo["id"] for photo in sent}
    assert fresh_screens.faults == []
