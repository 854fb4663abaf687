"""A phone, a projector and a host at once: one sends, the others see."""

import time
from itertools import pairwise
from typing import Any

import pytest
from playwright.async_api import FilePayload, Page, Response, expect

from tests.browser.conftest import Screens
from tests.running import Person, Server, jpeg, person
from tests.samples import FOLDER, require_samples

# Among so many tries; what slows one down is the machine.
ON_THE_WALL_S = 2.5
TRIES = 3


async def send(phone: Page, *files: FilePayload, caption: str = "") -> None:
    """Pick photos and send them, as a guest does."""
    await phone.locator("#pick").set_input_files(list(files))
    if caption:
        await phone.locator(".tile__caption").first.fill(caption)
    await phone.locator("#send").click()


def picture(name: str, colour: tuple[int, int, int] = (30, 90, 160)) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": jpeg(1600, 1200, colour)}


def sample(name: str) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": (FOLDER / name).read_bytes()}


async def wall_shows(wall: Page, photo_id: str) -> None:
    await expect(wall.locator("[data-wall]")).to_have_attribute("data-photo", photo_id)


async def newest(server: Server) -> dict[str, Any]:
    async with person(server.url) as someone:
        photo: dict[str, Any] = (await someone.photos(before="", limit=1))["photos"][0]
        return photo


