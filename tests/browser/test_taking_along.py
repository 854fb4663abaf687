"""A photo that is shown large can be saved, and handed to the phone's own sheet."""

from playwright.async_api import Page, expect

from tests.browser.conftest import Screens, until
from tests.browser.photos import pick, small
from tests.running import Person, Server, jpeg, person

# A browser without a window has no sheet: this notes what the page hands to it.
SHEET = """(() => {
  window.shared = [];
  navigator.canShare = ({ files }) => FILES && files.every(({ type }) => type === "image/jpeg");
  navigator.share = async (data) => { window.shared.push(data); };
})()"""
SHARED = "window.shared.map(({ url, files }) => url ?? `${files[0].name} ${files[0].type} ${files[0].size}`)"


async def photo_large(screens: Screens, files: bool = True) -> Page:
    phone = await screens.phone("/nothing-here")
    await phone.context.add_init_script(SHEET.replace("FILES", "true" if files else "false"))
    await phone.goto("/")
    await phone.locator("li.photo a").first.click()
    await expect(phone.locator(".pswp--ui-visible")).to_be_visible()
    return phone


async def test_save_brings_the_picture_that_the_wall_shows(screens: Screens, guest: Person) -> None:
    sent = await guest.send_photo(jpeg(1600, 1000))
    phone = await photo_large(screens)
    async with phone.expect_download() as coming:
        await phone.get_by_role("link", name="Save").click()
    download = await coming.value
    wall = next(one for one in sent["renditions"] if one["name"] == "wall")
    assert (await download.path()).read_bytes() == (await guest.http.get(wall["url"])).content
    assert download.suggested_filename.startswith("party-")
    assert download.suggested_filename.endswith(".jpg")


async def test_share_hands_the_file_to_the_phones_sheet(screens: Screens, guest: Person) -> None:
    sent = await guest.send_photo(jpeg(1600, 1000))
    wall = next(one for one in sent["renditions"] if one["name"] == "wall")
    size = len((await guest.http.get(wall["url"])).content)
    phone = await photo_large(screens)
    await phone.get_by_role("button", name="Share").click()
    await until(phone, "() => window.shared.length === 1")
    (shared,) = await phone.evaluate(SHARED)
    assert shared.endswith(f"image/jpeg {size}")


async def test_share_hands_a_link_over_where_the_phone_takes_no_files(
    screens: Screens, guest: Person
) -> None:
    sent = await guest.send_photo(jpeg(1600, 1000))
    phone = await photo_large(screens, files=False)
    await phone.get_by_role("button", name="Share").click()
    await until(phone, "() => window.shared.length === 1")
    (shared,) = await phone.evaluate(SHARED)
    assert shared.endswith(next(one["url"] for one in sent["renditions"] if one["name"] == "wall"))


async def test_the_host_says_which_photos_guests_may_save(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await guest.send_photo(jpeg(800, 600))
        await host.sign_in()
        phone = await fresh_screens.phone("/upload")
        await pick(phone, small("mine.jpg"))
        await phone.locator("#send").click()
        await expect(phone.locator('.tile[data-state="sent"]')).to_have_count(1)
        await phone.goto("/")
        await expect(phone.locator("li.photo")).to_have_count(2)
        version = 0
        for who, allowed in (("own", [True, False]), ("nobody", [False, False]), ("everyone", [True, True])):
            settings = {"version": version, "settings": {"downloads_for": who}}
            answer = await host.http.put("/api/admin/settings", json=settings)
            version = answer.json()["version"]
            await until(phone, f"() => document.body.dataset.downloads === '{who}'")
            for number, is_allowed in enumerate(allowed):
                await phone.locator("li.photo a").nth(number).click()
                await expect(phone.locator(".pswp--ui-visible")).to_be_visible()
                await expect(phone.get_by_role("link", name="Save")).to_be_visible(visible=is_allowed)
                await phone.keyboard.press("Escape")
                await expect(phone.locator(".pswp--ui-visible")).to_have_count(0)
