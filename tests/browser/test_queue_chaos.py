"""Photos on their way while the network is cut, the server killed and the page reloaded, over and over."""

import asyncio
import contextlib
import random
import re
import sqlite3
import time

from playwright.async_api import Error, Page, Route, expect

from tests.browser.conftest import Screens
from tests.browser.test_queue import how_many, kept_originals, large, pick, sha256, small, stored
from tests.running import Server

PHOTOS = 8
TROUBLE_S = 25.0
IN_THE_END_MS = 60_000
SEED = 7
CLAIMS = """() => Array.from(document.querySelectorAll(".tile"), (tile) => ({
  shown: tile.dataset.state === "sent", kept: tile.dataset.original === "kept"}))"""
"""What the page's tiles say: how many photos are on the wall, and how many originals are safe."""


def has(server: Server) -> tuple[int, int]:
    """Return how many photos the server shows, and how many originals it keeps, by its records."""
    with contextlib.closing(sqlite3.connect(server.data_dir / "private" / "partywall.sqlite3")) as database:
        shown: int
        kept: int
        shown, kept = database.execute(
            "select count(*), count(*) filter (where original = 'kept') from photos where state = 'shown'"
        ).fetchone()
        return shown, kept


class Truth:
    """Compares what the tiles claim with what the server has; a claim comes after the fact, never before."""

    def __init__(self, phone: Page, server: Server) -> None:
        self._phone = phone
        self._server = server
        self.lies: list[str] = []

    async def look(self) -> None:
        with contextlib.suppress(Error):  # between two pages there is nothing that could lie
            tiles = await self._phone.evaluate(CLAIMS)
            # The server's records last: they only ever gain.
            shown, kept = has(self._server)
            said = sum(tile["shown"] for tile in tiles), sum(tile["kept"] for tile in tiles)
            if said[0] > shown or said[1] > kept:
                self.lies.append(f"said {said}, was {(shown, kept)}")


async def cut_network(phone: Page, chance: random.Random) -> None:
    await phone.context.set_offline(True)
    await asyncio.sleep(chance.uniform(0.1, 0.6))
    await phone.context.set_offline(False)


async def kill_server(server: Server, chance: random.Random) -> None:
    server.kill()
    await asyncio.sleep(chance.uniform(0.0, 0.5))
    await asyncio.to_thread(server.start)


async def reload(phone: Page) -> None:
    with contextlib.suppress(Error):  # while the server is away the browser shows a page of its own
        await phone.goto("/upload", wait_until="commit")


async def test_photos_survive_cuts_kills_and_reloads_and_no_tile_ever_lies(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    chance = random.Random(SEED)
    phone = await fresh_screens.phone()
    photos = [large(f"{n}.jpg", n) if n % 4 else small(f"{n}.jpg") for n in range(PHOTOS)]
    await pick(phone, *photos)
    await stored(phone, PHOTOS)

    async def weak(route: Route) -> None:
        """Cut one request in five, half of them after the server took it: then only the answer is lost."""
        with contextlib.suppress(Error):
            luck = chance.random()
            if luck < 0.1:
                await route.fetch()
            if luck < 0.2:
                await route.abort("connectionreset")
            else:
                await asyncio.sleep(chance.uniform(0.1, 0.5))
                await route.continue_()

    sending = re.compile(r"/api/(new_photo|uploads)")
    await phone.route(sending, weak)
    await phone.locator("#send").click()
    truth = Truth(phone, fresh_server)
    ends = time.monotonic() + TROUBLE_S
    while time.monotonic() < ends:
        await asyncio.sleep(chance.uniform(0.2, 1.0))
        await truth.look()
        match chance.choice(["network", "server", "page", "page"]):
            case "network":
                await cut_network(phone, chance)
            case "server":
                await kill_server(fresh_server, chance)
            case "page":
                await reload(phone)
        await truth.look()

    await phone.unroute(sending)
    await reload(phone)
    await phone.wait_for_selector("#sending.is-lively")
    await stored(phone, 0, IN_THE_END_MS)
    await truth.look()
    await expect(phone.locator('.tile:not([data-original="kept"])')).to_have_count(0)
    assert truth.lies == []
    assert await how_many(fresh_server) == PHOTOS
    assert kept_originals(fresh_server) == sorted(map(sha256, photos))
