"""The guest's settings for sending: each does what it says, and stays on the phone."""

import re
import time

import pytest
from playwright.async_api import Page, Request, expect

from tests.browser.conftest import Screens, until
from tests.browser.photos import kept_originals, large, send, sha256, small, stored, until_kept
from tests.browser.test_queue import ON_CELLULAR
from tests.running import Server

UNTOLD = 'Object.defineProperty(navigator, "connection", {value: undefined})'
SETTINGS_ARE_KEPT = """choice => new Promise((resolve) => {
  const opening = indexedDB.open("partywall");
  opening.onsuccess = () => {
    const asked = opening.result.transaction("files").objectStore("files").get("/settings");
    asked.onsuccess = () => {
      opening.result.close();
      resolve(JSON.stringify(asked.result ?? null).includes(choice));
    };
  };
})"""


async def phone_set_to(screens: Screens, script: str = "", **choices: str) -> Page:
    """Open the sending page in a phone whose guest has made these choices before."""
    phone = await screens.phone("/")
    if script:
        await phone.context.add_init_script(script)
    await phone.goto("/upload")
    # The settings stand under the name, which is asked when something is picked.
    await phone.locator("#pick").set_input_files([small("first.jpg")])
    await phone.locator("#settings summary").click()
    for name, choice in choices.items():
        await phone.locator(f"#set-{name}").select_option(choice)
        await until(phone, SETTINGS_ARE_KEPT, choice if choice != "keep" else "true")
    await phone.get_by_role("button", name="Take out photo").click()
    await stored(phone, 0)
    await phone.reload()
    await expect(phone.locator("#pick")).to_be_enabled()
    return phone


@pytest.mark.parametrize("network", [UNTOLD, ON_CELLULAR])
async def test_originals_that_wait_for_the_guests_word_go_when_it_is_given(
    screens: Screens, server: Server, network: str
) -> None:
    phone = await phone_set_to(screens, network, originals="ask")
    photo = large("a.jpg", 3 if network == UNTOLD else 4)
    await send(phone, photo)
    await expect(phone.locator(".tile__original")).to_have_text("Original: waits until you say so")
    await expect(phone.locator("#held-words")).to_have_text("One original waits until you say so.")
    await phone.get_by_role("button", name="Send the originals now").click()
    await until_kept(phone)
    assert kept_originals(server).count(sha256(photo)) == 1


async def test_only_on_wifi_holds_where_the_browser_does_not_tell_and_says_so(screens: Screens) -> None:
    phone = await phone_set_to(screens, UNTOLD, originals="wifi")
    await send(phone, large("a.jpg", 5))
    await expect(phone.locator(".tile__original")).to_have_text("Original: waits until you say so")
    await phone.locator("#settings summary").click()
    await expect(phone.locator("#set-originals-means")).to_contain_text("doesn’t tell whether it’s on Wi-Fi")
    await phone.locator("#set-originals").select_option("at-once")
    await until_kept(phone)


async def test_originals_go_at_once_on_mobile_data_if_the_guest_wants_that(screens: Screens) -> None:
    phone = await phone_set_to(screens, ON_CELLULAR, originals="at-once")
    await send(phone, large("a.jpg", 6))
    await until_kept(phone)


async def test_the_original_goes_first_and_alone(screens: Screens, server: Server) -> None:
    phone = await phone_set_to(screens, copy="none")
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    photo = large("a.jpg", 7)
    await send(phone, photo)
    await until_kept(phone)
    assert [url.rsplit("/", 1)[1] for url in asked] == ["uploads"]
    assert kept_originals(server).count(sha256(photo)) == 1


async def test_a_small_copy_is_smaller(screens: Screens) -> None:
    sizes = []
    for copy in ("normal", "small"):
        phone = await phone_set_to(screens, ON_CELLULAR, copy=copy)
        async with phone.expect_response(re.compile("/api/new_photo")) as answered:
            await send(phone, large("a.jpg", 8))
        photo = (await (await answered.value).json())["photo"]
        sizes.append(max(photo["width"], photo["height"]))
    assert sizes == [2048, 1280]


async def test_a_speed_limit_holds(screens: Screens) -> None:
    phone = await phone_set_to(screens, speed="4000")
    photo = large("a.jpg", 9)
    pieces: list[float] = []

    def note(request: Request) -> None:
        if request.method == "PATCH":
            pieces.append(time.monotonic())

    phone.on("request", note)
    began = time.monotonic()
    await send(phone, photo)
    await until_kept(phone)
    took_s = time.monotonic() - began
    # All but the last piece have had their time; the copy that went ahead had its own.
    bits = (len(photo["buffer"]) - 1_000_000) * 8
    assert took_s > bits / 4_000_000
    assert pieces


async def test_what_was_sent_is_kept_in_the_list_or_forgotten(screens: Screens) -> None:
    phone = await phone_set_to(screens, sent="keep")
    await send(phone, small("a.jpg"), small("b.jpg"))
    await expect(phone.locator("#done-title")).to_be_visible()
    await stored(phone, 2)
    await phone.reload()
    await expect(phone.locator(".tile__status")).to_have_text(["On the wall", "On the wall"])
    await expect(phone.locator(".tile__picture img")).to_have_count(2)
    await expect(phone.locator("#done")).to_be_hidden()
    await phone.goto("/")
    await expect(phone.locator("#on-their-way")).to_be_hidden()
    await phone.goto("/upload")
    await expect(phone.locator(".tile")).to_have_count(2)
    await phone.locator("#settings summary").click()
    await phone.locator("#set-sent").select_option("forget")
    await expect(phone.locator(".tile")).to_have_count(0)
    await stored(phone, 0)
