"""Take the README's pictures: the demo party's pages in Chromium, at phone and projector size.

Usage: python scripts/screenshots.py [folder]   (default docs/screenshots)
"""

import asyncio
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
from playwright.async_api import Browser, FilePayload, Page, ViewportSize, async_playwright

CHECKOUT = Path(__file__).resolve().parents[1]
TITLE = "Ana & Jonas"
PASSWORD = "only-for-the-pictures"  # noqa: S105 (of a party that is gone in a minute)
PHOTOS = 20
OWN_PHOTOS = ("Caught the first dance", "")
PHONE: ViewportSize = {"width": 390, "height": 844}
ON_THE_WALL = "() => document.querySelector('[data-wall]').dataset.photo"
IS_STILL = """() => document.querySelectorAll("[data-layer]:not([hidden])").length === 1
  && document.getAnimations().every((it) => it.playState === "finished")"""
PROJECTOR: ViewportSize = {"width": 1600, "height": 900}


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else CHECKOUT / "docs" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data_dir:
        environment = os.environ | {
            "PARTYWALL_DATA_DIR": data_dir,
            "PARTYWALL_HOST": "127.0.0.1",
            "PARTYWALL_PORT": "0",
            "PARTYWALL_PUBLIC_URL": "http://wall.example",
            "PARTYWALL_TITLE": TITLE,
            "PARTYWALL_ADMIN_PASSWORD": PASSWORD,
            # They take long on a busy machine.
            "PARTYWALL_DECODE_TIMEOUT_S": "600",
        }
        command = [sys.executable, "-m", "app"]
        subprocess.run([*command, "demo", "--photos", str(PHOTOS)], cwd=CHECKOUT, env=environment, check=True)
        port = _free_port()
        server = subprocess.Popen(
            [*command, "serve"], cwd=CHECKOUT, env=environment | {"PARTYWALL_PORT": str(port)}
        )
        try:
            asyncio.run(_take_all(f"http://127.0.0.1:{port}", folder))
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _take_all(url: str, folder: Path) -> None:
    await _until_up(url)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("Chromium is needed to take the pictures.")
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=arguments)
        await _wall(browser, url, folder)
        await _guest(browser, url, folder)
        await _host(browser, url, folder)
        await browser.close()


async def _until_up(url: str) -> None:
    async with httpx.AsyncClient() as http, asyncio.timeout(60):
        while True:
            try:
                await http.get(f"{url}/readyz")
                return
            except httpx.TransportError:
                await asyncio.sleep(0.05)


async def _wall(browser: Browser, url: str, folder: Path) -> None:
    page = await browser.new_page(viewport=PROJECTOR, base_url=url)
    await page.goto("/wall")
    await page.wait_for_selector('[data-wall][data-scene="show"]')
    await page.wait_for_selector("[data-wall][data-idle]")
    await _settled(page)
    await _save_still(page, folder / "wall.jpg")
    await page.close()


async def _guest(browser: Browser, url: str, folder: Path) -> None:
    context = await browser.new_context(
        viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True, base_url=url, locale="en-GB"
    )
    page = await context.new_page()
    await page.goto("/")
    await _settled(page)
    await _save(page, folder / "gallery.jpg")
    # This phone sends two of the party's own pictures again.
    pictures = [image async for image in _wall_pictures(page, len(OWN_PHOTOS))]
    await page.goto("/upload")
    files: list[FilePayload] = [
        {"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": data} for n, data in enumerate(pictures)
    ]
    await page.locator("#pick").set_input_files(files)
    await page.locator("#author").fill("Mia")
    for number, caption in enumerate(OWN_PHOTOS):
        await page.locator(".tile__caption").nth(number).fill(caption)
    await page.locator("#send").click()
    await page.get_by_text(re.compile("On the wall")).nth(len(OWN_PHOTOS) - 1).wait_for()
    await _settled(page)
    await _save(page, folder / "upload.jpg")
    await page.goto("/edit")
    await _settled(page)
    await _save(page, folder / "edit.jpg")
    await context.close()


async def _wall_pictures(page: Page, count: int) -> AsyncIterator[bytes]:
    listing = await (await page.request.get(f"/api/photos?before=&limit={count}")).json()
    for photo in listing["photos"]:
        wall = next(rendition for rendition in photo["renditions"] if rendition["name"] == "wall")
        yield await (await page.request.get(wall["url"])).body()


async def _host(browser: Browser, url: str, folder: Path) -> None:
    context = await browser.new_context(
        viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True, base_url=url, locale="en-GB"
    )
    page = await context.new_page()
    await page.goto("/admin")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_selector(".shot img")
    await _settled(page)
    await _save(page, folder / "admin.jpg")
    await context.close()


async def _settled(page: Page) -> None:
    """Wait until every picture on the page is decoded and every transition is over."""
    await page.wait_for_load_state("load")
    await page.evaluate(
        """async () => {
          const isInView = (image) => image.getBoundingClientRect().top < innerHeight;
          const inView = [...document.images].filter(isInView);
          await Promise.all(inView.map((image) => image.decode().catch(() => {})));
          await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {})));
        }"""
    )


async def _save_still(page: Page, path: Path) -> None:
    """Take the wall between two changes: no photo may fade in meanwhile."""
    async with asyncio.timeout(60):
        while True:
            await page.wait_for_function(IS_STILL)
            before = await page.evaluate(ON_THE_WALL)
            await _save(page, path)
            if await page.evaluate(ON_THE_WALL) == before and await page.evaluate(IS_STILL):
                return


async def _save(page: Page, path: Path) -> None:
    await page.screenshot(path=path, type="jpeg", quality=80)


if __name__ == "__main__":
    main()
