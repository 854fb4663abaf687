"""The album as a folder in a browser: opened from a disk, with all network off."""

from pathlib import Path

from playwright.async_api import Browser, expect

from tests.browser.conftest import Screens
from tests.browser.house import enter
from tests.browser.test_take_home import downloaded
from tests.patience import PATIENCE_S
from tests.running import Server, jpeg, person


async def test_it_opens_from_a_disk_with_no_network(
    browser: Browser, fresh_screens: Screens, fresh_server: Server, tmp_path: Path
) -> None:
    async with person(fresh_server.url) as guest:
        for name, caption in (("Zoë", "The cake"), ("Ben", "Dancing"), ("محمد", "")):
            await guest.send_photo(jpeg(), author=name, caption=caption)
    host_page = await fresh_screens.host()
    await enter(host_page, "album", "take")
    await host_page.get_by_label("As", exact=True).select_option("album")
    await expect(host_page.get_by_label("Folders")).to_be_hidden()
    await host_page.get_by_role("button", name="Make the download ready").click()
    await expect(host_page.get_by_role("link", name="Download the ZIP")).to_be_visible(
        timeout=PATIENCE_S * 1000
    )
    (await downloaded(host_page, tmp_path, "Download the ZIP")).extractall(tmp_path)
    context = await browser.new_context(offline=True)
    page = await context.new_page()
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    await page.goto((tmp_path / "index.html").as_uri())
    await expect(page.locator("li.photo:visible")).to_have_count(3)
    await expect(page.locator("li.photo img").first).to_have_js_property("complete", True)
    assert await page.locator("li.photo img").first.evaluate("image => image.naturalWidth") > 0
    assert await page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px Figtree'))")
    await page.get_by_label("Search for names and captions").fill("zoe")
    await expect(page.locator("li.photo:visible")).to_have_count(1)
    await expect(page.locator("#found")).to_have_text("1 photo")
    await page.get_by_label("Search for names and captions").fill("nobody")
    await expect(page.locator("#found")).to_have_text("Nothing found")
    await page.get_by_label("Search for names and captions").fill("")
    await page.locator("li.photo a").first.click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await expect(page.locator(".pswp__words")).to_contain_text("The cake")
    large = page.locator(".pswp__item[aria-hidden=false] img.pswp__img:not(.pswp__img--placeholder)")
    await expect(large).to_have_js_property("complete", True)
    assert await large.evaluate("image => image.naturalWidth") > 0
    await page.keyboard.press("ArrowRight")
    await expect(page.locator(".pswp__words")).to_contain_text("Dancing")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.emulate_media(media="print")
    await expect(page.locator(".photo__words").first).to_have_css("opacity", "1")
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert faults == []
    await context.close()
