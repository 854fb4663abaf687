"""The wall in a hall: everything on it is read from the last row, on whatever screen, all night long."""

import asyncio
import math
import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Screens, until
from tests.patience import PATIENCE_S
from tests.running import Server, jpeg, person

SIZES = [(1920, 1080), (3840, 2160), (1080, 1920), (1280, 720)]
LEAST_CODE = 0.12
LARGE_CODE = 0.25
LEAST_WORDS = 0.013
"""Of the square root of the screen's area: 19 px on a full HD projector, either way up."""
NOTICE_WORDS = 0.018
LONGEST_CAPTION = "Grandma kept the umbrella in the hall and never said a word about it. " * 4
BOX = "it => { const box = it.getBoundingClientRect(); return [box.left, box.top, box.right, box.bottom]; }"
FONT_PX = "it => Number.parseFloat(getComputedStyle(it).fontSize)"
LINES = """it => {
  const range = document.createRange();
  const lines = new Map();
  const walker = document.createTreeWalker(it, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (const match of node.data.matchAll(/\\S+/g)) {
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      const box = range.getBoundingClientRect();
      if (box.width > 0) lines.set(Math.round(box.top), (lines.get(Math.round(box.top)) ?? 0) + 1);
    }
  }
  return [...lines.values()];
}"""
TURNS = 60


async def wall_of(screens: Screens, width: int, height: int) -> Page:
    return await screens.projector(viewport={"width": width, "height": height})


async def box_of(page: Page, selector: str) -> list[float]:
    found: list[float] = await page.locator(f"{selector} >> visible=true").evaluate(BOX)
    return found


async def font_px(page: Page, selector: str) -> float:
    return float(await page.locator(f"{selector} >> visible=true").first.evaluate(FONT_PX))


