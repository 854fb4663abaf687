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


async def test_the_walls_code_lets_in_whoever_scans_it_before_the_first_photo_and_after_it(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as host:
        await close_door(host)
        desk = await fresh_screens.host()
        wall = await desk.context.new_page()
        fresh_screens.watch(wall)
        await wall.set_viewport_size(PROJECTOR["viewport"])
        await wall.goto("/wall")
        first = await fresh_screens.phone(await scanned(wall.locator(".invite__code").first))
        await pick(first, small("one.jpg"))
        await first.locator("#send").click()
        corner = wall.locator(".join__code").first
        await expect(corner).to_be_visible()
        second = await fresh_screens.phone(await scanned(corner))
        await expect(second.locator("#pick")).to_be_attached()
