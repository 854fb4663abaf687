"""The host's page: what is decided there, and what happens elsewhere meanwhile."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import Screens
from tests.browser.house import enter
from tests.running import Person, Server, jpeg, person
from tests.tus.client import photo_of
from tests.tus.test_photos import copy_of


def shot(page: Page, photo: dict[str, Any]) -> Locator:
    return page.locator(f'.shot[data-photo="{photo["id"]}"]')


async def is_shown(guest: Person, photo: dict[str, Any]) -> bool:
    shown = (await guest.photos(before="", limit=100))["photos"]
    return photo["id"] in [one["id"] for one in shown]


async def test_hiding_is_undone_with_one_tap(screens: Screens, server: Server) -> None:
    async with person(server.url) as guest:
        photo = await guest.send_photo(author="Ben")
        page = await screens.host()
        # The offer to undo it goes after a while: a slow machine is no slow host.
        await page.clock.install()
        await page.reload()
        tile = shot(page, photo)
        await expect(tile).to_be_visible()
        await page.clock.pause_at(datetime.now(UTC) + timedelta(seconds=30))
        await tile.get_by_role("button", name="Hide the photo by Ben").click()
        await expect(tile).to_have_attribute("data-state", "hidden")
        assert not await is_shown(guest, photo)
        await page.get_by_role("button", name="Undo").click()
        await expect(tile).to_have_attribute("data-state", "shown")
        assert await is_shown(guest, photo)


async def test_a_photo_whose_original_has_not_come_is_marked_until_it_does(
    screens: Screens, server: Server
) -> None:
    async with person(server.url) as guest:
        copy = await copy_of(guest, "a-key", jpeg(900, 700))
        page = await screens.host()
        await expect(shot(page, copy).get_by_text("Screen copy only so far")).to_be_visible()
        await photo_of(guest, jpeg(1800, 1400), key="a-key")
        await expect(shot(page, copy).get_by_text("Screen copy only so far")).to_be_hidden()


async def test_deleting_asks_first_and_keeps_the_photo_unless_it_is_meant(
    screens: Screens, server: Server
) -> None:
    async with person(server.url) as guest:
        photo = await guest.send_photo()
    page = await screens.host()
    tile = shot(page, photo)
    await tile.get_by_role("button", name="Delete").click()
    await page.keyboard.press("Escape")
    await expect(tile).to_be_visible()
    await tile.get_by_role("button", name="Delete").click()
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await expect(tile).to_have_count(0)


async def test_it_follows_what_happens_elsewhere(fresh_screens: Screens, fresh_server: Server) -> None:
    page = await fresh_screens.host()
    await expect(page.get_by_text("No photos yet")).to_be_visible()
    async with person(fresh_server.url) as guest, person(fresh_server.url) as other:
        await other.sign_in()
        first = await guest.send_photo(author="Zoë")
        second = await guest.send_photo(jpeg(900, 700), author="Ben")
        await expect(page.locator(".shot__who").first).to_have_text("Ben")
        # Hidden on another device it stays, to be put back; taken back by its guest it goes.
        await other.http.post(f"/api/admin/photo/{first['id']}/hide")
        await expect(shot(page, first)).to_have_attribute("data-state", "hidden")
        await guest.http.delete(f"/api/photo/{second['id']}")
        await expect(shot(page, second)).to_have_count(0)
        await page.get_by_role("button", name="Hidden").click()
        await expect(page.locator(".shot:visible")).to_have_count(1)


async def test_the_switch_takes_its_words_along(fresh_screens: Screens, fresh_server: Server) -> None:
    phone = await fresh_screens.phone("/upload")
    page = await fresh_screens.host()
    switch = page.get_by_role("switch", name="Guests can send photos")
    await enter(page, "tonight", "break-fold")
    await page.get_by_role("button", name="Back after dinner").click()
    await switch.click()
    await expect(switch).to_have_attribute("aria-checked", "false")
    await expect(phone.get_by_text("Back after dinner")).to_be_visible()
    await page.get_by_label("What guests read during a break").fill("One more toast")
    await page.get_by_role("button", name="Save these words").click()
    await expect(phone.get_by_text("One more toast")).to_be_visible()
    await switch.click()
    await expect(phone.get_by_text("One more toast")).to_be_hidden()


async def test_the_log_tells_who_did_what(fresh_screens: Screens, fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest:
        await guest.send_photo(author="Ben")
        page = await fresh_screens.host()
        await page.get_by_role("button", name="Hide the photo by Ben").click()
        await page.get_by_role("button", name="What happened").click()
        entries = page.locator(".log__words")
        await expect(entries).to_have_text(["You hid Ben’s photo", "Ben sent a photo"])
        await guest.send_photo(jpeg(900, 700), author="Mia")
        await expect(entries.first).to_have_text("Mia sent a photo")


async def test_the_original_comes_as_a_download(screens: Screens, server: Server) -> None:
    sent = jpeg(900, 700)
    async with person(server.url) as guest:
        photo = await guest.send_photo(sent)
    page = await screens.host()
    async with page.expect_download() as download:
        await shot(page, photo).get_by_role("link", name="Download the original").click()
    path = await (await download.value).path()
    assert path.read_bytes() == sent


async def test_a_session_that_was_ended_elsewhere_leads_to_the_password(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as other:
        await other.send_photo()
        page = await fresh_screens.host()
        hide = page.get_by_role("button", name="Hide").first
        # A page that has not its photos yet is led to the password by asking for them.
        await expect(hide).to_be_visible()
        await other.sign_in()
        await other.http.post("/admin/logout", data={"everywhere": "1"})
        await hide.click()
        await expect(page.get_by_label("Password")).to_be_visible()


async def test_a_wrong_password_is_told_kindly(screens: Screens) -> None:
    page = await screens.phone("/admin")
    await page.get_by_label("Password").fill("not-this-one")
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("alert")).to_have_text(re.compile("not the password"))


async def test_on_a_phone_what_the_night_needs_is_in_view_and_the_photos_are_one_tap_away(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        photo = await guest.send_photo(jpeg(1200, 900), author="Ben", caption="Cake")
    wall = await fresh_screens.projector()
    await expect(wall.locator("[data-wall]")).to_have_attribute("data-photo", photo["id"])
    page = await fresh_screens.host()
    await page.set_viewport_size({"width": 390, "height": 844})
    now = page.locator(f'[data-now="{photo["id"]}"]')
    await expect(now).to_be_in_viewport(ratio=1)
    await expect(page.get_by_role("switch", name="Guests can send photos")).to_be_in_viewport(ratio=1)
    await expect(page.get_by_role("button", name="Stop everything")).to_be_in_viewport(ratio=1)
    await enter(page, "photos")
    await expect(shot(page, photo).locator("img")).to_be_in_viewport(ratio=1)
    await enter(page, "tonight")
    await now.get_by_role("button", name="Hide the photo by Ben").click()
    await expect(wall.locator(f'[data-photo="{photo["id"]}"]')).to_have_count(0)
    await expect(now).to_have_count(0)


async def test_a_hidden_photo_still_shows_its_picture_to_the_host(screens: Screens, server: Server) -> None:
    async with person(server.url) as guest:
        photo = await guest.send_photo(jpeg(1200, 900))
    page = await screens.host()
    tile = shot(page, photo)
    await tile.get_by_role("button", name="Hide").click()
    await expect(tile).to_have_attribute("data-state", "hidden")
    image = tile.locator("img")
    await expect(image).to_have_attribute("src", f"/api/admin/photo/{photo['id']}/picture")
    await expect(image).to_have_js_property("complete", True)
    assert await image.evaluate("image => image.naturalWidth") > 100


async def test_several_photos_of_one_sender_are_hidden_brought_back_and_deleted_at_once(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as ada, person(fresh_server.url) as ben:
        ours = [await ada.send_photo(jpeg(700 + number, 500), author="Ada") for number in range(2)]
        other = await ben.send_photo(author="Ben")
        page = await fresh_screens.host()
        await expect(page.locator(".shot")).to_have_count(3)
        await page.get_by_label("Sender").focus()
        await page.get_by_label("Sender").select_option(label="Ada (2)")
        await expect(page.locator(".shot:visible")).to_have_count(2)
        await page.get_by_role("button", name="Select", exact=True).click()
        await page.get_by_role("button", name="Select all").click()
        await expect(page.get_by_text("2 selected")).to_be_visible()
        await page.locator("[data-do=hide]").click()
        await expect(page.locator('.shot[data-state="hidden"]')).to_have_count(2)
        shown = (await ben.photos(before=""))["photos"]
        assert [photo["id"] for photo in shown] == [other["id"]]
        await page.get_by_role("button", name="Undo").click()
        await expect(page.locator('.shot[data-state="shown"]')).to_have_count(2)
        await page.get_by_role("button", name="Select", exact=True).click()
        await shot(page, ours[0]).get_by_role("checkbox").check()
        await page.locator("[data-do=delete]").click()
        await expect(page.get_by_role("dialog").locator("img")).to_have_count(1)
        await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
        await expect(shot(page, ours[0])).to_have_count(0)
        await expect(shot(page, ours[1])).to_be_visible()


async def test_the_question_before_deleting_shows_the_photo(screens: Screens, server: Server) -> None:
    async with person(server.url) as guest:
        photo = await guest.send_photo()
    page = await screens.host()
    await shot(page, photo).get_by_role("button", name="Delete").click()
    picture = page.get_by_role("dialog").locator("img")
    tile = await shot(page, photo).locator("img").get_attribute("src")
    await expect(picture).to_have_attribute("src", re.compile(f"{re.escape(tile or '-')}$"))
    await expect(picture).to_have_js_property("complete", True)


async def test_the_log_has_pictures_and_takes_back_what_was_done(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        photo = await guest.send_photo(author="Ben")
        page = await fresh_screens.host()
        await shot(page, photo).get_by_role("button", name="Hide").click()
        await page.get_by_role("button", name="What happened").click()
        first = page.locator(".log__entry").first
        await expect(first.locator("img")).to_have_js_property("complete", True)
        assert await first.locator("img").evaluate("image => image.naturalWidth") > 0
        await first.get_by_role("button", name="Show again").click()
        await expect(page.locator(".log__words").first).to_have_text("You put Ben’s photo back on the wall")
        assert await is_shown(guest, photo)
        await expect(page.locator(".log__entry").nth(1).get_by_role("button")).to_have_count(0)


async def test_the_log_brings_back_words_and_pictures_that_somebody_has_changed(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        photo = await guest.send_photo(author="Ben", caption="The cake")
        phone = await fresh_screens.phone("/")
        page = await fresh_screens.host()
        await expect(shot(page, photo)).to_be_visible()
        await page.get_by_role("button", name="What happened").click()
        for caption in ("Rude words", "Ruder words"):
            await guest.http.put(f"/api/photo/{photo['id']}", json={"caption": caption})
            await expect(page.locator(".log__before").first).to_be_visible()
        entries = page.locator(".log__entry")
        await expect(entries).to_have_count(3)
        await expect(entries.first).to_contain_text("Before: “Rude words”, by Ben")
        back = page.get_by_role("button", name="Bring these words back")
        await expect(back).to_have_count(1)
        await back.click()
        await expect(page.locator("#toast")).to_contain_text("The words are as they were.")
        await expect(entries.first).to_contain_text("Before: “Ruder words”, by Ben")
        await expect(phone.get_by_text("Rude words")).to_be_visible()
        # Only the newest edit can be undone, which is now the host's own.
        await expect(back).to_have_count(1)
        await expect(entries.first.get_by_role("button")).to_be_visible()

        turned = {"base": 0, "edit": {"turns": 1}}
        assert (await guest.http.put(f"/api/photo/{photo['id']}/edit", json=turned)).status_code == 200
        await page.get_by_role("button", name="Bring the old picture back").click()
        await expect(page.locator("#toast")).to_contain_text("The picture is as it was.")
        now = (await guest.http.get(f"/api/photo/{photo['id']}")).json()["photo"]
        assert (now["width"], now["height"]) == (photo["width"], photo["height"])


async def test_the_end_of_the_party_is_no_break_on_any_screen(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        await guest.send_photo(jpeg(1200, 900))
    pages = [
        await fresh_screens.phone("/"),
        await fresh_screens.phone("/upload"),
        await fresh_screens.projector(),
        await fresh_screens.projector("/wall/basic"),
    ]
    page = await fresh_screens.host()
    await enter(page, "tonight", "break-fold")
    await page.get_by_label("What guests read after the party").fill("Breakfast is at ten")
    await page.get_by_role("button", name="End the party").click()
    await expect(page.locator("#uploads-state")).to_have_text("The party is over")
    for screen in pages:
        await expect(screen.locator("text=That was the night >> visible=true").first).to_be_visible()
        await expect(screen.locator("text=Breakfast is at ten >> visible=true").first).to_be_visible()
        await expect(screen.locator("text=taking a >> visible=true")).to_have_count(0)
    await page.get_by_role("switch", name="Guests can send photos").click()
    for screen in pages:
        await expect(screen.locator("text=That was the night >> visible=true")).to_have_count(0)


async def test_a_new_title_and_look_are_on_every_open_screen_at_once(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await fresh_screens.phone("/")
    wall = await fresh_screens.projector()
    page = await fresh_screens.host()
    await enter(page, "settings")
    await page.get_by_label("Title").fill("Ada & Ben")
    await page.get_by_text("Rose", exact=True).check(force=True)
    await page.get_by_text("Night", exact=True).check(force=True)
    await page.get_by_role("button", name="Save title and look").click()
    await expect(phone.locator(".top__title")).to_have_text("Ada & Ben")
    await expect(wall.locator("h1")).to_have_text("Ada & Ben")
    for screen in (phone, wall):
        await expect(screen.locator("html")).to_have_attribute("data-accent", "rose")
    await expect(phone.locator("html")).to_have_css("background-color", "rgb(20, 18, 16)")


async def test_nothing_runs_out_of_the_page_with_large_text_on_a_small_phone(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        await guest.send_photo(author="Ben", caption="A word that is rather long: Geburtstagsüberraschung")
    page = await fresh_screens.host()
    await page.set_viewport_size({"width": 320, "height": 568})
    await page.evaluate("document.documentElement.style.fontSize = '200%'")
    await expect(page.locator(".shot")).to_have_count(1)
    await enter(page, "settings")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320
    await enter(page, "photos")
    await page.get_by_role("button", name="Select", exact=True).click()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320
