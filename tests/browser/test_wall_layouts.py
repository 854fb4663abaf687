"""Every layout in its safe area: nothing leaves it, no photo lies on another, no words lie on each other."""

from itertools import combinations
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Screens, until
from tests.running import Person, Server, jpeg, person

INSET = 5.0
ROOM = (
    f"localStorage.setItem('partywall.rooms', JSON.stringify([['x', {{ corners: Array(8).fill({INSET}) }}]]))"
)
STILL = """() => {
  const cells = [...document.querySelectorAll(".board__cell[data-photo]")];
  return cells.length > 0 && cells.every((it) => it.querySelector("img").naturalWidth > 1);
}"""
SHOWS = "() => document.querySelector('[data-wall]').dataset.photo"
BOXES = """(selector) => [...document.querySelectorAll(selector)]
  .filter((it) => it.checkVisibility({ opacityProperty: true }))
  .filter((it) => it.textContent.trim() || it.dataset.photo)
  .map((it) => {
    const box = it.getBoundingClientRect();
    return [it.className, box.left, box.top, box.right, box.bottom];
  })"""
WORDS = ".wall__title, .join, .board__caption, .board__author"
SHAPES = ((900, 600), (600, 900), (1600, 500), (500, 500), (540, 960), (800, 600), (600, 800), (1200, 900))
SIZES = ((1280, 720), (1080, 1920), (2560, 720))


def overlap(one: list[Any], other: list[Any]) -> bool:
    across = min(one[3], other[3]) - max(one[1], other[1])
    down = min(one[4], other[4]) - max(one[2], other[2])
    return bool(across > 1 and down > 1)


@pytest.mark.parametrize(("width", "height"), SIZES)
async def test_no_layout_leaves_the_safe_area_and_nothing_lies_on_anything_else(
    screens: Screens, guest: Person, server: Server, width: int, height: int
) -> None:
    for number, size in enumerate(SHAPES):
        await guest.send_photo(
            jpeg(*size, (30 * number, 90, width % 250)),
            author="Ada",
            caption="What a night that was for all of us",
        )
    wall = await screens.projector(
        "/upload", viewport={"width": width, "height": height}, reduced_motion="reduce"
    )
    await wall.context.add_init_script(ROOM)
    await wall.goto("/wall")
    safe = [INSET / 100 * width, INSET / 100 * height, (1 - INSET / 100) * width, (1 - INSET / 100) * height]
    async with person(server.url) as host:
        await host.sign_in()
        for layout in ("one", "pairs", "mosaic", "pile", "spotlight", "timeline"):
            await host.http.post("/api/admin/screens", json={"set": {"layout": layout}})
            await expect(wall.locator("[data-wall]")).to_have_attribute("data-layout", layout)
            await until(wall, SHOWS if layout == "one" else STILL)
            photos = await wall.evaluate(BOXES, ".board__cell[data-photo]")
            words = await wall.evaluate(BOXES, WORDS)
            assert len(words) >= 2, layout
            for name, left, top, right, bottom in photos + words:
                inside = (
                    left >= safe[0] - 1
                    and top >= safe[1] - 1
                    and right <= safe[2] + 1
                    and bottom <= safe[3] + 1
                )
                assert inside, (layout, name, left, top, right, bottom)
            # The newest print of a pile is turned a little, and the two lines under it with it.
            by_themselves = [one for one in words if layout != "pile" or one[0] != "board__author"]
            for one, other in combinations(by_themselves, 2):
                assert not overlap(one, other), (layout, one, other)
            for one, other in combinations(photos if layout != "pile" else [], 2):
                assert not overlap(one, other), (layout, one, other)