async def test_a_photo_from_the_phone_is_on_the_projector_and_the_host_takes_it_down(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    require_samples()
    wall = await fresh_screens.projector()
    await expect(wall.get_by_role("heading", name="The first photo could be yours")).to_be_visible()
    gallery = await fresh_screens.phone("/")
    phone = await fresh_screens.phone("/upload")
    await send(phone, sample("drew__Apple_iPhone_5.jpg"), caption="Held upside down")
    await expect(phone.get_by_text("On the wall", exact=True)).to_be_visible()
    photo = await newest(fresh_server)
    assert photo["caption"] == "Held upside down"
    await wall_shows(wall, photo["id"])
    await expect(wall.get_by_text("Held upside down").first).to_be_visible()
    thumb = gallery.locator(f'li[data-id="{photo["id"]}"]')
    await expect(thumb).to_be_visible()

    host = await fresh_screens.host()
    await host.get_by_role("button", name="Hide").first.click()
    await expect(thumb).to_have_count(0)
    await expect(wall.get_by_role("heading", name="The first photo could be yours")).to_be_visible()
    await expect(wall.locator(f'[data-photo="{photo["id"]}"]')).to_have_count(0)


@pytest.mark.alone
async def test_what_the_host_takes_down_is_off_the_wall_in_about_a_second(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    wall = await fresh_screens.projector()
    host = await fresh_screens.host()
    took = []
    async with person(fresh_server.url) as guest:
        for _ in range(TRIES):
            photo = await guest.send_photo(jpeg(1600, 1200))
            await wall_shows(wall, photo["id"])
            await expect(host.locator(f'.shot[data-photo="{photo["id"]}"]')).to_be_visible()
            began = time.monotonic()
            await host.get_by_role("button", name="Hide").first.click()
            await expect(wall.locator(f'[data-photo="{photo["id"]}"]')).to_have_count(0)
            took.append(time.monotonic() - began)
    assert min(took) < ON_THE_WALL_S, took


@pytest.mark.alone
async def test_a_tap_is_on_the_wall_in_about_a_second(fresh_screens: Screens, fresh_server: Server) -> None:
    wall = await fresh_screens.projector()
    phone = await fresh_screens.phone("/upload")
    took = []
    for number in range(TRIES):
        await phone.locator("#pick").set_input_files([picture(f"{number}.jpg", (number * 80, 90, 160))])
        before = await wall.locator("[data-wall]").get_attribute("data-photo")
        began = time.monotonic()
        await phone.locator("#send").click()
        await wall.wait_for_function(
            "before => (document.querySelector('[data-wall]').dataset.photo ?? null) !== before", arg=before
        )
        took.append(time.monotonic() - began)
        await expect(phone.get_by_text("On the wall", exact=True)).to_have_count(number + 1)
    assert min(took) < ON_THE_WALL_S, took


async def test_the_wall_survives_the_server_and_comes_back_by_itself(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        first = await guest.send_photo(jpeg(1600, 1000))
        wall = await fresh_screens.projector()
        await wall_shows(wall, first["id"])
        await expect(wall.locator("[data-wall]")).to_have_attribute("data-state", "live")
        fresh_server.kill()
        await expect(wall.locator("[data-wall]")).to_have_attribute("data-state", "waiting")
        # It goes on showing what it has, and nothing on it speaks of an error.
        await wall_shows(wall, first["id"])
        assert "rror" not in await wall.locator("body").inner_text()
        fresh_server.start()
        second = await guest.send_photo(jpeg(1600, 1000, (20, 140, 90)))
        await expect(wall.locator("[data-wall]")).to_have_attribute("data-state", "live")
        await wall_shows(wall, second["id"])


async def test_the_phone_says_why_when_uploads_are_closed_and_goes_on_when_they_open(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await fresh_screens.phone("/upload")
    gallery = await fresh_screens.phone("/")
    async with person(fresh_server.url) as host:
        await host.sign_in()
        await host.http.put("/api/admin/uploads", json={"open": False, "message": "Back after the speeches"})
        await expect(phone.get_by_text("Back after the speeches")).to_be_visible()
        await expect(gallery.get_by_text("Back after the speeches")).to_be_visible()
        await expect(phone.locator("#pick")).to_be_disabled()
        await host.http.put("/api/admin/uploads", json={"open": True, "message": ""})
        await expect(phone.get_by_text("Back after the speeches")).to_be_hidden()
        await expect(phone.locator("#pick")).to_be_enabled()


async def test_several_photos_at_once_each_have_their_own_result(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await fresh_screens.phone("/upload")
    broken: FilePayload = {"name": "broken.jpg", "mimeType": "image/jpeg", "buffer": jpeg(900, 900)[:5000]}
    await send(phone, picture("a.jpg"), broken, picture("b.jpg", (160, 60, 60)))
    await expect(phone.get_by_text("On the wall", exact=True)).to_have_count(2)
    await expect(phone.get_by_text("damaged or incomplete")).to_be_visible()
    async with person(fresh_server.url) as someone:
        assert len((await someone.photos(before=""))["photos"]) == 2


async def test_a_photo_waits_for_a_server_that_is_away_and_is_sent_once(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await fresh_screens.phone("/upload")
    fresh_server.kill()
    await send(phone, picture("a.jpg"))
    fresh_server.start()
    await expect(phone.get_by_text("On the wall", exact=True)).to_be_visible()
    async with person(fresh_server.url) as someone:
        assert len((await someone.photos(before=""))["photos"]) == 1


async def test_a_guest_changes_and_deletes_a_photo_and_every_screen_follows(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await fresh_screens.phone("/upload")
    await send(phone, picture("a.jpg"), caption="First words")
    await expect(phone.get_by_text("On the wall", exact=True)).to_be_visible()
    wall = await fresh_screens.projector()
    await expect(wall.get_by_text("First words").first).to_be_visible()
    await phone.goto("/edit")
    await phone.locator(".card a").click()
    await phone.get_by_role("dialog").get_by_label("Caption").fill("Second thoughts")
    await expect(wall.get_by_text("Second thoughts").first).to_be_visible()
    await phone.locator(".card__ask").click()
    await phone.get_by_role("dialog").get_by_role("button", name="Delete for good").click()
    await expect(wall.get_by_role("heading", name="The first photo could be yours")).to_be_visible()
    async with person(fresh_server.url) as someone:
        assert (await someone.photos(before=""))["photos"] == []


def is_post(response: Response) -> bool:
    return response.request.method == "POST"


async def test_sending_works_without_javascript(fresh_screens: Screens, fresh_server: Server) -> None:
    phone = await fresh_screens.phone("/upload", java_script_enabled=False)
    await phone.get_by_label("Your photo").set_input_files([picture("a.jpg")])
    await phone.get_by_label("Your name").fill("Ada")
    await phone.get_by_role("button", name="Send").click()
    await expect(phone.get_by_text("Your photo is on the wall")).to_be_visible()
    await phone.goto("/")
    photo = await newest(fresh_server)
    assert photo["author"] == "Ada"
    await expect(phone.locator("main .grid img").first).to_be_visible()
    await phone.goto("/edit")
    await phone.locator(".card").get_by_label("Caption").fill("Without a script")
    async with phone.expect_response(is_post):
        await phone.get_by_role("button", name="Save").click()
    assert (await newest(fresh_server))["caption"] == "Without a script"
    await phone.locator(".card__ask").click()
    async with phone.expect_response(is_post):
        await phone.get_by_role("button", name="Delete for good").click()
    async with person(fresh_server.url) as someone:
        assert (await someone.photos(before=""))["photos"] == []


async def test_a_refused_file_leaves_the_words_without_javascript(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await fresh_screens.phone("/upload", java_script_enabled=False)
    await phone.get_by_label("A few words").fill("Under the old oak")
    await phone.get_by_label("Your name").fill("Ada")
    file: FilePayload = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"no photo" + bytes(3_000_000)}
    await phone.get_by_label("Your photo").set_input_files([file])
    await phone.get_by_role("button", name="Send").click()
    await expect(phone.get_by_role("alert")).to_be_visible()
    await expect(phone.get_by_label("A few words")).to_have_value("Under the old oak")
    await expect(phone.get_by_label("Your name")).to_have_value("Ada")
    await phone.get_by_label("Your photo").set_input_files([picture("a.jpg")])
    await phone.get_by_role("button", name="Send").click()
    await expect(phone.get_by_text("Your photo is on the wall")).to_be_visible()
    photo = await newest(fresh_server)
    assert (photo["caption"], photo["author"]) == ("Under the old oak", "Ada")


async def test_old_televisions_follow_by_asking(fresh_screens: Screens, fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest:
        tv = await fresh_screens.projector("/wall/basic")
        await tv.evaluate("delete window.EventSource; delete window.fetch")
        sent = await guest.send_photo(jpeg(1600, 1000), caption="For the old set")
        await expect(tv.get_by_text("For the old set")).to_be_visible()
        await guest.http.delete(f"/api/photo/{sent['id']}")
        await expect(tv.get_by_text("For the old set")).to_be_hidden()


NOTE_QUESTIONS = """() => {
  const wall = document.getElementById("wall");
  const send = XMLHttpRequest.prototype.send;
  window.asked = [];
  window.askedOften = new Promise((resolve) => {
    XMLHttpRequest.prototype.send = function (body) {
      // A report of what is shown has a body, and asks nothing.
      if (!body) window.asked.push(Date.now());
      if (window.asked.length >= 4) resolve(window.asked);
      send.call(this, body);
    };
  });
  window.goneAt = new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (!wall.hasAttribute("data-photo")) resolve(Date.now());
    });
    observer.observe(wall, { attributes: true });
  });
}"""


async def test_a_photo_that_is_taken_down_leaves_an_old_television_with_the_next_question(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        tv = await fresh_screens.projector("/wall/basic")
        sent = await guest.send_photo(jpeg(1600, 1000), caption="For a moment")
        await expect(tv.locator(f"#wall[data-photo='{sent['id']}']")).to_be_visible()
        await tv.evaluate(NOTE_QUESTIONS)
        await guest.http.delete(f"/api/photo/{sent['id']}")
        taken_down_at = await tv.evaluate("Date.now()")
        gone_at = await tv.evaluate("window.goneAt")
        asked = await tv.evaluate("window.asked")
        assert len([at for at in asked if taken_down_at < at <= gone_at]) <= 1
        assert await tv.locator("img.photo.is-on").count() == 0
        # Not a claim about a busy machine: how often it asks.
        asked = await tv.evaluate("window.askedOften")
        print(f"off {gone_at - taken_down_at} ms after it was taken down")  # noqa: T201
        assert min(later - at for at, later in pairwise(asked)) < 1500


@pytest.mark.parametrize("path", ["/", "/upload", "/edit", "/wall", "/wall/basic", "/admin"])
async def test_a_german_browser_gets_german_pages(path: str, screens: Screens, guest: Person) -> None:
    await guest.send_photo()
    page = await screens.phone(path, locale="de-DE")
    assert await page.locator("html").get_attribute("lang") == "de"
