"""The show: the cost of 200 screens' reports, the time until a wall paints a photo, and its frames."""

import heapq
import http.client
import json
import os
import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, sync_playwright

from app.screens.show_state import LAYOUTS
from bench.load import Missing
from bench.machine import server_core, usage
from bench.party import Party, party
from bench.pictures import picture
from bench.result import Result, progress
from bench.table import Cell, Table
from tests.kept_party import PASSWORD
from tests.running import jpeg

SCREENS = 200
PHOTO_S = 9.0
SECONDS = 60.0
SECONDS_QUICK = 20.0
SETTLES_S = 3.0
PHOTOS = 6
PHOTOS_QUICK = 3
BOARD_PHOTOS = 24
FRAMES_S = 20.0
FRAMES_S_QUICK = 6.0
TURN_S = 6.2
"""How long a new photo is shown before the next new one may follow."""
TIMEOUT_S = 60.0
DRAWN = """(ms) => new Promise((done) => {
  const begin = performance.now();
  let [last, frames, longest] = [begin, 0, 0];
  const see = (now) => {
    [frames, longest, last] = [frames + 1, Math.max(longest, now - last), now];
    if (now - begin < ms) requestAnimationFrame(see);
    else done([(frames * 1000) / (now - begin), longest]);
  };
  requestAnimationFrame(see);
})"""
MOMENTS = """(() => {
  window.moments = {};
  const OwnEventSource = window.EventSource;
  window.EventSource = class extends OwnEventSource {
    constructor(...args) {
      super(...args);
      this.addEventListener("photo", (event) => {
        window.moments[JSON.parse(event.data).id] ??= { event: Date.now() };
      });
    }
  };
  new MutationObserver(() => {
    const id = document.querySelector("[data-wall]")?.dataset.photo;
    const moment = window.moments[id];
    if (!moment || moment.pixels) return;
    // Asked for within a frame, the second callback comes when the first one has been painted.
    requestAnimationFrame(() => requestAnimationFrame(() => (moment.pixels ??= Date.now())));
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-photo"] });
})()"""


def run(is_quick: bool) -> Result:
    result = Result([])
    with party(server_core()) as guest:
        progress(f"show: reports of {SCREENS} screens")
        _reports(guest, SECONDS_QUICK if is_quick else SECONDS, result)
    with party() as guest:
        progress("show: photo to pixels")
        try:
            _pixels(guest, PHOTOS_QUICK if is_quick else PHOTOS, result)
        except Missing as missing:
            result.skipped.append(f"show: {missing}")
    with party() as guest:
        progress("show: frames of each layout")
        try:
            _frames(guest, FRAMES_S_QUICK if is_quick else FRAMES_S, result)
        except Missing as missing:
            result.skipped.append(f"show: {missing}")
    return result


def _reports(guest: Party, seconds: float, result: Result) -> None:
    """Let the screens report on connections of their own, as often as they are told, and with each photo."""
    cookie, photos = _host_cookie(guest), [guest.send_photo()["id"] for _ in range(3)]
    screens = [Screen(guest.port, number, cookie, photos) for number in range(SCREENS)]
    for _ in range(2):
        # The first screens do not know the final number yet.
        for screen in screens:
            screen.report()
    time.sleep(SETTLES_S)
    idle_ms = _used_ms(guest, lambda: time.sleep(SETTLES_S)) / SETTLES_S * seconds
    calls = 0

    def report() -> None:
        nonlocal calls
        began = time.monotonic()
        due = [(screen.next_s(first=True), number) for number, screen in enumerate(screens)]
        heapq.heapify(due)
        while due[0][0] < seconds:
            at, number = heapq.heappop(due)
            time.sleep(max(0.0, began + at - time.monotonic()))
            screens[number].report()
            calls += 1
            heapq.heappush(due, (at + screens[number].next_s(), number))
        time.sleep(max(0.0, began + seconds - time.monotonic()))

    used_ms = max(0.0, _used_ms(guest, report) - idle_ms)
    for screen in screens:
        screen.close()
    share = used_ms / 1000 / seconds
    result.numbers |= {"show_reports_share": share, "show_report_ms": used_ms / calls}
    rows: list[tuple[Cell, ...]] = [(f"{SCREENS} screens", calls / seconds, used_ms / calls, share * 100)]
    result.tables.append(
        Table(
            "What screens' reports cost the server",
            ("", "reports a second", "ms of a core for each", "% of a core"),
            rows,
            "As often as the server tells each screen to report; without what it takes while nobody does.",
        )
    )


def _used_ms(guest: Party, work: Callable[[], None]) -> float:
    before = usage([guest.server.pid])
    work()
    return usage([guest.server.pid]).cpu_ms_since(before)


