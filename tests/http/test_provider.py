"""Signing in through an OpenID Connect provider: connected first, and no lie of it signs anybody in."""

import html
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from app.base.config import BadOption, load
from tests.accounts import account_command, add_account, sign_in
from tests.http.answers import assert_error
from tests.http.test_second_factor import STEP, set_up
from tests.parties.operator import add_party
from tests.people.oidc_provider import CLIENT_ID, CLIENT_SECRET, OidcProvider, oidc_provider
from tests.ports import HeldPort
from tests.running import Person, Server, person, running
from tests.stage import stage

BACK = "/oidc/callback"
LEADS_TO = re.compile(r'http-equiv="refresh" content="0; url=([^"]+)"')
LIES = [
    "denied",
    "state",
    "mix-up",
    "nonce",
    "no-nonce",
    "audience",
    "audiences",
    "party",
    "token-issuer",
    "expired",
    "nobody",
    "number",
    "none",
    "own-secret",
    "nonsense",
    "signature",
]


@dataclass
class Place:
    server: Server
    provider: OidcProvider


def options(provider: OidcProvider) -> dict[str, object]:
    return {
        "oidc_issuer": provider.issuer,
        "oidc_client_id": CLIENT_ID,
        "oidc_client_secret": CLIENT_SECRET,
    }


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("provider")
    with oidc_provider() as provider, running(folder, **options(provider)) as server:
        add_account(server, "Somebody", "viewer")
        yield Place(server, provider)


@pytest.fixture(autouse=True)
def honest(place: Place) -> None:
    place.provider.lie = ""


@pytest.fixture
async def ada(place: Place) -> AsyncIterator[Person]:
    async with person(place.server.url) as someone:
        yield someone


@pytest.fixture
async def other(place: Place) -> AsyncIterator[Person]:
    async with person(place.server.url) as someone:
        yield someone


def leads_to(answer: httpx.Response) -> str:
    found = LEADS_TO.search(answer.text)
    assert found, answer.text
    return html.unescape(found[1])


async def to_provider(someone: Person, path: str = "/admin/provider", **fields: str) -> str:
    """Begin at the wall; return the address at the provider to which the page leads."""
    answer = await someone.http.post(path, data=fields)
    assert answer.status_code == 200, answer.text
    return leads_to(answer)


async def back_from(address: str) -> str:
    """Be signed in at the provider; return the address to which it sends the browser back."""
    async with httpx.AsyncClient() as there:
        return str((await there.get(address)).headers["Location"])


async def come_back(place: Place, someone: Person, location: str) -> httpx.Response:
    assert location.startswith(f"{place.server.root_url}{BACK}?"), location
    # The party's tests may be under /p/: the way back is the server's own.
    return await someone.http.get(httpx.URL(location))


async def through(
    place: Place, someone: Person, path: str = "/admin/provider", **fields: str
) -> httpx.Response:
    return await come_back(place, someone, await back_from(await to_provider(someone, path, **fields)))


async def connected(place: Place, someone: Person, name: str, role: str = "host") -> str:
    """Make an account and connect it with a new person of the provider; return its password."""
    place.provider.who, place.provider.name = f"{name} there", f"{name} & <Co>"
    password = add_account(place.server, name, role)
    await sign_in(someone, name, password)
    answer = await through(place, someone, "/admin/account/provider", password=password)
    assert leads_to(answer) == f"{stage.base}/admin/account#provider"
    return password


async def is_in(someone: Person) -> bool:
    return (await someone.http.get("/api/admin/photos")).status_code == 200


async def test_a_connected_account_signs_in_through_the_provider(
    place: Place, ada: Person, other: Person
) -> None:
    await connected(place, ada, "Ada")
    page = (await ada.http.get("/admin/account")).text
    assert "Ada &amp; &lt;Co&gt;" in page
    assert "127.0.0.1" in (await other.http.get("/admin")).text
    assert not await is_in(other)
    assert leads_to(await through(place, other)) == f"{stage.base}/admin"
    assert await is_in(other)


