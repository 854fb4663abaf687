"""A wall for very long: `python -m tests.browser.wall_soak`, or with `--real` by the clock on the wall.

Two hours of the wall's time pass in ten minutes: the page's clock is the test's. All layouts come on one
after another, photos are sent and taken down, the server is killed and comes back. What the page takes must
not grow once all layouts were on, the picture must not stand still, and each picture is the one of its photo.
"""

import argparse
import asyncio
import contextlib
import math
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from playwright.async_api import CDPSession, Page, expect

from tests.browser.conftest import Screens
from tests.browser.heap import grown, kinds_in
from tests.browser.long_night import COLOURS, Colour, begin_party, coloured
from tests.browser.session_browser import SessionBrowser
from tests.running import Server, person, running

ROUNDS = 5
LAYOUTS = ("one", "pairs", "mosaic", "pile", "spotlight", "timeline")
PHOTOS = 20_000
MINUTES = 120.0
SPEED = 12
STEP_S = 0.5
LOOK_EVERY_S = 5.0
"""By the wall's clock, as all times here but those of the server."""
NEW_EVERY_S = 40.0
TAKEN_DOWN = 3
"""Every so manieth new photo is taken down."""
STILL_S = 60.0
"""The same photos for so long are a picture that stands still."""
AWAY_EVERY_S = 1500.0
AWAY_S = 240.0
MOST_GROWTH = 0.05
NAMED_AT_MOST = 8
COLOUR_OFF = 24
"""How far a JPEG may be from its colour; two of them are 65 apart."""
SEEN = """() => {
  const root = document.querySelector("[data-wall]");
  const brush = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const found = ".board__cell[data-photo] img, .layer:not([hidden]) .layer__photo";
  const pictures = [...document.querySelectorAll(found)];
  const colours = pictures.filter((it) => it.naturalWidth > 1).map((it) => {
    brush.drawImage(it, it.naturalWidth * 0.6, it.naturalHeight * 0.6, 1, 1, 0, 0, 1, 1);
    const id = it.dataset.photo ?? it.closest("[data-photo]").dataset.photo;
    return [id, ...brush.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  });
  const { layout = "", state = "", scene = "" } = root.dataset;
  return { layout, state, scene, colours };
}"""
COUNT_FRAMES = """() => {
  window.framesSeen = 0;
  const see = () => { window.framesSeen += 1; requestAnimationFrame(see); };
  requestAnimationFrame(see);
}"""


@dataclass(frozen=True, slots=True)
class Look:
    """What the page took at a moment of the wall's clock, after everything unused was let go."""

    at_s: float
    heap_mb: float
    nodes: float
    frames: float


@dataclass(slots=True)
class Night:
    """One wall, what it should show, and what it was seen to do wrong."""

    wall: Page
    server: Server
    colours: dict[str, Colour]
    wrong: list[str] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    looks: list[Look] = field(default_factory=list)
    warm: Counter[str] | None = None
    """What the heap held at the end of the second round, by kind."""
    shown: int = 0
    _on: frozenset[str] = frozenset()
    _changed_s: float = 0.0

    async def see(self, at_s: float, *, is_sure: bool, may_be_empty: bool) -> None:
        """Look at what is on; `is_sure` where what was taken down has had its time to leave.

        It `may_be_empty` right after a takedown: perhaps of the only photo that was on.
        """
        seen: dict[str, Any] = await self.wall.evaluate(SEEN)
        on = frozenset(one[0] for one in seen["colours"])
        if seen["scene"] != "show" or not (on or may_be_empty):
            self._note(at_s, f"nothing on, {seen['layout']} {seen['scene']}")
        for photo_id, *colour in seen["colours"]:
            meant = self.colours.get(photo_id)
            if meant is None or any(abs(a - b) > COLOUR_OFF for a, b in zip(meant, colour, strict=True)):
                self._note(at_s, f"{photo_id} is {meant}, and {colour} was on")
        if is_sure and on & self.gone:
            self._note(at_s, f"{on & self.gone} was taken down, and is on")
        if on != self._on:
            self.shown += len(on - self._on)
            self._on, self._changed_s = on, at_s
        elif at_s - self._changed_s > STILL_S:
            self._note(at_s, f"the picture stands still, {seen['layout']}")
            self._changed_s = at_s

    def _note(self, at_s: float, what: str) -> None:
        self.wrong.append(f"{at_s:.0f} s: {what}")
        # At once: a run that breaks off has said it.
        sys.stdout.write(f"WRONG {self.wrong[-1]}\n")

    async def measure(self, session: CDPSession, at_s: float, frames: float) -> None:
        await session.send("HeapProfiler.collectGarbage")
        found = {
            one["name"]: one["value"] for one in (await session.send("Performance.getMetrics"))["metrics"]
        }
        self.looks.append(Look(at_s, found["JSHeapUsedSize"] / 1e6, found["Nodes"], frames))
        look = self.looks[-1]
        sys.stdout.write(
            f"{at_s / 60:6.1f} min  heap {look.heap_mb:6.2f} MB  nodes {look.nodes:6.0f}"
            f"  frames/s {frames:5.1f}  photos shown {self.shown}  wrong {len(self.wrong)}\n"
        )
        sys.stdout.flush()


def growth(looks: Sequence[Look], name: str) -> float:
    """Return by what share the last round of all layouts lies above the second; the first one warms up.

    Medians: a timeline holds the whole night while it is on, and only then.
    """
    round_s = looks[-1].at_s / ROUNDS
    middles = [
        statistics.median(float(getattr(look, name)) for look in looks if at <= look.at_s / round_s < at + 1)
        for at in (1, ROUNDS - 1)
    ]
    return middles[1] / middles[0] - 1