class Screen:
    """A wall that reports on a connection of its own, which stays open."""

    def __init__(self, port: int, number: int, cookie: str, photos: list[str]) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
        self._path = f"/api/screens/{number:032x}/report"
        self._headers = {"Content-Type": "application/json", "Cookie": cookie}
        self._number, self._photos = number, photos
        self._every_s, self._is_prompt, self._after = 5.0, True, -1

    def report(self) -> None:
        words = {
            "shows": self._photos[self._number % 3],
            "next": self._photos[(self._number + 1) % 3],
            "state": "live",
            "browser": "Chromium",
            "width": 1920,
            "height": 1080,
            "ratio": 1,
            "layout": "one",
            "turn_ms": 6000,
            "seen": len(self._photos),
            "cleared": 0,
        } | ({"after": self._after} if self._after >= 0 else {})
        try:
            self._connection.request("POST", self._path, json.dumps(words), self._headers)
            answer = self._connection.getresponse()
        except OSError:
            # The server closed the idle connection. A browser opens another one, too.
            self._connection.close()
            self._connection.request("POST", self._path, json.dumps(words), self._headers)
            answer = self._connection.getresponse()
        told = json.loads(answer.read())
        if answer.status != http.client.OK:
            raise RuntimeError(f"a report was answered {answer.status}")
        self._every_s, self._is_prompt, self._after = told["every_s"], told["prompt"], told["no"]

    def next_s(self, *, first: bool = False) -> float:
        """Return the seconds until its next report: with its next photo, or when it is told to."""
        # Between two photos of 9 s it reports once more.
        wait_s = PHOTO_S / 2 if self._is_prompt else self._every_s
        return wait_s * self._number / SCREENS if first else wait_s

    def close(self) -> None:
        self._connection.close()


def _host_cookie(guest: Party) -> str:
    """Sign in: only a member's screens are all kept."""
    answer = guest.http.post("/admin/login", json={"password": PASSWORD})
    return "; ".join(f"{name}={value}" for name, value in answer.cookies.items())


def _pixels(guest: Party, count: int, result: Result) -> None:
    rows: list[tuple[Cell, ...]] = []
    pictures = {"0.3 MP JPEG": jpeg(640, 480), "12 MP JPEG": picture("12 MP JPEG")}
    with _wall(guest) as page:
        for name, data in pictures.items():
            waits = [_shown(guest, page, data, number) for number in range(count)]
            events, pixels = ([wait[index] for wait in waits] for index in (0, 1))
            key = "12_mp" if name.startswith("12") else "small"
            result.numbers |= {
                f"show_{key}_pixels_after_event_ms": statistics.median(
                    painted - heard for heard, painted in waits
                )
            }
            rows.append((name, statistics.median(events), statistics.median(pixels), max(pixels)))
    result.tables.append(
        Table(
            "A photo's last byte to the wall in Chromium, 1920x1080 (ms)",
            ("", "event there, median", "first painted frame, median", "worst"),
            rows,
            f"{count} photos each, one at a time while nothing newer waits.",
        )
    )


def _frames(guest: Party, seconds: float, result: Result) -> None:
    """Count the frames that the wall draws while each layout changes its photos."""
    for number in range(BOARD_PHOTOS):
        guest.send_photo(jpeg(1600, 1000) if number % 2 else jpeg(1000, 1600))
    _host_cookie(guest)
    rows: list[tuple[Cell, ...]] = []
    with _wall(guest) as page:
        for layout in LAYOUTS:
            guest.http.post("/api/admin/screens", json={"set": {"layout": layout}}).raise_for_status()
            page.wait_for_selector(f'[data-wall][data-layout="{layout}"]')
            page.wait_for_timeout(SETTLES_S * 1000)
            guest.http.post("/api/admin/screens", json={"do": "next"}).raise_for_status()
            a_second, longest_ms = page.evaluate(DRAWN, seconds * 1000)
            result.numbers |= {f"show_{layout}_frames": a_second}
            rows.append((layout, a_second, longest_ms))
    result.tables.append(
        Table(
            "Frames of the wall in Chromium, 1920x1080, without a graphics card",
            ("layout", "a second", "longest, ms"),
            rows,
            f"{BOARD_PHOTOS} photos, {seconds:.0f} s each, with at least one change.",
        )
    )


@contextmanager
def _wall(guest: Party) -> Iterator[Page]:
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium")
        if chromium is None:
            raise Missing("there is no Chromium")
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=chromium, args=["--disable-gpu", *sandbox])
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        page.add_init_script(MOMENTS)
        page.goto(f"{guest.server.url}/wall")
        guest.send_photo()
        page.wait_for_selector("[data-wall][data-photo]")
        try:
            yield page
        finally:
            browser.close()


def _shown(guest: Party, page: Page, data: bytes, number: int) -> tuple[float, float]:
    """Send a photo; return the ms from its last byte to the page's event, and to the painted frame."""
    # The photo before has had its time. Bytes after the picture make it a different file.
    page.wait_for_timeout(TURN_S * 1000)
    connection = http.client.HTTPConnection("127.0.0.1", guest.port, timeout=TIMEOUT_S)
    body = _form(data + number.to_bytes(4, "big"))
    connection.putrequest("POST", "/api/new_photo")
    connection.putheader("Content-Type", "multipart/form-data; boundary=b")
    connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body[:-1])
    last_byte = time.time() * 1000
    connection.send(body[-1:])
    answer = connection.getresponse()
    photo = json.loads(answer.read())["photo"]["id"]
    connection.close()
    page.wait_for_function("id => window.moments[id]?.pixels", arg=photo, timeout=TIMEOUT_S * 1000)
    moment = page.evaluate("id => window.moments[id]", photo)
    return moment["event"] - last_byte, moment["pixels"] - last_byte


def _form(data: bytes) -> bytes:
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="p.jpg"\r\n'
    return head + b"Content-Type: image/jpeg\r\n\r\n" + data + b"\r\n--b--\r\n"
