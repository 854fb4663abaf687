"""A guest comes in by a table's QR code, agrees, and sends; the host sees by which table."""

from playwright.async_api import expect

from tests.browser.conftest import Screens
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
        phone = await fresh_screens.phone("/offline")
        await phone.goto("/")
        await expect(phone.get_by_label("Code")).to_be_visible()
        await phone.goto(link)
        await pick(phone, small("one.jpg"))
        await phone.locator("#consent").check()
        await phone.locator("#send").click()
        await expect(phone.locator('.tile[data-state="sent"]')).to_have_count(1)
        listed = (await host.http.get("/api/admin/photos", params={"before": ""})).json()["photos"]
        assert [photo["door"] for photo in listed] == [door_id]
