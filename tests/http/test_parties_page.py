"""The operator's page /parties: who gets in, what it does with parties, and what it does not show."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from app.people.may import Verb, may
from app.people.roles import Actor
from app.web.limits import PASSWORD as GUESSES
from tests.accounts import SHOWN_ONCE, account_command, add_account, first_name, sign_in
from tests.http.answers import assert_error
from tests.http.timeless import TimelessServer
from tests.kept_party import PASSWORD
from tests.parties.operator import add_party, party_command
from tests.patience import PATIENCE_S
from tests.running import Person, Server, person, running
from tests.streams import event_stream
from tests.test_policy import OPERATORS_OWN, WHAT

pytestmark = pytest.mark.default_party

JSON = {"Accept": "application/json"}
OWNERS = re.compile(r"Password of its owner: <code dir=\"ltr\">(\S+)</code>")


def make_operator(server: Server, name: str = "Olga") -> str:
    found = SHOWN_ONCE.search(account_command(server, "add", name, "--operator"))
    assert found
    return found[1]


async def enter(someone: Person, name: str, password: str) -> int:
    answer = await someone.http.post("/parties/sign-in", data={"name": name, "password": password})
    return answer.status_code


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("venue")) as started:
        add_party(started, "lena-tom", "Lena & Tom")
        yield started


@pytest.fixture(scope="module")
def password(own_server: Server) -> str:
    return make_operator(own_server)


@pytest.fixture
async def operator(own_server: Server, password: str) -> AsyncIterator[Person]:
    async with person(own_server.root_url) as someone:
        assert await enter(someone, "olga", password) == 303
        yield someone


async def numbers_of(operator: Person, slug: str) -> str:
    """Return what the page says of a party, without its tags."""
    page = (await operator.http.get("/parties")).text
    section = re.search(rf'<section class="me__part" id="{slug}".*?</section>', page, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", section[0])) if section else ""


async def answered(someone: Person, path: str, status: int) -> None:
    """Wait until the server has heard what a command did beside it: it looks once a second."""
    async with asyncio.timeout(PATIENCE_S):
        while (await someone.http.get(path)).status_code != status:
            await asyncio.sleep(0.05)


SIGNING_IN = (
    "/parties",
    "/parties/sign-in",
    "/parties/sign-out",
    "/parties/passkey/options",
    "/parties/passkey",
    "/parties/provider",
)


@pytest.mark.parametrize(
    ("method", "rule"),
    sorted(route for route, what in WHAT.items() if what is OPERATORS_OWN and route[1] not in SIGNING_IN),
)
async def test_nobody_but_an_operator_does_anything_here(
    method: str, rule: str, own_server: Server, operator: Person
) -> None:
    path = rule.replace("<slug>", "lena-tom")
    fields = {"slug": "lena-tom", "title": "X", "do": "close", "photos": "1", "gb": "1"}
    async with person(own_server.root_url) as owner, person(own_server.root_url) as guest:
        assert (await owner.sign_in()).status_code == 200
        await guest.http.get("/api/uid")
        stolen = f"partywall_operator={owner.http.cookies['partywall_host']}"
        for someone, carried in ((owner, {}), (guest, {}), (owner, {"Cookie": stolen})):
            answer = await someone.http.request(method, path, data=fields, headers=JSON | carried)
            assert_error(answer, 401, "OPERATOR_ONLY")
    assert "takes photos" in await numbers_of(operator, "lena-tom")
    nowhere = await operator.http.request(method, "/p/lena-tom" + path, data=fields, headers=JSON)
    assert_error(nowhere, 404, "NOT_FOUND")


async def test_an_operator_is_nobody_in_a_party(own_server: Server, operator: Person, password: str) -> None:
    for path in ("/api/admin/photos", "/api/admin/guests", "/admin/members"):
        assert_error(await operator.http.get(path, headers=JSON), 401, "HOST_ONLY")
    assert_error(await sign_in(operator, "Olga", password), 401, "WRONG_PASSWORD")
    assert [verb for verb in Verb if may(Actor(is_operator=True), verb)] == [Verb.RUN_PARTIES]


async def test_the_page_shows_numbers_and_no_photo(own_server: Server, operator: Person) -> None:
    async with person(own_server.root_url + "/p/lena-tom") as guest:
        photo = await guest.send_photo(author="Secret name", caption="Secret words")
    page = (await operator.http.get("/parties")).text
    assert "Photos 1" in await numbers_of(operator, "lena-tom")
    for hidden in ("Secret", "/media/", photo["id"]):
        assert hidden not in page


async def test_an_operator_makes_a_party_whose_owner_signs_in(own_server: Server, operator: Person) -> None:
    made = await operator.http.post("/parties/add", data={"slug": "mia-noah", "title": "<Mia> & Noah"})
    assert "&lt;Mia&gt; &amp; Noah" in made.text
    shown = OWNERS.search(made.text)
    assert shown
    async with person(own_server.root_url + "/p/mia-noah") as owner:
        assert (await owner.sign_in(shown[1])).status_code == 200
        assert (await owner.http.get("/admin/members")).status_code == 200
    again = await operator.http.post("/parties/add", data={"slug": "mia-noah", "title": "Twice"})
    assert (again.status_code, "Twice" in again.text) == (409, True)
    for slug in ("", "party", "Mia", "a/b", "-", "x" * 41, "~1"):
        answer = await operator.http.post("/parties/add", data={"slug": slug})
        assert answer.status_code in (400, 409), slug
        assert 'role="alert"' in answer.text


async def test_a_party_is_ended_and_opened_again(own_server: Server, operator: Person) -> None:
    add_party(own_server, "ended", "Ended")
    async with person(own_server.root_url + "/p/ended") as guest:
        async with event_stream(guest) as stream:
            assert (await operator.http.post("/parties/ended/state", data={"do": "close"})).status_code == 303
            await stream.until("party", state="ended")
            assert (await guest.send()).json()["error"]["code"] == "PARTY_ENDED"
            assert "over" in await numbers_of(operator, "ended")
            await operator.http.post("/parties/ended/state", data={"do": "reopen"})
            await stream.until("party", state="open")
        assert (await guest.send()).status_code == 201
    for slug, do, status in (("ended", "", 400), ("ended", "delete", 400), ("nowhere", "close", 404)):
        answer = await operator.http.post(f"/parties/{slug}/state", data={"do": do}, headers=JSON)
        assert answer.status_code == status


async def test_an_archived_party_is_there_for_its_members_alone(own_server: Server, operator: Person) -> None:
    owners = add_party(own_server, "put-away", "Put away")
    there = own_server.root_url + "/p/put-away"
    async with person(there) as guest, person(there) as owner:
        photo = await guest.send_photo()
        await owner.sign_in(owners)
        async with event_stream(guest) as stream:
            await operator.http.post("/parties/put-away/state", data={"do": "archive"})
            await stream.until_over()
        for path in ("/", "/upload", "/wall", "/edit", "/me", "/api/photos", f"/api/photo/{photo['id']}"):
            assert_error(await guest.http.get(path, headers=JSON), 404, "NOT_FOUND")
        refused = await guest.http.get("/api/events", params={"since": "1"}, headers=JSON)
        assert_error(refused, 404, "NOT_FOUND")
        assert (await guest.send()).status_code == 404
        assert (await owner.http.get("/api/admin/photos")).status_code == 200
        assert (await owner.http.get("/")).status_code == 200
        assert "archived" in await numbers_of(operator, "put-away")
        assert (await guest.sign_in(owners)).status_code == 200, "a member still signs in"
        await guest.http.post("/admin/logout")
        party_command(own_server, "reopen", "put-away")
        await answered(guest, f"/api/photo/{photo['id']}", 200)
        assert "archived" in party_command(own_server, "archive", "put-away")
        await answered(guest, f"/api/photo/{photo['id']}", 404)


async def test_a_quota_bounds_a_party(own_server: Server, operator: Person) -> None:
    add_party(own_server, "bounded", "Bounded")
    assert (
        await operator.http.post("/parties/bounded/quota", data={"photos": "1", "gb": "0,5"})
    ).status_code == 303
    assert "Photos 0 / 1 Originals 0.00 / 0.5 GB" in await numbers_of(operator, "bounded")
    async with person(own_server.root_url + "/p/bounded") as guest:
        await guest.send_photo()
        assert (await guest.send()).json()["error"]["code"] == "PARTY_FULL"
        await operator.http.post("/parties/bounded/quota", data={"photos": "", "gb": ""})
        assert (await guest.send()).status_code == 201
    for fields in ({"photos": "-1"}, {"photos": "1.5"}, {"gb": "nan"}, {"gb": "1e9"}, {"photos": "many"}):
        assert (await operator.http.post("/parties/bounded/quota", data=fields)).status_code == 400


async def test_a_party_is_deleted_after_its_address_was_typed(own_server: Server, operator: Person) -> None:
    add_party(own_server, "doomed", "Doomed")
    async with person(own_server.root_url + "/p/doomed") as guest:
        await guest.send_photo()
        assert "Photos and videos: 1." in (await operator.http.get("/parties/doomed/delete")).text
        wrong = await operator.http.post("/parties/doomed/delete", data={"slug": "Doomed"})
        assert wrong.status_code == 400
        async with event_stream(guest) as stream:
            right = await operator.http.post("/parties/doomed/delete", data={"slug": "doomed"})
            assert right.status_code == 303
            await stream.until_over()
        assert (await guest.http.get("/")).status_code == 404
    assert await numbers_of(operator, "doomed") == ""
    for method in ("GET", "POST"):
        answer = await operator.http.request(
            method, "/parties/party/delete", data={"slug": "party"}, headers=JSON
        )
        assert answer.status_code in (404, 409), "the server's own party stays"


async def test_the_right_is_gone_with_the_next_request(own_server: Server) -> None:
    secret = make_operator(own_server, "Paul")
    async with person(own_server.root_url) as paul, person(own_server.root_url) as again:
        assert await enter(paul, "Paul", secret) == 303
        account_command(own_server, "operator", "Paul", "--end")
        assert_error(
            await paul.http.post("/parties/add", data={"slug": "x"}, headers=JSON), 401, "OPERATOR_ONLY"
        )
        assert await enter(again, "Paul", secret) == 401
        account_command(own_server, "operator", "Paul")
        assert await enter(again, "Paul", secret) == 303
        await again.http.post("/parties/sign-out")
        assert "Make a party" not in (await again.http.get("/parties")).text
        assert_error(
            await again.http.post("/parties/add", data={"slug": "x"}, headers=JSON), 401, "OPERATOR_ONLY"
        )


async def test_a_member_without_the_right_does_not_get_in(own_server: Server, password: str) -> None:
    async with person(own_server.root_url) as someone:
        for name, tried in ((first_name(), PASSWORD), ("Olga", "wrong"), ("nobody", "x"), ("", password)):
            assert await enter(someone, name, tried) == 401
        assert await enter(someone, "Olga", password) == 303
        cookie = next(one for one in someone.http.cookies.jar if one.name == "partywall_operator")
        assert cookie.path == "/parties", "no party's page is sent it"


async def test_operators_who_are_members_end_that_sign_in_from_their_account(own_server: Server) -> None:
    secret = add_account(own_server, "Quinn", "host")
    account_command(own_server, "operator", "Quinn")
    async with person(own_server.root_url) as there, person(own_server.root_url) as here:
        assert await enter(there, "Quinn", secret) == 303
        await sign_in(here, "Quinn", secret)
        assert "All parties" in (await here.http.get("/admin/account")).text
        await here.http.post("/admin/account/sessions/end")
        assert "Make a party" not in (await there.http.get("/parties")).text


async def test_guesses_at_the_operators_password_are_slowed_down(tmp_path: Path) -> None:
    with running(tmp_path / "venue", TimelessServer) as server:
        secret = make_operator(server)
        async with person(server.url) as guesser, person(server.url) as known:
            assert await enter(known, "Olga", secret) == 303
            await known.http.post("/parties/sign-out")
            for number in range(GUESSES.address.count):
                guesser.http.cookies.clear()
                assert await enter(guesser, "Olga", f"guess {number}") == 401
            assert await enter(guesser, "Olga", secret) == 429
            assert await enter(known, "Olga", secret) == 303
            assert (await guesser.sign_in()).status_code == 200, "a party's sign-in is counted by itself"