@pytest.mark.parametrize("lie", LIES)
async def test_a_provider_that_lies_signs_nobody_in_and_leaves_the_password_way_open(
    lie: str, place: Place, ada: Person, other: Person
) -> None:
    password = await connected(place, ada, f"Ben {lie}")
    place.provider.lie = lie
    answer = await through(place, other)
    assert (answer.status_code, 'role="alert"' in answer.text) == (401, True)
    assert f'href="{stage.base}/admin"' in answer.text
    assert not await is_in(other)
    assert (await sign_in(other, f"Ben {lie}", password)).status_code == 200
    place.provider.lie = ""
    await other.http.post("/admin/logout")
    await through(place, other)
    assert await is_in(other), "it was the lie alone"


@pytest.mark.parametrize("lie", ["issuer", "plain", "broken"])
async def test_a_provider_that_cannot_be_believed_is_not_gone_to(
    lie: str, place: Place, tmp_path: Path
) -> None:
    place.provider.lie = lie
    with running(tmp_path / "party", **options(place.provider)) as server:
        async with person(server.url) as someone:
            answer = await someone.http.post("/admin/provider")
            assert (answer.status_code, 'role="alert"' in answer.text) == (502, True)
            assert not LEADS_TO.search(answer.text)
            assert (await someone.sign_in()).status_code == 200
            assert await is_in(someone)


async def test_a_provider_that_is_away_leaves_the_password_way_open(tmp_path: Path) -> None:
    nobody = HeldPort()
    told = {"oidc_issuer": f"http://127.0.0.1:{nobody.number}", "oidc_client_id": "wall"}
    with running(tmp_path / "party", **told) as server:
        async with person(server.url) as someone:
            assert (await someone.http.get("/admin")).status_code == 200
            answer = await someone.http.post("/admin/provider")
            assert answer.status_code == 502
            assert (await someone.sign_in()).status_code == 200


async def test_somebody_whom_nobody_connected_is_refused_in_words(place: Place, other: Person) -> None:
    place.provider.who = "a stranger"
    answer = await through(place, other)
    assert answer.status_code == 403
    assert "Your account" in html.unescape(answer.text)
    assert not await is_in(other)


async def test_the_way_back_is_good_once_and_in_its_own_browser(
    place: Place, ada: Person, other: Person
) -> None:
    await connected(place, ada, "Cleo")
    await ada.http.post("/admin/logout")
    location = await back_from(await to_provider(ada))
    assert (await come_back(place, other, location)).status_code == 401
    await to_provider(other)
    assert (await come_back(place, other, location)).status_code == 401, "of another attempt"
    assert not await is_in(other)
    assert (await come_back(place, ada, location)).status_code == 200
    await ada.http.post("/admin/logout")
    assert (await come_back(place, ada, location)).status_code == 401
    assert not await is_in(ada)
    assert (await other.http.get(httpx.URL(f"{place.server.root_url}{BACK}"))).status_code == 401


async def test_the_code_of_somebody_else_is_refused_by_the_provider(
    place: Place, ada: Person, other: Person
) -> None:
    await connected(place, ada, "Dora")
    theirs = parse_qs(urlsplit(await back_from(await to_provider(ada))).query)["code"][0]
    mine = await back_from(await to_provider(other))
    injected = re.sub(r"code=[^&]+", f"code={theirs}", mine)
    assert (await come_back(place, other, injected)).status_code == 401, "PKCE"
    assert not await is_in(other)


