"""Tap to wall on a weak link: 1 Mbit/s and 200 ms there and back, in two speeds and as a plain form."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, FilePayload, sync_playwright

from bench.load import Load, Missing, load
from bench.machine import cores
from bench.party import EVENTS, Party, mark, party
from bench.pictures import picture
from bench.result import Result, progress
from bench.slow_link import slow_link
from bench.table import Cell, Table
from bench.targets import program
from tests.browser.conftest import PHONE
from tests.browser.session_browser import QUIET
from tests.needs import PROGRAMS

BITS_PER_S = 1_000_000
DELAY_S = 0.1
PHOTO = "12 MP JPEG"
PATIENCE_MS = 180_000
LOOK_EVERY_S = 0.1


@dataclass(frozen=True, slots=True)
class Way:
    """A way to send on the upload page: with scripts in two speeds, without them in one form."""

    name: str
    has_scripts: bool
    pick: str
    author: str
    button: str


WAYS = (
    Way("plain form", False, "#plain-file", "#plain-author", "form.plain button"),
    Way("two speeds", True, "#pick", "#author", "#send"),
)


def run(is_quick: bool) -> Result:
    """Measure each way once: the link takes far longer than the machine."""
    size = len(picture(PHOTO))
    link_s = size * 8 / BITS_PER_S
    rows: list[tuple[Cell, ...]] = [("the original through the bare link", link_s, link_s, 1.0)]
    result = Result([])
    with _chromium() as browser:
        for way in WAYS:
            progress(f"tap to wall: {way.name}")
            shown_s, kept_s = _measure(browser, way)
            rows.append((way.name, shown_s, kept_s, shown_s / link_s))
            result.numbers[f"tap_{way.name.replace(' ', '_')}_s"] = shown_s
    result.tables.append(
        Table(
            f"From the tap on “Send” to the wall: {PHOTO}, {size / 1e6:.1f} MB, 1 Mbit/s and 200 ms",
            ("way", "on the wall after s", "original kept after s", "÷ link"),
            rows,
            f"The phone’s page in Chromium behind a slow proxy, all on the same {len(cores())} cores; the "
            "wall is a stream without the proxy. Without scripts the page is a plain form.",
        )
    )
    return result


def _measure(browser: Browser, way: Way) -> tuple[float, float]:
    with (
        party() as guest,
        load(guest.port, EVENTS, 1) as wall,
        slow_link(guest.port, bits_per_s=BITS_PER_S, delay_s=DELAY_S) as port,
    ):
        wall.open()
        context = browser.new_context(**PHONE, java_script_enabled=way.has_scripts)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{port}/upload", wait_until="load")
        photo: FilePayload = {"name": "IMG_2041.jpg", "mimeType": "image/jpeg", "buffer": picture(PHOTO)}
        page.locator(way.pick).set_input_files([photo])
        # The load client knows the photo's event by its author.
        page.locator(way.author).fill(mark(0))
        tapped_ns = time.monotonic_ns()
        page.locator(way.button).click(no_wait_after=True)
        shown_ns = _shown_ns(wall)
        kept_ns = _kept_ns(guest, shown_ns)
        context.close()
    return (shown_ns - tapped_ns) / 1e9, (kept_ns - tapped_ns) / 1e9


def _shown_ns(wall: Load) -> int:
    arrivals = wall.events(0, 1, PATIENCE_MS)
    if not arrivals.is_complete:
        raise Missing("the photo did not reach the wall")
    return arrivals.events[0].last


def _kept_ns(guest: Party, shown_ns: int) -> int:
    """Return when the photo's original was kept; with a plain form, that is before it is shown."""
    deadline = time.monotonic() + PATIENCE_MS / 1000
    looked = False
    while time.monotonic() < deadline:
        photo = guest.http.get("/api/photos?before=").json()["photos"][0]
        if photo["original"] == "kept":
            return time.monotonic_ns() if looked else shown_ns
        looked = True
        time.sleep(LOOK_EVERY_S)
    raise Missing("the original did not arrive")


@contextmanager
def _chromium() -> Iterator[Browser]:
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    path = program(*PROGRAMS["chromium"])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*QUIET, *sandbox])
        try:
            yield browser
        finally:
            browser.close()
