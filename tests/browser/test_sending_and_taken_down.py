"""What a sender reads when the host takes a photo down and brings it back."""

from playwright.async_api import expect

from tests.browser.conftest import Screens
from tests.browser.photos import large, phone_with, send, stored
from tests.browser.test_queue import ON_CELLULAR
from tests.running import Server, person

NEUTRAL = "This one isn’t on the wall any more."
PILL = "#on-their-way"


def only_photo(server: Server) -> str:
    with server.books() as books:
        return str(books.execute("select id from photos").fetchone()[0])


async def act(server: Server, action: str) -> None:
    """Let the host hide or restore the only photo."""
    async with person(server.url) as host:
        await host.sign_in()
        (await host.http.post(f"/api/admin/photo/{only_photo(server)}/{action}")).raise_for_status()


async def test_a_hidden_photo_is_neither_on_the_wall_nor_on_its_way_for_its_sender(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await phone_with(fresh_screens, ON_CELLULAR)
    await send(phone, large("a.jpg"))
    await expect(phone.locator(".tile__original")).to_have_text("Original: waits for Wi-Fi")
    await expect(phone.locator("#done-title")).to_be_visible()

    await act(fresh_server, "hide")
    await expect(phone.locator(".tile__status")).to_have_text(NEUTRAL)
    for gone in (".tile__original", ".tile__mark", "#done", "#held"):
        await expect(phone.locator(gone)).to_be_hidden()
    await phone.goto("/")
    await expect(phone.locator("[data-empty]")).to_be_visible()
    await expect(phone.locator(PILL)).to_be_hidden()

    # Brought back while another page was open: the sending page asks, and the original is not lost.
    await act(fresh_server, "restore")
    await expect(phone.locator("[data-photos] li")).to_have_count(1)
    await phone.goto("/upload")
    await expect(phone.locator(".tile__status")).to_have_text("On the wall")
    await phone.get_by_role("button", name="Send the originals now").click()
    await expect(phone.locator(".tile__original")).to_have_text("Original kept")


async def test_a_photo_taken_down_while_no_page_was_open_is_said_so_and_can_be_put_away(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await phone_with(fresh_screens, ON_CELLULAR)
    await send(phone, large("a.jpg"))
    await expect(phone.locator(".tile__original")).to_have_text("Original: waits for Wi-Fi")
    await stored(phone, 1)
    await phone.goto("/wall")
    await act(fresh_server, "hide")
    await phone.goto("/upload")
    await expect(phone.locator(".tile__status")).to_have_text(NEUTRAL)
    await phone.get_by_role("button", name="Take out photo").click()
    await expect(phone.locator(".tile")).to_have_count(0)
    await stored(phone, 0)


async def test_words_changed_elsewhere_reach_the_tile(fresh_screens: Screens, fresh_server: Server) -> None:
    phone = await fresh_screens.phone()
    await send(phone, large("a.jpg"))
    await expect(phone.locator(".tile__original")).to_have_text("Original kept")
    async with person(fresh_server.url) as host:
        await host.sign_in()
        address = f"/api/photo/{only_photo(fresh_server)}"
        (await host.http.put(address, json={"caption": "From the host"})).raise_for_status()
    await expect(phone.locator(".tile__caption")).to_have_value("From the host")
