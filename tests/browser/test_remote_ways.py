"""Every tap on the remote and every key of a clicker does on the screens what it says."""

import re
from typing import Any

from playwright.async_api import Page, Route, expect

from tests.browser.conftest import Screens, until
from tests.browser.house import enter
from tests.browser.photos import pick, small
from tests.browser.test_remote import SHOWS
from tests.running import Person, Server, jpeg, person

LAYOUTS = ("one", "mosaic", "spotlight")
WIDE_PART = 0.35
"""A large code is at least so high, as a part of the picture's height."""
ON = """() => [...document.querySelectorAll("[data-wall][data-photo], [data-board] [data-photo]")]
  .map((it) => it.dataset.photo)"""

DIMMED = "part => document.querySelector('[data-wall]').style.getPropertyValue('--dimmed') === part"


async def the_screens(host: Person) -> list[dict[str, Any]]:
    screens: list[dict[str, Any]] = (await host.http.get("/api/admin/screens")).json()["screens"]
    return screens


async def test_each_tap_on_the_remote_is_seen_on_the_screens(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    walls: list[Page] = []
    async with person(fresh_server.url) as guest, person(fresh_server.url) as steering:
        await steering.sign_in()
        thumbs = {}
        for number in range(8):
            photo = await guest.send_photo(jpeg(900, 600, (25 * number, 60, 40)))
            (thumbs[photo["id"]],) = [it["url"] for it in photo["renditions"] if it["name"] == "thumb"]
        for number, layout in enumerate(LAYOUTS, 1):
            wall = await fresh_screens.projector()
            await until(wall, SHOWS)
            (screen,) = [one for one in await the_screens(steering) if one["number"] == number]
            await steering.http.post(
                "/api/admin/screens", json={"screen": screen["id"], "set": {"layout": layout}}
            )
            await expect(wall.locator("[data-wall]")).to_have_attribute("data-layout", layout)
            walls.append(wall)
        one, mosaic, spotlight = walls
        host = await fresh_screens.host()
        await enter(host, "screens")
        cards = host.locator(".screen[data-health='green']")
        await expect(cards).to_have_count(3)

        # A small picture of each: what stands still on its wall.
        await host.locator("#remote-pause").click()
        for number, wall in enumerate(walls):
            await expect(wall.locator("[data-wall]")).to_have_attribute("data-paused", "true")
            on = "|".join(re.escape(thumbs[photo_id]) for photo_id in await wall.evaluate(ON))
            await expect(cards.nth(number).locator("img")).to_have_attribute("src", re.compile(f"({on})$"))

        # Which one is it? Its number is on that one alone.
        await cards.nth(1).locator(".screen__more").click()
        await cards.nth(1).get_by_role("button", name="Which one is it?").click()
        await expect(mosaic.locator("[data-number]")).to_be_visible()
        await expect(mosaic.locator("[data-number]")).to_have_text("2")
        await expect(one.locator("[data-number]")).to_be_hidden()

        # Loaded anew it is the same screen, in its layout, and still paused.
        await mosaic.locator("[data-wall]").evaluate("it => (it.dataset.old = '')")
        await cards.nth(1).get_by_role("button", name="Reload it").click()
        await expect(mosaic.locator("[data-wall]:not([data-old])")).to_have_count(1)
        await expect(mosaic.locator("[data-wall]")).to_have_attribute("data-layout", "mosaic")
        await expect(mosaic.locator("[data-wall]")).to_have_attribute("data-paused", "true")
        assert [one["number"] for one in await the_screens(steering)] == [1, 2, 3]

        # One step on and one back.
        before = await one.evaluate(SHOWS)
        await host.locator("[data-step=next]").click()
        await until(one, f"before => ({SHOWS})() !== before", before)
        await host.locator("[data-step=back]").click()
        await until(one, f"before => ({SHOWS})() === before", before)

        # The large code, and gone again.
        await host.locator("#remote-code").click()
        for wall in walls:
            await expect(wall.locator("[data-wall]")).to_have_attribute("data-code", "call")
            await until(
                wall,
                "part => [...document.querySelectorAll('.wall img')].some((it) =>"
                " it.checkVisibility() && it.src.includes('qr') && it.offsetHeight > innerHeight * part)",
                WIDE_PART,
            )
        await host.locator("#remote-code").click()
        for wall in walls:
            await expect(wall.locator("[data-wall]")).not_to_have_attribute("data-code", "call")

        # A message instead of the photos.
        await host.locator("#remote-message input").fill("Cake in the garden")
        await host.get_by_label("Where").select_option("alone")
        await host.locator("#remote-message button[class=button]").click()
        for wall in walls:
            await expect(wall.locator("[data-wall]")).to_have_attribute("data-notice", "alone")
            await expect(wall.get_by_text("Cake in the garden")).to_be_visible()
        await host.locator("#remote-message-off").click()

        # Brightness, and black.
        await host.locator("#remote-brightness").fill("60")
        for wall in walls:
            await expect(wall.locator("[data-wall]")).to_have_attribute("data-notice", "none")
            await until(
                wall,
                "() => document.querySelector('[data-wall]').style.getPropertyValue('--dimmed') === '0.4'",
            )
        await host.locator("[data-switch=dark]").click()
        for wall in walls:
            await expect(wall.locator("[data-wall]")).to_have_attribute("data-dark", "true")
        await host.locator("[data-switch=dark]").click()
        await expect(spotlight.locator("[data-wall]")).to_have_attribute("data-dark", "false")

        # One is killed: the others show what a phone sends, and the host sees which one it is.
        await host.locator("#remote-pause").click()
        await expect(one.locator("[data-wall]")).to_have_attribute("data-paused", "false")
        phone = await fresh_screens.phone("/upload")
        await pick(phone, *(small(f"{number}.jpg") for number in range(3)))
        await phone.locator("#send").click()
        await mosaic.context.close()
        receipts = phone.locator(".tile__screen", has_text=re.compile("Was on|On the big screen now"))
        await expect(receipts).to_have_count(3)
        await expect(host.locator(".screen[data-health='late']")).to_contain_text("Screen 2")
    assert fresh_screens.faults == []


async def test_a_command_for_a_screen_that_has_left_is_answered_with_that(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as other:
        await other.sign_in()
        await guest.send_photo()
        wall = await fresh_screens.projector()
        await until(wall, SHOWS)
        host = await fresh_screens.host()
        await enter(host, "screens")
        card = host.locator(".screen[data-health='green']")
        await card.locator(".screen__more").click()

        # This page does not hear that another host sends the screen away.
        async def answers_steering_only(route: Route) -> None:
            if route.request.method == "POST":
                await route.continue_()

        await host.route("**/api/admin/screens", answers_steering_only)
        (screen,) = await the_screens(other)
        await other.http.post("/api/admin/screens", json={"screen": screen["id"], "do": "leave"})
        await expect(wall.get_by_text("This screen was sent away")).to_be_visible()
        await card.get_by_role("button", name="Which one is it?").click()
        await expect(host.locator("#remote-said")).to_have_text("This screen has left: it was sent away.")
    assert fresh_screens.faults == []


async def test_keys_and_a_clicker_do_the_same_on_the_wall_itself(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        for number in range(6):
            await guest.send_photo(jpeg(900, 600, (25 * number, 60, 40)))
    wall = await fresh_screens.projector()
    await until(wall, SHOWS)
    root = wall.locator("[data-wall]")
    for key in ("Space", "Space", "Space"):
        paused = await root.get_attribute("data-paused")
        await wall.keyboard.press(key)
        await expect(root).to_have_attribute("data-paused", "false" if paused == "true" else "true")
    for on, back in (("PageDown", "PageUp"), ("ArrowRight", "ArrowLeft")):
        before = await wall.evaluate(SHOWS)
        await wall.keyboard.press(on)
        await until(wall, f"before => ({SHOWS})() !== before", before)
        await wall.keyboard.press(back)
        await until(wall, f"before => ({SHOWS})() === before", before)
    for key in ("b", "."):
        await wall.keyboard.press(key)
        await expect(root).to_have_attribute("data-dark", "true")
        await wall.keyboard.press(key)
        await expect(root).to_have_attribute("data-dark", "false")
    await wall.keyboard.press("q")
    await expect(root).to_have_attribute("data-code", "call")
    await wall.keyboard.press("q")
    await expect(root).not_to_have_attribute("data-code", "call")
    keys = wall.get_by_role("dialog", name="Keys")
    await wall.keyboard.press("?")
    await expect(keys).to_be_visible()
    for what in ("Pause, go on", "Next photo", "The one before", "Black screen", "QR code for a minute"):
        await expect(keys).to_contain_text(what)
    await wall.keyboard.press("?")
    await expect(keys).to_be_hidden()
    assert fresh_screens.faults == []


async def test_a_phone_reads_that_its_photo_is_next_or_in_how_many_minutes(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await fresh_screens.phone("/upload")
    await pick(phone, small("mine.jpg"))
    await phone.locator("#send").click()
    tile = phone.locator('.tile[data-state="sent"]')
    await expect(tile).to_have_count(1)
    words = tile.locator(".tile__screen")
    async with person(fresh_server.url) as wall, person(fresh_server.url) as host:
        await host.sign_in()
        (photo,) = (await host.http.get("/api/photos?before=&limit=10")).json()["photos"]

        async def says(**told: object) -> None:
            told = {"state": "live", "turn_ms": 10_000, "behind": 13} | told
            (await wall.http.post(f"/api/screens/{'1' * 32}/report", json=told)).raise_for_status()

        others = [photo["position"] + number for number in range(1, 13)]
        await says(line=[*others, photo["position"]])
        await expect(words).to_have_text("On the big screen in about 2 minutes")
        await says(line=[photo["position"], *others], next=photo["id"])
        await expect(words).to_have_text("Next on the big screen")
        await says(shows=photo["id"])
        await expect(words).to_contain_text("On the big screen now")
    assert fresh_screens.faults == []