class Guests:
    """Send photos while the server is there, and take some of them down as the host."""

    def __init__(self, night: Night) -> None:
        self._night = night
        self._number = 0
        self.last_take_down_s = -math.inf

    async def send(self, at_s: float) -> None:
        night, number = self._night, self._number
        self._number += 1
        async with person(night.server.url) as guest:
            photo_id = (await guest.send_photo(coloured(number)))["id"]
            night.colours[photo_id] = COLOURS[number % len(COLOURS)]
            if number % TAKEN_DOWN == 0:
                await guest.sign_in()
                (await guest.http.post(f"/api/admin/photo/{photo_id}/hide")).raise_for_status()
                night.gone.add(photo_id)
                self.last_take_down_s = at_s

    async def choose(self, layout: str) -> None:
        async with person(self._night.server.url) as host:
            await host.sign_in()
            answer = await host.http.post(
                "/api/admin/screens", json={"set": {"layout": layout, "minutes": 240}}
            )
            answer.raise_for_status()


async def live(night: Night, minutes: float, speed: int) -> None:
    """Let the wall's time pass, `speed` times as fast as ours (1: by our clock)."""
    wall, guests = night.wall, Guests(night)
    session = await wall.context.new_cdp_session(wall)
    await session.send("Performance.enable")
    await wall.evaluate(COUNT_FRAMES)
    layout_s = minutes * 60 / (len(LAYOUTS) * ROUNDS)
    began, at_s = time.monotonic(), 0.0
    round_s = minutes * 60 / ROUNDS
    due = dict.fromkeys(("layout", "new", "look"), 0.0) | {"down": AWAY_EVERY_S}
    turn, up_at_s, measured, frames_at = 0, 0.0, began, 0.0
    while at_s < minutes * 60:
        await asyncio.sleep(STEP_S)
        if speed > 1:
            await wall.clock.run_for(int(STEP_S * 1000 * (speed - 1)))
            at_s += STEP_S * speed
        else:
            at_s = time.monotonic() - began
        if up_at_s and at_s >= up_at_s:
            await asyncio.to_thread(night.server.start)
            up_at_s = 0.0
        if not up_at_s and at_s >= due["down"]:
            night.server.kill()
            up_at_s, due["down"] = at_s + AWAY_S, at_s + AWAY_EVERY_S
        if not up_at_s and at_s >= due["layout"]:
            await guests.choose(LAYOUTS[turn % len(LAYOUTS)])
            turn, due["layout"] = turn + 1, at_s + layout_s
        if not up_at_s and at_s >= due["new"]:
            with contextlib.suppress(httpx.TransportError):
                await guests.send(at_s)
            due["new"] = at_s + NEW_EVERY_S
        if at_s >= due["look"]:
            # Not while the server is away or has just come back: then the wall knows of no takedown.
            was_taken_down = at_s - guests.last_take_down_s <= LOOK_EVERY_S * 2
            is_sure = not up_at_s and not was_taken_down and await _is_live(wall)
            await night.see(at_s, is_sure=is_sure, may_be_empty=was_taken_down)
            due["look"] = at_s + LOOK_EVERY_S
        if not night.looks or at_s - night.looks[-1].at_s >= layout_s / 2:
            seen, now = await wall.evaluate("() => window.framesSeen"), time.monotonic()
            await night.measure(session, at_s, (seen - frames_at) / max(1e-3, now - measured))
            measured, frames_at = time.monotonic(), seen
        if night.warm is None and at_s >= 2 * round_s:
            night.warm = await kinds_in(session)
    if night.warm is not None:
        for kind, size in grown(night.warm, await kinds_in(session), NAMED_AT_MOST):
            sys.stdout.write(f"since the second round {size / 1000:+8.1f} kB  {kind}\n")


async def _is_live(wall: Page) -> bool:
    return await wall.locator("[data-wall]").get_attribute("data-state") == "live"


async def soak(minutes: float, speed: int, photos: int) -> int:
    browser = SessionBrowser()
    try:
        with tempfile.TemporaryDirectory() as folder:
            data_dir = Path(folder, "party")
            colours = await begin_party(data_dir, photos)
            with running(data_dir) as server:
                screens = Screens(await browser.get(), server)
                wall = await screens.projector("/upload")
                if speed > 1:
                    await wall.clock.install()
                await wall.goto("/wall")
                await expect(wall.locator("[data-wall]")).to_have_attribute("data-scene", "show")
                night = Night(wall, server, colours)
                await live(night, minutes, speed)
                faults = night.wrong + screens.faults
                await screens.close()
    finally:
        await browser.close()
    heap, nodes = (growth(night.looks, name) for name in ("heap_mb", "nodes"))
    sys.stdout.write(
        f"{minutes:.0f} minutes of a wall, {photos:,} photos, {night.shown:,} shown: "
        f"heap {heap:+.1%}, nodes {nodes:+.1%}\n"
    )
    faults += [
        f"{name} grew by {by:.1%}" for name, by in (("heap", heap), ("nodes", nodes)) if by > MOST_GROWTH
    ]
    sys.stdout.write("".join(f"WRONG {one}\n" for one in faults))
    return 1 if faults else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--real", action="store_true", help="by the clock on the wall")
    parser.add_argument("--minutes", type=float, default=MINUTES, help="of the wall's time")
    parser.add_argument("--photos", type=int, default=PHOTOS)
    options = parser.parse_args()
    return asyncio.run(soak(options.minutes, 1 if options.real else SPEED, options.photos))


if __name__ == "__main__":
    sys.exit(main())
