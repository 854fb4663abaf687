"""The album in a browser: 20,000 photos in chapters, a way to any moment, and back to where one was."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.async_api import Page, expect

from app.base.clock import to_iso
from tests.browser.conftest import LAPTOP, PHONE, Screens, until
from tests.browser.rest import at_rest
from tests.browser.test_pages import faults_of, multiply
from tests.kept_party import PASSWORD
from tests.running import Server, jpeg, person

MANY = 20_000
EVENING = datetime(2026, 6, 13, 16, 0, tzinfo=UTC)
MOST_NODES = 1200
FRAMES = 60
NOTE_SHIFTS = """(() => {
  window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
})()"""
NODES = "document.querySelectorAll('*').length"
# How long it takes to scroll by that many frames.
SCROLLED_MS = """async ([frames, px]) => {
  const began = performance.now();
  for (let frame = 0; frame < frames; frame += 1) {
    scrollBy({ top: px, behavior: "instant" });
    await new Promise((done) => requestAnimationFrame(done));
  }
  return performance.now() - began;
}"""
SHOWN = """() => {
  const seen = [...document.querySelectorAll("li.photo")].filter((place) => {
    const { top, bottom } = place.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  });
  return seen.length > 0 && seen.every((place) => place.dataset.id);
}"""
FIRST_SEEN = """() => {
  const head = document.querySelector("[data-head]").offsetHeight;
  const place = [...document.querySelectorAll("li.photo")]
    .find((one) => one.getBoundingClientRect().top > head - 8);
  return place.dataset.id;
}"""


async def a_long_night(server: Server, count: int = MANY) -> None:
    """Fill the records with photos that lie in four chapters, of as many sizes as there are."""
    async with person(server.url) as guest:
        await guest.send_photo(jpeg(640, 480))
    multiply(server, count - 1)
    with server.books() as books:
        ids = [row[0] for row in books.execute("select id from photos order by position").fetchall()]
        for number, photo_id in enumerate(ids):
            hours = (4 * number // len(ids)) * 3
            moment = EVENING + timedelta(hours=hours, seconds=3600 * 4 * number / len(ids) % 3600)
            told = (to_iso(moment), 400 + number * 37 % 700, photo_id)
            books.execute("update photos set happened_at = ?, width = ?, height = 600 where id = ?", told)
        books.commit()


async def opened(screens: Screens, device: dict[str, Any] = PHONE) -> Page:
    page = await screens.open("/nothing-here", device)
    await page.context.add_init_script(NOTE_SHIFTS)
    await page.goto("/album")
    await until(page, SHOWN)
    return page


async def test_a_phone_scrolls_and_jumps_through_20000_photos(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    await a_long_night(fresh_server)
    phone = await opened(fresh_screens)
    await expect(phone.locator(".chapter")).to_have_count(4)
    assert await phone.evaluate(NODES) < MOST_NODES
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    scrubber = phone.get_by_role("slider", name="Along the night")
    await expect(scrubber).to_have_attribute("aria-valuemax", str(MANY - 1))
    await scrubber.focus()
    for key, hour in (("End", "01:"), ("Home", "16:"), ("PageDown", "19:")):
        await phone.keyboard.press(key)
        await until(phone, SHOWN)
        assert hour in (await scrubber.get_attribute("aria-valuetext") or "")
        assert await phone.evaluate(NODES) < MOST_NODES
    # Only what was looked at was fetched: of 334 stretches those at three places.
    assert len([url for url in asked if "/api/album/photos" in url]) < 20
    moved = await phone.evaluate(SCROLLED_MS, [FRAMES, 300])
    assert moved > 0
    assert await phone.evaluate(NODES) < MOST_NODES
    await until(phone, SHOWN)
    assert await phone.evaluate("window.shifted") < 0.02


async def test_scrolling_20000_photos_takes_as_long_as_scrolling_200(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    await a_long_night(fresh_server)
    many = await opened(fresh_screens)
    empty = await fresh_screens.open("/privacy-is-not-here", PHONE)
    best = dict.fromkeys((many, empty), 1000000000.0)
    for _ in range(4):
        for page in (many, empty):
            await page.bring_to_front()
            best[page] = min(best[page], await page.evaluate(SCROLLED_MS, [FRAMES, 60]))
    # An empty page is what frames take on this machine; half as many frames would be twice the time.
    assert best[many] < 2 * best[empty], best.values()


async def test_back_and_reload_lead_to_the_same_photo_though_others_came_before_it(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    await a_long_night(fresh_server, 3000)
    phone = await opened(fresh_screens)
    await phone.get_by_role("slider").focus()
    await phone.keyboard.press("PageDown")
    await phone.keyboard.press("ArrowDown")
    await until(phone, SHOWN)
    await until(phone, "history.state?.album?.index > 0")
    before = await phone.evaluate(FIRST_SEEN)
    async with person(fresh_server.url) as guest:
        sent = await guest.send_photo()
        with fresh_server.books() as books:
            books.execute("update photos set happened_at = ? where id = ?", (to_iso(EVENING), sent["id"]))
            books.commit()
        # The head rises: what pages are made of is read anew.
        await guest.send_photo()
    await phone.reload()
    await until(phone, SHOWN)
    assert await phone.evaluate(FIRST_SEEN) == before
    await phone.goto("/upload")
    await phone.go_back()
    await until(phone, SHOWN)
    assert await phone.evaluate(FIRST_SEEN) == before


async def test_a_photo_opens_large_swipes_on_into_what_was_not_fetched_and_gives_the_focus_back(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    await a_long_night(fresh_server, 300)
    page = await opened(fresh_screens, LAPTOP)
    places = page.locator("li.photo a")
    await places.nth(1).focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".pswp--ui-visible")).to_be_focused()
    for _ in range(3):
        await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Escape")
    await expect(page.locator(".pswp")).to_have_count(0)
    assert await page.evaluate("document.activeElement.closest('li')?.ariaPosInSet") == "5"


async def test_what_is_sent_and_taken_down_while_one_looks_comes_and_goes(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        first = await guest.send_photo(jpeg(900, 600))
        page = await opened(fresh_screens, LAPTOP)
        second = await guest.send_photo(jpeg(600, 900))
        await expect(page.locator(f'li[data-id="{second["id"]}"]')).to_be_visible()
        await expect(page.locator("[data-head] [data-count]")).to_have_text("2 photos")
        await guest.http.delete(f"/api/photo/{first['id']}")
        await expect(page.locator(f'li[data-id="{first["id"]}"]')).to_have_count(0)
        await expect(page.locator("[data-head] [data-count]")).to_have_text("1 photo")


async def test_a_host_names_a_chapter_by_keyboard_and_guests_read_it_at_once(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    await a_long_night(fresh_server, 300)
    guests = await opened(fresh_screens)
    host = await fresh_screens.open("/admin", LAPTOP)
    await host.get_by_label("Password").fill(PASSWORD)
    await host.keyboard.press("Enter")
    await host.wait_for_selector("h1")
    await host.goto("/album")
    await until(host, SHOWN)
    await host.get_by_role("button", name="Change the chapter").nth(1).focus()
    await host.keyboard.press("Enter")
    await host.keyboard.type("Dinner")
    await host.keyboard.press("Enter")
    await expect(host.get_by_role("heading", name="Dinner")).to_have_count(1)
    await expect(host.get_by_role("dialog")).to_have_count(0)
    await expect(guests.get_by_role("heading", name="Dinner")).to_have_count(1)
    assert await guests.get_by_role("button", name="Change the chapter").count() == 0
    await host.get_by_role("button", name="Change the chapter Dinner").click()
    await host.get_by_role("button", name="Join with the chapter before").click()
    await expect(guests.locator(".chapter")).to_have_count(3)


@pytest.mark.parametrize("device", [PHONE, LAPTOP], ids=["phone", "laptop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_in_an_album_with_a_scrubber(
    device: dict[str, Any], scheme: str, fresh_screens: Screens, fresh_server: Server
) -> None:
    await a_long_night(fresh_server, 200)
    page = await opened(fresh_screens, device | {"color_scheme": scheme, "bypass_csp": True})
    await page.get_by_role("slider").focus()
    await at_rest(page)
    assert await faults_of(page) == []


async def test_the_scrubber_follows_a_finger(fresh_screens: Screens, fresh_server: Server) -> None:
    await a_long_night(fresh_server, 2000)
    page = await opened(fresh_screens, LAPTOP)
    box = await page.get_by_role("slider").bounding_box()
    assert box
    x = box["x"] + box["width"] - 8
    await page.mouse.move(x, box["y"] + 4)
    await page.mouse.down()
    await page.mouse.move(x, box["y"] + box["height"] * 0.6, steps=5)
    await expect(page.locator("#scrubber-says")).to_be_visible()
    now = int(await page.get_by_role("slider").get_attribute("aria-valuenow") or "0")
    assert 1100 < now < 1300
    await page.mouse.up()
    await until(page, SHOWN)
    assert await page.evaluate("scrollY") > 5000
