"""Videos for the browser's tests: how one is sent, waited for and watched."""

from typing import Any

from playwright.async_api import FilePayload, Page, expect

from tests.browser.conftest import Screens
from tests.media.films import FilmSpec, film
from tests.running import Person, Server, event_stream, person

RATE = 25
# Longer than a clip that would be held up for its words, shorter than a photo stays.
SECONDS = 6
# What is on stays for nine seconds, and what comes next may take its time to load.
TURN_MS = 30_000
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


async def phone_that_spares_data(screens: Screens) -> Page:
    phone = await screens.phone("/nothing-here")
    await phone.context.add_init_script(SPARING)
    await phone.goto("/upload")
    return phone


async def with_clip(guest: Person, photo_id: str) -> dict[str, Any]:
    """Wait until a video has its clip; return it."""
    async with event_stream(guest, since=0) as stream:
        event = await stream.until("photo", having=has_clip, id=photo_id)
    made: dict[str, Any] = event.data
    return made


def has_clip(photo: dict[str, Any]) -> bool:
    return any(rendition["name"] == "clip" for rendition in photo["renditions"])


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
    await expect(wall.locator("[data-wall]")).to_have_attribute("data-photo", photo_id, timeout=TURN_MS)


async def wall_with(screens: Screens, clip: Any = None) -> Page:
    """Open a wall that notes which clips played to their end; `clip` answers in the server's place."""
    wall = await screens.projector("/nothing-here")
    await wall.context.add_init_script(
        "window.ended = 0; document.addEventListener('ended', () => { window.ended += 1; }, true);"
    )
    if clip is not None:
        await wall.route("**/clip*.mp4", clip)
    await wall.goto("/wall")
    return wall


async def plays_large(gallery: Page) -> None:
    await gallery.wait_for_function(
        "() => document.querySelector('.pswp video')?.currentTime > 0.2", timeout=2 * TURN_MS
    )
