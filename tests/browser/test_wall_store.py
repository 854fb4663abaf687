"""What a wall keeps in its browser: it opens without a server, and keeps nothing that was taken down."""

from playwright.async_api import Page, expect

from tests.browser.conftest import Screens, until
from tests.http.test_entry import CODE, close_door
from tests.running import Server, jpeg, person

KEPT = """async (path) => {
  const found = await caches.match(path + "/wall/kept");
  return found ? (await found.json()).photos.map(({ id }) => id).sort() : [];
}"""
HAS_PICTURE = "async ([path, id]) => Boolean(await caches.match(`${path}/wall/kept/${id}`))"
HAS_ANY = """async () => (await caches.keys()).some((name) => name.startsWith("wall."))"""
IS_DRAWN = """() => {
  const found = "[data-layer]:not([hidden]) .layer__photo, .board__cell[data-photo] img";
  const image = document.querySelector(found);
  return image !== null && image.naturalWidth > 1;
}"""


async def kept(wall: Page, base: str) -> list[str]:
    found: list[str] = await wall.evaluate(KEPT, base)
    return found


async def until_kept(wall: Page, base: str, ids: list[str]) -> None:
    await until(
        wall, f"async ([path, ids]) => String(await ({KEPT})(path)) === String(ids)", [base, sorted(ids)]
    )
    await until(wall, "() => document.documentElement.dataset.keptPage !== undefined")
    await until(wall, "() => navigator.serviceWorker.controller?.state === 'activated'")


async def test_a_wall_is_loaded_anew_without_its_server_and_forgets_what_is_taken_down(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    base = fresh_server.url.removeprefix(fresh_server.root_url)
    async with person(fresh_server.url) as host:
        await host.sign_in()
        ids = [(await host.send_photo(jpeg(640 + number, 480)))["id"] for number in range(3)]
        await host.http.post(
            "/api/admin/screens", json={"set": {"layout": "pile", "message": "Cake at nine"}}
        )
        wall = await fresh_screens.projector(service_workers="allow")
        await until_kept(wall, base, ids)

        fresh_server.kill()
        await wall.reload()
        await expect(wall.locator("[data-wall]")).to_have_attribute("data-scene", "show")
        await expect(wall.locator("[data-wall]")).to_have_attribute("data-layout", "pile")
        await expect(wall.get_by_text("Cake at nine")).to_be_visible()
        await until(wall, IS_DRAWN)
        for photo_id in ids:
            await until(
                wall, "id => document.querySelector(`.board__cell[data-photo='${id}']`) !== null", photo_id
            )

        # While this wall is off, a photo is taken down.
        await wall.goto("about:blank")
        fresh_server.start()
        gone = ids[1]
        await host.sign_in()
        assert (await host.http.post(f"/api/admin/photo/{gone}/hide")).status_code == 200
        await wall.goto(f"{fresh_server.url}/wall")
        await until_kept(wall, base, [one for one in ids if one != gone])
        assert not await wall.evaluate(HAS_PICTURE, [base, gone]), (
            "at its first contact nothing is left of it"
        )
        # And one while it is on.
        assert (await host.http.post(f"/api/admin/photo/{ids[0]}/hide")).status_code == 200
        await until_kept(wall, base, ids[2:])
        assert not await wall.evaluate(HAS_PICTURE, [base, ids[0]])

        fresh_server.kill()
        await wall.reload()
        await until(wall, IS_DRAWN)
        shown = (
            "() => [...document.querySelectorAll('.board__cell[data-photo]')].map((it) => it.dataset.photo)"
        )
        assert await wall.evaluate(shown) == ids[2:]


async def test_a_wall_that_is_shut_out_keeps_nothing(fresh_screens: Screens, fresh_server: Server) -> None:
    base = fresh_server.url.removeprefix(fresh_server.root_url)
    async with person(fresh_server.url) as host:
        await host.sign_in()
        photo_id = (await host.send_photo())["id"]
        wall = await fresh_screens.projector(service_workers="allow")
        await until_kept(wall, base, [photo_id])
        await close_door(host, CODE)
        await wall.goto(f"{fresh_server.url}/wall")
        await expect(wall.locator("#code")).to_be_visible()
        assert not await wall.evaluate(HAS_ANY)
