"""A browser that keeps no cookies, and an original that the server forgets each time."""

import re

from playwright.async_api import Request, Route, expect

from tests.browser.conftest import Screens
from tests.browser.photos import how_many, kept_originals, large, send, sha256, small, until_kept
from tests.browser.weak_network import weak_network
from tests.running import Server

# What a browser that blocks cookies takes from a page with them.
KEEPS_NOTHING = """
  Object.defineProperty(window, "indexedDB", {value: undefined});
  for (const name of ["localStorage", "sessionStorage"]) {
    Object.defineProperty(window, name, {get() { throw new DOMException("blocked", "SecurityError"); }});
  }
"""


async def test_with_cookies_blocked_an_original_arrives_and_the_page_says_what_that_means(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with weak_network(fresh_server.url, keeps_cookies=False) as network:
        phone = await fresh_screens.phone("/offline", base_url=network.url)
        await phone.context.add_init_script(KEEPS_NOTHING)
        begun: list[str] = []
        phone.on("request", lambda request: begun.append(request.url) if is_begun(request) else None)
        await phone.goto("/upload")
        await expect(phone.get_by_text("This browser keeps no cookies")).to_be_attached()
        photo = large("a.jpg")
        await send(phone, photo)
        await until_kept(phone)
        await expect(phone.get_by_text("This browser keeps no cookies")).to_be_visible()
        assert await phone.context.cookies() == []
        assert len(begun) == 1
        assert kept_originals(fresh_server) == [sha256(photo)]
        assert await how_many(fresh_server) == 1
        await phone.locator(".tile__caption").fill("Changed on this page")
        await phone.locator(".tile__caption").blur()
        await expect(phone.locator(".tile__status")).to_have_text("On the wall · words saved")


def is_begun(request: Request) -> bool:
    return request.method == "POST" and request.url.endswith("/api/uploads")


async def test_a_browser_with_cookies_needs_no_pass(screens: Screens) -> None:
    phone = await screens.phone("/upload")
    passes: list[str | None] = []
    phone.on("request", lambda request: passes.append(request.headers.get("partywall-guest")))
    await send(phone, small("a.jpg"))
    await until_kept(phone)
    assert passes
    assert set(passes) == {None}
    await expect(phone.locator("#not-stored")).to_be_hidden()


async def test_an_original_that_is_forgotten_each_time_is_not_begun_for_ever(screens: Screens) -> None:
    phone = await screens.phone()
    begun: list[str] = []
    gone = '{"error": {"code": "NOT_FOUND", "message": "We couldn’t find that."}}'

    async def forget(route: Route, request: Request) -> None:
        if request.method == "POST":
            begun.append(request.url)
            await route.continue_()
            return
        headers = {"Tus-Resumable": "1.0.0", "Content-Type": "application/json"}
        await route.fulfill(status=404, body="" if request.method == "HEAD" else gone, headers=headers)

    await phone.route(re.compile(r"/api/uploads"), forget)
    await send(phone, large("a.jpg"))
    await expect(phone.locator(".tile__original")).to_have_text(
        "Only a smaller copy was kept. That didn’t work."
    )
    assert len(begun) == 4
    await phone.unroute(re.compile(r"/api/uploads"))
    await phone.get_by_role("button", name="Try again").click()
    await until_kept(phone)
