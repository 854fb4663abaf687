"""The service worker: pages that open without a network, and photos that go when the tab is closed."""

import asyncio
from pathlib import Path
from typing import Any

from playwright.async_api import Page, expect

from tests.browser.conftest import Screens, until
from tests.browser.photos import (
    how_many,
    kept_originals,
    large,
    pick,
    sha256,
    small,
    stored,
    stored_words,
    until_kept,
)
from tests.browser.videos import spec, video
from tests.patience import PATIENCE_S
from tests.running import Server, jpeg, person

WITH_WORKER = {"service_workers": "allow"}
KEPT_PAGES = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    for (const { url } of await (await caches.open(name)).keys()) found.push(new URL(url).pathname);
  }
  return found;
}"""


def asked_by_worker(phone: Page) -> list[str]:
    """Return a list to which every address is added that the service worker asks for from now on."""
    asked: list[str] = []
    phone.context.on("request", lambda request: asked.append(request.url) if request.service_worker else None)
    return asked


async def with_worker(screens: Screens, path: str = "/upload") -> Page:
    """Open a page and wait until the service worker has all it needs and has taken the page over."""
    phone = await screens.phone(path, **WITH_WORKER)
    await until(phone, "() => navigator.serviceWorker.controller?.state === 'activated'")
    return phone


async def sync(page: Page, server: Server) -> None:
    """Let the browser say that it is online and the worker's turn has come, as it does with no page open."""
    session: Any = await page.context.new_cdp_session(page)
    registered: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def note(event: dict[str, Any]) -> None:
        for registration in event["registrations"]:
            if not registered.done() and registration["scopeURL"].startswith(server.url):
                registered.set_result(registration["registrationId"])

    session.on("ServiceWorker.workerRegistrationUpdated", note)
    await session.send("ServiceWorker.enable")
    async with asyncio.timeout(PATIENCE_S):
        registration = await registered
    await session.send(
        "ServiceWorker.dispatchSyncEvent",
        {
            "origin": server.url,
            "registrationId": registration,
            "tag": "send-photos",
            "lastChance": False,
        },
    )


async def test_the_upload_page_opens_without_a_network_and_shows_what_waits(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await with_worker(fresh_screens)
    await pick(phone, small("a.jpg"))
    await phone.locator(".tile__caption").fill("Kept words")
    await stored(phone, 1)
    await stored_words(phone, "Kept words")
    fresh_server.kill()
    await phone.reload()
    await expect(phone.locator(".tile__caption")).to_have_value("Kept words")
    await phone.locator("#send").click()
    await expect(phone.locator(".tile__status")).to_have_text("Waiting for the network…")
    fresh_server.start()
    await until_kept(phone)
    assert await how_many(fresh_server) == 1


async def test_without_a_network_the_gallery_opens_and_other_pages_say_so(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await with_worker(fresh_screens, "/")
    fresh_server.kill()
    await phone.reload()
    await expect(phone.get_by_role("heading", name="The first photo could be yours")).to_be_visible()
    await phone.goto("/edit")
    await expect(phone.get_by_role("heading", name="You are offline")).to_be_visible()
    await expect(phone.get_by_text("Your photos are kept on this phone")).to_be_visible()


async def test_nothing_of_the_host_the_api_or_the_photos_is_kept(screens: Screens, server: Server) -> None:
    async with person(server.url) as guest:
        await guest.send_photo(jpeg(800, 600))
    phone = await with_worker(screens, "/")
    await expect(phone.locator("li[data-id] img").first).to_be_visible()
    # A wall keeps its photos on purpose: tests/browser/test_wall_store.py.
    for path in ("/admin", "/edit"):
        await phone.goto(path)
    kept = await phone.evaluate(KEPT_PAGES)
    assert {path for path in kept if not path.startswith("/static/")} == {"/", "/upload", "/offline"}


async def test_a_closed_tabs_photos_go_when_the_browser_says_that_it_is_online(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await with_worker(fresh_screens)
    photos = [large("a.jpg"), small("b.jpg")]
    await pick(phone, *photos)
    await phone.locator(".tile__caption").first.fill("From the worker – 💛")
    await stored(phone, 2)
    fresh_server.kill()
    await phone.locator("#send").click()
    await expect(phone.get_by_text("Waiting for the network…")).to_have_count(2)
    # Another page of the same browser, so that there is something to ask it through.
    other = await phone.context.new_page()
    await other.goto("/edit")
    await phone.close()
    await asyncio.to_thread(fresh_server.start)
    await sync(other, fresh_server)
    await stored(other, 0)
    assert kept_originals(fresh_server) == sorted(map(sha256, photos))
    async with person(fresh_server.url) as someone:
        sent = (await someone.photos(before="", limit=10))["photos"]
    assert sorted(photo["caption"] for photo in sent) == ["", "From the worker – 💛"]


async def test_a_closed_tabs_video_goes_by_the_worker_whole_and_plays(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await with_worker(fresh_screens)
    asked = asked_by_worker(phone)
    film = video("film.webm", "video/webm", spec(1, codec="libvpx-vp9", container="webm"))
    await pick(phone, film)
    await stored(phone, 1)
    fresh_server.kill()
    await phone.locator("#send").click()
    await expect(phone.locator(".tile__status")).to_have_text("Waiting for the network…")
    other = await phone.context.new_page()
    await other.goto("/edit")
    await phone.close()
    await asyncio.to_thread(fresh_server.start)
    await sync(other, fresh_server)
    await stored(other, 0)
    assert kept_originals(fresh_server) == [sha256(film)]
    async with person(fresh_server.url) as someone:
        (sent,) = (await someone.photos(before=""))["photos"]
        assert (await someone.with_clip(sent["id"]))["media"] == "video"
    ways = [url.split("/api/")[1].split("/")[0] for url in asked if "/api/" in url]
    assert "new_photo" not in ways, "a worker has no player that could draw a picture to go ahead"


async def test_the_worker_leaves_the_photos_of_an_open_tab_alone(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await with_worker(fresh_screens)
    asked = asked_by_worker(phone)
    await pick(phone, small("a.jpg"))
    await stored(phone, 1)
    await sync(phone, fresh_server)
    await phone.locator("#send").click()
    await until_kept(phone)
    assert not [url for url in asked if "/api/" in url]
    assert await how_many(fresh_server) == 1


async def test_a_new_release_replaces_the_old_one_without_anybody_closing_a_tab(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await with_worker(fresh_screens)
    (of_today,) = await phone.evaluate("caches.keys()")
    await phone.evaluate("caches.open('partywall-before').then((old) => old.put('/', new Response('old')))")
    # As with another release: a worker is installed anew beside an open page, and takes over.
    await phone.evaluate("navigator.serviceWorker.ready.then((registration) => registration.unregister())")
    await phone.reload()
    await until(phone, "async () => !(await caches.keys()).includes('partywall-before')")
    assert await phone.evaluate("caches.keys()") == [of_today]


async def test_switched_off_the_worker_leaves_every_browser_and_takes_its_store_along(
    fresh_screens: Screens, fresh_server: Server, tmp_path: Path
) -> None:
    phone = await with_worker(fresh_screens)
    fresh_server.stop()
    fresh_server.options["service_worker"] = "off"
    await asyncio.to_thread(fresh_server.start)
    await phone.goto("/")
    await phone.evaluate("navigator.serviceWorker.getRegistration().then((one) => one?.update())")
    await until(
        phone,
        "async () => !(await navigator.serviceWorker.getRegistration() || (await caches.keys()).length)",
    )
