"""Two parties on one server, in one browser each: pages, stream, store, caches and cookies stay apart."""

from collections.abc import Iterator

import pytest
from playwright.async_api import Browser, FilePayload, Page, expect

from tests.browser.conftest import LAPTOP, PHONE, PROJECTOR, Screens, until
from tests.parties.operator import add_party
from tests.running import Server, jpeg, running

pytestmark = pytest.mark.default_party

THERE = "/p/anna-ben"
# What the browser keeps for an origin, by name.
KEPT = """async () => ({
  stores: (await indexedDB.databases()).map(({ name }) => name).sort(),
  caches: (await caches.keys()).map((name) => name.replace(/-[0-9a-f]+$/, "")).sort(),
  workers: (await navigator.serviceWorker.getRegistrations())
    .map(({ scope }) => new URL(scope).pathname)
    .sort(),
})"""


@pytest.fixture(scope="module")
def venue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    with running(tmp_path_factory.mktemp("venue")) as server:
        yield server, add_party(server, "anna-ben", "Anna & Ben")


def picture(name: str, colour: tuple[int, int, int]) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": jpeg(1200, 900, colour)}


async def send(phone: Page, file: FilePayload, caption: str) -> None:
    await phone.locator("#pick").set_input_files([file])
    await phone.locator(".tile__caption").first.fill(caption)
    await phone.locator("#send").click()
    await expect(phone.locator(".tile").get_by_text("On the wall", exact=True)).to_be_visible()


async def test_a_photo_is_on_the_screens_of_its_own_party(
    venue: tuple[Server, str], browser: Browser
) -> None:
    server, password = venue
    screens = Screens(browser, server)
    walls = [await screens.open(f"{base}/wall", PROJECTOR) for base in ("", THERE)]
    galleries = [await screens.open(f"{base}/", PHONE) for base in ("", THERE)]
    phones = [await screens.open(f"{base}/upload", PHONE) for base in ("", THERE)]
    await send(phones[0], picture("here.jpg", (30, 90, 160)), "From this party")
    await send(phones[1], picture("there.jpg", (160, 90, 30)), "From the other party")
    for page, own, others in (
        (walls[0], "From this party", "From the other party"),
        (walls[1], "From the other party", "From this party"),
    ):
        await expect(page.get_by_text(own).first).to_be_visible()
        await expect(page.get_by_text(others)).to_have_count(0)
    for gallery, base in zip(galleries, ("", THERE), strict=True):
        await expect(gallery.locator("li[data-id]")).to_have_count(1)
        for name in ("Photos", "Send photos", "My photos"):
            href = await gallery.get_by_role("link", name=name).first.get_attribute("href")
            assert href is not None
            assert href.startswith(f"{base}/")
    assert "Anna & Ben" in await galleries[1].title()

    host = await screens.open(f"{THERE}/admin", LAPTOP)
    await host.get_by_label("Password").fill(password)
    await host.keyboard.press("Enter")
    await host.get_by_role("button", name="Hide").first.click()
    await expect(galleries[1].locator("li[data-id]")).to_have_count(0)
    await expect(galleries[0].locator("li[data-id]")).to_have_count(1)
    await screens.close()
    assert screens.faults == []


async def test_what_a_browser_keeps_of_two_parties_lies_apart(
    venue: tuple[Server, str], browser: Browser
) -> None:
    server, _ = venue
    screens = Screens(browser, server)
    here = await screens.open("/upload", PHONE, service_workers="allow")
    await until(here, "async () => (await navigator.serviceWorker.ready).active?.state === 'activated'")
    there = await here.context.new_page()
    screens.watch(there)
    await there.goto(f"{THERE}/upload")
    await until(there, f"async () => (await navigator.serviceWorker.ready).scope.endsWith('{THERE}/')")
    await until(there, "async () => (await navigator.serviceWorker.ready).active?.state === 'activated'")
    for page in (here, there):
        await page.locator("#pick").set_input_files([picture("photo.jpg", (90, 90, 90))])
        await expect(page.locator(".tile")).to_have_count(1)
    kept = await there.evaluate(KEPT)
    assert kept == {
        "stores": ["partywall", f"partywall{THERE}"],
        "caches": ["partywall", f"partywall{THERE}"],
        "workers": ["/", f"{THERE}/"],
    }
    cookies = {cookie["name"]: cookie["path"] for cookie in await here.context.cookies()}
    assert sorted(cookies.values()) == ["/", THERE]
    await here.context.set_offline(True)
    await there.goto(f"{THERE}/")
    await expect(there.get_by_text("Anna & Ben").first).to_be_visible()
    await here.context.set_offline(False)
    await screens.close()
    assert screens.faults == []
