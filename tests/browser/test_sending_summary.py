"""What the sending page says at the end: thanks that can be put away and cover nothing, failures in sight."""

import re
from typing import Any

import pytest
from playwright.async_api import FilePayload, Locator, Page, expect

from tests.browser.conftest import Screens
from tests.browser.photos import pick, send, small
from tests.running import Server

SIZES = {
    "small": {"width": 320, "height": 568},
    "phone": {"width": 390, "height": 844},
}
LARGE_TEXT = "document.documentElement.style.fontSize = '200%'"
# What lies over the middle of a tile's words, at every place to which the page can be scrolled.
COVERED = """card => {
  const found = [];
  for (let y = 0; y <= document.documentElement.scrollHeight; y += 150) {
    window.scrollTo({ top: y, behavior: "instant" });
    for (const tile of document.querySelectorAll(".tile__status")) {
      const { left, top, width, height } = tile.getBoundingClientRect();
      const [over] = document.elementsFromPoint(left + width / 2, top + height / 2);
      if (over && card.contains(over)) found.push([y, tile.textContent]);
    }
  }
  return found;
}"""


def not_a_picture(name: str) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": b"no picture at all, only words " * 50}


async def covered(card: Locator) -> Any:
    return await card.evaluate(COVERED)


async def overflows(phone: Page) -> bool:
    return bool(await phone.evaluate("document.documentElement.scrollWidth > innerWidth"))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("text", ["normal", "large"])
async def test_the_thanks_cover_nothing_can_be_closed_and_lead_to_more(
    screens: Screens, size: str, text: str
) -> None:
    phone = await screens.phone(viewport=SIZES[size])
    if text == "large":
        await phone.evaluate(LARGE_TEXT)
    await pick(phone, *(small(f"{number}.jpg") for number in range(4)))
    await phone.locator("#send").click()
    thanks = phone.locator("#done")
    await expect(phone.locator("#done-title")).to_have_text("Your 4 photos are up. Thank you!")
    await expect(thanks).to_be_in_viewport()
    assert await covered(thanks) == []
    assert not await overflows(phone)
    async with phone.expect_file_chooser():
        await phone.get_by_role("button", name="Send more").click()
    await phone.get_by_role("button", name="Close").click()
    await expect(thanks).to_be_hidden()
    await phone.locator("#pick").set_input_files([small("more.jpg")])
    await phone.locator("#send").click()
    await expect(phone.locator("#done-title")).to_have_text("Your photo is up. Thank you!")
    await expect(thanks).to_be_visible()


@pytest.mark.parametrize("size", SIZES)
async def test_failures_are_summed_up_in_sight_and_tried_again_together(
    screens: Screens, server: Server, size: str
) -> None:
    phone = await screens.phone(viewport=SIZES[size])
    refusal = '{"error": {"code": "BROKEN_FORM", "message": "The form arrived broken."}}'
    await phone.route(
        "**/api/new_photo",
        lambda route: route.fulfill(status=400, content_type="application/json", body=refusal),
        times=2,
    )
    await send(phone, *(small(f"{number}.jpg") for number in range(5)), not_a_picture("words.jpg"))
    count = phone.locator("#count")
    await expect(count).to_contain_text("3 are up · 3 didn’t go through")
    await phone.locator(".tile").last.scroll_into_view_if_needed()
    await expect(count).to_be_in_viewport()
    await phone.get_by_role("button", name="Show it").click()
    await expect(phone.locator('.tile[data-state="failed"]').first).to_be_in_viewport()
    await phone.get_by_role("button", name="Try them all again").click()
    await expect(count).to_contain_text("5 are up · 1 didn’t go through")
    await expect(phone.get_by_role("button", name="Try them all again")).to_be_hidden()
    await phone.evaluate(LARGE_TEXT)
    assert not await overflows(phone)
    # What is no picture is none at the next try either.
    await expect(phone.get_by_role("button", name=re.compile("Try again"))).to_have_count(0)


async def test_one_photo_has_one_original(screens: Screens) -> None:
    phone = await screens.phone()
    await send(phone, small("a.jpg"))
    await expect(phone.locator("#done-originals")).to_have_text("Original kept, too.")
    await phone.locator("#pick").set_input_files([small("b.jpg"), small("c.jpg")])
    await phone.locator("#send").click()
    await expect(phone.locator("#done-originals")).to_have_text("Originals kept, too.")
