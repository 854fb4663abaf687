"""What holds for every page: usable by all, still while loading, bounded, and with nothing from elsewhere."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Page, Request, expect

from tests.browser.conftest import LAPTOP, LOOK_AGAIN_S, PHONE, PROJECTOR, Screens
from tests.browser.rest import at_rest
from tests.kept_party import PASSWORD
from tests.patience import PATIENCE_S
from tests.running import CHECKOUT, Person, Server, jpeg, person

PAGES = ("/", "/album", "/upload", "/edit", "/wall", "/wall/basic", "/admin", "/nothing-here")
DEVICES = {"phone": PHONE, "laptop": LAPTOP, "projector": PROJECTOR}
NARROWEST = {"viewport": {"width": 320, "height": 640}}
AXE = CHECKOUT / "node_modules" / "axe-core" / "axe.min.js"


async def faults_of(page: Page) -> list[str]:
    """Ask axe-core what is wrong with the page as it stands."""
    await page.evaluate(AXE.read_text())
    found = await page.evaluate("async () => (await axe.run()).violations")
    return [f"{fault['id']}: {[node['target'] for node in fault['nodes']]}" for fault in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", ["phone", "laptop"])
async def test_axe_finds_nothing_on_any_page(
    device: str, scheme: str, screens: Screens, guest: Person
) -> None:
    await guest.send_photo(jpeg(1200, 800), caption="For axe")
    context: dict[str, Any] = DEVICES[device] | {"color_scheme": scheme, "bypass_csp": True}
    page = await screens.open("/nothing", context)
    for path in PAGES:
        await page.goto(path)
        await at_rest(page)
        assert await faults_of(page) == [], path


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_on_the_hosts_page(scheme: str, screens: Screens, guest: Person) -> None:
    await guest.send_photo(jpeg(1200, 800), caption="For axe")
    page = await screens.open("/admin", PHONE | {"color_scheme": scheme, "bypass_csp": True})
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.locator("main img >> visible=true").first.wait_for()
    await at_rest(page)
    assert await faults_of(page) == []


async def test_axe_finds_nothing_on_an_empty_or_closed_party(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as host:
        await host.sign_in()
        page = await fresh_screens.open("/nothing", PHONE | {"bypass_csp": True})
        for is_open in (True, False):
            await host.http.put("/api/admin/uploads", json={"open": is_open, "message": "Dinner first"})
            for path in ("/", "/upload", "/edit", "/wall"):
                await page.goto(path)
                await at_rest(page)
                assert await faults_of(page) == [], path


@pytest.mark.parametrize("path", PAGES)
async def test_no_page_is_wider_than_the_narrowest_phone(path: str, screens: Screens, guest: Person) -> None:
    await guest.send_photo(jpeg(1200, 800), author="W" * 60, caption="Donaudampfschifffahrtsgesellschaft" * 8)
    page = await screens.open(path, NARROWEST)
    await at_rest(page)
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("path", ["/", "/upload", "/edit"])
async def test_nothing_jumps_while_a_page_loads(path: str, screens: Screens, guest: Person) -> None:
    for number in range(6):
        await guest.send_photo(jpeg(900 + 300 * (number % 2), 900, (number * 40, 90, 120)))
    page = await screens.phone("/nothing-here")
    await page.context.add_init_script(
        """
        window.shifted = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
        }).observe({ type: "layout-shift", buffered: true });
        """
    )
    await page.goto(path)
    await at_rest(page)
    assert await page.evaluate("window.shifted") < 0.02


async def test_nothing_moves_on_the_hosts_page_when_the_first_wall_says_what_it_shows(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        sent = await guest.send_photo(jpeg(1200, 900), author="Ben", caption="Cake")
    laptop, phone = await fresh_screens.host(), await fresh_screens.host()
    await phone.set_viewport_size(PHONE["viewport"])
    before = []
    for page in (laptop, phone):
        await expect(page.locator(f'.shot[data-photo="{sent["id"]}"]')).to_have_count(1)
        await at_rest(page)
        before.append(await page.locator("#switch").bounding_box())
    await fresh_screens.projector()
    for page, place in zip((laptop, phone), before, strict=True):
        await expect(page.locator(f'[data-now="{sent["id"]}"]')).to_be_visible()
        await at_rest(page)
        # A button that moves away under a finger is not pressed.
        assert await page.locator("#switch").bounding_box() == place


@pytest.mark.parametrize("path", PAGES)
async def test_no_page_asks_another_host(path: str, screens: Screens, server: Server) -> None:
    page = await screens.phone("/nothing-here")
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    await page.goto(path)
    await at_rest(page)
    assert asked
    assert [url for url in asked if not url.startswith((server.url, "blob:", "data:"))] == []


@pytest.mark.parametrize("path", ["/", "/upload", "/edit", "/admin"])
async def test_every_target_is_large_enough_for_a_thumb(path: str, screens: Screens, guest: Person) -> None:
    await guest.send_photo()
    page = await screens.phone(path)
    await at_rest(page)
    small = await page.evaluate(
        """() => [...document.querySelectorAll("a, button, summary, input:not([type=hidden])")]
          .filter((target) => target.checkVisibility() && !target.closest(".visually-hidden, .skip"))
          .filter((target) => !target.classList.contains("visually-hidden"))
          .map((target) => [target.outerHTML.slice(0, 90), target.getBoundingClientRect()])
          .filter(([, box]) => box.width > 1 && (box.height < 43.5 || box.width < 43.5))
          .map(([html, box]) => `${html} ${Math.round(box.width)}x${Math.round(box.height)}`)"""
    )
    assert small == []


async def test_the_gallery_opens_and_closes_a_photo_by_keyboard(screens: Screens, guest: Person) -> None:
    sent = await guest.send_photo(jpeg(1200, 800), caption="By keyboard")
    page = await screens.open("/", LAPTOP)
    link = page.locator(f'li[data-id="{sent["id"]}"] a')
    await link.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".pswp--open")).to_be_visible()
    await expect(page.locator(".pswp").get_by_text("By keyboard")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator(".pswp--open")).to_have_count(0)
    await expect(link).to_be_focused()


def multiply(server: Server, times: int) -> None:
    """Copy the party's one photo many times in the records, as a long night would."""
    with server.books() as records:
        columns = [row[1] for row in records.execute("pragma table_info(photos)")]
        own = {
            "id": "lower(hex(randomblob(16)))",
            "upload_key": "'copy-' || n",
            "change_no": "photos.change_no + n",
            "position": "photos.position + n",
        }
        values = ", ".join(own.get(column, f"photos.{column}") for column in columns)
        records.execute(
            "with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ?) "
            f"insert into photos ({', '.join(columns)}) select {values} from photos, numbers",
            (times,),
        )
        records.execute("update parties set head = head + ?", (times,))
        records.commit()


