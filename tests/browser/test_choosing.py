"""Several photos of the album at once: chosen with the keyboard, the mouse and a finger."""

from typing import Any

from playwright.async_api import Page, expect

from tests.browser.conftest import LAPTOP, PHONE, Screens, until
from tests.browser.rest import at_rest
from tests.browser.test_album import SHOWN
from tests.browser.test_pages import faults_of
from tests.kept_party import PASSWORD
from tests.running import Person, Server, person


async def host_in_album(screens: Screens) -> Page:
    host = await screens.open("/admin", LAPTOP | {"bypass_csp": True})
    await host.get_by_label("Password").fill(PASSWORD)
    await host.keyboard.press("Enter")
    await host.wait_for_selector("h1")
    await host.goto("/album")
    await until(host, SHOWN)
    return host


async def some_of(guest: Person, count: int) -> list[str]:
    return [(await guest.send_photo())["id"] for _ in range(count)]


async def test_a_host_chooses_by_keyboard_and_hides(fresh_screens: Screens, fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest:
        ids = await some_of(guest, 5)
        host = await host_in_album(fresh_screens)
        await host.get_by_role("button", name="Select").focus()
        await host.keyboard.press("Enter")
        boxes = host.get_by_role("checkbox")
        await expect(boxes).to_have_count(5)
        await boxes.nth(1).focus()
        await host.keyboard.press("Space")
        await expect(boxes.nth(1)).to_be_checked()
        await boxes.nth(3).focus()
        await host.keyboard.press("Shift+Space")
        await expect(host.get_by_text("3 photos chosen")).to_be_visible()
        await at_rest(host)
        assert await faults_of(host) == []
        await host.keyboard.press("Escape")
        await expect(boxes).to_have_count(0)
        await host.locator(f'li[data-id="{ids[0]}"] a').click(modifiers=["Shift"])
        await host.locator(f'li[data-id="{ids[2]}"] a').click(modifiers=["Shift"])
        await host.get_by_role("button", name="Hide").click()
        await expect(host.get_by_text("3 photos are hidden now")).to_be_visible()
        await expect(host.locator("li.photo")).to_have_count(2)
        assert len((await guest.photos(before=""))["photos"]) == 2


async def test_a_host_takes_what_is_chosen_home_and_begins_a_chapter_with_one(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        ids = await some_of(guest, 4)
        host = await host_in_album(fresh_screens)
        await host.get_by_role("button", name="Select").click()
        await host.locator(f'li[data-id="{ids[2]}"] a').click()
        await host.get_by_role("button", name="Begin a chapter here").click()
        await expect(host.locator(".chapter")).to_have_count(2)
        await expect(host.locator(".chapter").nth(1).locator("li.photo")).to_have_count(2)
        await host.get_by_role("button", name="Select").click()
        for photo_id in ids[:2]:
            await host.locator(f'li[data-id="{photo_id}"] a').click()
        await expect(host.get_by_role("button", name="Begin a chapter here")).to_be_hidden()
        await host.get_by_role("button", name="Download as ZIP").click()
        await host.wait_for_url("**/take/*")


async def test_a_long_press_begins_to_choose_on_a_helpers_phone(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        await some_of(guest, 3)
    phone = await fresh_screens.open("/admin", PHONE)
    await phone.get_by_label("Password").fill(PASSWORD)
    await phone.keyboard.press("Enter")
    await phone.wait_for_selector("h1")
    await phone.goto("/album")
    await until(phone, SHOWN)
    photo = phone.locator("li.photo a").first
    touch = {"pointerType": "touch", "bubbles": True, "clientX": 60, "clientY": 300}
    await photo.dispatch_event("pointerdown", touch)
    await expect(phone.get_by_text("1 photo chosen")).to_be_visible()
    await photo.dispatch_event("pointerup", touch)
    await photo.dispatch_event("click")
    await expect(phone.get_by_text("1 photo chosen")).to_be_visible()
    await expect(phone.locator(".pswp")).to_have_count(0)
    await phone.get_by_role("checkbox").nth(1).tap()
    await expect(phone.get_by_text("2 photos chosen")).to_be_visible()


async def test_who_may_do_nothing_with_several_is_not_asked_to_choose(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        await some_of(guest, 2)
    page = await fresh_screens.open("/nothing-here", LAPTOP)
    await page.context.add_init_script("delete Navigator.prototype.canShare")
    await page.goto("/album")
    await until(page, SHOWN)
    await expect(page.locator("#choose")).to_be_hidden()


async def test_a_host_tags_turns_and_hides_several_and_takes_each_back(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        ids = await some_of(guest, 3)
        host = await host_in_album(fresh_screens)
        said = host.locator("#chosen-said")

        async def choose_two() -> None:
            await host.get_by_role("button", name="Select").click()
            for photo_id in ids[:2]:
                await host.locator(f'li[data-id="{photo_id}"] a').click()

        async def photo(number: int) -> dict[str, Any]:
            answer = await guest.http.get(f"/api/photo/{ids[number]}")
            told: dict[str, Any] = answer.json()["photo"]
            return told

        await choose_two()
        await host.get_by_role("button", name="Tag", exact=True).click()
        await host.get_by_role("combobox", name="New tag").fill("Cake")
        await host.keyboard.press("Enter")
        await expect(said).to_have_text("2 photos have the tag “Cake”")
        assert [(await photo(number))["tags"] for number in range(3)] == [["Cake"], ["Cake"], []]
        await host.get_by_role("button", name="Undo").click()
        await expect(said).to_have_text("The tag “Cake” is taken away again")
        assert (await photo(0))["tags"] == []

        before = await photo(0)
        await choose_two()
        await host.get_by_role("button", name="Turn right").click()
        await expect(said).to_have_text("2 photos are turned")
        turned = await photo(0)
        assert (turned["width"], turned["height"]) == (before["height"], before["width"])
        await host.get_by_role("button", name="Undo").click()
        await expect(host.get_by_role("button", name="Undo")).to_be_hidden()
        await expect(said).to_have_text("2 photos are turned")
        await until(host, SHOWN)

        await choose_two()
        await host.get_by_role("button", name="Hide").click()
        await expect(host.locator("li.photo")).to_have_count(1)
        await host.get_by_role("button", name="Undo").click()
        await expect(said).to_have_text("2 photos are shown again")
        await expect(host.locator("li.photo")).to_have_count(3)


async def test_a_host_puts_a_guests_photo_right_and_tags_it_in_the_large_view_of_the_album(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        (photo_id,) = await some_of(guest, 1)
        host = await host_in_album(fresh_screens)
        await host.locator(f'li[data-id="{photo_id}"] a').click()
        large = host.locator(".pswp__item[aria-hidden=false] img.pswp__img:not(.pswp__img--placeholder)")
        before = await large.get_attribute("src")
        await host.get_by_role("button", name="Edit picture").click()
        editor = host.get_by_role("dialog", name="Edit picture")
        await expect(editor.locator("[data-editor-crop]")).to_be_visible()
        await editor.get_by_role("button", name="Turn right").click()
        await editor.get_by_role("button", name="Save").click()
        await expect(editor).to_be_hidden()
        # The new picture takes the place of the old one without another look.
        await expect(large).not_to_have_attribute("src", before or "")
        await host.get_by_role("button", name="Tags", exact=True).click()
        await host.get_by_role("combobox", name="New tag").fill("Cake")
        await host.keyboard.press("Enter")
        await expect(host.get_by_role("button", name="Remove the tag “Cake”")).to_be_visible()
        assert await faults_of(host) == []
