"""A passkey in a real browser with a virtual authenticator: made, used, removed; and why not elsewhere."""

from playwright.async_api import CDPSession, Page, expect

from tests.accounts import account_command
from tests.browser.conftest import Screens
from tests.browser.test_accounts import sign_in_on
from tests.kept_party import PASSWORD
from tests.running import Server

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def at_name(server: Server, path: str) -> str:
    """Return the address by the one name that browsers trust without TLS."""
    return f"http://localhost:{server.port}{path}"


async def with_authenticator(page: Page) -> tuple[CDPSession, str]:
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("WebAuthn.enable")
    told = await devtools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return devtools, str(told["authenticatorId"])


async def make_passkey(page: Page, server: Server, name: str) -> None:
    await page.goto(at_name(server, "/admin/account"))
    await page.locator("#passkey-name").fill(name)
    await page.locator("#passkey-password").fill(PASSWORD)
    await page.get_by_role("button", name="Add a passkey").click()
    await expect(page.get_by_role("button", name=f"Remove {name}")).to_be_visible()


async def test_a_host_makes_a_passkey_and_signs_in_with_it(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    page = await fresh_screens.phone("/offline")
    devtools, authenticator = await with_authenticator(page)
    await sign_in_on(page, at_name(fresh_server, "/admin"), "", PASSWORD)
    await expect(page.locator("#desk")).to_be_visible()
    await make_passkey(page, fresh_server, "My phone")
    await page.locator("form[action$='/admin/logout'] button").click()
    await expect(page.locator("#password")).to_be_visible()

    await page.get_by_role("button", name="Sign in with a passkey").click()
    await expect(page.locator("#desk")).to_be_visible()
    await page.goto(at_name(fresh_server, "/admin/account"))
    await expect(page.get_by_text("used last on").first).to_be_visible()

    # The same device has one for this account already, and says so.
    await page.locator("#passkey-password").fill(PASSWORD)
    await page.get_by_role("button", name="Add a passkey").click()
    await expect(page.get_by_text("has a passkey for this account already")).to_be_visible()

    await page.get_by_label("Name", exact=True).fill("Old phone")
    await page.get_by_role("button", name="Rename My phone").click()
    await page.get_by_role("button", name="Remove Old phone").click()
    await expect(page.get_by_role("button", name="Remove Old phone")).to_have_count(0)
    await page.locator("form[action$='/admin/logout'] button").click()
    await expect(page.get_by_role("button", name="Sign in with a passkey")).to_have_count(0)
    kept = await devtools.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})
    assert len(kept["credentials"]) == 1, "the device's own half is its person's to remove"


async def test_a_finger_that_is_not_theirs_signs_nobody_in(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    page = await fresh_screens.phone("/offline")
    devtools, authenticator = await with_authenticator(page)
    await sign_in_on(page, at_name(fresh_server, "/admin"), "", PASSWORD)
    await expect(page.locator("#desk")).to_be_visible()
    await make_passkey(page, fresh_server, "My phone")
    await page.locator("form[action$='/admin/logout'] button").click()
    verified = {"authenticatorId": authenticator, "isUserVerified": False}
    await devtools.send("WebAuthn.setUserVerified", verified)
    await page.get_by_role("button", name="Sign in with a passkey").click()
    await expect(page.get_by_text("That didn’t work. Please try again.")).to_be_visible()
    await devtools.send("WebAuthn.setUserVerified", verified | {"isUserVerified": True})
    await page.get_by_role("button", name="Sign in with a passkey").click()
    await expect(page.locator("#desk")).to_be_visible()


async def test_an_operator_signs_in_at_the_page_of_all_parties_with_it(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    account_command(fresh_server, "operator", "host")
    page = await fresh_screens.phone("/offline")
    await with_authenticator(page)
    await sign_in_on(page, at_name(fresh_server, "/admin"), "", PASSWORD)
    await expect(page.locator("#desk")).to_be_visible()
    await make_passkey(page, fresh_server, "My phone")
    await page.goto(at_name(fresh_server, "/parties"))
    await page.get_by_role("button", name="Sign in with a passkey").click()
    await expect(page.locator(".parties")).to_be_visible()


async def test_a_page_at_a_number_says_why_there_are_no_passkeys(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    page = await fresh_screens.phone("/admin")
    await sign_in_on(page, "/admin", "", PASSWORD)
    await expect(page.locator("#desk")).to_be_visible()
    await page.goto("/admin/account")
    await expect(page.get_by_text("Passkeys work only at a name over HTTPS")).to_be_visible()
    await expect(page.get_by_role("button", name="Add a passkey")).to_be_hidden()
