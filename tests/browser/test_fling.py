"""Flinging through thousands of photos: what passed by is let go of, what was refused comes after all."""

import asyncio

from playwright.async_api import Route, expect

from tests.browser.conftest import Screens, until
from tests.browser.test_pages import multiply
from tests.patience import PATIENCE_S
from tests.running import Person, Server, jpeg, person

ALL_SHARP = """() => {
  const near = [...document.querySelectorAll("li.photo img")].filter((image) => {
    const { top, bottom } = image.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  });
  return near.length > 0 && near.every((image) => image.complete && image.naturalWidth > 0);
}"""


async def test_a_picture_that_was_refused_comes_by_itself(screens: Screens, guest: Person) -> None:
    await guest.send_photo(jpeg(900, 700))
    refused: set[str] = set()

    async def answer(route: Route) -> None:
        # The first time as the limit does, which a server of its own would need thousands of pictures for.
        if route.request.url in refused:
            await route.continue_()
        else:
            refused.add(route.request.url)
            await route.fulfill(status=429, headers={"Retry-After": "1"}, body="")

    phone = await screens.phone("/nothing-here")
    await phone.route("**/media/**", answer)
    await phone.goto("/")
    await until(phone, ALL_SHARP)
    assert refused


async def test_pictures_that_left_the_view_are_no_longer_asked_for(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        await guest.send_photo(jpeg(900, 700))
    multiply(fresh_server, 600)
    with fresh_server.books() as records:
        # Each has an address of its own, so that each is a request of its own; none of them is answered.
        new = "lower(hex(randomblob(16)))"
        records.execute(f"update photos set folder = {new} where upload_key like 'copy-%'")
        records.commit()
    phone = await fresh_screens.phone("/nothing-here")
    ended: list[str] = []
    asked: list[str] = []
    phone.on("requestfailed", lambda request: ended.append(request.url))
    phone.on("request", lambda request: asked.append(request.url) if "/media/" in request.url else None)
    stalled = asyncio.Event()

    async def hold(_: Route) -> None:
        await stalled.wait()

    await phone.route("**/media/**", hold)
    await phone.goto("/")
    await expect(phone.locator("li.photo").first).to_be_visible()
    await until(phone, "() => document.querySelector('.grid--placed') !== null")
    first = set(asked)
    for _ in range(4):
        await phone.evaluate("scrollBy({ top: innerHeight * 4, behavior: 'instant' })")
        await phone.evaluate(
            "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )
    assert first
    async with asyncio.timeout(PATIENCE_S):
        while not first <= set(ended):
            await asyncio.sleep(0.05)
    stalled.set()
