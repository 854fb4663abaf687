"""One Chromium for all browser tests: to start one takes longer than most of them."""

import os
from contextlib import AsyncExitStack

from playwright.async_api import Browser, async_playwright

from tests.needs import needs
from tests.patience import PATIENCE_S

# What Playwright disables itself: a second list on the command line takes the place of the first.
PLAYWRIGHTS_OWN = (
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
# The browser's own buttons and lists are pages as well, made anew for each profile, and nobody looks at them:
# without them a test's page takes about a third less computing.
OWN_PAGES = (
    "InitialWebUI",
    "PreloadTopChromeWebUI",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    "WebUIOmniboxPopup",
    "WebUIReloadButton",
    "WebUITabStrip",
    "WebUIToolbar",
)
# A process that is kept ready for the next page, which most of our profiles never open.
SPARE = ("SpareRendererForSitePerProcess",)
QUIET = (
    f"--disable-features={','.join(PLAYWRIGHTS_OWN + OWN_PAGES + SPARE)}",
    "--disable-gpu",
    "--in-process-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A shared machine's /dev/shm may be tiny.
    "--disable-dev-shm-usage",
    # No page of ours asks anything outside; whatever the browser itself asks, it does not get.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
)


class SessionBrowser:
    """Starts Chromium when it is first wanted, and again when it has died: one crash fails one test."""

    def __init__(self) -> None:
        self._stack = AsyncExitStack()
        self._started: Browser | None = None

    async def get(self) -> Browser:
        if self._started is None or not self._started.is_connected():
            await self.close()
            self._started = await self._start()
        return self._started

    async def _start(self) -> Browser:
        chromium = needs("chromium")
        playwright = await self._stack.enter_async_context(async_playwright())
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        started = await playwright.chromium.launch(
            executable_path=chromium, args=[*QUIET, *sandbox], timeout=PATIENCE_S * 1000
        )
        self._stack.push_async_callback(started.close)
        return started

    async def close(self) -> None:
        await self._stack.aclose()
