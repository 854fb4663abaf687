"""Videos for the browser's tests: how one is sent, waited for and watched."""

from typing import Any

from playwright.async_api import FilePayload, Page, expect

from tests.browser.conftest import PATIENCE_MS, Screens, until
from tests.browser.players import give_players_time
from tests.media.films import FilmSpec, film
from tests.running import Person, Server, person

RATE = 25
# A clip is made at the lowest priority: on a busy machine everything else comes first.
CLIP_MS = 3 * PATIENCE_MS
# Longer than a clip that would be held up for its words, shorter than a photo stays.
SECONDS = 6
CLIP = ".layer__clip"
SEEN = '.layer__clip[data-seen="true"]'


def spec(seconds: float = SECONDS, **more: Any) -> FilmSpec:
    return FilmSpec(rate=RATE, frames=round(seconds * RATE), **more)


def video(name: str = "film.mp4", mime: str = "video/mp4", film_spec: FilmSpec | None = None) -> FilePayload:
    return {"name": name, "mimeType": mime, "buffer": film(film_spec or spec())}


SPARING = """
  const connection = Object.assign(new EventTarget(), { saveData: true });
  Object.defineProperty(navigator, "connection", { value: connection });
"""


# Every player's frame can be drawn only a tenth of a second after the player says that it is there.
SHOW_NOTHING_AT_ONCE = """
  const early = new WeakSet();
  const make = document.createElement.bind(document);
  const draw = CanvasRenderingContext2D.prototype.drawImage;
  document.createElement = (name, ...more) => {
    const made = make(name, ...more);
    made.addEventListener("seeked", () => {
      early.add(made);
      setTimeout(() => early.delete(made), 100);
    });
    return made;
  };
  CanvasRenderingContext2D.prototype.drawImage = function (source, ...where) {
    if (!early.has(source)) draw.call(this, source, ...where);
  };
"""
# What happened on the wall: the id of each photo that came on, and of its clip that it was seen, and ended.
NOTE_SHOW = """
  window.happened = [];
  document.addEventListener("ended", () => happened.push("ended"), true);
  new MutationObserver((changes) => {
    for (const { attributeName, target } of changes) {
      if (attributeName === "data-seen" && target.dataset.seen === "true") happened.push("seen");
      const isOfWall = attributeName === "data-photo" && target.matches("[data-wall]");
      if (isOfWall && target.dataset.photo) happened.push(target.dataset.photo);
    }
  }).observe(document, { subtree: true, attributeFilter: ["data-photo", "data-seen"] });
"""
SINCE_ON = "([id, count]) => happened.slice(happened.indexOf(id)).length >= count && happened.includes(id)"


async def phone_for_videos(screens: Screens, script: str = "") -> Page:
    """Open the upload page in a browser whose player has time, and which this script has made another one."""
    phone = await screens.phone("/nothing-here")
    await phone.context.add_init_script(script)
    await give_players_time(phone)
    await phone.goto("/upload")
    return phone


async def phone_that_spares_data(screens: Screens) -> Page:
    return await phone_for_videos(screens, SPARING)


async def with_clip(guest: Person, photo_id: str) -> dict[str, Any]:
    """Wait until a video has its clip; return it."""
    made = await guest.with_clip(photo_id)
    assert made["media"] == "video", made
    return made


async def send_video(guest: Person, film_spec: FilmSpec | None = None, **words: str) -> dict[str, Any]:
    sent = await guest.send_photo(film(film_spec or spec()), **words)
    return await with_clip(guest, sent["id"])


async def send(phone: Page, *files: FilePayload) -> None:
    await phone.locator("#pick").set_input_files(list(files))
    await phone.locator("#send").click()


async def allow_videos(server: Server, is_allowed: bool) -> None:
    async with person(server.url) as host:
        await host.sign_in()
        answer = await host.http.put("/api/admin/videos", json={"allowed": is_allowed})
        assert answer.status_code == 200, answer.text


async def wall_shows(wall: Page, photo_id: str) -> None:
    await expect(wall.locator("[data-wall]")).to_have_attribute("data-photo", photo_id)


async def wall_that_plays(screens: Screens) -> Page:
    """Open a wall whose player has time, and which notes what it shows."""
    wall = await screens.projector("/nothing-here")
    await wall.context.add_init_script(NOTE_SHOW)
    await give_players_time(wall)
    await wall.goto("/wall")
    return wall


async def happened_since(wall: Page, photo_id: str, count: int) -> list[str]:
    """Wait until so much has happened since a photo came on first, itself included; return it."""
    await until(wall, SINCE_ON, [photo_id, count])
    happened: list[str] = await wall.evaluate("id => happened.slice(happened.indexOf(id))", photo_id)
    return happened[:count]


async def plays_large(gallery: Page) -> None:
    await until(gallery, "() => document.querySelector('.pswp video')?.currentTime > 0.2", within_ms=CLIP_MS)
