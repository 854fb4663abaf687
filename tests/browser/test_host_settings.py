"""The host's form of settings: what is saved is heard, what two change is told, and what is wrong is said."""

from playwright.async_api import Page, expect

from tests.browser.conftest import Screens
from tests.browser.house import enter
from tests.browser.photos import pick, small
from tests.http.test_settings import put, version_of
from tests.running import Person, Server, person


async def open_settings(screens: Screens) -> Page:
    page = await screens.host()
    await enter(page, "settings")
    return page


async def settings_of(host: Person) -> dict[str, object]:
    told: dict[str, object] = (await host.http.get("/api/admin/settings")).json()["settings"]
    return told


async def test_a_saved_change_is_heard_by_a_phone_that_is_open(screens: Screens) -> None:
    phone = await screens.phone("/upload")
    await pick(phone, small("one.jpg"))
    name = phone.get_by_label("Who are they from?")
    await expect(name).to_be_visible()
    page = await open_settings(screens)
    save = page.get_by_role("button", name="Save these settings")
    await expect(save).to_be_hidden()
    await page.get_by_label("Names of guests").select_option(label="Not asked for")
    await save.click()
    await expect(page.locator("#toast")).to_contain_text("Saved")
    await expect(save).to_be_hidden()
    await expect(name).to_be_hidden()
    await page.reload()
    await expect(page.get_by_label("Names of guests")).to_have_value("no")


async def test_of_two_hosts_the_later_is_told_and_sees_what_the_other_has_set(
    screens: Screens, server: Server
) -> None:
    first, second = await open_settings(screens), await open_settings(screens)
    limit = "Photos from each guest, at most"
    # Both have typed before either saves: what is typed here is not followed away.
    await second.get_by_label(limit).fill("80")
    await first.get_by_label(limit).fill("70")
    await first.get_by_role("button", name="Save these settings").click()
    await expect(first.locator("#toast")).to_contain_text("Saved")
    await expect(second.get_by_label(limit)).to_have_value("80")
    async with second.expect_response("**/api/admin/settings") as answered:
        await second.get_by_role("button", name="Save these settings").click()
    assert (await answered.value).status == 409
    await expect(second.locator("#toast")).to_contain_text("Somebody else has just changed this.")
    await expect(second.get_by_label(limit)).to_have_value("70")
    await expect(second.get_by_role("button", name="Save these settings")).to_be_hidden()
    async with person(server.url) as host:
        await host.sign_in()
        assert (await settings_of(host))["photos_per_guest"] == 70
        # What was set from the newest version is no quarrel.
        await second.get_by_label(limit).fill("80")
        await second.get_by_role("button", name="Save these settings").click()
        await expect(first.get_by_label(limit)).to_have_value("80")
        assert (await settings_of(host))["photos_per_guest"] == 80


async def test_a_bad_value_gets_its_sentence_and_can_be_mended(screens: Screens, server: Server) -> None:
    async with person(server.url) as host:
        await host.sign_in()
        await put(host, await version_of(host), time_zone="Europe/Berlin", photos_per_guest=5)
        page = await open_settings(screens)
        save, toast = page.get_by_role("button", name="Save these settings"), page.locator("#toast")
        before = await settings_of(host)

        zone = page.get_by_label("Time zone of these times")
        await zone.fill("Europe/Atlantis")
        await save.click()
        await expect(toast).to_contain_text("There is no time zone of that name.")
        await expect(zone).to_have_value("Europe/Atlantis")
        await expect(save).to_be_enabled()
        await zone.fill("Europe/Berlin")

        opening = page.get_by_label("Open for photos at")
        await opening.fill("2001-01-01T12:00")
        await save.click()
        await expect(toast).to_contain_text("That time has passed already.")
        await opening.fill("")

        # The browser itself says what a number may be, and sends nothing.
        limit = page.get_by_label("Photos from each guest, at most")
        await limit.fill("-1")
        await save.click()
        assert await limit.evaluate("field => field.matches(':invalid') && field === document.activeElement")
        assert await settings_of(host) == before

        await limit.fill("6")
        await save.click()
        await expect(toast).to_contain_text("Saved")
        assert await settings_of(host) == before | {"photos_per_guest": 6}
