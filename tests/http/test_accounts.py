"""Accounts: who signs in by name, what a role opens, own devices, own password, and links to a new one."""

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from app.web.limits import PASSWORD as GUESSES
from tests.accounts import account_command, add_account, first_name, reset_path, sign_in
from tests.http.answers import assert_error
from tests.http.timeless import TimelessServer
from tests.kept_party import PASSWORD
from tests.parties.operator import add_party, party_command
from tests.running import Person, Server, person, running
from tests.stage import stage

NEW = "another-good-password"
SESSION = re.compile(r"/admin/account/sessions/([0-9a-f]{64})/end")


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Yield a server whose party has several members, so that it asks for names."""
    with running(tmp_path_factory.mktemp("accounts")) as started:
        add_account(started, "Somebody", "viewer")
        yield started


@pytest.fixture
async def someone(own_server: Server) -> AsyncIterator[Person]:
    async with person(own_server.url) as visitor:
        yield visitor


@pytest.fixture
async def other(own_server: Server) -> AsyncIterator[Person]:
    async with person(own_server.url) as visitor:
        yield visitor


async def is_in(someone: Person) -> bool:
    return (await someone.http.get("/api/admin/photos")).status_code == 200


async def test_a_party_with_one_member_asks_for_the_password_alone(tmp_path: Path) -> None:
    with running(tmp_path / "party") as server:
        async with person(server.url) as host:
            assert 'name="name"' not in (await host.http.get("/admin")).text
            assert (await host.sign_in()).status_code == 200
            add_account(server, "Ada", "helper")
            assert await is_in(host), "who is signed in stays so"
            async with person(server.url) as newcomer:
                assert 'name="name"' in (await newcomer.http.get("/admin")).text
                assert_error(await newcomer.sign_in(), 401, "WRONG_PASSWORD")
                assert (await sign_in(newcomer, first_name().upper(), PASSWORD)).status_code == 200
                assert await is_in(newcomer)


async def test_each_signs_in_with_their_own_name_and_password(own_server: Server, someone: Person) -> None:
    password = add_account(own_server, "Łukasz  Straße", "helper")
    for name, tried in (
        ("", password),
        ("nobody", password),
        ("Łukasz Straße", PASSWORD),
        (first_name(), password),
        ("Łukasz Straße", ""),
    ):
        assert_error(await sign_in(someone, name, tried), 401, "WRONG_PASSWORD")
    assert (await sign_in(someone, "łukasz STRASSE", password)).status_code == 200
    assert await is_in(someone)
    refused = await someone.http.put("/api/admin/party", json={"title": "Mine"})
    assert_error(refused, 403, "NOT_YOUR_ROLE")


async def test_the_form_keeps_the_name_after_a_refusal(someone: Person) -> None:
    answer = await someone.http.post("/admin/login", data={"name": '"><b>Ada', "password": "wrong"})
    assert answer.status_code == 401
    assert 'value="&#34;&gt;&lt;b&gt;Ada"' in answer.text


@pytest.mark.parametrize(
    ("role", "home"),
    [("host", "/admin"), ("helper", "/admin"), ("photographer", "/upload"), ("viewer", "/")],
)
async def test_a_member_begins_where_the_role_has_its_place(
    role: str, home: str, own_server: Server, someone: Person
) -> None:
    password = add_account(own_server, f"a {role}", role)
    answer = await someone.http.post("/admin/login", data={"name": f"a {role}", "password": password})
    assert (answer.status_code, answer.headers["Location"]) == (303, stage.base + home)
    page = await someone.http.get("/admin/account")
    assert page.status_code == 200
    assert f"a {role}" in page.text


async def test_a_member_of_one_party_is_nobody_in_another(tmp_path: Path) -> None:
    with running(tmp_path / "venue") as server:
        add_party(server, "lena-tom", "Lena & Tom")
        here = add_account(server, "Ada", "host")
        add_account(server, "Ben", "host", "lena-tom")
        async with person(server.root_url + "/p/lena-tom") as there:
            assert_error(await sign_in(there, "Ada", here), 401, "WRONG_PASSWORD")
            told = account_command(server, "add", "Ada", "--role", "helper", "--party", "lena-tom")
            assert "Password" not in told, "the account and its password are there already"
            assert (await sign_in(there, "Ada", here)).status_code == 200
            assert await is_in(there)
        assert "helper of lena-tom" in account_command(server, "list")


async def test_guesses_at_names_are_slowed_down_and_a_known_device_gets_in(tmp_path: Path) -> None:
    with running(tmp_path / "party", TimelessServer) as server:
        password = add_account(server, "Ada", "helper")
        async with person(server.url) as known, person(server.url) as guesser:
            assert (await sign_in(known, "Ada", password)).status_code == 200
            await known.http.post("/admin/logout")
            for number in range(GUESSES.address.count):
                guesser.http.cookies.clear()
                assert (await sign_in(guesser, f"name {number}", "x")).status_code == 401
            assert_error(await sign_in(guesser, "Ada", password), 429, "TOO_OFTEN")
            assert (await sign_in(known, "Ada", password)).status_code == 200


async def test_own_devices_are_listed_and_signed_out_one_by_one(
    own_server: Server, someone: Person, other: Person
) -> None:
    password = add_account(own_server, "Cleo", "host")
    iphone = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) AppleWebKit Safari/604.1"}
    async with person(own_server.url, **iphone) as phone, person(own_server.url) as owner:
        for each in (phone, someone, other):
            await sign_in(each, "Cleo", password)
        await sign_in(owner, first_name(), PASSWORD)
        page = (await someone.http.get("/admin/account")).text
        assert "iPhone, Safari" in page
        theirs = SESSION.findall(page)
        assert len(theirs) == 2, "each of the others, and not this one"
        of_owner = await owner.http.post(f"/admin/account/sessions/{theirs[0]}/end")
        assert of_owner.status_code == 404, "not even an owner ends another's"
        for session in SESSION.findall((await phone.http.get("/admin/account")).text):
            if session in theirs:
                await someone.http.post(f"/admin/account/sessions/{session}/end")
        assert (await is_in(phone), await is_in(someone), await is_in(other)) == (True, True, False)
        await someone.http.post("/admin/account/sessions/end")
        assert (await is_in(phone), await is_in(someone)) == (False, True)
        assert await is_in(owner)


async def test_changing_the_own_password_signs_the_other_devices_out(
    own_server: Server, someone: Person, other: Person
) -> None:
    password = add_account(own_server, "Dora", "host")
    for each in (someone, other):
        await sign_in(each, "Dora", password)

    async def change(old: str, new: str, again: str) -> tuple[int, bool]:
        answer = await someone.http.post(
            "/admin/account/password", data={"old": old, "new": new, "again": again}
        )
        return answer.status_code, 'role="alert"' in answer.text

    assert await change("wrong", NEW, NEW) == (401, True)
    assert await change(password, NEW, NEW + "x") == (400, True)
    assert await change(password, "12345678", "12345678") == (400, True)
    assert await is_in(other)
    assert await change(password, NEW, NEW) == (200, False)
    assert (await is_in(someone), await is_in(other)) == (True, False)
    assert (await sign_in(other, "Dora", password)).status_code == 401
    assert (await sign_in(other, "Dora", NEW)).status_code == 200


@pytest.mark.default_party
async def test_a_password_from_the_options_is_not_changed_in_the_browser(tmp_path: Path) -> None:
    with running(tmp_path / "party", admin_password=PASSWORD) as server:
        async with person(server.url) as host:
            await host.sign_in()
            answer = await host.http.post(
                "/admin/account/password", data={"old": PASSWORD, "new": NEW, "again": NEW}
            )
            assert answer.status_code == 409
            assert "PARTYWALL_ADMIN_PASSWORD" in answer.text
            assert (await host.sign_in()).status_code == 200


async def test_a_pass_has_no_account_and_no_password_to_change(own_server: Server, someone: Person) -> None:
    for path in ("password", "sessions/end", f"sessions/{'0' * 64}/end"):
        answer = await someone.http.post(f"/admin/account/{path}", headers={"Accept": "application/json"})
        assert_error(answer, 401, "ACCOUNT_NEEDED")
    assert (await someone.http.get("/admin/account")).status_code == 303


async def test_a_reset_link_sets_a_password_once(own_server: Server, someone: Person, other: Person) -> None:
    password = add_account(own_server, "Emil", "host")
    await sign_in(other, "Emil", password)
    former, path = reset_path(own_server, "Emil"), reset_path(own_server, "emil")
    assert (await someone.http.get(former)).status_code == 404, "a newer link takes its place"
    page = await someone.http.get(path)
    assert "Emil" in page.text
    weak = await someone.http.post(path, data={"new": "short", "again": "short"})
    assert weak.status_code == 400
    assert await is_in(other), "nothing has changed yet"
    chosen = await someone.http.post(path, data={"new": NEW, "again": NEW})
    assert (chosen.status_code, chosen.headers["Location"]) == (303, f"{stage.base}/admin")
    assert not await is_in(other)
    for method in ("GET", "POST"):
        used = await someone.http.request(
            method, path, data={"new": NEW, "again": NEW}, headers={"Accept": "application/json"}
        )
        assert_error(used, 404, "NOT_FOUND")
    assert (await sign_in(someone, "Emil", NEW)).status_code == 200


async def test_a_link_whose_time_is_over_is_not_found(own_server: Server, someone: Person) -> None:
    add_account(own_server, "Fay", "host")
    path = reset_path(own_server, "Fay")
    with own_server.books() as books:
        books.execute("update reset_links set expires_at = '2020-01-01T00:00:00.000Z'")
        books.commit()
    assert (await someone.http.get(path)).status_code == 404


async def test_no_password_opens_an_account_that_has_none(own_server: Server, someone: Person) -> None:
    add_account(own_server, "Gus", "host")
    with own_server.books() as books:
        books.execute("update accounts set password_hash = '' where name = 'Gus'")
        books.commit()
    for tried in ("", "anything"):
        assert_error(await sign_in(someone, "Gus", tried), 401, "WRONG_PASSWORD")


def test_a_command_that_cannot_be_carried_out_says_why(own_server: Server) -> None:
    slug = stage.slug or "party"
    for words, reason in (
        (("add", "  "), "needs a name"),
        (("add", "Hal", "--email", "nowhere"), "no e-mail address"),
        (("add", "Hal", "--party", "no-such-party"), "no party"),
        (("add", "somebody", "--party", slug), "already"),
        (("reset-link", "nobody at all"), "no account"),
    ):
        assert reason in account_command(own_server, *words, fails=True)


async def test_a_deleted_party_takes_its_accounts_along_and_no_others(tmp_path: Path) -> None:
    with running(tmp_path / "venue") as server:
        add_party(server, "lena-tom", "Lena & Tom")
        add_account(server, "Ada", "host", "lena-tom")
        account_command(server, "add", first_name(), "--party", "lena-tom")
        party_command(server, "delete", "lena-tom", "--yes")
        left = account_command(server, "list")
        assert first_name() in left
        assert "Ada" not in left
        assert "host-lena-tom" not in left
