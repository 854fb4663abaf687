"""A party closes itself on time before its guests' eyes; the clock is the test's."""

from pathlib import Path

from playwright.async_api import Browser, expect

from tests.browser.conftest import Screens
from tests.clock_server import ClockServer
from tests.jobs.test_timekeeper import put
from tests.running import person, running


async def test_a_party_closes_itself_on_time_on_every_open_page(browser: Browser, tmp_path: Path) -> None:
    with running(tmp_path / "party", ClockServer) as server:
        assert isinstance(server, ClockServer)
        async with person(server.url) as host:
            await host.sign_in()
            await put(host, closes_at="2026-06-13T20:00", ended_message="Thanks for coming")
        screens = Screens(browser, server)
        phone, gallery = await screens.phone("/upload"), await screens.phone("/")
        await expect(phone.locator("#pick")).to_be_enabled()
        server.set_clock("2026-06-13T19:59:59+00:00")
        async with person(server.url) as guest:
            assert (await guest.send()).status_code == 201, "until that moment"
        server.set_clock("2026-06-13T20:00:00+00:00")
        for page in (phone, gallery):
            await expect(page.get_by_text("Thanks for coming")).to_be_visible()
        await expect(phone.locator("#pick")).to_be_disabled()
        await screens.close()
        assert screens.faults == []
