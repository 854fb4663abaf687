"""The remote in the host's hand: two screens follow it within a moment, and their own keys do the same."""

import re

from playwright.async_api import Page, expect

from tests.browser.conftest import Screens, until
from tests.browser.house import enter
from tests.running import Person, Server, jpeg, person

SHOWS = "() => document.querySelector('[data-wall]').dataset.photo"
CELLS_LIE_WELL = """() => {
  const cells = [...document.querySelectorAll(".board__cell[data-photo]")];
  const isInside = (it) => {
    const box = it.getBoundingClientRect();
    return box.left >= -1 && box.top >= -1 && box.right <= innerWidth + 1 && box.bottom <= innerHeight + 1;
  };
  const isStill = cells.every((it) => it.getAnimations().length === 0);
  return cells.length > 0 && isStill && cells.every(isInside) &&
    cells.every((it) => it.querySelector("img").naturalWidth > 1);
}"""
CLICKS_ON_TO = """id => {
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "PageDown", bubbles: true }));
  return document.querySelector("[data-wall]").dataset.photo === id;
}"""


async def test_the_host_steers_every_screen_or_one(screens: Screens, guest: Person) -> None:
    first = await guest.send_photo(jpeg(900, 600, (200, 60, 40)), author="Mia")
    second = await guest.send_photo(jpeg(600, 900, (40, 60, 200)), author="Ben")
    walls = [await screens.projector(), await screens.projector()]
    for wall in walls:
        await until(wall, SHOWS)
    host = await screens.host()
    await enter(host, "screens")
    cards = host.locator(".screen[data-health='green']")
    await expect(cards).to_have_count(2)
    await expect(cards.first.locator("img")).to_have_attribute("src", re.compile("thumb"))

    await _show_now(host, first["id"])
    for wall in walls:
        await until(wall, f"() => ({SHOWS})() === '{first['id']}'")
    await host.locator("#remote-pause").click()
    for wall in walls:
        await expect(wall.locator("[data-wall]")).to_have_attribute("data-paused", "true")
    await _show_now(host, second["id"])
    for wall in walls:
        await until(wall, f"() => ({SHOWS})() === '{second['id']}'")

    await host.locator("#remote-message input").fill("The buses leave at 1:30")
    await host.locator("#remote-message button[class=button]").click()
    for wall in walls:
        await expect(wall.get_by_text("The buses leave at 1:30")).to_be_visible()
    await walls[0].reload()
    await expect(walls[0].get_by_text("The buses leave at 1:30")).to_be_visible()
    await expect(walls[0].locator("[data-wall]")).to_have_attribute("data-paused", "true")
    await expect(cards).to_have_count(2)
    await host.locator("#remote-message-off").click()
    for wall in walls:
        await expect(wall.get_by_text("The buses leave at 1:30")).to_be_hidden()

    # One screen of the two, by its card.
    await cards.nth(1).locator(".screen__more").click()
    await cards.nth(1).get_by_label("Name of the screen").fill("Bar")
    await cards.nth(1).get_by_role("button", name="Name it").click()
    await expect(cards.nth(1)).to_contain_text("Bar")
    await host.locator("#remote-screen").select_option(label="Bar")
    await host.locator("[data-switch=dark]").click()
    bar = [wall for wall in walls if await _becomes_dark(wall)]
    assert len(bar) == 1
    await bar[0].keyboard.press("b")
    await expect(bar[0].locator("[data-wall]")).to_have_attribute("data-dark", "false")
    await cards.nth(1).locator(".screen__more").click()
    await cards.nth(1).get_by_role("button", name="Send it away").click()
    await expect(bar[0].get_by_text("This screen was sent away")).to_be_visible()
    assert await bar[0].evaluate(SHOWS) is None
    await expect(cards).to_have_count(1)
    assert screens.faults == []


async def test_a_pinned_photo_comes_again_and_again_until_it_is_taken_down(
    screens: Screens, guest: Person, server: Server
) -> None:
    sent = [await guest.send_photo(jpeg(640, 480, (20 * number, 90, 90))) for number in range(4)]
    pinned = sent[0]["id"]
    wall = await screens.projector()
    await until(wall, SHOWS)
    async with person(server.url) as host:
        await host.sign_in()
        await host.http.post("/api/admin/screens", json={"set": {"pins": [pinned]}})
        # A presenter's clicker goes on; the pinned one is among the next few.
        await until(wall, CLICKS_ON_TO, pinned)
        await host.http.post(f"/api/admin/photo/{pinned}/hide")
        await until(wall, "id => !document.querySelector(`[data-photo='${id}']`)", pinned)
        await host.http.post("/api/admin/screens", json={"set": {"pins": []}})
    assert screens.faults == []


async def test_every_layout_keeps_its_photos_on_the_screen_and_drops_one_that_is_taken_down(
    screens: Screens, guest: Person, server: Server
) -> None:
    sizes = ((900, 600), (600, 900), (1600, 500), (500, 500))
    sent = [
        await guest.send_photo(jpeg(*size, (30 * number, 90, 60))) for number, size in enumerate(sizes * 2)
    ]
    wall = await screens.projector()
    await until(wall, SHOWS)
    async with person(server.url) as host:
        await host.sign_in()
        for layout in ("pairs", "mosaic", "pile", "spotlight", "timeline"):
            await host.http.post("/api/admin/screens", json={"set": {"layout": layout}})
            await expect(wall.locator("[data-wall]")).to_have_attribute("data-layout", layout)
            await until(wall, CELLS_LIE_WELL)
            assert await wall.evaluate(SHOWS) is None, "the single photo has left"
        await host.http.post("/api/admin/screens", json={"set": {"layout": "mosaic"}})
        gone = sent[3]["id"]
        await until(wall, "id => document.querySelector(`.board__cell[data-photo='${id}']`) !== null", gone)
        await host.http.post(f"/api/admin/photo/{gone}/hide")
        await until(wall, "id => !document.querySelector(`[data-photo='${id}']`)", gone)
        await host.http.post("/api/admin/screens", json={"set": {"layout": "one"}})
        await until(wall, SHOWS)
        await expect(wall.locator(".board__cell")).to_have_count(0)
    assert screens.faults == []


async def _show_now(host: Page, photo_id: str) -> None:
    await enter(host, "photos")
    await host.locator(f".shot[data-photo='{photo_id}'] .shot__now").click()
    await expect(host.locator("#toast")).to_be_visible()
    await enter(host, "screens")


async def _becomes_dark(wall: Page) -> bool:
    """Tell whether this is the one that went black: a report is at most five seconds old."""
    return bool(
        await wall.evaluate(
            """async () => {
              const root = document.querySelector('[data-wall]');
              for (let tries = 0; tries < 60 && root.dataset.dark !== 'true'; tries += 1)
                await new Promise((resolve) => requestAnimationFrame(resolve));
              return root.dataset.dark === 'true';
            }"""
        )
    )
