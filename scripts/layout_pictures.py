"""Take pictures of every layout of the wall for review: five screens, with 1, 2, 7 and 40 photos.

Usage: python scripts/layout_pictures.py folder [layout ...]

One server has photos of mixed shapes. Each wall gets a list of the wanted length, with some photos twice.
Each layout is one sheet of all its screens.
"""

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import httpx
from PIL import Image
from playwright.async_api import Browser, Route, ViewportSize, async_playwright

CHECKOUT = Path(__file__).resolve().parents[1]
PASSWORD = "only-for-the-pictures"  # noqa: S105 (of a party that is gone in a minute)
LAYOUTS = ("one", "pairs", "mosaic", "pile", "spotlight", "timeline")
SCREENS = ((1280, 720), (1920, 1080), (3840, 2160), (1080, 1920), (2560, 720))
COUNTS = (1, 2, 7, 40)
DRAWN = 20
ROW_PX = 300
LINE_PX = 12
TURNS = 4
"""How many photos a layout that shows one after another has shown when its picture is taken."""


def main() -> None:
    if len(sys.argv) < 2 or not set(sys.argv[2:]) <= set(LAYOUTS):
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with _party() as url:
        asyncio.run(_take_all(url, folder, sys.argv[2:] or LAYOUTS))


@contextmanager
def _party() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as data_dir, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
        probe.close()
        environment = os.environ | {
            "PARTYWALL_DATA_DIR": data_dir,
            "PARTYWALL_HOST": "127.0.0.1",
            "PARTYWALL_PORT": str(port),
            "PARTYWALL_PUBLIC_URL": "http://wall.example",
            "PARTYWALL_TITLE": "Ana & Jonas",
            "PARTYWALL_ADMIN_PASSWORD": PASSWORD,
        }
        command = [sys.executable, "-m", "app"]
        subprocess.run([*command, "demo", "--photos", str(DRAWN)], cwd=CHECKOUT, env=environment, check=True)
        server = subprocess.Popen([*command, "serve"], cwd=CHECKOUT, env=environment)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()


async def _take_all(url: str, folder: Path, layouts: Sequence[str]) -> None:
    async with httpx.AsyncClient(base_url=url, headers={"Origin": url}) as host:
        await _until_up(host)
        (await host.post("/admin/login", json={"password": PASSWORD})).raise_for_status()
        chromium = (
            shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        )
        if chromium is None:
            sys.exit("Chromium is needed to take the pictures.")
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=chromium, args=arguments)
            for layout in layouts:
                told = {"layout": layout, "minutes": 1}
                (await host.post("/api/admin/screens", json={"set": told})).raise_for_status()
                rows = []
                for width, height in SCREENS:
                    row = [
                        await _picture(browser, url, layout, {"width": width, "height": height}, count)
                        for count in COUNTS
                    ]
                    rows.append(row)
                _sheet(rows).save(folder / f"{layout}.jpg", quality=85)
            await browser.close()


async def _until_up(host: httpx.AsyncClient) -> None:
    async with asyncio.timeout(60):
        while True:
            try:
                await host.get("/readyz")
                return
            except httpx.TransportError:
                await asyncio.sleep(0.05)


async def _picture(browser: Browser, url: str, layout: str, screen: ViewportSize, count: int) -> Image.Image:
    page = await browser.new_page(viewport=screen, base_url=url, reduced_motion="reduce", locale="en-GB")
    await page.route(lambda address: "/api/photos" in address, lambda route: _list(route, count))
    await page.route("**/api/screens/*/report", _nothing_waits)
    await page.goto("/wall")
    await page.wait_for_selector(f'[data-wall][data-scene="show"][data-layout="{layout}"]')
    shown = "[data-layer]:not([hidden]) img.layer__photo, .board__cell[data-photo] img"
    await page.wait_for_selector(shown, state="attached")
    for _ in range(TURNS if layout in ("pairs", "timeline", "pile") and count > 2 else 0):
        await page.keyboard.press("ArrowRight")
        await asyncio.sleep(0.4)
    await page.wait_for_selector("[data-wall][data-idle]")
    await page.evaluate(
        """async () => Promise.all([...document.querySelectorAll(".wall img")].map((it) =>
             it.currentSrc && it.checkVisibility() ? it.decode().catch(() => {}) : null))"""
    )
    picture = Image.open(BytesIO(await page.screenshot(type="jpeg", quality=90)))
    picture.load()
    await page.close()
    return picture


async def _list(route: Route, count: int) -> None:
    """Give a wall a list of `count` photos and nothing before them."""
    answer = await route.fetch()
    listing = await answer.json()
    if "before" in route.request.url:
        photos = listing["photos"] if "before=&" in route.request.url else []
        twice = photos + [one | {"id": one["id"][::-1]} for one in photos]
        listing |= {"photos": twice[:count], "before": None}
    await route.fulfill(response=answer, body=json.dumps(listing))


async def _nothing_waits(route: Route) -> None:
    """Tell a wall of no photo that was on no screen yet: it has those of its list only."""
    answer = await route.fetch()
    await route.fulfill(response=answer, body=json.dumps(await answer.json() | {"unshown": None}))


def _sheet(rows: Sequence[Sequence[Image.Image]]) -> Image.Image:
    """Put pictures of many sizes on one sheet, in rows of equal height."""
    small = [[one.resize((one.width * ROW_PX // one.height, ROW_PX)) for one in row] for row in rows]
    width = max(sum(one.width + LINE_PX for one in row) for row in small) + LINE_PX
    sheet = Image.new("RGB", (width, (ROW_PX + LINE_PX) * len(small) + LINE_PX), "#808080")
    for index, row in enumerate(small):
        left = LINE_PX
        for one in row:
            sheet.paste(one, (left, LINE_PX + index * (ROW_PX + LINE_PX)))
            left += one.width + LINE_PX
    return sheet


if __name__ == "__main__":
    main()
