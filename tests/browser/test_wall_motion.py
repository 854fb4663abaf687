"""Motion on the wall: a slow zoom where the hosts want it, and calm cuts where it stutters."""

from playwright.async_api import Page, expect

from tests.browser.conftest import Screens, until
from tests.browser.house import enter
from tests.running import Person, Server, jpeg, person

SHOWS = "() => document.querySelector('[data-wall]').dataset.photo"
ZOOMS = """() => [...document.querySelectorAll(".layer__photo")]
  .some((it) => it.getAnimations().some((one) => one.effect.getTiming().duration > 20_000))"""
FADES = """() => [...document.querySelectorAll("[data-layer]")].some((it) => it.getAnimations().length > 0)"""
STUTTER = """() => setInterval(() => {
  for (const began = performance.now(); performance.now() - began < 250; );
}, 260)"""
# A machine that draws every frame in time, as far as the wall can measure; a busy one would rightly get cuts.
IN_TIME = """(() => {
  const ask = window.requestAnimationFrame.bind(window);
  let now = 0;
  window.requestAnimationFrame = (draw) => ask(() => draw((now += 1000 / 60)));
})()"""
CUTS_AFTER = 12


async def step(wall: Page) -> None:
    before = await wall.evaluate(SHOWS)
    await wall.keyboard.press("ArrowRight")
    await until(wall, f"before => ({SHOWS})() !== before", before)


async def test_the_hosts_switch_a_slow_zoom_on_and_less_motion_wins_over_it(
    screens: Screens, guest: Person, server: Server
) -> None:
    for number in range(3):
        await guest.send_photo(jpeg(900, 600, (60 * number, 90, 60)))
    wall, calm = await screens.projector(), await screens.projector(reduced_motion="reduce")
    for page in (wall, calm):
        await page.context.add_init_script(IN_TIME)
        await page.reload()
        await until(page, SHOWS)
        await step(page)
    assert not await wall.evaluate(ZOOMS), "off unless somebody wants it"
    host = await screens.host()
    await enter(host, "screens")
    await host.locator("[data-switch=zoom]").click()
    await expect(host.locator("[data-switch=zoom]")).to_have_attribute("aria-pressed", "true")
    await until(wall, ZOOMS)
    await step(calm)
    await step(calm)
    assert not await calm.evaluate(ZOOMS)
    assert not await calm.evaluate(FADES)
    async with person(server.url) as other:
        await other.sign_in()
        await other.http.post("/api/admin/screens", json={"set": {"zoom": False}})


async def test_a_machine_that_stutters_gets_cuts_by_itself(screens: Screens, guest: Person) -> None:
    for number in range(3):
        await guest.send_photo(jpeg(900, 600, (60 * number, 60, 90)))
    wall = await screens.projector()
    await until(wall, SHOWS)
    await step(wall)
    await expect(wall.locator("[data-wall]")).to_have_attribute("data-moves", "true")
    await wall.evaluate(STUTTER)
    for _ in range(CUTS_AFTER):
        await step(wall)
        await until(wall, f"() => !({FADES})()")
        if await wall.locator("[data-wall]").get_attribute("data-moves") == "false":
            break
    else:
        raise AssertionError("it still fades")
    await step(wall)
    assert not await wall.evaluate(FADES)
