"""Slides of the host come between the photos on every wall, live; two hosts do not undo each other."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.async_api import expect

from tests.browser.conftest import PHONE, Screens, until
from tests.browser.house import enter
from tests.kept_party import PASSWORD
from tests.running import Person, Server, jpeg, person

SIZES = ((1280, 720), (1080, 1920), (2560, 720))
SHOWS = "() => document.querySelector('[data-wall]').dataset.photo"
LIES_INSIDE = """() => {
  const box = document.querySelector(".slide__all");
  const parts = [...box.children].filter((it) => it.getClientRects().length > 0);
  return parts.length > 0 && box.scrollWidth <= box.clientWidth + 1 && parts.every((it) => {
    const { left, top, right, bottom } = it.getBoundingClientRect();
    return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
  });
}"""
PLAIN = {"kind": "text", "title": "", "words": "", "at": ""}
LONGEST = {"title": "W" * 80, "words": "\n".join(["A line of a programme with twenty words " * 3] * 12)}


async def add(host: Person, **words: object) -> dict[str, Any]:
    answer = await host.http.post("/api/admin/slides", json={"kind": "text", "every": 1} | words)
    assert answer.status_code == 201, answer.text
    slide: dict[str, Any] = answer.json()["slide"]
    return slide


async def change(host: Person, slide: dict[str, Any], **words: object) -> dict[str, Any]:
    answer = await host.http.put(f"/api/admin/slides/{slide['id']}", json=slide | words)
    assert answer.status_code == 200, answer.text
    changed: dict[str, Any] = answer.json()["slide"]
    return changed


async def delete(host: Person, slide: dict[str, Any]) -> None:
    answer = await host.http.delete(f"/api/admin/slides/{slide['id']}?version={slide['version']}")
    assert answer.status_code == 204, answer.text


def later(**time: float) -> str:
    return (datetime.now(UTC) + timedelta(**time)).isoformat()


async def test_a_slide_comes_live_and_leaves_when_it_is_deleted(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await host.sign_in()
        for number in range(3):
            await guest.send_photo(jpeg(900, 600, (60 * number, 60, 40)))
        wall = await fresh_screens.projector()
        await until(wall, SHOWS)
        slide = await add(host, title="Tonight", words="18:00 Dinner\n21:00 حفلة", seconds=120)
        shown = wall.locator(".slide")
        await expect(shown).to_be_visible()
        await expect(shown.get_by_role("heading")).to_have_text("Tonight")
        await expect(shown).to_contain_text("18:00 Dinner")
        slide = await change(host, slide, title="Tonight!")
        await expect(shown.get_by_role("heading")).to_have_text("Tonight!")
        # What is taken off is off at once, and the photos go on.
        await delete(host, slide)
        await expect(shown).to_be_hidden()
        await until(wall, SHOWS)
        # On a board, too.
        await host.http.post("/api/admin/screens", json={"set": {"layout": "mosaic"}})
        await until(wall, "() => document.querySelectorAll('.board__cell[data-photo]').length > 1")
        slide = await add(host, kind="code", seconds=120)
        await expect(shown.get_by_role("img")).to_be_visible()
        await expect(shown.get_by_role("heading")).to_have_text("Photos, please!")
        await change(host, slide, is_on=False)
        await expect(shown).to_be_hidden()
    assert fresh_screens.faults == []


async def test_a_new_photo_is_not_kept_waiting_by_a_slide(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await host.sign_in()
        await guest.send_photo(jpeg(900, 600, (200, 60, 40)))
        await guest.send_photo(jpeg(900, 600, (20, 160, 40)))
        wall = await fresh_screens.projector()
        await until(wall, SHOWS)
        await add(host, title="Thank you", seconds=120)
        await expect(wall.locator(".slide")).to_be_visible()
        sent = await guest.send_photo(jpeg(900, 600, (20, 60, 240)))
        await until(wall, f"() => ({SHOWS})() === '{sent['id']}'")
        await expect(wall.locator(".slide")).to_be_hidden()
    assert fresh_screens.faults == []


async def test_every_slide_lies_inside_every_screen(fresh_screens: Screens, fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await host.sign_in()
        await guest.send_photo()
        wall = await fresh_screens.projector(reduced_motion="reduce")
        await until(wall, SHOWS)
        slide = await add(host, title="Thanks", seconds=120)
        shown = wall.locator(".slide")
        await expect(shown).to_be_visible()
        for words, text in (
            ({"title": "Thanks"}, "Thanks"),
            (LONGEST, "A line of a programme"),
            ({"kind": "countdown", "title": "Cake in", "at": later(hours=1.5)}, "1:2"),
            ({"kind": "countdown", "title": "Wedding in", "at": later(days=9.5)}, "9 days"),
            ({"kind": "number"}, "1 photo from one guest"),
            ({"kind": "code", "title": "Send us yours!"}, "Send us yours!"),
        ):
            slide = await change(host, slide, **(PLAIN | words))
            await expect(shown).to_contain_text(re.compile(r"\s*".join(map(re.escape, text.split()))))
            for width, height in SIZES:
                await wall.set_viewport_size({"width": width, "height": height})
                await until(wall, LIES_INSIDE)
    assert fresh_screens.faults == []


async def test_a_countdown_counts_and_a_number_grows_while_they_are_on(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await host.sign_in()
        await guest.send_photo(jpeg(900, 600, (200, 60, 40)))
        wall = await fresh_screens.projector()
        await until(wall, SHOWS)
        slide = await add(host, kind="countdown", at=later(minutes=3), seconds=120)
        large = wall.locator(".slide__large")
        await expect(large).to_have_text(re.compile(r"^2:\d\d$"))
        before = await large.inner_text()
        await expect(large).not_to_have_text(before)
        await change(host, slide, kind="number", at="")
        await expect(large).to_have_text("1")
        await wall.keyboard.press("Space")
        await guest.send_photo(jpeg(900, 600, (20, 160, 40)))
        await expect(large).to_have_text("2")
    assert fresh_screens.faults == []


async def test_the_wall_for_old_televisions_shows_slides(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await host.sign_in()
        await guest.send_photo(jpeg(900, 600, (200, 60, 40)))
        tv = await fresh_screens.projector("/wall/basic", viewport={"width": 1080, "height": 1920})
        await until(tv, "() => document.getElementById('wall').getAttribute('data-photo')")
        shown = tv.locator("#slide")
        slide = await add(host, seconds=120, **LONGEST)
        await expect(shown).to_be_visible()
        await expect(tv.locator("#slide-words p")).to_have_count(12)
        box = await tv.locator("#slide-all").bounding_box()
        assert box is not None
        assert box["height"] <= 1920
        sent = await guest.send_photo(jpeg(900, 600, (20, 60, 240)))
        await until(tv, "id => document.getElementById('wall').getAttribute('data-photo') === id", sent["id"])
        await expect(shown).to_be_hidden()
        slide = await change(host, slide, kind="countdown", title="Cake in", words="", at=later(hours=1.5))
        await expect(tv.locator("#slide-large")).to_have_text(re.compile(r"^1:2\d:\d\d$"))
        slide = await change(host, slide, kind="number", at="")
        await expect(shown).to_contain_text("photos from one guest")
    assert fresh_screens.faults == []


async def test_a_host_adds_orders_switches_changes_and_deletes_slides_on_a_phone(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    page = await fresh_screens.open("/admin", PHONE)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await enter(page, "screens")
    rows = page.locator("#slides-list > li")
    for title in ("Dinner", "Thank you"):
        await page.get_by_role("button", name="Add a slide").click()
        await page.get_by_label("Large words").fill(title)
        await page.get_by_label("Comes after so many photos").fill("3")
        await page.get_by_role("button", name="Save the slide").click()
        await expect(rows.filter(has_text=title)).to_be_visible()
        await expect(page.locator("#slide-form")).to_be_hidden()
    await expect(rows.first).to_contain_text("after 3 photos")
    await page.get_by_role("button", name="Move the slide “Thank you” up").click()
    await expect(rows.first).to_contain_text("Thank you")
    await page.get_by_label("Show the slide “Dinner”").uncheck()
    await expect(rows.nth(1)).to_contain_text("switched off")

    # What another host has written meanwhile is not written over.
    await page.get_by_role("button", name="Change the slide “Dinner”").click()
    async with person(fresh_server.url) as other:
        await other.sign_in()
        slide = (await other.http.get("/api/admin/slides")).json()["slides"][1]
        changed = slide | {"title": "Dinner at eight", "is_on": True}
        assert (await other.http.put(f"/api/admin/slides/{slide['id']}", json=changed)).status_code == 200
        await page.get_by_label("Large words").fill("Dinner at seven")
        await page.get_by_role("button", name="Save the slide").click()
        await expect(page.locator("#slides-said")).to_have_text(re.compile("Somebody else"))
        await expect(page.get_by_label("Large words")).to_have_value("Dinner at eight")
        await page.get_by_label("What it shows").select_option("countdown")
        await page.get_by_label("Counts down to").fill("2030-01-01T20:00")
        await page.get_by_role("button", name="Save the slide").click()
        await expect(rows.nth(1)).to_contain_text("Countdown")
        (_, slide) = (await other.http.get("/api/admin/slides")).json()["slides"]
        assert (slide["kind"], slide["title"]) == ("countdown", "Dinner at eight")

    await page.get_by_role("button", name="Change the slide “Dinner at eight”").click()
    await page.get_by_role("button", name="Delete", exact=True).last.click()
    await page.get_by_role("button", name="Yes, delete it").click()
    await expect(rows).to_have_count(1)
    assert fresh_screens.faults == []


async def test_a_host_puts_a_logo_between_the_photos(
    fresh_screens: Screens, fresh_server: Server, tmp_path: Path
) -> None:
    logo = tmp_path / "logo.jpg"
    logo.write_bytes(jpeg(1200, 500, (10, 120, 90)))
    async with person(fresh_server.url) as guest:
        await guest.send_photo()
    wall = await fresh_screens.projector()
    tv = await fresh_screens.projector("/wall/basic")
    await until(wall, SHOWS)
    page = await fresh_screens.host()
    await enter(page, "screens")
    await page.get_by_role("button", name="Add a slide").click()
    await page.get_by_label("What it shows").select_option("picture")
    await page.get_by_label("Picture", exact=True).set_input_files(logo)
    await page.get_by_label("Comes after so many photos").fill("1")
    await page.get_by_label("Stays for so many seconds").fill("120")
    await page.get_by_role("button", name="Save the slide").click()
    await expect(page.locator("#slides-list > li")).to_have_count(1)
    await until(
        wall, "() => document.querySelector('.slide:not([hidden]) .slide__picture')?.naturalWidth > 600"
    )
    await until(tv, "() => document.querySelector('#slide.is-picture #slide-picture')?.offsetWidth > 600")
    await page.locator(".slides__edit").click()
    await page.locator("#slide-delete").click()
    await page.locator("#slide-delete").click()
    await expect(wall.locator(".slide")).to_be_hidden()
    await expect(tv.locator("#slide")).to_be_hidden()
    assert fresh_screens.faults == []
