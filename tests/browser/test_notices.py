"""A host is called: the page asks the browser, a message comes, and the service worker shows it."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import BrowserContext, Page, Worker, expect

from tests.browser.conftest import PHONE, Screens, until
from tests.browser.house import enter
from tests.browser.session_browser import SessionBrowser
from tests.http.test_notices import QuickServer
from tests.http.test_waiting import switch
from tests.kept_party import PASSWORD
from tests.notices.browser import Browser, PushService, push_service
from tests.patience import PATIENCE_S
from tests.running import Server, person, running

# No push service is within reach of a test: the browser gives what it would, with keys that the test has.
SUBSCRIBE = """(given) => {
  let current = null;
  const unsubscribe = async () => { current = null; return true; };
  const made = (key) => ({ toJSON: () => given, endpoint: given.endpoint, unsubscribe,
    options: { applicationServerKey: key.buffer ?? key } });
  PushManager.prototype.subscribe = async (asked) => (current = made(asked.applicationServerKey));
  PushManager.prototype.getSubscription = async () => current;
}"""


@pytest_asyncio.fixture(loop_scope="session")
async def service() -> AsyncIterator[PushService]:
    async with push_service() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def called(
    session_browser: SessionBrowser, service: PushService, tmp_path: Path
) -> AsyncIterator[tuple[Screens, Server, Browser]]:
    with running(tmp_path / "party", QuickServer, push_services=service.host) as server:
        screens = Screens(await session_browser.get(), server)
        yield screens, server, Browser(f"http://{service.host}/phone")
        await screens.close()
        assert screens.faults == []


async def calls_of(screens: Screens, browser: Browser) -> Page:
    """Open the host's page on a phone that may show messages, with its part about calls."""
    page = await screens.open("/livez", PHONE, service_workers="allow")
    await page.context.grant_permissions(["notifications"])
    await page.context.add_init_script(f"({SUBSCRIBE})({json.dumps(browser.subscription)})")
    await page.goto("/admin")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await enter(page, "settings", "notices")
    return page


async def worker_of(context: BrowserContext) -> Worker:
    if context.service_workers:
        return context.service_workers[0]
    return await context.wait_for_event("serviceworker", timeout=PATIENCE_S * 1000)


async def deliver(page: Page, message: bytes) -> None:
    """Hand a message to the service worker, as the browser does once it has decrypted it."""
    session = await page.context.new_cdp_session(page)
    found: list[dict[str, str]] = []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda told: found.extend(told["registrations"]))
    await session.send("ServiceWorker.enable")
    (origin,) = {page.url.split("/admin")[0]}
    while not found:
        await page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    await session.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": origin, "registrationId": found[0]["registrationId"], "data": message.decode()},
    )


async def test_a_call_is_switched_on_comes_and_is_shown(
    called: tuple[Screens, Server, Browser], service: PushService
) -> None:
    screens, server, browser = called
    page = await calls_of(screens, browser)
    here = page.get_by_label("Call me on this device")
    await here.check()
    await expect(page.locator("#notices-said")).to_have_text("This device is called from now on.")
    async with person(server.url) as host, person(server.url) as guest:
        await host.sign_in()
        await switch(host, showing="approved")
        await guest.send_photo()
        message = browser.read(await service.until(1))
    await worker_of(page.context)
    await deliver(page, message)
    shown = """async () => {
      const worker = await navigator.serviceWorker.ready;
      const [notice] = await worker.getNotifications();
      return notice ? [notice.body, notice.tag, notice.data] : null;
    }"""
    await until(page, f"() => ({shown})()")
    assert await page.evaluate(shown) == ["1 photo waits for you.", "waiting", "/admin/waiting"]


async def test_it_is_tried_changed_and_switched_off(
    called: tuple[Screens, Server, Browser], service: PushService
) -> None:
    screens, server, browser = called
    page = await calls_of(screens, browser)
    await page.get_by_label("Call me on this device").check()
    said = page.locator("#notices-said")
    await expect(said).to_have_text("This device is called from now on.")
    await page.get_by_role("button", name="Call me now").click()
    await expect(said).to_have_text("On its way. It should be there in a moment.")
    assert json.loads(browser.read(await service.until(1)))["topic"] == "trial"
    await page.get_by_label("a screen goes dark").uncheck()
    await expect(said).to_have_text("Saved.")
    with server.books() as books:
        (kinds,) = books.execute("select kinds from notice_subscriptions").fetchone()
    assert kinds == "reported waiting comments disk guessed erasing made"
    await page.get_by_label("Call me on this device").uncheck()
    await expect(said).to_have_text("You are not called any more.")
    await expect(page.get_by_role("button", name="Call me now")).to_be_hidden()


async def test_a_browser_that_may_show_nothing_says_so(called: tuple[Screens, Server, Browser]) -> None:
    screens, _, browser = called
    page = await calls_of(screens, browser)
    await page.context.clear_permissions()
    await page.evaluate("Notification.requestPermission = async () => 'denied'")
    await page.get_by_label("Call me on this device").click()
    await expect(page.locator("#notices-said")).to_contain_text("was told not to show messages")
    await expect(page.get_by_label("Call me on this device")).not_to_be_checked()


async def test_a_guest_has_the_phone_tell_them_and_ends_it(
    called: tuple[Screens, Server, Browser], service: PushService
) -> None:
    screens, server, browser = called
    page = await screens.open("/livez", PHONE, service_workers="allow")
    await page.context.grant_permissions(["notifications"])
    await page.context.add_init_script(f"({SUBSCRIBE})({json.dumps(browser.subscription)})")
    await page.goto("/edit")
    await page.get_by_text("Have this phone tell you").click()
    said = page.locator("[data-calls-said]")
    on_screen = page.get_by_label("when a photo of yours is on the big screen")
    await expect(on_screen).not_to_be_checked()
    await on_screen.check()
    await expect(said).to_have_text("This phone tells you from now on.")
    sent = await page.evaluate(
        """async () => {
          const picture = await new Promise((made) => {
            const canvas = document.createElement("canvas");
            canvas.width = 640; canvas.height = 480;
            canvas.toBlob(made, "image/jpeg");
          });
          const form = new FormData();
          form.set("file", picture, "a.jpg");
          const answer = await fetch("/api/new_photo", { method: "POST", body: form });
          return (await answer.json()).photo.id;
        }"""
    )
    async with person(server.url) as host:
        await host.sign_in()
        await host.http.post(f"/api/screens/{'1' * 32}/report", json={"state": "live", "shows": sent})
    message = json.loads(browser.read(await service.until(1)))
    assert (message["topic"], message["body"]) == ("on_screen", "Your photo is on the big screen.")
    await on_screen.uncheck()
    await expect(said).to_have_text("This phone tells you nothing any more.")
    with server.books() as books:
        assert books.execute("select count(*) from guest_calls").fetchone() == (0,)
