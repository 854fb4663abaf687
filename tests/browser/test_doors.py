"""Guests scan the code of a table or of the wall, come in, agree and send; the host sees by which code."""

from playwright.async_api import expect

from tests.browser.camera import scanned
from tests.browser.conftest import PROJECTOR, Screens
from tests.browser.photos import pick, small
from tests.http.test_entry import close_door, make_door
from tests.http.test_settings import put, version_of
from tests.running import Server, person


async def test_a_guest_gets_in_by_a_tables_qr_code_and_the_photo_says_which(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as host:
        await close_door(host)
        door_id, link = await make_door(host, "Table 1")
        await put(host, await version_of(host), consent="Everybody is fine with it")
        desk = await fresh_screens.host()
        await desk.goto("/admin/doors")
        address = await scanned(desk.locator(".doors__code"))
        assert address == fresh_server.root_url + link
        phone = await fresh_screens.phone("/offline")
        await phone.goto("/")
        await expect(phone.get_by_label("Code")).to_be_visible()
        await phone.goto(address)
        await pick(phone, small("one.jpg"))
        await phone.locator("#consent").check()
        await phone.locator("#send").click()
        await expect(phone.locator('.tile[data-state="sent"]')).to_have_count(1)
        listed = (await host.http.get("/api/admin/photos", params={"before": ""})).json()["photos"]
        assert [photo["door"] for photo in listed] == [door_id]


async def test_the_walls_code_lets_in_whoever_scans_it_also_after_the_first_photo_and_a_new_code(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as host:
        await close_door(host)
        desk = await fresh_screens.host()
        wall, television = await desk.context.new_page(), await desk.context.new_page()
        for page, path in ((wall, "/wall"), (television, "/wall/basic")):
            fresh_screens.watch(page)
            await page.set_viewport_size(PROJECTOR["viewport"])
            await page.goto(path)
        first = await fresh_screens.phone(await scanned(wall.locator(".invite__code").first))
        await pick(first, small("one.jpg"))
        await first.locator("#send").click()
        corner = wall.locator(".join__code").first
        await expect(corner).to_be_visible()
        await wall.evaluate("window.isTheSamePage = true")
        await put(host, await version_of(host), entry_code="tulip")
        await expect(wall.locator(".join__address").first).to_contain_text("/in/tulip")
        await expect(television.locator(".join .address")).to_contain_text("/in/tulip")
        assert await wall.evaluate("window.isTheSamePage"), "a load would end full screen"
        for code in (corner, television.locator(".join .code")):
            await code.page.bring_to_front()
            phone = await fresh_screens.phone(await scanned(code))
            await expect(phone.locator("#pick")).to_be_attached()