def overlap(one: list[float], other: list[float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


async def set_state(server: Server, state: str, message: str) -> None:
    async with person(server.url) as host:
        await host.sign_in()
        await host.http.put("/api/admin/uploads", json={"state": state, "message": message})


async def test_code_words_and_the_longest_caption_fit_every_screen(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        await guest.send_photo(jpeg(1600, 1200), author="Ada", caption=LONGEST_CAPTION[:280])
    for width, height in SIZES:
        page = await wall_of(fresh_screens, width, height)
        side = math.sqrt(width * height)
        await expect(page.locator(".layer__caption >> visible=true")).to_have_count(1)
        for code in ("", "large"):
            await page.locator("[data-wall]").evaluate("(it, code) => (it.dataset.code = code)", code)
            left, top, right, bottom = await box_of(page, ".join__code")
            assert bottom - top >= (LARGE_CODE if code else LEAST_CODE) * height, (width, height, code)
            assert 0 <= left < right <= width
            caption = await box_of(page, ".layer__caption")
            assert caption[0] >= 0, (width, height)
            assert 0 <= caption[1] < caption[3] <= height, (width, height)
            assert not overlap(caption, await box_of(page, ".join")), (width, height, code)
        clipped = (
            "it => it.scrollHeight > it.clientHeight + 1 || getComputedStyle(it).webkitLineClamp !== 'none'"
        )
        assert not await page.locator(".layer__caption >> visible=true").evaluate(clipped)
        for words in (".join__address", ".join__call", ".layer__caption", ".layer__author", ".wall__title"):
            assert await font_px(page, words) >= LEAST_WORDS * side, (words, width, height)
        plate = await page.locator(".wall__title").evaluate("it => getComputedStyle(it).backgroundColor")
        assert plate == "rgba(13, 11, 10, 0.66)"


async def test_the_notice_of_a_break_and_of_the_end_is_legible_and_covers_no_words(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        await guest.send_photo(jpeg(1600, 1200), author="Ada", caption=LONGEST_CAPTION[:280])
    for state in ("break", "ended"):
        await set_state(fresh_server, state, "We go on after the speeches, at about ten")
        for width, height in SIZES:
            page = await wall_of(fresh_screens, width, height)
            await expect(page.locator(".layer__caption >> visible=true")).to_have_count(1)
            side = math.sqrt(width * height)
            assert await font_px(page, ".join__call") >= NOTICE_WORDS * side, (state, width)
            assert await font_px(page, ".join__message") >= LEAST_WORDS * side, (state, width)
            assert not overlap(await box_of(page, ".layer__caption"), await box_of(page, ".join"))
            await page.close()


async def test_an_empty_wall_has_no_lines_of_one_word(fresh_screens: Screens) -> None:
    for width, height in SIZES:
        page = await wall_of(fresh_screens, width, height)
        for words in (".invite__title", ".invite__how"):
            await expect(page.locator(f"{words} >> visible=true")).to_have_count(1)
            lines: list[int] = await page.locator(f"{words} >> visible=true").evaluate(LINES)
            assert lines, words
            assert min(lines) > 1, (words, width, height, lines)
        code = await box_of(page, ".invite__code")
        assert code[3] - code[1] >= LARGE_CODE * height, (width, height)
        await page.close()


async def test_the_code_becomes_large_from_time_to_time_by_itself(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        await guest.send_photo(jpeg(1600, 1200))
    page = await fresh_screens.projector()
    await page.clock.install()
    await page.reload()
    await expect(page.locator(".join >> visible=true")).to_have_count(1)
    await page.clock.run_for(21_000)
    await expect(page.locator("[data-wall]")).to_have_attribute("data-code", "large")
    await page.clock.run_for(13_000)
    assert await page.locator("[data-wall]").get_attribute("data-code") is None
    await page.clock.run_for(76_000)
    await expect(page.locator("[data-wall]")).to_have_attribute("data-code", "large")


async def test_a_server_that_is_away_is_a_small_sign_for_whoever_looks_after_the_wall(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        await guest.send_photo(jpeg(1600, 1200))
    page = await fresh_screens.projector()
    sign = page.locator(".away")
    await expect(page.locator("[data-wall]")).to_have_attribute("data-state", "live")
    await expect(sign).to_have_css("opacity", "0")
    fresh_server.kill()
    await expect(sign).to_have_css("opacity", "0.8")
    left, top, right, bottom = await box_of(page, ".away")
    assert (right - left) * (bottom - top) < 0.002 * 1920 * 1080
    fresh_server.start()
    await expect(sign).to_have_css("opacity", "0")


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080), (1080, 1920)])
async def test_the_wall_for_old_televisions_is_read_from_the_last_row(
    fresh_screens: Screens, fresh_server: Server, width: int, height: int
) -> None:
    page = await fresh_screens.projector("/wall/basic", viewport={"width": width, "height": height})
    await expect(page.locator(".invite")).to_be_visible()
    code = await box_of(page, ".code")
    assert code[3] - code[1] >= LARGE_CODE * height
    joining = await box_of(page, ".join")
    assert joining[0] <= code[0]
    assert code[2] <= joining[2]
    async with person(fresh_server.url) as guest:
        await guest.send_photo(jpeg(1600, 1200), author="Ada", caption=LONGEST_CAPTION[:280])
    await expect(page.locator("#caption")).to_be_visible()
    for mark, least in (("", LEAST_CODE), (" has-large-code", LARGE_CODE)):
        await page.locator("#wall").evaluate("(it, mark) => (it.className += mark)", mark)
        left, top, right, bottom = await box_of(page, ".code")
        assert bottom - top >= least * height
        joining, caption = await box_of(page, ".join"), await box_of(page, "#caption")
        assert joining[0] <= left < right <= joining[2] <= width
        assert 0 <= caption[1] < caption[3] <= height
        assert not overlap(caption, joining)
    for words in (".address", ".call", "#caption", "#author", "#title"):
        assert await font_px(page, words) >= LEAST_WORDS * math.sqrt(width * height), words


async def test_the_wall_for_old_televisions_says_what_it_shows(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    page = await fresh_screens.projector("/wall/basic")
    async with person(fresh_server.url) as host:
        await host.sign_in()
        sent = await host.send_photo(jpeg(1600, 1200))
        await expect(page.locator("#wall")).to_have_attribute("data-photo", sent["id"])
        async with asyncio.timeout(PATIENCE_S):
            while sent["id"] not in (await host.http.get("/api/admin/walls")).text:
                await asyncio.sleep(0.05)


async def test_the_wall_for_old_televisions_has_a_large_code_and_a_sign_in_time(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    page = await fresh_screens.projector("/wall/basic")
    wall = page.locator("#wall")
    await page.clock.install()
    await page.reload()
    await expect(wall).to_have_attribute("data-state", "live")
    await page.clock.run_for(21_000)
    await expect(wall).to_have_class(re.compile("has-large-code"))
    await page.clock.run_for(13_000)
    await expect(wall).not_to_have_class(re.compile("has-large-code"))
    await expect(page.locator(".away")).to_be_hidden()
    fresh_server.kill()
    await page.clock.run_for(2_000)
    await expect(wall).to_have_attribute("data-state", "waiting")
    await page.clock.run_for(16_000)
    await expect(page.locator(".away")).to_be_visible()


async def counters(page: Page) -> dict[str, Any]:
    session = await page.context.new_cdp_session(page)
    await session.send("HeapProfiler.collectGarbage")
    await session.send("HeapProfiler.collectGarbage")
    counted: dict[str, Any] = await session.send("Memory.getDOMCounters")
    await session.detach()
    return counted


async def turn(page: Page, times: int) -> None:
    for _ in range(times):
        before = await page.locator("[data-wall]").get_attribute("data-photo")
        await page.keyboard.press("ArrowRight")
        await until(page, "before => document.querySelector('[data-wall]').dataset.photo !== before", before)


@pytest.mark.alone
async def test_the_walls_nodes_do_not_grow_with_its_turns(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        # More than the wall keeps loaded: pictures are let go with every turn.
        for number in range(28):
            await guest.send_photo(jpeg(320 + number, 240), author="Ada", caption=f"Number {number}")
    page = await fresh_screens.projector()
    await expect(page.locator(".layer >> visible=true").first).to_be_visible()
    await turn(page, TURNS)
    before = await counters(page)
    await turn(page, TURNS)
    after = await counters(page)
    assert after["nodes"] - before["nodes"] < TURNS / 6, (before, after)
    assert after["jsEventListeners"] - before["jsEventListeners"] < TURNS / 6, (before, after)