async def test_the_gallery_stays_small_however_far_one_scrolls(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        oldest = await guest.send_photo(jpeg(900, 700), caption="The very first")
    multiply(fresh_server, 2000)
    page = await fresh_screens.phone("/")
    last = page.locator(f'li[data-id="{oldest["id"]}"]')
    most = 0
    async with asyncio.timeout(3 * PATIENCE_S):
        while not await last.count():
            await page.evaluate(
                "scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' })"
            )
            most = max(most, await page.evaluate("document.querySelectorAll('*').length"))
            await asyncio.sleep(LOOK_AGAIN_S)
    await expect(last).to_be_visible()
    assert most < 800


async def test_the_wall_does_not_grow_with_the_photos_it_has_shown(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    count = "document.querySelectorAll('*').length"
    async with person(fresh_server.url) as guest:
        first = await guest.send_photo(jpeg(1600, 1000))
        wall = await fresh_screens.projector()
        await expect(wall.locator("[data-wall]")).to_have_attribute("data-photo", first["id"])
        before = await wall.evaluate(count)
        photos = [await guest.send_photo(jpeg(800, 600, (n * 6, 80, 90))) for n in range(40)]
        await wall.locator(f'[data-wall]:not([data-photo="{first["id"]}"])').wait_for()
        for _ in range(30):
            await wall.keyboard.press("ArrowRight")
        assert await wall.evaluate(count) <= before + 4
        assert await wall.locator("img[src*='/media/']").count() < 10
        for photo in photos:
            await guest.http.delete(f"/api/photo/{photo['id']}")
        await guest.http.delete(f"/api/photo/{first['id']}")
        await expect(wall.get_by_role("heading", name="The first photo could be yours")).to_be_visible()


async def test_a_502_on_the_stream_does_not_end_it_for_good(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    wall = await fresh_screens.projector()
    root = wall.locator("[data-wall]")
    await expect(root).to_have_attribute("data-state", "live")
    is_away = True
    has_refused = asyncio.Event()

    async def answer(route: Any) -> None:
        if is_away:
            await route.fulfill(status=502, content_type="text/html", body="<h1>Bad gateway</h1>")
            has_refused.set()
        else:
            await route.continue_()

    await wall.route("**/api/events**", answer)
    fresh_server.terminate()
    # Only until it is back: then asking takes the stream's place.
    await expect(root).to_have_attribute("data-state", "waiting")
    await asyncio.to_thread(fresh_server.start)
    await asyncio.wait_for(has_refused.wait(), PATIENCE_S)
    is_away = False
    async with person(fresh_server.url) as guest:
        sent = await guest.send_photo()
    await expect(root).to_have_attribute("data-photo", sent["id"])
    await expect(root).to_have_attribute("data-state", "live")
