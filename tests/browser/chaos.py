"""Photos on their way while the network is cut, the server killed and the page reloaded, over and over."""

import asyncio
import contextlib
import hashlib
import random
import re
import time
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.async_api import Error, Page

from tests.browser.conftest import PATIENCE_MS, Screens, until
from tests.browser.photos import HAS_STORED, stored
from tests.browser.weak_network import WeakNetwork, weak_network
from tests.running import Server, jpeg, person

# Enough of them are larger than what goes alone: their screen copies go ahead.
EVERY_LARGE = 4
IN_THE_END_MS = 5 * PATIENCE_MS
TILES = """() => Array.from(document.querySelectorAll(".tile"), (tile) => ({
  key: tile.dataset.key,
  status: tile.querySelector(".tile__status").textContent,
  original: tile.querySelector(".tile__original").textContent}))"""
PERCENT = re.compile(r"Original: (\d+)")


def large(seed: int) -> bytes:
    """Draw noise: few pixels, which are quickly decoded, and many bytes, which take their time on the way."""
    buffer = BytesIO()
    picture = Image.effect_noise((1100, 850), 60 + seed % 60).convert("RGB")
    picture.save(buffer, "JPEG", quality=93)
    return buffer.getvalue()


def draw_photos(folder: Path, count: int) -> list[Path]:
    """Write photos of their own, a part of them large."""
    files = [folder / f"{number}.jpg" for number in range(count)]
    for number, file in enumerate(files):
        file.write_bytes(large(number) if number % EVERY_LARGE == 0 else jpeg(400, 300))
    return files


@dataclass
class Truth:
    """Compares what each tile claims with what the server has; a claim comes after the fact, never before."""

    server: Server
    sha256_of: dict[str, str]
    """The picked file's, by the photo's key."""
    lies: list[str] = field(default_factory=list)
    claims: int = 0

    async def look(self, phone: Page) -> None:
        with contextlib.suppress(Error):  # between two pages there is nothing that could lie
            tiles = await phone.evaluate(TILES)
            # The records last: what they have does not go away again.
            records = self._records()
            for tile in tiles:
                self._compare(tile, records)

    def _records(self) -> dict[str, tuple[str, str, str]]:
        with self.server.books() as books:
            rows = books.execute("select upload_key, state, original, sha256 from photos").fetchall()
        return {key: (state, original, sha256) for key, state, original, sha256 in rows}

    def _stored_part(self, key: str) -> float:
        """Return how much of a photo's original the server has on its disk, 0 to 1."""
        with self.server.books() as books:
            rows = books.execute(
                "select id, length, state from uploads where upload_key = ?", (key,)
            ).fetchall()
        parts = [0.0]
        for upload_id, length, state in rows:
            try:
                size = (self.server.data_dir / "private" / "uploads" / upload_id).stat().st_size
            except FileNotFoundError:
                size = length  # it has been taken
            parts.append(1.0 if state == "taken" else size / length)
        return max(parts)

    def _compare(self, tile: dict[str, str], records: dict[str, tuple[str, str, str]]) -> None:
        key, status, original = tile["key"], tile["status"], tile["original"]
        has = records.get(key, ("", "", ""))
        if status.startswith("On the wall"):
            self.claims += 1
            if has[0] != "shown":
                self.lies.append(f"{key}: {status!r}, but it is {has}")
        if original.startswith("Original kept"):
            self.claims += 1
            if has[1:] != ("kept", self.sha256_of[key]):
                self.lies.append(f"{key}: {original!r}, but it is {has}")
        if match := PERCENT.match(original):
            self.claims += 1
            if int(match[1]) > self._stored_part(key) * 100:
                self.lies.append(f"{key}: {original!r}, but {self._stored_part(key):.2f} is there")


@dataclass
class Troubles:
    """What happens to a phone at a party, at random but the same for the same seed."""

    phone: Page
    server: Server
    network: WeakNetwork
    chance: random.Random
    count: dict[str, int] = field(default_factory=dict)

    async def one(self) -> None:
        kind = self.chance.choice(["network", "network", "server", "page"])
        self.count[kind] = self.count.get(kind, 0) + 1
        match kind:
            case "network":
                self.network.cut()
                await asyncio.sleep(self.chance.uniform(0.1, 0.8))
                self.network.mend()
            case "server":
                self.server.kill()
                await asyncio.sleep(self.chance.uniform(0.0, 0.5))
                await asyncio.to_thread(self.server.start)
            case "page":
                await reload(self.phone)


async def reload(phone: Page) -> None:
    with contextlib.suppress(Error):  # while nothing answers the browser may show a page of its own
        await phone.goto("/upload", wait_until="commit")


async def live_through(
    screens: Screens,
    server: Server,
    folder: Path,
    *,
    photos: int,
    trouble_s: float,
    seed: int,
    within_ms: float = IN_THE_END_MS,
) -> str:
    """Send photos through trouble; fail unless each has arrived once and whole, and no tile ever lied."""
    async with weak_network(server.url, bytes_per_s=1_500_000) as network:
        phone = await screens.phone("/upload", base_url=network.url, service_workers="allow")
        files = draw_photos(folder, photos)
        sums = [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
        await phone.locator("#pick").set_input_files(files)
        await until(phone, "count => document.querySelectorAll('.tile').length === count", photos)
        keys = [tile["key"] for tile in await phone.evaluate(TILES)]
        truth = Truth(server, dict(zip(keys, sums, strict=True)))
        await stored(phone, photos, within_ms)
        await phone.locator("#send").click()
        troubles = Troubles(phone, server, network, random.Random(seed))
        ends = time.monotonic() + trouble_s
        while time.monotonic() < ends:
            quiet_until = time.monotonic() + troubles.chance.uniform(0.3, 1.5)
            while time.monotonic() < quiet_until:
                await truth.look(phone)
                await asyncio.sleep(0.1)
            await troubles.one()
            await truth.look(phone)
        await reload(phone)
        await phone.wait_for_selector("#sending.is-lively")
        over = time.monotonic() + within_ms / 1000
        while not await phone.evaluate(HAS_STORED, 0):
            assert time.monotonic() < over, await phone.evaluate(TILES)
            await truth.look(phone)
            await asyncio.sleep(0.1)
        await truth.look(phone)
    assert not truth.lies, truth.lies[:5]
    await check_arrived(server, sums)
    return f"{photos} photos, {troubles.count}, {truth.claims} claims compared"


async def check_arrived(server: Server, sums: list[str]) -> None:
    """Fail unless the party has exactly these photos, each with its original byte for byte."""
    async with person(server.url) as someone:
        shown: list[dict[str, Any]] = []
        before: object = ""
        while before is not None:
            page = await someone.photos(before=before, limit=100)
            shown += page["photos"]
            before = page["before"]
    assert len(shown) == len(sums), len(shown)
    assert {photo["original"] for photo in shown} == {"kept"}
    originals = [path for path in (server.data_dir / "private" / "originals").rglob("*") if path.is_file()]
    on_disk = sorted(hashlib.sha256(path.read_bytes()).hexdigest() for path in originals)
    assert on_disk == sorted(sums), "the originals are not what was picked"
