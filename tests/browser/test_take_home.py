"""Taking the night home in a browser: the host's page says how much it is, and a real download is whole."""

import zipfile
from pathlib import Path

from playwright.async_api import Page, expect

from tests.browser.conftest import Screens
from tests.browser.house import enter
from tests.running import Server, jpeg, person


async def downloaded(page: Page, folder: Path, button: str) -> zipfile.ZipFile:
    async with page.expect_download() as downloading:
        await page.get_by_role("link", name=button).click()
    download = await downloading.value
    await download.save_as(folder / download.suggested_filename)
    read = zipfile.ZipFile(folder / download.suggested_filename)
    assert read.testzip() is None
    return read


async def test_the_host_hears_how_much_it_is_and_takes_it(
    fresh_screens: Screens, fresh_server: Server, tmp_path: Path
) -> None:
    pictures = [jpeg(), jpeg()]
    async with person(fresh_server.url) as guest:
        for picture in pictures:
            await guest.send_photo(picture, author="Mia", caption="The cake")
    page = await fresh_screens.host()
    await enter(page, "album", "take")
    await expect(page.locator("#take-size")).to_contain_text("2 photos")
    await page.get_by_label("From", exact=True).select_option(label="Mia (2)")
    await page.get_by_label("Folders").select_option("guest")
    await page.get_by_role("button", name="Make the download ready").click()
    await expect(page.get_by_role("heading", name="Your download")).to_be_visible()
    read = await downloaded(page, tmp_path, "Download the ZIP")
    assert [read.read(name) for name in read.namelist()] == pictures
    assert all(name.startswith("Mia/") for name in read.namelist())
    await page.go_back()
    await enter(page, "album", "take")
    await expect(page.get_by_role("heading", name="Ready to download")).to_be_visible()
    await page.get_by_role("button", name="Remove the download").click()
    await expect(page.get_by_role("heading", name="Ready to download")).to_be_hidden()


async def test_the_host_takes_what_is_selected(
    fresh_screens: Screens, fresh_server: Server, tmp_path: Path
) -> None:
    chosen = jpeg()
    async with person(fresh_server.url) as guest:
        await guest.send_photo()
        sent = await guest.send_photo(chosen)
    page = await fresh_screens.host()
    await expect(page.locator(".shot:visible")).to_have_count(2)
    await page.get_by_role("button", name="Select", exact=True).click()
    await page.locator(f'.shot[data-photo="{sent["id"]}"] .shot__pick input').check()
    await page.locator('#selected [data-do="take"]').click()
    read = await downloaded(page, tmp_path, "Download the ZIP")
    assert [read.read(name) for name in read.namelist()] == [chosen]


async def test_a_guest_takes_what_they_sent(
    fresh_screens: Screens, fresh_server: Server, tmp_path: Path
) -> None:
    page = await fresh_screens.phone("/take")
    await expect(page.get_by_text("You haven’t sent any photos yet.")).to_be_visible()
    picture = jpeg()
    async with person(fresh_server.url) as guest:
        for cookie in await page.context.cookies():
            guest.http.cookies.set(cookie.get("name", ""), cookie.get("value", ""))
        await guest.send_photo(picture, author="Mia")
    await page.reload()
    await expect(page.get_by_text("1 photo, ")).to_be_visible()
    await page.get_by_role("button", name="Make the download ready").click()
    read = await downloaded(page, tmp_path, "Download the ZIP")
    assert [read.read(name) for name in read.namelist()] == [picture]
