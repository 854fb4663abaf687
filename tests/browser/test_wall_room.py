"""A screen in its room: its set-up page, what it changes on the wall, and what the host sees of it."""

from datetime import UTC, datetime

from playwright.async_api import Page, expect

from tests.browser.conftest import Screens, until
from tests.browser.house import enter
from tests.running import Person, jpeg

BOX = """it => {
  const box = document.querySelector(it).getBoundingClientRect();
  return [box.left, box.top, box.right, box.bottom].map(Math.round);
}"""
SIZES = ((1280, 720), (1920, 1080), (1080, 1920), (390, 844))


async def box_of(page: Page, selector: str) -> list[int]:
    found: list[int] = await page.evaluate(BOX, selector)
    return found


async def set_up(page: Page) -> None:
    await expect(page.locator("[data-wall]")).to_have_attribute("data-upright", "false")
    await page.keyboard.press("s")
    await expect(page.get_by_role("heading", name="Set up this screen")).to_be_visible()


async def choose(page: Page, name: str, value: str) -> None:
    await page.locator(f"[name={name}]").evaluate(
        "(it, value) => { it.value = value; it.dispatchEvent(new Event('input', { bubbles: true })); }", value
    )


async def test_edges_that_were_set_hold_the_wall_and_survive_a_reload(
    screens: Screens, guest: Person
) -> None:
    await guest.send_photo(jpeg(1600, 1200), author="Ada", caption="Cake")
    wall = await screens.projector()
    await wall.keyboard.press("?")
    await expect(wall.locator("[data-help]")).to_contain_text("Set up this screen")
    await wall.keyboard.press("Escape")
    await set_up(wall)
    await wall.get_by_label("Left edge").focus()
    for _ in range(5):
        await wall.keyboard.press("Shift+ArrowRight")
    await wall.get_by_label("Top edge").focus()
    for _ in range(10):
        await wall.keyboard.press("Shift+ArrowDown")
    assert await box_of(wall, "[data-wall]") == [96, 108, 1920, 1080]
    shown = await wall.locator("[data-wall]").get_attribute("data-photo")
    assert shown is not None, "the arrows moved the edge, and not the show"
    await wall.keyboard.press("Escape")
    await expect(wall.locator("[data-setup-panel]")).to_be_hidden()
    await wall.reload()
    await until(wall, "() => document.querySelector('[data-wall]').getBoundingClientRect().left === 96")
    await expect(wall.locator(".layer__caption >> visible=true")).to_have_text("Cake")
    for words in (".layer__caption", ".layer__author", ".wall__title", ".join"):
        left, top, right, bottom = await box_of(wall, f"{words}:not(:empty)")
        assert 96 <= left < right <= 1920, words
        assert 108 <= top < bottom <= 1080, words


async def test_a_corner_that_is_pulled_makes_a_projection_and_its_form_still_works(screens: Screens) -> None:
    wall = await screens.projector()
    await set_up(wall)
    handle = wall.get_by_label("Top left corner")
    await handle.hover()
    await wall.mouse.down()
    await wall.mouse.move(192, 54, steps=4)
    await wall.mouse.up()
    transform = await wall.locator("[data-wall]").evaluate("it => getComputedStyle(it).transform")
    assert transform.startswith("matrix3d")
    left, top, right, bottom = await box_of(wall, "[data-wall]")
    assert (left, top, right, bottom) == (0, 0, 1920, 1080), "the other three corners stay"
    await wall.get_by_role("button", name="As it was at first").click()
    assert await wall.locator("[data-wall]").evaluate("it => getComputedStyle(it).transform") == "none"
    await wall.get_by_role("button", name="Done").click()
    await expect(wall.locator("[data-setup-panel]")).to_be_hidden()


async def test_a_turned_wall_is_laid_out_upright_and_its_arrows_are_turned_with_it(
    screens: Screens, guest: Person
) -> None:
    await guest.send_photo(jpeg(1600, 1200))
    wall = await screens.projector()
    await set_up(wall)
    await wall.get_by_label("Turned").select_option("90")
    await expect(wall.locator("[data-wall]")).to_have_attribute("data-upright", "true")
    assert await box_of(wall, "[data-wall]") == [0, 0, 1920, 1080]
    assert await wall.locator("[data-wall]").evaluate("it => [it.clientWidth, it.clientHeight]") == [
        1080,
        1920,
    ]
    await expect(wall.locator("[data-setup-size]")).to_have_text("1080 × 1920")
    # Down, for whoever stands before a screen that hangs turned to the right, is left in the window.
    await wall.get_by_label("Right edge").focus()
    await wall.keyboard.press("Shift+ArrowDown")
    assert await box_of(wall, "[data-wall]") == [0, 0, 1901, 1080]
    await wall.keyboard.press("Escape")
    title = await box_of(wall, ".wall__title")
    assert title[3] - title[1] > title[2] - title[0], "its words stand on their side in the window"


