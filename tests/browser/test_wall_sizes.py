"""Every layout at every size, with few photos and many: all in the safe area, apart, and no head is cut."""

from io import BytesIO
from itertools import combinations
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import Screens, until
from tests.browser.test_wall_layouts import BOXES, INSET, ROOM, SHOWS, STILL, overlap
from tests.media.faces import Place, with_faces
from tests.running import Person, jpeg, person, running

SIZES = ((1280, 720), (1920, 1080), (3840, 2160), (1080, 1920), (3840, 1080))
COUNTS = (1, 2, 7, 40)
LAYOUTS = ("one", "pairs", "mosaic", "pile", "spotlight", "timeline")
# Heads at the edges, where a crop would cut them; two of them cannot be kept by any narrow one.
PEOPLE = (
    ((1600, 1000), (Place(0, 300, 700),)),
    ((1000, 1600), (Place(150, 900, 700),)),
    ((1800, 1000), (Place(0, 100, 700), Place(1100, 250, 700))),
)
NOBODY = ((900, 600), (600, 900), (1600, 500), (540, 960))
PICTURES = ".board__cell[data-photo] img, .layer:not([hidden]) .layer__photo"
DRAWN = "() => new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(() => seen(true))))"
# What is seen of each photo, in parts of it: left, top, right, bottom.
SEEN = """(PICTURES) => [...document.querySelectorAll(PICTURES)]
  .filter((it) => it.checkVisibility())
  .map((it) => {
    const style = getComputedStyle(it);
    const id = it.dataset.photo ?? it.closest("[data-photo]").dataset.photo;
    if (style.objectFit !== "cover") return [id, 0, 0, 1, 1];
    const [across, down] = [it.offsetWidth / it.naturalWidth, it.offsetHeight / it.naturalHeight];
    const [wide, high] = [across / Math.max(across, down), down / Math.max(across, down)];
    const [x, y] = style.objectPosition.split(" ").map((part) => parseFloat(part) / 100);
    return [id, x * (1 - wide), y * (1 - high), x * (1 - wide) + wide, y * (1 - high) + high];
  })"""
# A part of a pixel of a thumb.
NEARLY = 0.004


def people(number: int) -> bytes:
    """Return a photo of people; each number is another one."""
    size, places = PEOPLE[number % len(PEOPLE)]
    picture = with_faces(size, *places)
    middle = size[0] // 2
    picture.paste((number * 6, 40, 90), (middle, 0, middle + 60, 60))
    stored = BytesIO()
    picture.save(stored, "JPEG", quality=90)
    return stored.getvalue()


async def send(guest: Person, number: int) -> dict[str, Any]:
    if number % 2 == 0:
        return await guest.send_photo(people(number))
    return await guest.send_photo(jpeg(*NOBODY[number % len(NOBODY)], (number * 6, 80, 60)))


async def assert_laid_out(
    wall: Page, layout: str, count: int, faces: dict[str, list[dict[str, float]]]
) -> None:
    for width, height in SIZES:
        await wall.set_viewport_size({"width": width, "height": height})
        await wall.evaluate(DRAWN)
        case = (layout, count, width, height)
        photos = await wall.evaluate(BOXES, ".board__cell[data-photo]")
        assert photos or layout == "one", case
        for _, left, top, right, bottom in photos:
            assert left >= INSET / 100 * width - 1, case
            assert top >= INSET / 100 * height - 1, case
            assert right <= (1 - INSET / 100) * width + 1, case
            assert bottom <= (1 - INSET / 100) * height + 1, case
        for one, other in combinations(photos if layout != "pile" else [], 2):
            assert not overlap(one, other), (case, one, other)
        seen = await wall.evaluate(SEEN, PICTURES)
        assert seen, case
        for photo_id, left, top, right, bottom in seen:
            for face in faces[photo_id]:
                assert left <= face["x"] + NEARLY, (case, photo_id, "cut at its left")
                assert top <= face["y"] + NEARLY, (case, photo_id, "cut above")
                assert right >= face["x"] + face["width"] - NEARLY, (case, photo_id, "cut at its right")
                assert bottom >= face["y"] + face["height"] - NEARLY, (case, photo_id, "cut below")


async def test_nothing_is_cut_over_a_head_covered_or_outside_at_any_size(
    browser: Browser, tmp_path: Path
) -> None:
    with running(tmp_path / "party", faces="on") as server:
        screens = Screens(browser, server)
        wall = await screens.projector("/upload", reduced_motion="reduce")
        await wall.context.add_init_script(ROOM)
        await wall.goto("/wall")
        sent: list[dict[str, Any]] = []
        async with person(server.url) as guest, person(server.url) as host:
            await host.sign_in()
            for count in COUNTS:
                while len(sent) < count:
                    sent.append(await send(guest, len(sent)))
                faces = {photo["id"]: photo["faces"] for photo in sent}
                for layout in LAYOUTS:
                    await host.http.post("/api/admin/screens", json={"set": {"layout": layout}})
                    await expect(wall.locator("[data-wall]")).to_have_attribute("data-layout", layout)
                    await until(wall, SHOWS if layout == "one" else STILL)
                    await assert_laid_out(wall, layout, count, faces)
        assert sum(1 for photo in sent if photo["faces"]) == len(sent) // 2
        await screens.close()
        assert screens.faults == []
