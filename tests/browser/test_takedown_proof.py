"""The host sees that a photo is gone from every screen, and which screen is not reached."""

from playwright.async_api import expect

from tests.browser.conftest import PHONE, Screens, until
from tests.browser.house import enter
from tests.browser.test_desk import desk_of
from tests.browser.test_remote import SHOWS
from tests.members import member
from tests.running import Server, jpeg, person


async def test_a_takedown_is_proven_and_a_screen_that_is_cut_off_is_named(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    walls = [await fresh_screens.projector(), await fresh_screens.projector()]
    basic = await fresh_screens.projector("/wall/basic")
    async with person(fresh_server.url) as guest:
        photos = [await guest.send_photo(jpeg(900, 600, (70 * number, 60, 40))) for number in range(3)]
    for wall in walls:
        await until(wall, SHOWS)
    await basic.wait_for_selector("img[src*='wall.jpg']")
    host = await fresh_screens.host()
    await enter(host, "screens")
    await expect(host.locator(".screen[data-health='green']")).to_have_count(3)
    async with person(fresh_server.url) as steering:
        await steering.sign_in()
        await steering.http.post("/api/admin/screens", json={"set": {"pins": [photos[1]["id"]]}})
        (first, *_) = (await steering.http.get("/api/admin/screens")).json()["screens"]
        await steering.http.post(
            "/api/admin/screens", json={"screen": first["id"], "set": {"layout": "mosaic"}}
        )
    await enter(host, "photos")
    await host.locator(f".shot[data-photo='{photos[1]['id']}'] .shot__hide").click()
    await expect(host.locator("#toast")).to_contain_text("Gone from 3 of 3 screens.")
    for wall in walls:
        assert await wall.evaluate(
            "id => document.querySelector(`[data-photo='${id}']`) === null", photos[1]["id"]
        )

    await walls[1].context.set_offline(True)
    await host.locator(f".shot[data-photo='{photos[2]['id']}'] .shot__hide").click()
    await expect(host.locator("#toast")).to_contain_text("Gone from 2 of 3 screens. Not reached: Screen")
    await walls[1].context.set_offline(False)
    async with person(fresh_server.url) as asking:
        await asking.sign_in()
        await until(walls[1], "id => !document.querySelector(`[data-photo='${id}']`)", photos[2]["id"])
    assert fresh_screens.faults == []


async def test_at_the_desk_a_helper_reads_that_a_reported_photo_is_gone(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with member(fresh_server, "helper", "Ada") as ada, person(fresh_server.url) as guest:
        sent = await guest.send_photo(jpeg(900, 600))
        wall = await fresh_screens.projector()
        await until(wall, "(id) => document.querySelector('[data-wall]').dataset.photo === id", sent["id"])
        async with person(fresh_server.url) as other:
            said = await other.http.post(f"/api/photo/{sent['id']}/report", json={"reason": "not_for_all"})
            assert said.is_success, said.text
        desk = await desk_of(fresh_screens, ada, PHONE)
        await expect(desk.locator("#card")).to_have_attribute("data-photo", sent["id"])
        await desk.locator("#ways [data-do='refuse']").click()
        await expect(desk.locator("#toast")).to_contain_text("Gone from the big screen.")
    assert fresh_screens.faults == []
