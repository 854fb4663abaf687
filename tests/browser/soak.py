"""The long versions of what the phone's queue must bear, run by hand: `python -m tests.browser.soak [s]`."""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import expect

from tests.browser.chaos import check_arrived, live_through
from tests.browser.conftest import Screens
from tests.browser.photos import large, pick, sha256
from tests.browser.session_browser import SessionBrowser
from tests.browser.weak_network import WeakNetwork, weak_network
from tests.running import Server, running

TROUBLE_S = 240.0
PHOTOS = 100
SEED = 23
SLOW_BYTES_PER_S = 64_000
GAP_S = 10.0
SLOW_MS = 600_000


@asynccontextmanager
async def phone_screens(browser: SessionBrowser, server: Server) -> AsyncIterator[Screens]:
    screens = Screens(await browser.get(), server)
    try:
        yield screens
    finally:
        await screens.close()


async def send_slowly(screens: Screens, server: Server) -> str:
    """Send a photo at 64 kB/s with gaps of ten seconds: slow, honest phones succeed."""
    began = time.monotonic()
    async with weak_network(server.url) as network:
        phone = await screens.phone("/upload", base_url=network.url)
        photo = large("slow.jpg")
        await pick(phone, photo)
        network.bytes_per_s = SLOW_BYTES_PER_S
        gaps = asyncio.create_task(make_gaps(network))
        try:
            await phone.locator("#send").click()
            await expect(phone.locator(".tile__original")).to_have_text("Original kept", timeout=SLOW_MS)
        finally:
            gaps.cancel()
    await check_arrived(server, [sha256(photo)])
    took_s = time.monotonic() - began
    return f"{len(photo['buffer']) / 1e6:.1f} MB at 64 kB/s with gaps of 10 s: kept after {took_s:.0f} s"


async def make_gaps(network: WeakNetwork) -> None:
    while True:
        await asyncio.sleep(GAP_S)
        network.hold()
        await asyncio.sleep(GAP_S)
        network.go_on()


async def soak(trouble_s: float) -> None:
    browser = SessionBrowser()
    try:
        with tempfile.TemporaryDirectory() as folder:
            with running(Path(folder) / "slow") as server:
                async with phone_screens(browser, server) as screens:
                    sys.stdout.write(await send_slowly(screens, server) + "\n")
            with running(Path(folder) / "chaos") as server:
                async with phone_screens(browser, server) as screens:
                    seen = await live_through(
                        screens,
                        server,
                        Path(folder),
                        photos=PHOTOS,
                        trouble_s=trouble_s,
                        seed=SEED,
                        within_ms=2 * trouble_s * 1000 + 120_000,
                    )
                    sys.stdout.write(f"{seen}: each arrived once and whole, and no tile lied\n")
    finally:
        await browser.close()


if __name__ == "__main__":
    asyncio.run(soak(float(sys.argv[1]) if len(sys.argv) > 1 else TROUBLE_S))
