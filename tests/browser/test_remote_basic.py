"""The wall for old televisions follows the remote, upright and with an address that is long."""

import re

from playwright.async_api import Page, expect

from tests.browser.conftest import Screens, until
from tests.running import Person, Server, jpeg, person

UPRIGHT = {"width": 1080, "height": 1920}
LONG_ADDRESS = "fotos.hochzeitsgesellschaft-am-see.example.org/p/ada-und-benjamin-im-sommer?door=" + "k7" * 16
SHOWS = "id => document.getElementById('wall').getAttribute('data-photo') === id"

ID = re.compile("^[0-9a-f]{32}$")
CHANGED = "before => document.getElementById('wall').getAttribute('data-photo') !== before"
WRITE = "(all, words) => all.forEach((it) => (it.textContent = words))"


async def steer(host: Person, **state: object) -> None:
    answer = await host.http.post("/api/admin/screens", json={"set": state})
    assert answer.status_code == 200, answer.text


async def opened_by_the_clock(screens: Screens) -> Page:
    tv = await screens.projector("/upload")
    await tv.clock.install()
    await tv.goto("/wall/basic")
    await expect(tv.locator("#wall")).to_have_attribute("data-photo", ID)
    return tv


async def turned(tv: Page) -> str:
    """Let the next photo come, and return it."""
    before = await tv.locator("#wall").get_attribute("data-photo")
    await tv.clock.run_for(9_500)
    await until(tv, CHANGED, before)
    return await tv.locator("#wall").get_attribute("data-photo") or ""


async def lies_inside(page: Page, selector: str) -> None:
    """Nothing of it is cut off, neither by the screen nor by itself."""
    box = await page.locator(selector).bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= UPRIGHT["width"]
    assert box["y"] + box["height"] <= UPRIGHT["height"]
    assert await page.locator(selector).evaluate("it => it.scrollWidth <= it.clientWidth + 1"), selector


async def test_the_wall_for_old_televisions_follows_the_remote(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await host.sign_in()
        first = await guest.send_photo(jpeg(900, 600, (200, 60, 40)), author="Mia")
        tv = await fresh_screens.projector("/wall/basic", viewport=UPRIGHT)
        await until(tv, SHOWS, first["id"])
        addresses = tv.locator(".address:not(#message)")
        await addresses.evaluate_all(WRITE, LONG_ADDRESS)
        await lies_inside(tv, ".join")
        await lies_inside(tv, ".join .address")

        await steer(host, paused=True)
        await expect(tv.locator("#wall[data-paused]")).to_be_visible()
        second = await guest.send_photo(jpeg(600, 900, (40, 60, 200)), author="Ben")
        # It has been heard of when a later steering is followed, and is not on.
        await steer(host, message="The buses leave at 1:30")
        await expect(tv.locator("#notice")).to_have_text("The buses leave at 1:30")
        await expect(tv.locator("#notice")).to_be_visible()
        await until(tv, SHOWS, first["id"])
        await steer(host, paused=False)
        await until(tv, SHOWS, second["id"])

        await steer(host, message="W" * 200, message_alone=True)
        await expect(tv.locator("#wall")).to_have_class("is-open has-notice-alone")
        await lies_inside(tv, "#notice-words")
        ground = await tv.evaluate("document.elementFromPoint(20, 1900).closest('#notice') !== null")
        assert ground, "it stands in the place of the photos"
        # A message with an end goes by the screen's own clock, also while the server is away.
        await steer(host, message="Cake!", message_alone=False, message_s=2)
        await expect(tv.locator("#notice")).to_have_text("Cake!")
        await expect(tv.locator("#notice")).to_be_hidden()

        await steer(host, code_s=60)
        await expect(tv.locator("#calling")).to_be_visible()
        code = await tv.locator("#calling img").bounding_box()
        assert code is not None
        assert min(code["width"], code["height"]) >= 0.6 * UPRIGHT["width"]
        for part in ("#calling img", "#calling .calling__words"):
            await lies_inside(tv, part)
        await steer(host, code_s=0)
        await expect(tv.locator("#calling")).to_be_hidden()

        await steer(host, dark=True)
        await expect(tv.locator("#dimmer")).to_have_css("opacity", "1")
        await steer(host, dark=False, brightness=60)
        await expect(tv.locator("#dimmer")).to_have_css("opacity", "0.4")
        await tv.reload()
        await expect(tv.locator("#dimmer")).to_have_css("opacity", "0.4")


async def test_a_paused_television_is_rid_of_a_photo_that_is_taken_down(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await host.sign_in()
        first = await guest.send_photo(jpeg(900, 600, (200, 60, 40)))
        second = await guest.send_photo(jpeg(600, 900, (40, 60, 200)))
        tv = await fresh_screens.projector("/wall/basic", viewport=UPRIGHT)
        await until(tv, SHOWS, second["id"])
        await steer(host, paused=True)
        await expect(tv.locator("#wall[data-paused]")).to_be_visible()
        await host.http.post(f"/api/admin/photo/{second['id']}/hide")
        await until(tv, SHOWS, first["id"])
        await expect(tv.locator(f"[data-photo='{second['id']}']")).to_have_count(0)


async def test_a_pinned_photo_comes_again_on_an_old_television_until_it_is_taken_down(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await host.sign_in()
        pinned = (await guest.send_photo(jpeg(640, 480)))["id"]
        for number in range(12):
            await guest.send_photo(jpeg(640 + number, 480))
        await steer(host, pins=[pinned])
        tv = await opened_by_the_clock(fresh_screens)
        seen = [await turned(tv) for _ in range(16)]
        assert seen.count(pinned) >= 3, seen
        await host.http.post(f"/api/admin/photo/{pinned}/hide")
        await tv.clock.run_for(2_000)
        await until(tv, "id => !document.querySelector(`[data-photo='${id}']`)", pinned)


async def test_an_old_television_is_the_same_screen_after_a_reload(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as host:
        await host.sign_in()
        tv = await fresh_screens.projector("/wall/basic")
        await expect(tv.locator("#wall")).to_have_attribute("data-state", "live")
        for _ in range(2):
            async with tv.expect_response("**/wall/shows"):
                await tv.reload()
            await expect(tv.locator("#wall")).to_have_attribute("data-state", "live")
        found = (await host.http.get("/api/admin/screens")).json()["screens"]
        assert [one["number"] for one in found] == [1]


async def test_an_old_television_has_as_many_nodes_after_many_photos(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        for number in range(6):
            await guest.send_photo(jpeg(320 + number, 240), author="Ada", caption=f"Number {number}")
    tv = await opened_by_the_clock(fresh_screens)
    counted: list[int] = []
    for turns in (8, 16):
        for _ in range(turns):
            await turned(tv)
        session = await tv.context.new_cdp_session(tv)
        await session.send("HeapProfiler.collectGarbage")
        counted.append((await session.send("Memory.getDOMCounters"))["nodes"])
        await session.detach()
    assert counted[1] - counted[0] <= 4, counted
