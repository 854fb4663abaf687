"""Videos as people see them: on the wall, in the gallery, and on the host’s page."""

import re
from typing import Any

import pytest
from playwright.async_api import Route, expect

from tests.browser.conftest import Screens, until
from tests.browser.history import Said
from tests.browser.house import enter
from tests.browser.videos import (
    CLIP,
    CLIP_MS,
    SEEN,
    happened_since,
    phone_that_spares_data,
    plays_large,
    send,
    send_video,
    spec,
    video,
    wall_shows,
    wall_that_plays,
)
from tests.running import Server, jpeg, person


async def test_a_clip_plays_once_to_its_end_and_the_show_goes_on(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        photo = await guest.send_photo(jpeg(1600, 1000))
        wall = await wall_that_plays(fresh_screens)
        # It has had its turn: a photo that waits for one would share the clip's time.
        await wall_shows(wall, photo["id"])
        clip = await send_video(guest, caption="The cake")
    await wall_shows(wall, clip["id"])
    await expect(wall.get_by_text("The cake").first).to_be_visible()
    whole = [clip["id"], "seen", "ended", photo["id"]]
    # It may come on as a picture first, before its clip is made.
    happened = await happened_since(wall, clip["id"], 6)
    assert whole in [happened[at : at + 4] for at in range(3)], happened
    # It has faded away, and nothing of it is held any more.
    await expect(wall.locator(CLIP)).to_have_count(0)


SEEK = """(video, second) => new Promise((done) => {
  video.addEventListener("seeked", done, { once: true });
  video.currentTime = second;
})"""


async def hang(route: Route) -> None:
    """Never answer."""


async def garbage(route: Route) -> None:
    await route.fulfill(status=200, content_type="video/mp4", body=b"no video" * 5000)


ON_BOARD = """id => {
  const image = document.querySelector(`.board__cell[data-photo="${id}"] img`);
  return image !== null && image.naturalWidth > 1;
}"""
STANDS_STILL = """id => {
  const picture = document.querySelector(`.layer__photo[data-photo="${id}"]`);
  const clip = picture?.parentElement.querySelector(".layer__clip");
  return picture?.checkVisibility() && picture.naturalWidth > 0 && clip && clip.dataset.seen !== "true";
}"""


@pytest.mark.parametrize("clip", [hang, garbage])
async def test_a_clip_that_does_not_play_is_a_picture_and_the_show_goes_on(
    clip: Any, fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        photo = await guest.send_photo(jpeg(1600, 1000))
        moving = await send_video(guest)
    wall = await fresh_screens.projector("/nothing-here")
    await wall.route("**/clip*.mp4", clip)
    await wall.goto("/wall")
    # At one look: the show goes on meanwhile.
    await until(wall, STANDS_STILL, moving["id"])
    await wall_shows(wall, photo["id"])
    await expect(wall.locator(SEEN)).to_have_count(0)


async def test_a_clip_that_is_taken_down_leaves_the_wall_while_it_plays(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        clip = await send_video(guest, spec(20))
        wall = await wall_that_plays(fresh_screens)
        await expect(wall.locator(SEEN)).to_be_visible()
        await guest.sign_in()
        await guest.http.post(f"/api/admin/photo/{clip['id']}/hide")
    await expect(wall.get_by_role("heading", name="The first photo could be yours")).to_be_visible()
    await expect(wall.locator(CLIP)).to_have_count(0)


async def test_layouts_of_several_show_a_video_as_its_picture_and_go_on(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await host.sign_in()
        clip = await send_video(guest)
        photos = [(await guest.send_photo(jpeg(1600, 1000 + number)))["id"] for number in range(2)]
        wall = await fresh_screens.projector()
        for layout in ("pairs", "mosaic", "pile", "spotlight", "timeline"):
            await host.http.post("/api/admin/screens", json={"set": {"layout": layout, "minutes": 1}})
            await expect(wall.locator("[data-wall]")).to_have_attribute("data-layout", layout)
            for photo_id in (clip["id"], photos[0], photos[1]):
                await until(wall, ON_BOARD, photo_id)
            await expect(wall.locator(CLIP)).to_have_count(0)
        # It plays once it has the wall to itself.
        await host.http.post("/api/admin/screens", json={"set": {"layout": "one"}})
        await until(wall, "() => document.querySelector('.layer__clip') !== null")
    assert fresh_screens.faults == []


async def test_old_televisions_get_the_picture(fresh_screens: Screens, fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest:
        await send_video(guest, caption="For the old set")
    tv = await fresh_screens.projector("/wall/basic")
    await expect(tv.get_by_text("For the old set")).to_be_visible()
    await expect(tv.locator("img.photo[src$='.jpg']").first).to_be_visible()
    await expect(tv.locator("video")).to_have_count(0)


async def test_the_gallery_plays_what_is_opened_and_lets_go_of_it(screens: Screens, server: Server) -> None:
    async with person(server.url) as guest:
        photo = await guest.send_photo(jpeg(1600, 1000))
        clip = await send_video(guest, spec(12))
    gallery = await screens.phone("/")
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
    # The editor has one, too, which holds nothing until it is opened.
    await expect(gallery.locator("video[src], .pswp video")).to_have_count(0)


async def test_the_gallery_plays_nothing_by_itself_for_who_wants_no_motion(
    screens: Screens, server: Server
) -> None:
    async with person(server.url) as guest:
        clip = await send_video(guest)
    gallery = await screens.phone("/", reduced_motion="reduce")
    await gallery.locator(f'li[data-id="{clip["id"]}"] a').click()
    await until(gallery, "() => document.querySelector('.pswp video')?.readyState >= 2")
    assert await gallery.locator(".pswp video").evaluate("video => video.paused && video.currentTime === 0")


NOTE_EARLY_PLAYER = """() => {
  window.hadEarlyPlayer = false;
  new MutationObserver(() => {
    const isPreparing = document.querySelector(".words__note") !== null;
    if (isPreparing && document.querySelector(".pswp video")) window.hadEarlyPlayer = true;
  }).observe(document, { subtree: true, childList: true });
}"""


async def test_a_video_that_is_being_prepared_says_so_and_plays_when_it_is_ready(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await phone_that_spares_data(fresh_screens)
    await send(phone, video())
    gallery = await fresh_screens.phone("/")
    await gallery.locator(".photo a").click()
    await expect(gallery.locator(".pswp__img").first).to_be_visible()
    notes = await Said(gallery, ".words__note").begin()
    await gallery.evaluate(NOTE_EARLY_PLAYER)
    await phone.get_by_role("button", name="Send now anyway").click()
    await notes.includes("The video is being prepared")
    await plays_large(gallery)
    await expect(gallery.locator(".words__note")).to_have_count(0)
    assert await gallery.evaluate("window.hadEarlyPlayer") is False


async def test_the_host_sees_which_are_videos_and_opens_their_clips(screens: Screens, server: Server) -> None:
    async with person(server.url) as guest:
        clip = await send_video(guest)
    page = await screens.host()
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
    await enter(page, "settings")
    switch = page.get_by_role("switch", name="Guests may send videos")
    await expect(page.get_by_text("This server cannot play videos")).to_be_visible()
    await expect(switch).to_be_disabled()
    await expect(switch).to_have_attribute("aria-checked", "false")


async def test_a_host_cuts_and_turns_a_video_in_the_large_view(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        sent = await send_video(guest)
        host = await fresh_screens.host()
        await host.goto("/album")
        await host.locator(f'li[data-id="{sent["id"]}"] a').click()
        large = host.locator(".pswp video.clip")
        before = await large.get_attribute("src")
        await host.get_by_role("button", name="Edit picture").click()
        editor = host.get_by_role("dialog", name="Edit video")
        film = editor.locator("video")
        save = editor.get_by_role("button", name="Save")
        await expect(editor.locator("[data-video-said]")).to_be_empty()
        await expect(save).to_be_disabled()
        for second, what in ((2, "Begin here"), (4, "End here"), (3, "This picture for the wall")):
            await film.evaluate(SEEK, second)
            await editor.get_by_role("button", name=what).click()
        await editor.get_by_role("button", name="Turn right").click()
        await expect(editor.locator("[data-video-cut]")).to_have_text(
            "From 0:02.0 to 0:04.0. Its picture is at 0:03.0."
        )
        await save.click()
        await expect(host.get_by_text("The new cut is on its way.")).to_be_visible()
        # The new clip plays in the place of the old one as soon as it is made.
        await expect(large).not_to_have_attribute("src", before or "", timeout=CLIP_MS)
        cut = (await guest.http.get(f"/api/photo/{sent['id']}")).json()["photo"]

    assert cut["duration_s"] == pytest.approx(2, abs=0.1)
    assert (cut["width"], cut["height"]) == (sent["height"], sent["width"])