async def test_connecting_takes_the_password_and_an_account(place: Place, ada: Person, other: Person) -> None:
    await connected(place, ada, "Emil")
    refused = await ada.http.post("/admin/account/provider", data={"password": "wrong"})
    assert (refused.status_code, 'role="alert"' in refused.text) == (401, True)
    for path in ("", "/end"):
        answer = await other.http.post(
            f"/admin/account/provider{path}", headers={"Accept": "application/json"}
        )
        assert answer.status_code == 401
    password = add_account(place.server, "Fay", "host")
    await sign_in(other, "Fay", password)
    taken = await through(place, other, "/admin/account/provider", password=password)
    assert taken.status_code == 409, "one person there is one account here"
    await ada.http.post("/admin/account/provider/end")
    async with person(place.server.url) as again:
        assert (await through(place, again)).status_code == 403


async def test_a_second_step_is_asked_for_after_the_provider(
    place: Place, ada: Person, other: Person
) -> None:
    password = await connected(place, ada, "Gus")
    await ada.http.post("/admin/logout")
    _, codes = await set_up(ada, "Gus", password)
    answer = await through(place, other)
    step = STEP.search(answer.text)
    assert step
    assert not await is_in(other)
    assert f'action="{stage.base}/admin/login"' in answer.text
    done = await other.http.post("/admin/login", data={"step": step[1], "code": codes[0]})
    assert done.status_code == 303
    assert await is_in(other)


@pytest.mark.default_party
async def test_an_operator_comes_to_the_page_of_all_parties(place: Place, ada: Person, other: Person) -> None:
    await connected(place, ada, "Olga")
    assert (await through(place, other, "/parties/provider")).status_code == 403
    account_command(place.server, "operator", "Olga")
    assert leads_to(await through(place, other, "/parties/provider")) == "/parties"
    assert "Olga" in (await other.http.get("/parties")).text
    assert not await is_in(other)


@pytest.mark.default_party
async def test_an_account_is_nobody_in_a_party_where_it_has_no_role(place: Place, ada: Person) -> None:
    add_party(place.server, "lena-tom", "Lena & Tom")
    await connected(place, ada, "Hal")
    async with person(place.server.root_url + "/p/lena-tom") as there:
        answer = await through(place, there)
        assert answer.status_code == 403
        assert 'href="/p/lena-tom/admin"' in answer.text
        account_command(place.server, "add", "Hal", "--role", "helper", "--party", "lena-tom")
        assert leads_to(await through(place, there)) == "/p/lena-tom/admin"
        assert await is_in(there)


async def test_without_a_provider_nothing_of_it_is_shown(server: Server, guest: Person) -> None:
    assert "/provider" not in (await guest.http.get("/admin")).text
    for path in ("/admin/provider", "/admin/account/provider", "/admin/account/provider/end"):
        answer = await guest.http.post(path, headers={"Accept": "application/json"})
        assert_error(answer, 404, "NOT_FOUND")
    assert (await guest.http.get(httpx.URL(f"{server.root_url}{BACK}"))).status_code == 404


async def test_a_provider_is_asked_nothing_before_somebody_goes_there(place: Place, tmp_path: Path) -> None:
    with running(tmp_path / "party", **options(place.provider)) as server:
        place.provider.asked.clear()
        async with person(server.url) as someone:
            assert (await someone.http.get("/admin")).status_code == 200
            await someone.sign_in()
            await someone.http.get("/admin/account")
            assert place.provider.asked == []


def test_options_that_do_not_go_together_stop_the_start() -> None:
    for told, said in (
        ({"OIDC_ISSUER": "https://login.example.org"}, "belong together"),
        ({"OIDC_CLIENT_ID": "wall"}, "belong together"),
        ({"OIDC_ISSUER": "http://login.example.org", "OIDC_CLIENT_ID": "wall"}, "https address"),
        ({"OIDC_ISSUER": "https://login.example.org/?x", "OIDC_CLIENT_ID": "wall"}, "https address"),
        ({"OIDC_ISSUER": "https://login.example.org", "OIDC_CLIENT_ID": "wäll"}, "calls this server"),
    ):
        with pytest.raises(BadOption, match=said):
            load({f"PARTYWALL_{name}": value for name, value in told.items()})
