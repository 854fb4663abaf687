"""Two phones become one guest: a code on the first, a question on the second, with scripts and without."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.camera import scanned
from tests.browser.conftest import PHONE, Screens
from tests.browser.large_text import SMALL_PHONE, faults_of_layout, page_with_text
from tests.browser.photos import pick, small
from tests.browser.rest import at_rest
from tests.running import Server
from tests.stage import stage

PHONES = {"320x568": SMALL_PHONE, "390x844": PHONE}


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("phone", PHONES)
async def test_a_second_phone_has_the_first_ones_photos(
    phone: str, percent: int, screens: Screens, server: Server
) -> None:
    first = await page_with_text(screens, PHONES[phone], percent, "/upload")
    await pick(first, small("one.jpg"))
    await first.locator("#send").click()
    await expect(first.locator('.tile[data-state="sent"]')).to_have_count(1)
    second = await page_with_text(screens, PHONES[phone], percent, "/join")
    await first.goto("/edit")
    await first.locator(".own__me a").click()
    await first.get_by_role("button", name="Show the code").click()
    for page in (first, second):
        await at_rest(page)
        assert await faults_of_layout(page) == []
    assert await first.locator(".qr").evaluate("(picture) => picture.naturalWidth > 0")
    await second.get_by_label("The eight letters").fill(await first.locator(".me__letters").inner_text())
    await second.get_by_role("button", name="Go on").click()
    await second.wait_for_url(re.compile(f"{stage.base}/join/"))
    assert await faults_of_layout(second) == []
    await second.get_by_role("button", name="Yes, that’s me").click()
    await expect(second.locator("li.card")).to_have_count(1)
    await second.goto("/join")
    await second.get_by_label("The eight letters").fill(await first.locator(".me__letters").inner_text())
    await second.get_by_role("button", name="Go on").click()
    await expect(second.get_by_role("heading")).to_have_text("Nothing here")


async def test_it_works_without_scripts(screens: Screens) -> None:
    first = await screens.phone("/me", java_script_enabled=False)
    await first.get_by_role("button", name="Show the code").click()
    second = await screens.phone("/join", java_script_enabled=False)
    await second.get_by_label("The eight letters").fill(await first.locator(".me__letters").inner_text())
    await second.get_by_role("button", name="Go on").click()
    await second.get_by_role("button", name="Yes, that’s me").click()
    await expect(second.get_by_role("heading", level=1)).to_have_text("My photos")


async def test_a_second_phone_that_scans_the_code_has_the_first_ones_photo(screens: Screens) -> None:
    first = await screens.phone("/upload")
    await pick(first, small("one.jpg"))
    await first.locator("#send").click()
    await expect(first.locator('.tile[data-state="sent"]')).to_have_count(1)
    await first.goto("/me")
    await first.get_by_role("button", name="Show the code").click()
    second = await screens.phone(await scanned(first.locator(".qr")))
    await second.get_by_role("button", name="Yes, that’s me").click()
    await expect(second.locator("li.card")).to_have_count(1)
