"""Videos as guests send them: what goes ahead, what is held back, and what is refused."""

import re

from playwright.async_api import Route, expect

from tests.browser.conftest import PHONE, Screens
from tests.browser.house import enter
from tests.browser.videos import (
    CLIP,
    CLIP_MS,
    SEEN,
    SHOW_NOTHING_AT_ONCE,
    SPARING,
    allow_videos,
    happened_since,
    phone_for_videos,
    phone_that_spares_data,
    send,
    spec,
    video,
    wall_that_plays,
)
from tests.running import Server, person


async def test_a_video_is_a_picture_on_the_wall_at_once_and_then_it_plays(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    wall = await wall_that_plays(fresh_screens)
    phone = await phone_for_videos(fresh_screens)
    await send(phone, video("film.webm", "video/webm", spec(codec="libvpx-vp9", container="webm")))
    await expect(phone.locator(".tile__status")).to_have_text("On the wall")
    await expect(wall.locator("[data-wall]")).to_have_attribute("data-scene", "show")
    await expect(phone.locator(".tile__original")).to_have_text("Video kept")
    # The only one of the party: its clip plays as soon as it is there.
    await expect(wall.locator(SEEN)).to_be_visible(timeout=CLIP_MS)
    muted = await wall.locator(CLIP).evaluate("video => [video.muted, video.loop, video.controls]")
    assert muted == [True, False, False]
    async with person(fresh_server.url) as someone:
        (photo,) = (await someone.photos(before=""))["photos"]
    assert await happened_since(wall, photo["id"], 3) == [photo["id"], "seen", "ended"]


async def test_own_videos_are_marked_and_can_be_taken_back(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await fresh_screens.phone()
    await send(phone, video())
    await expect(phone.locator(".tile__original")).to_have_text("Video kept")
    await phone.goto("/edit")
    await expect(phone.locator(".card [data-length]")).to_have_text("0:06")
    await phone.locator(".card a").click()
    await phone.locator(".card__ask").click()
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
    await enter(host, "settings")
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
    await expect(phone.locator(".tile__original")).to_have_text("Video kept")


async def test_a_video_whose_host_changes_their_mind_half_way_stays_as_its_picture(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await phone_for_videos(fresh_screens)

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
    screens: Screens,
) -> None:
    phone = await screens.phone("/nothing-here")

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
    screens: Screens, server: Server
) -> None:
    phone = await phone_that_spares_data(screens)
    await send(phone, video())
    await expect(phone.locator(".tile__status")).to_have_text("On the wall")
    await expect(phone.locator(".tile__original")).to_have_text("Video: waits for Wi-Fi")
    await phone.get_by_role("button", name="Send now anyway").click()
    await expect(phone.locator(".tile__original")).to_have_text("Video kept")


async def test_a_video_that_the_phone_cannot_open_is_held_back_whole_and_says_so(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await phone_that_spares_data(fresh_screens)
    await send(phone, video("IMG_0001.MOV", "video/quicktime", spec(2, codec="libx265", container="mov")))
    await expect(phone.locator(".tile__status")).to_have_text(re.compile("^Waits for Wi-Fi."))
    async with person(fresh_server.url) as someone:
        assert (await someone.photos(before=""))["photos"] == []
    await phone.get_by_role("button", name="Send now anyway").click()
    await expect(phone.locator(".tile__status")).to_have_text("On the wall")
    await expect(phone.locator(".tile__original")).to_have_text("Video kept")
    async with person(fresh_server.url) as someone:
        (photo,) = (await someone.photos(before=""))["photos"]
    assert photo["media"] == "video"


async def test_a_frame_that_comes_a_little_late_goes_ahead_all_the_same(
    screens: Screens, server: Server
) -> None:
    # On a busy phone a player says that it is there before there is anything of it to be drawn.
    phone = await phone_for_videos(screens, SPARING + SHOW_NOTHING_AT_ONCE)
    await send(phone, video())
    await expect(phone.locator(".tile__status")).to_have_text("On the wall")


async def test_a_long_video_says_what_the_wall_shows_of_it(screens: Screens) -> None:
    phone = await phone_for_videos(screens)
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
