"""Videos as people see them: sent from a phone, on the wall, in the gallery, and turned off by the host."""

import re
from typing import Any

import pytest
from playwright.async_api import FilePayload, Page, Route, expect

from tests.browser.conftest import PHONE, Screens
from tests.media.films import FilmSpec, film
from tests.running import Person, Server, event_stream, jpeg, person

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


async def test_a_video_is_a_picture_on_the_wall_at_once_and_then_it_plays(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    wall = await wall_with(fresh_screens)
    phone = await fresh_screens.phone()
    await send(phone, video("film.webm", "video/webm", spec(codec="libvpx-vp9", container="webm")))
    await expect(phone.locator(".tile__status")).to_have_text("On the wall")
    await expect(wall.locator("[data-wall]")).to_have_attribute("data-scene", "show")
    await expect(phone.locator(".tile__original")).to_have_text("Video kept", timeout=30_000)
    # The only one of the party: its clip plays as soon as it is there.
    await expect(wall.locator(SEEN)).to_be_visible(timeout=30_000)
    muted = await wall.locator(CLIP).evaluate("video => [video.muted, video.loop, video.controls]")
    assert muted == [True, False, False]
    await wall.wait_for_function("() => window.ended === 1")


async def test_a_clip_plays_once_to_its_end_and_the_show_goes_on(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        photo = await guest.send_photo(jpeg(1600, 1000))
        clip = await send_video(guest, caption="The cake")
    wall = await wall_with(fresh_screens)
    await wall_shows(wall, clip["id"])
    await expect(wall.locator(SEEN)).to_be_visible()
    await expect(wall.get_by_text("The cake").first).to_be_visible()
    assert await wall.evaluate("window.ended") == 0
    await wall_shows(wall, photo["id"])
    assert await wall.evaluate("window.ended") == 1
    # It has faded away, and nothing of it is held any more.
    await expect(wall.locator(CLIP)).to_have_count(0)


async def hang(route: Route) -> None:
    """Never answer."""


async def garbage(route: Route) -> None:
    await route.fulfill(status=200, content_type="video/mp4", body=b"no video" * 5000)


@pytest.mark.parametrize("clip", [hang, garbage])
async def test_a_clip_that_does_not_play_is_a_picture_and_the_show_goes_on(
    clip: Any, fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        photo = await guest.send_photo(jpeg(1600, 1000))
        moving = await send_video(guest)
    wall = await wall_with(fresh_screens, clip)
    await wall_shows(wall, moving["id"])
    await expect(wall.locator(CLIP)).to_have_count(1)
    await expect(wall.locator(SEEN)).to_have_count(0)
    picture = wall.locator(".layer:visible .layer__photo")
    assert await picture.evaluate("image => image.complete && image.naturalWidth > 0")
    await wall_shows(wall, photo["id"])


async def test_a_clip_that_is_taken_down_leaves_the_wall_while_it_plays(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        clip = await send_video(guest, spec(20))
        wall = await wall_with(fresh_screens)
        await expect(wall.locator(SEEN)).to_be_visible()
        await guest.sign_in()
        await guest.http.post(f"/api/admin/photo/{clip['id']}/hide")
    await expect(wall.get_by_role("heading", name="The first photo could be yours")).to_be_visible()
    await expect(wall.locator(CLIP)).to_have_count(0)


async def test_old_televisions_get_the_picture(fresh_screens: Screens, fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest:
        await send_video(guest, caption="For the old set")
    tv = await fresh_screens.projector("/wall/basic")
    await expect(tv.get_by_text("For the old set")).to_be_visible()
    await expect(tv.locator("img.photo[src$='.jpg']").first).to_be_visible()
    await expect(tv.locator("video")).to_have_count(0)


async def plays_large(gallery: Page) -> None:
    await gallery.wait_for_function(
        "() => document.querySelector('.pswp video')?.currentTime > 0.2", timeout=2 * TURN_MS
    )


async def test_the_gallery_plays_what_is_opened_and_lets_go_of_it(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        photo = await guest.send_photo(jpeg(1600, 1000))
        clip = await send_video(guest, spec(12))
    gallery = await fresh_screens.phone("/")
    tile = gallery.locator(f'li[data-id="{clip["id"]}"]')
    await expect(tile.locator("[data-length]")).to_have_text("0:12")
    await expect(gallery.locator(f'li[data-id="{photo["id"]}"] .video-mark')).to_be_hidden()
    await tile.locator("a").click()
    await plays_large(gallery)
    assert await gallery.locator(".pswp video").evaluate("video => video.muted && video.controls")
    await gallery.keyboard.press("ArrowRight")
    await expect(gallery.locator(".pswp video")).to_have_count(0)
    await gallery.keyboard.press("ArrowLeft")
    await plays_large(gallery)
    await gallery.keyboard.press("Escape")
    await expect(gallery.locator("video")).to_have_count(0)


async def test_the_gallery_plays_nothing_by_itself_for_who_wants_no_motion(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        await send_video(guest)
    gallery = await fresh_screens.phone("/", reduced_motion="reduce")
    await gallery.locator(".photo a").click()
    await gallery.wait_for_function("() => document.querySelector('.pswp video')?.readyState >= 2")
    assert await gallery.locator(".pswp video").evaluate("video => video.paused && video.currentTime === 0")


async def test_a_video_that_is_being_prepared_says_so_and_plays_when_it_is_ready(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await phone_that_spares_data(fresh_screens)
    await send(phone, video(film_spec=spec(12, size=(1280, 720))))
    gallery = await fresh_screens.phone("/")
    await gallery.locator(".photo a").click()
    await expect(gallery.locator(".pswp__img").first).to_be_visible()
    await phone.get_by_role("button", name="Send now anyway").click()
    preparing = gallery.get_by_text("The video is being prepared")
    await expect(preparing).to_be_visible(timeout=TURN_MS)
    await expect(gallery.locator(".pswp video")).to_have_count(0)
    await plays_large(gallery)
    await expect(preparing).to_be_hidden()


async def test_own_videos_are_marked_and_can_be_taken_back(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await fresh_screens.phone()
    await send(phone, video())
    await expect(phone.locator(".tile__original")).to_have_text("Video kept", timeout=30_000)
    await phone.goto("/edit")
    await expect(phone.locator(".card [data-length]")).to_have_text("0:06")
    await phone.locator("summary").click()
    await phone.get_by_role("dialog").get_by_role("button", name="Delete for good").click()
    await expect(phone.locator(".card")).to_have_count(0)
    async with person(fresh_server.url) as someone:
        assert (await someone.photos(before=""))["photos"] == []


async def test_turned_off_by_the_host_videos_leave_the_picker_and_are_refused_in_plain_words(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await fresh_screens.phone()
    pick = phone.locator("#pick")
    await expect(pick).to_have_attribute("accept", re.compile("video/mp4"))
    await expect(phone.get_by_text("Choose photos or videos")).to_be_visible()
    await pick.set_input_files([video()])
    host = await fresh_screens.host()
    await host.get_by_role("switch", name="Guests may send videos").click()
    await expect(pick).not_to_have_attribute("accept", re.compile("video"))
    await expect(phone.get_by_text("Choose photos", exact=True)).to_be_visible()
    await phone.locator("#send").click()
    await expect(phone.locator(".tile__status")).to_have_text("This party takes photos only, no videos.")
    async with person(fresh_server.url) as someone:
        assert (await someone.photos(before=""))["photos"] == []
    # Allowed again, the same video goes.
    await host.get_by_role("switch", name="Guests may send videos").click()
    await expect(pick).to_have_attribute("accept", re.compile("video/mp4"))
    await phone.get_by_role("button", name="Try again").click()
    await expect(phone.locator(".tile__original")).to_have_text("Video kept", timeout=30_000)


async def test_a_video_whose_host_changes_their_mind_half_way_stays_as_its_picture(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await fresh_screens.phone()

    async def turn_off_first(route: Route) -> None:
        await allow_videos(fresh_server, False)
        await route.continue_()

    await phone.route("**/api/uploads", turn_off_first, times=1)
    await send(phone, video())
    await expect(phone.locator(".tile__original")).to_have_text(
        re.compile("^Only a picture of it was kept. .+")
    )
    await expect(phone.locator(".tile__status")).to_have_text("On the wall")
    async with person(fresh_server.url) as someone:
        (photo,) = (await someone.photos(before=""))["photos"]
    assert photo["media"] == "photo"


async def test_too_large_a_video_is_told_so_before_anything_is_sent(
    fresh_screens: Screens,
) -> None:
    phone = await fresh_screens.phone("/nothing-here")

    async def with_small_limit(route: Route) -> None:
        page = await route.fetch()
        text = re.sub(r'data-max-video-mb="\d+"', 'data-max-video-mb="0.001"', await page.text())
        await route.fulfill(response=page, body=text)

    await phone.route("**/upload", with_small_limit)
    await phone.goto("/upload")
    await phone.locator("#pick").set_input_files([video()])
    await expect(phone.locator(".tile__status")).to_have_text(re.compile("This video is too big"))
    await expect(phone.locator("#send")).to_be_hidden()


async def test_to_spare_data_a_picture_goes_ahead_and_the_video_when_the_guest_says_so(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await phone_that_spares_data(fresh_screens)
    await send(phone, video())
    await expect(phone.locator(".tile__status")).to_have_text("On the wall")
    await expect(phone.locator(".tile__original")).to_have_text("Video: waits for Wi-Fi")
    await phone.get_by_role("button", name="Send now anyway").click()
    await expect(phone.locator(".tile__original")).to_have_text("Video kept", timeout=30_000)


async def test_a_video_that_the_phone_cannot_open_is_held_back_whole_and_says_so(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await phone_that_spares_data(fresh_screens)
    await send(phone, video("IMG_0001.MOV", "video/quicktime", spec(2, codec="libx265", container="mov")))
    await expect(phone.locator(".tile__status")).to_have_text(re.compile("^Waits for Wi-Fi."))
    async with person(fresh_server.url) as someone:
        assert (await someone.photos(before=""))["photos"] == []
    await phone.get_by_role("button", name="Send now anyway").click()
    await expect(phone.locator(".tile__status")).to_have_text("On the wall", timeout=30_000)
    await expect(phone.locator(".tile__original")).to_have_text("Video kept")
    async with person(fresh_server.url) as someone:
        (photo,) = (await someone.photos(before=""))["photos"]
    assert photo["media"] == "video"


async def test_a_long_video_says_what_the_wall_shows_of_it(fresh_screens: Screens) -> None:
    phone = await fresh_screens.phone()
    await phone.locator("#pick").set_input_files([video(film_spec=spec(34)), video("short.mp4")])
    await expect(phone.locator(".tile [data-length]")).to_have_text(["0:34", "0:06"])
    await expect(phone.locator(".tile__hint").nth(0)).to_be_visible()
    await expect(phone.locator(".tile__hint").nth(1)).to_be_hidden()


async def test_a_video_is_sent_without_javascript(fresh_screens: Screens, fresh_server: Server) -> None:
    phone = await fresh_screens.open("/upload", PHONE, java_script_enabled=False)
    await phone.get_by_label("Your photo or video").set_input_files([video()])
    await phone.get_by_role("button", name="Send").click()
    await expect(phone.get_by_text("Your video is on the wall")).to_be_visible()
    await phone.goto("/")
    await expect(phone.locator("main .grid .video-mark")).to_be_visible()


async def test_the_host_sees_which_are_videos_and_opens_their_clips(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        clip = await send_video(guest)
    page = await fresh_screens.host()
    shot = page.locator(f'.shot[data-photo="{clip["id"]}"]')
    await expect(shot.locator("[data-length]")).to_have_text("0:06")
    await expect(shot.locator("a.shot__picture")).to_have_attribute("href", re.compile(r"\.mp4$"))


async def test_the_page_of_a_server_without_the_codec_says_why_there_are_no_videos(screens: Screens) -> None:
    page = await screens.host()

    async def without_codec(route: Route) -> None:
        answer = await route.fetch()
        html = (await answer.text()).replace('data-video-codec="true"', 'data-video-codec="false"')
        await route.fulfill(response=answer, body=html)

    await page.route("**/admin", without_codec)
    await page.reload()
    switch = page.get_by_role("switch", name="Guests may send videos")
    await expect(page.get_by_text("This server cannot play videos")).to_be_visible()
    await expect(switch).to_be_disabled()
    await expect(switch).to_have_attribute("aria-checked", "false")
