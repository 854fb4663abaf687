"""The sending page over a slow link: the first tap waits for no script, and these are not many bytes."""

import pytest
from playwright.async_api import expect

from app.web.assets import modules_of
from tests.browser.conftest import Screens
from tests.browser.photos import small
from tests.http.test_compression import compress_static
from tests.running import CHECKOUT

LINK = {"offline": False, "latency": 300, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
TAP_WITHIN_MS = 4_000
SCRIPT_WITHIN_MS = 6_000
MOST_BYTES = 130_000
NOTE_READY = """addEventListener("DOMContentLoaded", () => {
  const page = document.querySelector("#sending");
  const look = () => { if (page?.classList.contains("is-lively")) window.readyAt ??= performance.now(); };
  if (page) new MutationObserver(look).observe(page, { attributes: true });
  look();
})"""


@pytest.fixture(scope="module", autouse=True)
def set_up() -> None:
    """Do what `make` does before a server is started."""
    compress_static(CHECKOUT)


async def test_photos_can_be_chosen_within_four_seconds_at_400_kbit(screens: Screens) -> None:
    phone = await screens.phone("/livez")
    session = await phone.context.new_cdp_session(phone)
    await session.send("Network.enable")
    await session.send("Network.emulateNetworkConditions", LINK)
    await phone.add_init_script(NOTE_READY)
    await phone.goto("/upload", wait_until="commit")
    # The browser keeps what is chosen until the script is there.
    await phone.locator("label[for=pick]").wait_for()
    await phone.locator("#pick").set_input_files([small("early.jpg")])
    await expect(phone.locator(".tile")).to_have_count(1)
    painted, ready, size = await phone.evaluate(
        """() => {
          const [paint] = performance.getEntriesByName("first-contentful-paint");
          const sizes = performance.getEntriesByType("resource").map(({ transferSize }) => transferSize);
          return [paint.startTime, window.readyAt, sizes.reduce((sum, size) => sum + size, 0)];
        }"""
    )
    assert painted < TAP_WITHIN_MS
    assert ready < SCRIPT_WITHIN_MS
    assert size < MOST_BYTES


async def test_every_module_is_asked_for_once_and_all_of_them_at_once(screens: Screens) -> None:
    phone = await screens.phone("/livez")
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    for path, script in (("/", "gallery"), ("/upload", "upload"), ("/edit", "edit")):
        asked.clear()
        await phone.goto(path)
        await phone.wait_for_load_state("load")
        paths = [url.removeprefix(f"http://{url.split('/')[2]}") for url in asked]
        modules = modules_of(f"js/pages/{script}.js")
        assert len(modules) > 10
        assert [module for module in modules if paths.count(module) != 1] == [], path
        preloads = phone.locator("link[rel=modulepreload]")
        found = await preloads.evaluate_all("links => links.map((link) => link.getAttribute('href'))")
        assert found == list(modules), path
