"""A real Chromium, and the people who hold it: a phone, a projector, a host."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, Request, expect

from tests.browser.session_browser import SessionBrowser
from tests.kept_party import PASSWORD
from tests.patience import PATIENCE_S
from tests.running import Person, Server, person

logger = logging.getLogger(__name__)

HERE = Path(__file__).parent

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
    "locale": "en-GB",
}
PROJECTOR: dict[str, Any] = {"viewport": {"width": 1920, "height": 1080}, "locale": "en-GB"}
LAPTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "locale": "en-GB"}
PATIENCE_MS = PATIENCE_S * 1000
LOOK_AGAIN_S = 0.05
# `expect` as long as everything else: its own five seconds say more about the machine than about the page.
expect.set_options(timeout=PATIENCE_MS)

NETWORK_CHANGED = "net::ERR_NETWORK_CHANGED"
# Which event streams have not said a first word yet: what that changes on the page is still to come.
NOTE_STREAMS = """(() => {
  const unheard = (window.unheardStreams = new Set());
  window.EventSource = class extends EventSource {
    constructor(...args) {
      super(...args);
      unheard.add(this);
      this.addEventListener("party", () => unheard.delete(this), { once: true });
    }
    close() {
      unheard.delete(this);
      super.close();
    }
  };
})()"""


async def until(page: Page, question: str, arg: object = None, within_ms: float = PATIENCE_MS) -> None:
    """Ask until the answer is yes. (Playwright's own `wait_for_function` takes any promise for a yes.)"""
    try:
        async with asyncio.timeout(within_ms / 1000):
            while not await page.evaluate(question, arg):
                await asyncio.sleep(LOOK_AGAIN_S)
    except TimeoutError:
        raise AssertionError(f"not within {within_ms / 1000:.0f} s: {question} of {arg!r}") from None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run this folder in one event loop: what drives the shared browser is bound to the loop it began in."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def session_browser() -> AsyncIterator[SessionBrowser]:
    started = SessionBrowser()
    yield started
    await started.close()


@pytest_asyncio.fixture(loop_scope="session")
async def browser(session_browser: SessionBrowser) -> Browser:
    """The browser that all tests share; each page of a test is in a profile of its own."""
    return await session_browser.get()


@pytest_asyncio.fixture(loop_scope="session")
async def guest(server: Server) -> AsyncIterator[Person]:
    async with person(server.url) as someone:
        yield someone


def warn_of_changed_network(request: Request) -> None:
    """Say when the machine's addresses have changed: Chromium then drops what is under way."""
    if request.failure == NETWORK_CHANGED:
        logger.warning("the network of this machine has changed, and a page has lost %s", request.url)


class Screens:
    """Opens pages, each in a browser profile of its own, and notes what goes wrong in any of them."""

    def __init__(self, browser: Browser, server: Server) -> None:
        self._browser = browser
        self._server = server
        self._stack = AsyncExitStack()
        self.faults: list[str] = []

    async def open(self, path: str, device: dict[str, Any], **options: Any) -> Page:
        # A test that wants the service worker says so: what passes through one, `page.route` does not see.
        settings = {"service_workers": "block", "base_url": self._server.url} | device | options
        context = await self._browser.new_context(**settings)
        context.set_default_timeout(PATIENCE_MS)
        await context.add_init_script(NOTE_STREAMS)
        self._stack.push_async_callback(context.close)
        page = await context.new_page()
        self.watch(page)
        await page.goto(path)
        return page

    def watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("console", lambda message: self._note(page, message.type, message.text))
        page.on("requestfailed", warn_of_changed_network)

    def _note(self, page: Page, kind: str, text: str) -> None:
        # A server that is away is a part of some tests; a policy violation or a script error never is.
        if kind == "error" and "Failed to load resource" not in text and "net::ERR" not in text:
            self.faults.append(f"{page.url}: {text}")

    async def phone(self, path: str = "/upload", **options: Any) -> Page:
        return await self.open(path, PHONE, **options)

    async def projector(self, path: str = "/wall", **options: Any) -> Page:
        return await self.open(path, PROJECTOR, **options)

    async def host(self) -> Page:
        page = await self.open("/admin", LAPTOP)
        await page.get_by_label("Password").fill(PASSWORD)
        await page.keyboard.press("Enter")
        await page.wait_for_selector("h1")
        return page

    async def close(self) -> None:
        await self._stack.aclose()


@pytest_asyncio.fixture(loop_scope="session")
async def screens(browser: Browser, server: Server) -> AsyncIterator[Screens]:
    """Pages on the file's shared server."""
    opened = Screens(browser, server)
    yield opened
    await opened.close()
    assert opened.faults == []


@pytest_asyncio.fixture(loop_scope="session")
async def fresh_screens(browser: Browser, fresh_server: Server) -> AsyncIterator[Screens]:
    """Pages on a server with an empty party."""
    opened = Screens(browser, fresh_server)
    yield opened
    await opened.close()
    assert opened.faults == []


__all__ = ["LAPTOP", "PHONE", "PROJECTOR", "BrowserContext", "Screens"]
