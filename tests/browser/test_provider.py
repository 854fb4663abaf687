"""Signing in through a certified OpenID Connect provider on loopback, in a real browser, and its faults."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, expect

from tests.browser.conftest import Screens
from tests.browser.test_accounts import sign_in_on
from tests.http.test_provider import BACK
from tests.kept_party import PASSWORD
from tests.people.certified_provider import certified_provider
from tests.people.oidc_provider import CLIENT_ID, CLIENT_SECRET
from tests.ports import HeldPort
from tests.running import Server, person, running


@dataclass(frozen=True, slots=True)
class Place:
    server: Server
    issuer: str
    provider: "Popen[str]"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    port = HeldPort().number
    issuer = f"http://127.0.0.1:{port}"
    told = {"oidc_issuer": issuer, "oidc_client_id": CLIENT_ID, "oidc_client_secret": CLIENT_SECRET}
    with (
        running(tmp_path / "party", **told) as server,
        certified_provider(port, f"{server.root_url}{BACK}") as provider,
    ):
        yield Place(server, issuer, provider)


@pytest_asyncio.fixture(loop_scope="session")
async def phones(browser: Browser, place: Place) -> AsyncIterator[Screens]:
    opened = Screens(browser, place.server)
    yield opened
    await opened.close()
    assert opened.faults == []


async def be_signed_in_there(page: Page, place: Place, name: str) -> None:
    """Say who one is on the provider's own pages, and agree that the wall may know."""
    await page.wait_for_url(f"{place.issuer}/**")
    await page.locator("input[name=login]").fill(name)
    await page.locator("input[name=password]").fill("any")
    await page.locator("button[type=submit]").click()
    await page.get_by_role("button", name="Continue").click()


async def test_a_host_connects_and_signs_in_and_no_fault_of_the_provider_locks_them_out(
    place: Place, phones: Screens
) -> None:
    page = await phones.phone("/admin")
    await sign_in_on(page, "/admin", "", PASSWORD)
    await expect(page.locator("#desk")).to_be_visible()
    await page.goto("/admin/account")
    await page.locator("#provider-password").fill(PASSWORD)
    await page.get_by_role("button", name="Connect").click()
    await be_signed_in_there(page, place, "Ada")
    await expect(page.locator("#provider")).to_contain_text("Ada Lovelace")

    other = await phones.phone("/admin")
    await other.get_by_role("button", name="Sign in through 127.0.0.1").click()
    await be_signed_in_there(other, place, "Ada")
    await expect(other.locator("#desk")).to_be_visible()

    stranger = await phones.phone("/admin")
    await stranger.get_by_role("button", name="Sign in through 127.0.0.1").click()
    await be_signed_in_there(stranger, place, "Eve")
    await expect(stranger.get_by_role("alert")).to_be_visible()
    await expect(stranger.locator("#desk")).to_have_count(0)

    # A token for another sign-in: the provider is led to sign a nonce that we did not send.
    led = await phones.phone("/admin")
    await led.route(f"{place.issuer}/auth?*", with_another_nonce)
    await led.get_by_role("button", name="Sign in through 127.0.0.1").click()
    await be_signed_in_there(led, place, "Ada")
    await expect(led.get_by_role("alert")).to_contain_text("You were not signed in there")

    # Gone: the way by the password stays.
    place.provider.terminate()
    place.provider.wait()
    await sign_in_on(led, "/admin", "", PASSWORD)
    await expect(led.locator("#desk")).to_be_visible()


async def with_another_nonce(route: Route) -> None:
    parts = urlsplit(route.request.url)
    asked = dict(parse_qsl(parts.query)) | {"nonce": "of-another-sign-in"}
    await route.continue_(url=urlunsplit(parts._replace(query=urlencode(asked))))


async def test_a_provider_of_another_name_than_the_operator_wrote_is_not_gone_to(
    place: Place, tmp_path: Path
) -> None:
    issuer = place.issuer.replace("127.0.0.1", "localhost")
    with running(tmp_path / "other", oidc_issuer=issuer, oidc_client_id=CLIENT_ID) as server:
        async with person(server.url) as someone:
            answer = await someone.http.post("/admin/provider")
            assert (answer.status_code, 'role="alert"' in answer.text) == (502, True)
            assert (await someone.sign_in()).status_code == 200
