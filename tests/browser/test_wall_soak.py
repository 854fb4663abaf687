"""The soak of the wall, in short: a second round of everything leaves no more behind than the first."""

from playwright.async_api import CDPSession, Page, expect

from tests.browser.conftest import Screens, until
from tests.browser.test_remote import SHOWS
from tests.browser.wall_soak import LAYOUTS
from tests.running import Person, Server, jpeg, person

MORE_THAN_ARE_DECODED = 27
TURN_MS = 9_000
"""Longer than any layout lets a photo stay."""
TURNS = 4
AWAY_MS = 60_000
KINDS = ("HTMLImageElement", "Element", "EventSource", "Blob", "Animation", "Map", "Set", "Promise")
MORE = 1.05
A_FEW = 12
"""What is on its way at the moment of counting."""


async def counted(session: CDPSession, kind: str) -> int:
    """Count the objects of a class of the browser that something still holds."""
    length = "function () { return this.length; }"
    asked = await session.send("Runtime.evaluate", {"expression": f"{kind}.prototype"})
    found = await session.send(
        "Runtime.queryObjects", {"prototypeObjectId": asked["result"]["objectId"], "objectGroup": "counted"}
    )
    told = await session.send(
        "Runtime.callFunctionOn",
        {"functionDeclaration": length, "objectId": found["objects"]["objectId"]},
    )
    await session.send("Runtime.releaseObjectGroup", {"objectGroup": "counted"})
    return int(told["result"]["value"])


async def one_round(wall: Page, host: Person) -> None:
    """Let every layout have some turns, lose the network in one of them, and take photos in and down."""
    for layout in LAYOUTS:
        await host.http.post("/api/admin/screens", json={"set": {"layout": layout}})
        await expect(wall.locator("[data-wall]")).to_have_attribute("data-layout", layout)
        await until(wall, "() => document.querySelector('img.layer__photo, img.board__photo') !== null")
        sent = await host.send_photo(jpeg(500, 400))
        for _ in range(TURNS):
            await wall.clock.run_for(TURN_MS)
        await host.http.post(f"/api/admin/photo/{sent['id']}/hide")
        await until(wall, "id => !document.querySelector(`[data-photo='${id}']`)", sent["id"])
    await wall.context.set_offline(True)
    await wall.clock.run_for(AWAY_MS)
    await wall.context.set_offline(False)
    await wall.clock.run_for(AWAY_MS)
    await expect(wall.locator("[data-wall]")).to_have_attribute("data-state", "live")


async def test_a_second_round_of_all_layouts_leaves_no_more_behind_than_the_first(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as host:
        await host.sign_in()
        for number in range(MORE_THAN_ARE_DECODED):
            await host.send_photo(jpeg(320 + number, 240))
        wall = await fresh_screens.projector("/upload", viewport={"width": 1280, "height": 720})
        await wall.clock.install()
        await wall.goto("/wall")
        await until(wall, SHOWS)
        session = await wall.context.new_cdp_session(wall)
        await one_round(wall, host)
        before = {kind: await counted(session, kind) for kind in KINDS}
        await one_round(wall, host)
        after = {kind: await counted(session, kind) for kind in KINDS}
    for kind in KINDS:
        assert after[kind] <= before[kind] * MORE + A_FEW, (kind, before, after)
