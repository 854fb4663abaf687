"""The queue on the phone: what it keeps, sends first, sends later, and never sends twice."""

import asyncio
import re

from playwright.async_api import Route, expect

from tests.browser.conftest import Screens
from tests.browser.history import Said
from tests.browser.photos import (
    another_tab,
    how_many,
    kept_originals,
    large,
    phone_with,
    pick,
    send,
    sha256,
    small,
    stored,
    stored_words,
    until_kept,
)
from tests.running import Server

ON_CELLULAR = """
  const link = Object.assign(new EventTarget(), {type: "cellular", effectiveType: "4g", saveData: false});
  Object.defineProperty(navigator, "connection", {value: link});
"""
WITHOUT_STORE = 'Object.defineProperty(window, "indexedDB", {value: undefined})'
WITHOUT_LOCKS = 'Object.defineProperty(navigator, "locks", {value: undefined})'


async def test_a_large_photo_is_on_the_wall_before_its_original_which_arrives_whole(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await fresh_screens.phone()
    may_go = asyncio.Event()

    async def hold(route: Route) -> None:
        await may_go.wait()
        await route.continue_()

    await phone.route(re.compile(r"/api/uploads"), hold)
    photo = large("a.jpg")
    await send(phone, photo)
    await expect(phone.locator(".tile__status")).to_have_text("On the wall")
    await expect(phone.locator(".tile__original")).to_have_text(re.compile("Original: 0"))
    assert kept_originals(fresh_server) == []
    may_go.set()
    await until_kept(phone)
    assert kept_originals(fresh_server) == [sha256(photo)]
    assert await how_many(fresh_server) == 1
    await stored(phone, 0)


async def test_a_small_photo_goes_at_once_and_alone(screens: Screens, server: Server) -> None:
    phone = await screens.phone()
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    photo = small("a.jpg")
    await send(phone, photo)
    await until_kept(phone)
    assert kept_originals(server).count(sha256(photo)) == 1
    assert not [url for url in asked if "/api/uploads" in url]


async def test_every_photo_is_shown_before_any_original_takes_the_line(
    screens: Screens, server: Server
) -> None:
    phone = await screens.phone()
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    photos = [large(f"{number}.jpg", number) for number in range(3)]
    await send(phone, *photos)
    await expect(phone.get_by_text("Original kept")).to_have_count(3)
    assert ["new_photo" in url for url in asked[:3]] == [True, True, True]
    assert set(map(sha256, photos)) <= set(kept_originals(server))


async def test_what_was_picked_and_written_is_there_after_a_reload(screens: Screens) -> None:
    phone = await screens.phone()
    await pick(phone, small("a.jpg"), small("b.jpg"))
    await phone.locator(".tile__caption").first.fill("Kept words")
    await stored(phone, 2)
    await stored_words(phone, "Kept words")
    await phone.reload()
    await expect(phone.locator(".tile__status")).to_have_text(["Not sent yet", "Not sent yet"])
    await expect(phone.locator(".tile__caption").first).to_have_value("Kept words")
    await expect(phone.locator("#resumed")).to_have_text(re.compile("2 photos were still waiting"))


async def test_sending_goes_on_by_itself_after_a_reload_and_a_dead_server(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await fresh_screens.phone()
    photos = [large("a.jpg"), small("b.jpg")]
    await pick(phone, *photos)
    await stored(phone, 2)
    fresh_server.kill()
    await phone.locator("#send").click()
    await expect(phone.get_by_text("Waiting for the network…")).to_have_count(2)
    fresh_server.start()
    await phone.reload()
    await expect(phone.get_by_text("Original kept")).to_have_count(2)
    assert kept_originals(fresh_server) == sorted(map(sha256, photos))
    assert await how_many(fresh_server) == 2


async def test_originals_wait_on_mobile_data_until_the_guest_lets_them_go(
    screens: Screens, server: Server
) -> None:
    phone = await phone_with(screens, ON_CELLULAR)
    photo = large("a.jpg")
    await send(phone, photo)
    await expect(phone.locator(".tile__original")).to_have_text("Original: waits for Wi-Fi")
    await phone.goto("/")
    await expect(phone.get_by_role("link", name="One is up · one original is still to come")).to_be_visible()
    await phone.goto("/upload")
    await phone.get_by_role("button", name="Send the originals now").click()
    await until_kept(phone)
    assert kept_originals(server).count(sha256(photo)) == 1


async def test_a_browser_that_keeps_nothing_says_so_and_sends(screens: Screens, server: Server) -> None:
    phone = await phone_with(screens, WITHOUT_STORE)
    photo = large("a.jpg")
    await pick(phone, photo)
    await expect(phone.get_by_text("can’t keep these photos for later")).to_be_visible()
    await phone.locator("#send").click()
    await until_kept(phone)
    assert kept_originals(server).count(sha256(photo)) == 1


async def test_two_tabs_send_a_photo_once_and_the_other_takes_over_what_a_closed_one_leaves(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    for init in ("", WITHOUT_LOCKS):
        phone = await phone_with(fresh_screens, init)
        await pick(phone, small("a.jpg"))
        await stored(phone, 1)
        tab = await another_tab(phone, fresh_screens)
        await expect(tab.get_by_text("One more photo is open in another tab")).to_be_visible()
        await expect(tab.locator(".tile")).to_have_count(0)
        # Not its context's last page: the other tab lives on.
        await phone.goto("/")
        await phone.close()
        await tab.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        await expect(tab.locator(".tile__status")).to_have_text("Not sent yet")
        await tab.locator("#send").click()
        await expect(tab.locator(".tile__status")).to_have_text("On the wall")
    assert await how_many(fresh_server) == 2


async def test_a_login_page_of_the_hotel_is_no_answer_about_an_original_either(
    screens: Screens, server: Server
) -> None:
    phone = await screens.phone()
    page = {"status": 200, "content_type": "text/html", "body": "<h1>Welcome to the hotel</h1>"}
    await phone.route(re.compile(r"/api/uploads"), lambda route: route.fulfill(**page))
    photo = large("a.jpg")
    await send(phone, photo)
    await expect(phone.locator(".tile__original")).to_have_text(re.compile("waiting for the network"))
    assert sha256(photo) not in kept_originals(server)
    await phone.unroute(re.compile(r"/api/uploads"))
    await until_kept(phone)
    assert kept_originals(server).count(sha256(photo)) == 1


async def test_a_full_server_says_how_many_are_ahead(screens: Screens) -> None:
    phone = await screens.phone()
    refusal = '{"error": {"code": "BUSY", "message": "So many photos", "ahead": 12}}'
    await phone.route(
        "**/api/new_photo",
        lambda route: route.fulfill(
            status=503, content_type="application/json", body=refusal, headers={"Retry-After": "1"}
        ),
        times=1,
    )
    said = await Said(phone, ".tile__status").begin()
    await send(phone, small("a.jpg"))
    await said.includes("12 ahead of you")
    await expect(phone.locator(".tile__status")).to_have_text("On the wall")
