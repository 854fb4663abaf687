"""The wall all night long: without its server, and built anew without a gap."""

import asyncio
import base64
import contextlib
import io
from typing import Any

import pytest
from PIL import Image, ImageStat
from playwright.async_api import Error, expect

from tests.browser.conftest import Screens, until
from tests.patience import PATIENCE_S
from tests.running import Server, jpeg, person

SHOWS = "() => document.querySelector('[data-wall]').dataset.photo"
MORE_THAN_ARE_DECODED = 27
BRIGHT = 150


async def test_the_wall_goes_round_all_its_photos_while_the_server_is_away(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        sent = {
            (await guest.send_photo(jpeg(320 + number, 240)))["id"] for number in range(MORE_THAN_ARE_DECODED)
        }
        gone = (await guest.send_photo(jpeg(500, 240)))["id"]
    wall = await fresh_screens.projector()
    await expect(wall.locator("[data-wall]")).to_have_attribute("data-kept", str(MORE_THAN_ARE_DECODED + 1))
    async with person(fresh_server.url) as host:
        await host.sign_in()
        await host.http.post(f"/api/admin/photo/{gone}/hide")
    await expect(wall.locator("[data-wall]")).to_have_attribute("data-kept", str(MORE_THAN_ARE_DECODED))
    fresh_server.kill()
    await expect(wall.locator("[data-wall]")).to_have_attribute("data-state", "waiting")
    seen: set[Any] = set()
    for _ in range(6 * MORE_THAN_ARE_DECODED):
        before = await wall.evaluate(SHOWS)
        seen.add(before)
        if seen == sent:
            break
        await wall.keyboard.press("ArrowRight")
        await until(wall, f"before => ({SHOWS})() !== before", before)
    assert seen == sent


@pytest.mark.parametrize("layout", ["one", "mosaic"])
async def test_a_wall_that_has_run_for_a_day_builds_itself_anew_without_a_dark_moment(
    fresh_screens: Screens, fresh_server: Server, layout: str
) -> None:
    async with person(fresh_server.url) as host:
        await host.sign_in()
        for _ in range(2):
            await host.send_photo(jpeg(1600, 900, (250, 250, 240)))
        wall = await fresh_screens.projector("/upload", viewport={"width": 1280, "height": 720})
        await wall.clock.install()
        await wall.goto("/wall")
        await expect(wall.locator("[data-wall]")).to_have_attribute("data-state", "live")
        await host.http.post("/api/admin/screens", json={"set": {"layout": layout, "paused": True}})
        await expect(wall.locator("[data-wall]")).to_have_attribute("data-layout", layout)
        await expect(wall.locator("[data-wall]")).to_have_attribute("data-paused", "true")
        await until(wall, "() => document.querySelector('img.layer__photo, img.board__photo') !== null")
        await wall.clock.run_for(3_000)
        before = await wall.evaluate(SHOWS)
        await wall.locator("[data-wall]").evaluate("it => (it.dataset.old = '')")
        session = await wall.context.new_cdp_session(wall)
        frames: list[float] = []

        async def see(frame: dict[str, Any]) -> None:
            image = Image.open(io.BytesIO(base64.b64decode(frame["data"]))).convert("L")
            frames.append(ImageStat.Stat(image).mean[0])
            # The page may be closed by now.
            with contextlib.suppress(Error):
                await session.send("Page.screencastFrameAck", {"sessionId": frame["sessionId"]})

        session.on("Page.screencastFrame", see)
        await session.send("Page.startScreencast", {"format": "jpeg", "everyNthFrame": 1})
        # The wall may still be fading in: what counts begins when it is bright.
        async with asyncio.timeout(PATIENCE_S):
            while not frames or frames[-1] <= BRIGHT:
                await asyncio.sleep(0.05)
        frames.clear()
        await wall.clock.fast_forward("25:05:00")
        await expect(wall.locator("[data-wall]:not([data-old], [data-resuming])")).to_have_count(1)
        await expect(wall.locator("[data-wall]")).to_have_attribute("data-layout", layout)
        await expect(wall.locator("[data-wall]")).to_have_attribute("data-paused", "true")
        await until(wall, "() => document.querySelector('img.layer__photo, img.board__photo') !== null")
        assert await wall.evaluate(SHOWS) == before
        await session.send("Page.stopScreencast")
        assert frames
        assert min(frames) > BRIGHT, str([round(light) for light in frames])


async def test_a_wall_whose_server_is_away_does_not_load_anew(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        await guest.send_photo(jpeg(1600, 900))
    wall = await fresh_screens.projector("/upload")
    await wall.clock.install()
    await wall.goto("/wall")
    await until(wall, SHOWS)
    await wall.evaluate("() => (window.isOld = true)")
    fresh_server.kill()
    await wall.clock.fast_forward("26:00:00")
    await wall.clock.run_for(130_000)
    assert await wall.evaluate("() => window.isOld")
    assert await wall.evaluate(SHOWS)
