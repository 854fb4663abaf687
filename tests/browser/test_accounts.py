"""An owner brings in a helper by a link, on two phones; and the pages of accounts with very large text."""

import pyotp
from playwright.async_api import Page, expect

from tests.accounts import SHOWN_ONCE, account_command, sign_in
from tests.browser.camera import scanned
from tests.browser.conftest import Screens
from tests.browser.large_text import SMALL_PHONE, faults_of_layout, page_with_text
from tests.browser.rest import at_rest
from tests.kept_party import PASSWORD
from tests.running import Server, person

NEW = "a-password-of-my-own"


async def sign_in_on(page: Page, path: str, name: str, password: str) -> None:
    await page.goto(path)
    if name:
        await page.locator("#name").fill(name)
    await page.locator("#password").fill(password)
    await page.locator(".login .button").first.click()


async def test_a_helper_comes_by_a_link_chooses_a_password_and_is_removed(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    owner = await fresh_screens.phone("/admin")
    await sign_in_on(owner, "/admin", "", PASSWORD)
    await expect(owner.locator("#desk")).to_be_visible()
    await owner.goto("/admin/members")
    await owner.locator("#member-name").fill("Ada")
    await owner.locator("#member-role").select_option("helper")
    await owner.get_by_role("button", name="Make their account").click()
    link = await owner.locator(".notice code").inner_text()

    ada = await fresh_screens.phone("/offline")
    await ada.goto(link)
    for field in ("#new", "#again"):
        await ada.locator(field).fill(NEW)
    await ada.locator("main button").click()
    await ada.locator("#name").fill("ada")
    await ada.locator("#password").fill(NEW)
    await ada.locator("main button").click()
    await expect(ada.locator("#desk")).to_be_visible()

    await owner.goto("/admin/members")
    await owner.get_by_role("button", name="Remove Ada").click()
    await expect(owner.get_by_text("Ada", exact=True)).to_have_count(0)
    # Her page hears of it and asks for the password by itself.
    await expect(ada.locator("#password")).to_be_visible()


async def test_somebody_sets_up_a_second_step_and_signs_in_with_it(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    page = await fresh_screens.phone("/admin")
    await sign_in_on(page, "/admin", "", PASSWORD)
    await expect(page.locator("#desk")).to_be_visible()
    await page.goto("/admin/account/second-step")
    await page.get_by_role("button", name="Set up a second step").click()
    app = pyotp.parse_uri(await scanned(page.locator(".me__qr")))
    assert isinstance(app, pyotp.TOTP)
    assert app.secret == await page.locator(".me__address code").inner_text()
    await page.locator("#code").fill(app.now())
    await page.get_by_role("button", name="Set it up").click()
    recovery = await page.locator(".me__kept code").first.inner_text()

    other = await fresh_screens.phone("/admin")
    await sign_in_on(other, "/admin", "", PASSWORD)
    await expect(other.locator("#code")).to_be_focused()
    await other.locator("#code").fill(recovery)
    await other.locator("main button").click()
    await expect(other.locator("#desk")).to_be_visible()


async def test_the_pages_of_accounts_are_whole_at_200_per_cent(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    made = SHOWN_ONCE.search(account_command(fresh_server, "add", "Olga", "--operator"))
    assert made
    account_command(fresh_server, "add", "Olga", "--role", "owner", "--party", "party")
    async with person(fresh_server.url) as owner:
        assert (await sign_in(owner, "Olga", made[1])).status_code == 200
        page = await page_with_text(fresh_screens, SMALL_PHONE | {"locale": "de"}, 200)
        await page.goto("/admin")
        await at_rest(page)
        faults = [f"sign-in: {fault}" for fault in await faults_of_layout(page)]
        await sign_in_on(page, "/admin", "Olga", made[1])
        await expect(page.locator("#desk")).to_be_visible()
        await sign_in_on(page, "/parties", "Olga", made[1])
        await expect(page.locator(".parties")).to_be_visible()
        for path in (
            "/parties",
            "/parties/account",
            "/admin/members",
            "/admin/account",
            "/admin/account/second-step",
        ):
            await page.goto(path)
            await at_rest(page)
            faults += [f"{path}: {fault}" for fault in await faults_of_layout(page)]
    assert not faults, "\n".join(faults)
