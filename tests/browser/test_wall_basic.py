"""The wall for old televisions: pairs, how it is set up in its room, and the code of a party."""

from typing import Any

from playwright.async_api import Page, expect

from tests.browser.conftest import Screens, until
from tests.browser.test_remote_basic import CHANGED, opened_by_the_clock, steer
from tests.http.test_entry import CODE, close_door
from tests.running import Server, jpeg, person

ON = """() => [...document.querySelectorAll("img.photo.is-on")].map((it) => {
  const { left, top, right, bottom } = it.getBoundingClientRect();
  return [it.dataset.photo, left, top, right, bottom];
})"""
SIZE = "() => parseFloat(getComputedStyle(document.getElementById('caption')).fontSize)"
BOX = """() => {
  const { left, top, width, height } = document.getElementById("wall").getBoundingClientRect();
  return [left, top, width, height].map(Math.round);
}"""


async def on(tv: Page) -> list[list[Any]]:
    found: list[list[Any]] = await tv.evaluate(ON)
    return found


async def turn(tv: Page) -> list[list[Any]]:
    before = await tv.locator("#wall").get_attribute("data-photo")
    await tv.clock.run_for(9_500)
    await until(tv, CHANGED, before)
    return await on(tv)


async def test_two_photos_that_stand_come_on_side_by_side_and_one_that_lies_alone(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await host.sign_in()
        lying = (await guest.send_photo(jpeg(900, 600)))["id"]
        standing = [
            (await guest.send_photo(jpeg(600, 900 + number), author=f"Ada {number}"))["id"]
            for number in range(3)
        ]
        await steer(host, layout="pairs")
        tv = await opened_by_the_clock(fresh_screens)
        await expect(tv.locator("#wall")).to_have_attribute("data-layout", "pairs")
        pairs = 0
        for _ in range(8):
            found = await turn(tv)
            if len(found) == 1:
                assert found[0][0] == lying
                continue
            pairs += 1
            left, right = found
            assert {left[0], right[0]} <= set(standing)
            assert left[0] != right[0]
            assert left[3] < right[1], "they do not lie on each other"
            assert abs((left[4] - left[2]) - (right[4] - right[2])) <= 2, "they are equally high"
            assert left[1] >= 0
            assert right[3] <= 1920
        assert pairs >= 4
        while len(found := await turn(tv)) < 2:
            pass
        await expect(tv.locator("#author")).to_be_visible()
        await expect(tv.locator("#author-2")).to_be_visible()
        said = (await host.http.get("/api/admin/screens")).json()["screens"]
        assert [one["layout"] for one in said] == ["basic"]
        # Both were seen, and both have their showing.
        for photo_id in (one[0] for one in found):
            turns = (await guest.http.get("/api/turns")).json()["turns"]
            assert next(one for one in turns if one["id"] == photo_id)["shown_at"]
        # With the one that is taken down the other leaves, and the show goes on.
        gone = found[1][0]
        await host.http.post(f"/api/admin/photo/{gone}/hide")
        await tv.clock.run_for(2_000)
        await until(tv, "id => !document.querySelector(`[data-photo='${id}']`)", gone)
        await until(tv, f"() => ({ON})().length > 0")
        await steer(host, layout="one")
        await tv.clock.run_for(2_000)
        await until(tv, f"() => ({ON})().length === 1")
    assert fresh_screens.faults == []


async def test_an_old_television_is_set_up_by_its_arrow_keys_and_its_address(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await host.sign_in()
        await guest.send_photo(jpeg(900, 600), caption="Cake")
        tv = await fresh_screens.projector("/wall/basic")
        await until(tv, f"() => ({ON})().length === 1")
        assert await tv.evaluate(BOX) == [0, 0, 1920, 1080]
        for _ in range(6):
            await tv.keyboard.press("ArrowDown")
        await tv.keyboard.press("ArrowUp")
        await expect(tv.locator("#edges")).to_have_text("5 %")
        await expect(tv.locator("#edges")).to_be_visible()
        await tv.reload()
        await until(tv, f"() => ({ON})().length === 1")
        assert await tv.evaluate(BOX) == [96, 54, 1728, 972], "it is kept on the television"
        ((_, left, top, right, bottom),) = await on(tv)
        assert left >= 95
        assert top >= 53
        assert right <= 1825
        assert bottom <= 1027
        plain = await tv.evaluate(SIZE)

        await tv.goto("/wall/basic?edges=0&turn=90&words=150&drift=99&dark=nonsense")
        await until(tv, f"() => ({ON})().length === 1")
        assert await tv.evaluate("() => document.getElementById('wall').clientWidth") == 1080
        assert await tv.evaluate(BOX) == [420 - 420, 0, 1920, 1080], "a turned picture fills the window"
        assert await tv.evaluate(SIZE) > 1.4 * plain
        await expect(tv.locator(".night")).to_be_hidden()
        (screen,) = (await host.http.get("/api/admin/screens")).json()["screens"]
        assert (screen["room"]["turn"], screen["room"]["words"]) == (90, 150)
        assert not screen["room"]["has_edges"]
        # All of the day but a minute.
        await tv.goto("/wall/basic?turn=0&words=100&dark=00:00-23:59")
        await expect(tv.locator(".night")).to_be_visible()
    assert fresh_screens.faults == []


async def test_a_television_says_the_code_of_a_party_or_has_it_in_its_address(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        photo_id = (await guest.send_photo())["id"]
        tv = await fresh_screens.projector("/wall/basic")
        await expect(tv.locator("#wall")).to_have_attribute("data-photo", photo_id)
        # The host asks for a code from now on: the wall is at the door with its next question.
        await close_door(host)
        await expect(tv.locator("#code")).to_be_visible()
        await tv.locator("#code").fill("not this one")
        await tv.get_by_role("button", name="Go in").click()
        await expect(tv.locator("#wrong")).to_be_visible()
        await tv.locator("#code").fill(CODE)
        await tv.get_by_role("button", name="Go in").click()
        await expect(tv.locator("#wall")).to_have_attribute("data-photo", photo_id)
        for to, wall in (("basic", "#wall"), ("wall", "[data-wall][data-scene]")):
            other = await fresh_screens.projector(f"/in/{CODE}?to={to}")
            await expect(other.locator(wall)).to_have_attribute("data-photo", photo_id)
    assert [one for one in fresh_screens.faults if "401" not in one] == []