async def test_the_set_up_page_fits_every_screen_and_tells_from_how_far_it_can_be_read(
    screens: Screens, guest: Person
) -> None:
    await guest.send_photo(jpeg(1600, 1200))
    for width, height in SIZES:
        wall = await screens.projector(viewport={"width": width, "height": height})
        await expect(wall.locator("[data-wall]")).to_have_attribute(
            "data-upright", str(height > width).lower()
        )
        await wall.keyboard.press("s")
        card = await box_of(wall, ".setup__card")
        assert 0 <= card[0] < card[2] <= width
        assert 0 <= card[1] < card[3] <= height
        wide = "it => it.scrollWidth <= it.clientWidth"
        assert await wall.locator(".setup__card").evaluate(wide), (width, height)
        if width == 1920:
            await wall.get_by_label("Width of the picture, in metres").fill("4")
            await expect(wall.locator("[data-setup-distances]")).to_contain_text(
                "Captions are read with ease from 15 m"
            )
            await wall.get_by_label("How far the last row is, in metres").fill("30")
            await expect(wall.locator("[data-setup-row]")).to_contain_text(
                "The last row, at 30 m, is too far"
            )
            await wall.get_by_label("How far the last row is, in metres").fill("3")
            await expect(wall.locator("[data-setup-row]")).to_contain_text("all words can be read")
        await wall.context.close()


async def test_the_host_sees_how_a_screen_was_set_up_and_that_it_is_dark(
    screens: Screens, guest: Person
) -> None:
    await guest.send_photo(jpeg(1600, 1200))
    wall = await screens.projector(timezone_id="UTC")
    await set_up(wall)
    await choose(wall, "words", "130")
    await choose(wall, "picture_m", "4")
    hour = datetime.now(UTC).hour
    await choose(wall, "dark_from", f"{hour:02}:00")
    await choose(wall, "dark_until", f"{(hour + 3) % 24:02}:00")
    await wall.keyboard.press("Escape")
    await expect(wall.locator(".dimmer")).to_have_css("opacity", "1")
    # Whoever stands there and moves something sees it.
    await wall.mouse.move(300, 300)
    await expect(wall.locator(".dimmer")).to_have_css("opacity", "0")
    host = await screens.host()
    await enter(host, "screens")
    card = host.locator(".screen", has_text="words 130")
    await expect(card).to_contain_text(f"dark now, until {(hour + 3) % 24:02}:00")
    await expect(card).to_contain_text("read from 8.5 m")


async def test_contrast_drift_and_dark_hours_do_on_the_wall_what_they_say(
    screens: Screens, guest: Person
) -> None:
    await guest.send_photo(jpeg(1600, 1200), author="Ada", caption="Cake")
    wall = await screens.projector("/upload", timezone_id="UTC")
    await wall.clock.install(time=datetime(2026, 6, 6, 22, 50, tzinfo=UTC))
    await wall.goto("/wall")
    await until(wall, "() => document.querySelector('[data-wall]').dataset.photo")
    root, dimmer = wall.locator("[data-wall]"), wall.locator(".dimmer")
    await set_up(wall)
    await choose(wall, "contrast", "150")
    await expect(root).to_have_attribute("data-bright", "true")
    await expect(wall.locator(".layer:not([hidden]) .layer__picture").first).to_have_css(
        "filter", "brightness(1.5) contrast(1.2)"
    )
    await choose(wall, "drift", "12")
    await choose(wall, "dark_from", "23:00")
    await choose(wall, "dark_until", "06:00")
    await wall.keyboard.press("Escape")
    await expect(root).to_have_attribute("data-night", "false")
    before = await root.evaluate("it => it.style.translate")
    await wall.clock.fast_forward("00:05:00")
    await until(wall, "before => document.querySelector('[data-wall]').style.translate !== before", before)
    await expect(root).to_have_attribute("data-night", "false")
    await wall.clock.fast_forward("00:06:00")
    await expect(root).to_have_attribute("data-night", "true")
    await expect(dimmer).to_have_css("opacity", "1")
    # Whoever looks after it sees it as soon as they move something there.
    await wall.mouse.move(300, 300)
    await expect(dimmer).to_have_css("opacity", "0")
    await wall.clock.fast_forward("07:05:00")
    await expect(root).to_have_attribute("data-night", "false")
    assert screens.faults == []
