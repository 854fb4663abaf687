"""Sharing as people do it: a link made on the host's page, opened by a friend, framed elsewhere, ended."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.async_api import FilePayload, Page, expect

from tests.browser.conftest import PHONE, Screens
from tests.browser.house import enter
from tests.http.test_waiting import party
from tests.running import Server, jpeg, person
from tests.sharing.sharing import made, path_of


@contextmanager
def another_site() -> Iterator[str]:
    """Serve pages of another origin, each with a frame of the address that its own one has behind the `?`."""

    class Pages(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            source = self.path.partition("?")[2]
            self.wfile.write(f'<!doctype html><h1>Blog</h1><iframe src="{source}"></iframe>'.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages) as site:
        thread = threading.Thread(target=site.serve_forever)
        thread.start()
        try:
            # By its name this is another site than the party's address, and not only another origin.
            yield f"http://localhost:{site.server_address[1]}"
        finally:
            site.shutdown()
            thread.join()


async def test_a_host_shares_the_album_a_friend_looks_and_the_link_ends(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        sent = [await guest.send_photo(author="Mia", caption="Cake"), await guest.send_photo(jpeg(400, 500))]
        host = await fresh_screens.host()
        await enter(host, "album", "links-fold")
        await host.locator("#share-title").fill("Our wedding")
        await host.get_by_role("button", name="Make a link").click()
        link = host.locator(".links__one")
        await expect(link).to_contain_text("Our wedding")
        url = await link.locator(".links__url").inner_text()
        friend = await fresh_screens.open(url.removeprefix(fresh_server.root_url), PHONE)
        await expect(friend.get_by_role("heading", name="Our wedding")).to_be_visible()
        await expect(friend.locator(".photo__picture")).to_have_count(2)
        await friend.get_by_role("link", name="Photo by Mia: Cake").click()
        await expect(friend.locator(".pswp__words")).to_contain_text("Cake")
        # Nobody's guest: nothing to report, no heart to give, no way to the party.
        for name in ("Report", "Hearts"):
            await expect(friend.get_by_role("button", name=name)).to_have_count(0)
        await friend.keyboard.press("Escape")
        await expect(friend.get_by_role("link", name="Send photos")).to_have_count(0)
        await hide(fresh_server, sent[1]["id"])
        await look_again(friend)
        await expect(friend.locator(".photo__picture")).to_have_count(1)
        await look_again(host)
        await expect(link).to_contain_text("opened once")
        await link.get_by_role("button", name="End the link to “Our wedding”", exact=True).click()
        await expect(link).to_have_count(0)
        await look_again(friend)
        await expect(friend.get_by_role("heading", name="Nothing here")).to_be_visible()
        await expect(friend.locator(".photo__picture")).to_have_count(0)


async def test_a_named_site_shows_the_photos_in_a_frame_and_another_does_not(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with party(fresh_server, "at_once") as host, person(fresh_server.url) as guest:
        await guest.send_photo(author="Mia", caption="Cake")
        page = await fresh_screens.open("/offline", PHONE)
        with another_site() as site:
            named, unnamed = (
                await made(host, sites=[site]),
                await made(host, sites=["https://www.example.org"]),
            )
            pictures = page.frame_locator("iframe").get_by_role("img", name="Photo by Mia: Cake")
            await page.goto(f"{site}/?{named['url']}/embed")
            await expect(pictures).to_be_visible()
            assert await pictures.evaluate("(image) => image.decode().then(() => image.naturalWidth)")
            async with page.expect_event("console", lambda said: "frame-ancestors" in said.text):
                await page.goto(f"{site}/?{unnamed['url']}/embed")
            await expect(pictures).to_have_count(0)
            # What the browser says of it is what this test wants to see.
            assert all("frame-ancestors" in fault for fault in fresh_screens.faults)
            fresh_screens.faults.clear()


async def hide(server: Server, photo_id: str) -> None:
    async with person(server.url) as host:
        await host.sign_in()
        await host.http.post(f"/api/admin/photo/{photo_id}/hide")


async def look_again(page: Page) -> None:
    """Let a page ask now, as it does when somebody looks at it again."""
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


async def test_a_friend_adds_photos_and_a_host_says_who_sees_one(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with party(fresh_server, "at_once") as maker:
        answer = await maker.http.post("/api/admin/collections", json={"title": "From friends"})
        link = await made(maker, "collection", part=answer.json()["collection"]["id"], may_add=True)
        friend = await fresh_screens.open(path_of(link), PHONE)
        await friend.get_by_label("Your name").fill("Zoe")
        pictures = [jpeg(400, 300), jpeg(300, 400)]
        await friend.get_by_label("Photos").set_input_files(
            [FilePayload(name="p.jpg", mimeType="image/jpeg", buffer=one) for one in pictures]
        )
        await friend.get_by_role("button", name="Send").click()
        await expect(friend.locator("#add-said")).to_have_text("Thank you. All of them are here.")
        await expect(friend.locator(".photo__picture")).to_have_count(2)

        host = await fresh_screens.host()
        await host.goto(fresh_server.url + "/")
        await host.locator(".photo__picture").first.click()
        await host.get_by_role("button", name="Who sees it").click()
        ways = host.locator("#access-ways")
        await expect(ways.locator('[data-access="everyone"]')).to_have_attribute("aria-pressed", "true")
        await ways.locator('[data-access="members"]').click()
        await expect(host.locator("#access-said")).to_have_text("That counts from now on.")
        await expect(ways.locator('[data-access="members"]')).to_have_attribute("aria-pressed", "true")
        # It stays in the gallery of the host, who is a member, and leaves the friend's page.
        await host.reload()
        await expect(host.locator(".photo__picture")).to_have_count(2)
        await friend.reload()
        await expect(friend.locator(".photo__picture")).to_have_count(1)
