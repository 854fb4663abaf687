"""The upload page in a guest's hand: what it promises while the network, the server or the host say no."""

import re
from pathlib import Path

from playwright.async_api import FilePayload, Page, Route, expect

from tests.browser.conftest import Screens
from tests.running import Server, jpeg, person


def picture(name: str, colour: tuple[int, int, int] = (30, 90, 160)) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": jpeg(1200, 900, colour)}


async def pick(phone: Page, *files: FilePayload) -> None:
    await phone.locator("#pick").set_input_files(list(files))


async def how_many(server: Server) -> int:
    async with person(server.url) as someone:
        return len((await someone.photos(before="", limit=100))["photos"])


async def switch(server: Server, is_open: bool, message: str = "") -> None:
    async with person(server.url) as host:
        await host.sign_in()
        await host.http.put("/api/admin/uploads", json={"open": is_open, "message": message})


async def test_nothing_leaves_the_phone_before_the_guest_says_send(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await fresh_screens.phone()
    await pick(phone, picture("a.jpg"))
    await expect(phone.get_by_text("Not sent yet")).to_be_visible()
    assert await how_many(fresh_server) == 0


async def test_a_lost_answer_and_a_double_tap_make_one_photo(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await fresh_screens.phone()
    tries = 0

    async def lose_the_first_answer(route: Route) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            await route.fetch()
            await route.abort("connectionreset")
        else:
            await route.continue_()

    await phone.route("**/api/new_photo", lose_the_first_answer)
    await pick(phone, picture("a.jpg"))
    await phone.locator("#send").dblclick()
    await expect(phone.get_by_text("On the wall", exact=True)).to_be_visible()
    assert (tries, await how_many(fresh_server)) == (2, 1)


async def test_it_waits_for_the_network_and_goes_on_by_itself(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await fresh_screens.phone()
    await pick(phone, picture("a.jpg"))
    await phone.context.set_offline(True)
    await phone.locator("#send").click()
    await expect(phone.locator(".tile__status")).to_have_text("Waiting for the network…")
    await phone.context.set_offline(False)
    await expect(phone.locator(".tile__status")).to_have_text("On the wall")
    assert await how_many(fresh_server) == 1


async def test_a_login_page_of_the_hotel_is_not_an_answer(screens: Screens) -> None:
    phone = await screens.phone()
    await phone.route(
        "**/api/new_photo",
        lambda route: route.fulfill(status=200, content_type="text/html", body="<h1>Hi</h1>"),
    )
    await pick(phone, picture("a.jpg"))
    await phone.locator("#send").click()
    await expect(phone.locator(".tile__status")).to_have_text("Waiting for the network…")


async def test_a_failed_photo_can_be_tried_again(screens: Screens) -> None:
    phone = await screens.phone()
    refusal = '{"error": {"code": "BROKEN_FORM", "message": "The form arrived broken."}}'
    await phone.route(
        "**/api/new_photo",
        lambda route: route.fulfill(status=400, content_type="application/json", body=refusal),
        times=1,
    )
    await pick(phone, picture("a.jpg"))
    await phone.locator("#send").click()
    await expect(phone.get_by_text("The form arrived broken.")).to_be_visible()
    await phone.get_by_role("button", name="Try again").click()
    await expect(phone.locator(".tile__status")).to_have_text("On the wall")


async def test_words_typed_after_sending_are_saved(screens: Screens, server: Server) -> None:
    phone = await screens.phone()
    await pick(phone, picture("a.jpg"))
    await phone.locator("#send").click()
    await expect(phone.locator(".tile__status")).to_have_text("On the wall")
    await phone.locator(".tile__caption").fill("Just in time")
    await phone.keyboard.press("Enter")
    await expect(phone.locator(".tile__status")).to_have_text(re.compile("words saved"))
    async with person(server.url) as someone:
        assert (await someone.photos(before=""))["photos"][0]["caption"] == "Just in time"


async def test_the_name_is_asked_once(screens: Screens) -> None:
    phone = await screens.phone()
    await pick(phone, picture("a.jpg"))
    await phone.get_by_label("Who are they from?").fill("Mia")
    # Straight from the field: a page that moves when the field is left makes the thumb miss.
    await phone.locator("#send").click()
    await expect(phone.locator(".tile__status")).to_have_text("On the wall")
    await phone.reload()
    await pick(phone, picture("b.jpg", (90, 30, 30)))
    await expect(phone.get_by_text("From Mia")).to_be_visible()
    await expect(phone.get_by_label("Who are they from?")).to_be_hidden()


async def test_the_same_file_picked_twice_is_one_photo_until_it_is_taken_out(
    screens: Screens, tmp_path: Path
) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(jpeg(1200, 900))
    phone = await screens.phone()
    for _ in range(2):
        await phone.locator("#pick").set_input_files([file])
    await expect(phone.locator(".tile")).to_have_count(1)
    await phone.get_by_role("button", name="Take out photo 1").click()
    await expect(phone.locator(".tile")).to_have_count(0)
    await phone.locator("#pick").set_input_files([file])
    await expect(phone.locator(".tile")).to_have_count(1)


async def test_picked_photos_stay_while_uploads_are_closed(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await fresh_screens.phone()
    await pick(phone, picture("a.jpg"))
    await switch(fresh_server, is_open=False, message="Back after dinner")
    await expect(phone.get_by_text("Back after dinner")).to_be_visible()
    await expect(phone.locator("#send")).to_be_disabled()
    await expect(phone.locator(".tile")).to_have_count(1)
    await switch(fresh_server, is_open=True)
    await phone.locator("#send").click()
    await expect(phone.locator(".tile__status")).to_have_text("On the wall")
