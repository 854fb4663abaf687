"""Pages whose players have all the time they need, as on a machine that has nothing else to do."""

import re

from playwright.async_api import Page, Route

from tests.browser.conftest import PATIENCE_MS
from tests.running import CHECKOUT

SCRIPTS = CHECKOUT / "static" / "js"
# After these the pages go on without a player that brings nothing.
LIMITS = {
    "helpers/video_file.js": ("LOOKS_AT_MOST_MS",),
    "models/clip.js": ("STARTS_WITHIN_MS", "STALLED_MS", "MOST_MS"),
}
ADDRESS = re.compile(f"/static/js/({'|'.join(map(re.escape, LIMITS))})")


def patient(path: str) -> str:
    """Return the script with a minute in the place of each of its limits."""
    source = (SCRIPTS / path).read_text()
    for name in LIMITS[path]:
        source, count = re.subn(rf"\bconst {name} = [\d_]+;", f"const {name} = {PATIENCE_MS:.0f};", source)
        assert count == 1, f"{path} has no {name}"
    return source


async def give_players_time(page: Page) -> None:
    """Lift the limits on players from every page that is opened here from now on."""
    scripts = {path: patient(path) for path in LIMITS}

    async def answer(route: Route) -> None:
        found = ADDRESS.search(route.request.url)
        assert found is not None
        await route.fulfill(content_type="text/javascript", body=scripts[found[1]])

    await page.route(ADDRESS, answer)
