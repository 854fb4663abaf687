"""Passkeys: made after the password, good at one name, and every lie of a device or a browser refused."""

import secrets
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.people.passkeys import MAX_PASSKEYS
from tests.accounts import account_command, add_account, sign_in
from tests.http.answers import assert_error
from tests.http.test_second_factor import set_up
from tests.kept_party import PASSWORD
from tests.parties.operator import add_party
from tests.people.soft_key import PRESENT, SoftKey, raw, text
from tests.running import Person, Server, person, running
from tests.stage import stage
from tests.test_commands import run

OWN = "/admin/account/passkeys"


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("passkeys")) as started:
        add_account(started, "Somebody", "viewer")
        yield started


def by_name(server: Server, url: str = "") -> Any:
    """Open a browser that came by the server's name: there are no passkeys at a number."""
    return person(url or server.url, Host=f"localhost:{server.port}")


@pytest.fixture
async def ada(own_server: Server) -> AsyncIterator[Person]:
    async with by_name(own_server) as someone:
        yield someone


@pytest.fixture
async def other(own_server: Server) -> AsyncIterator[Person]:
    async with by_name(own_server) as someone:
        yield someone


def soft_key(server: Server) -> SoftKey:
    return SoftKey(f"http://localhost:{server.port}", id=secrets.token_bytes(32))


async def asked(someone: Person, path: str, **fields: object) -> dict[str, Any]:
    answer = await someone.http.post(f"{path}/options", json=fields)
    assert answer.status_code == 200, answer.text
    options: dict[str, Any] = answer.json()["options"]
    return options


async def with_passkey(server: Server, someone: Person, name: str, role: str = "host") -> tuple[SoftKey, str]:
    """Make an account with a passkey, and sign out again."""
    password = add_account(server, name, role)
    assert (await sign_in(someone, name, password)).status_code == 200
    key = soft_key(server)
    options = await asked(someone, OWN, password=password)
    assert options["user"]["name"] == name
    made = await someone.http.post(OWN, json={"credential": key.made(options), "name": "My phone"})
    assert made.status_code == 200, made.text
    await someone.http.post("/admin/logout")
    return key, password


async def use(someone: Person, key: SoftKey, path: str = "/admin/passkey") -> httpx.Response:
    return await someone.http.post(path, json={"credential": key.used(await asked(someone, path))})


async def is_in(someone: Person) -> bool:
    return (await someone.http.get("/api/admin/photos")).status_code == 200


async def test_a_passkey_signs_in_without_name_password_and_second_step(
    own_server: Server, ada: Person, other: Person
) -> None:
    key, password = await with_passkey(own_server, ada, "Ada")
    await set_up(ada, "Ada", password)
    assert_error(await sign_in(ada, "Ada", password), 401, "SECOND_FACTOR_NEEDED")
    answer = await use(other, key)
    assert (answer.status_code, answer.json()) == (200, {"to": f"{stage.base}/admin"})
    assert await is_in(other)
    page = (await other.http.get("/admin/account")).text
    assert "My phone" in page
    assert "Ada" in page


async def test_making_one_takes_the_password_and_an_account(own_server: Server, ada: Person) -> None:
    password = add_account(own_server, "Ben", "host")
    assert_error(await ada.http.post(f"{OWN}/options", json={"password": password}), 401, "ACCOUNT_NEEDED")
    await sign_in(ada, "Ben", password)
    assert_error(await ada.http.post(f"{OWN}/options", json={"password": "wrong"}), 401, "WRONG_PASSWORD")
    refused = await ada.http.post(OWN, json={"credential": {"id": "x"}})
    assert_error(refused, 401, "CHALLENGE_OVER")


async def test_a_challenge_is_good_once_soon_and_in_its_own_browser(
    own_server: Server, ada: Person, other: Person
) -> None:
    key, password = await with_passkey(own_server, ada, "Cleo")
    signed = key.used(await asked(ada, "/admin/passkey"))
    elsewhere = await other.http.post("/admin/passkey", json={"credential": signed})
    assert_error(elsewhere, 401, "CHALLENGE_OVER")
    await asked(other, "/admin/passkey")
    elsewhere = await other.http.post("/admin/passkey", json={"credential": signed})
    assert_error(elsewhere, 401, "PASSKEY_REFUSED")
    assert (await ada.http.post("/admin/passkey", json={"credential": signed})).status_code == 200
    await ada.http.post("/admin/logout")
    again = await ada.http.post("/admin/passkey", json={"credential": signed})
    assert_error(again, 401, "CHALLENGE_OVER")

    late = key.used(await asked(ada, "/admin/passkey"))
    with own_server.books() as books:
        books.execute("update challenges set expires_at = '2020-01-01T00:00:00.000Z'")
        books.commit()
    assert_error(await ada.http.post("/admin/passkey", json={"credential": late}), 401, "CHALLENGE_OVER")

    await sign_in(ada, "Cleo", password)
    to_sign_in = await asked(ada, "/admin/passkey")
    made = key.made(to_sign_in | {"user": {"id": key.user}, "rp": {"id": "localhost"}})
    assert_error(await ada.http.post(OWN, json={"credential": made}), 401, "CHALLENGE_OVER")
    assert not await is_in(other)


async def test_what_a_device_lies_about_signs_nobody_in(own_server: Server, ada: Person) -> None:
    key, _ = await with_passkey(own_server, ada, "Dora")
    port = own_server.port
    for lie in (
        replace(key, origin=f"http://localhost:{port + 1}"),
        replace(key, origin="https://elsewhere.example"),
        replace(key, origin=f"http://127.0.0.1:{port}"),
        replace(key, flags=PRESENT),
        replace(key, flags=0),
        replace(key, id=b"\x08" * 32),
        replace(key, secret=soft_key(own_server).secret),
    ):
        assert_error(await use(ada, lie), 401, "PASSKEY_REFUSED")
    options = await asked(ada, "/admin/passkey")
    other_name = key.used(options | {"rpId": "elsewhere.example"})
    refused = await ada.http.post("/admin/passkey", json={"credential": other_name})
    assert_error(refused, 401, "PASSKEY_REFUSED")
    assert not await is_in(ada)
    assert (await use(ada, replace(key, origin=f"https://localhost:{port}"))).status_code == 200


async def test_a_passkey_that_counts_and_did_not_count_up_is_a_copy(own_server: Server, ada: Person) -> None:
    key, _ = await with_passkey(own_server, ada, "Emil")
    key.count = 5
    assert (await use(ada, key)).status_code == 200
    assert_error(await use(ada, key), 401, "PASSKEY_REFUSED")
    key.count = 6
    assert (await use(ada, key)).status_code == 200


async def test_nonsense_is_refused_and_never_a_fault(own_server: Server, ada: Person) -> None:
    key, password = await with_passkey(own_server, ada, "Fay")
    await sign_in(ada, "Fay", password)
    changes: tuple[dict[str, object], ...] = (
        {"response": None},
        {"response": {}},
        {"type": 5},
        {"rawId": "!"},
        {"response": {"clientDataJSON": "e30", "attestationObject": text(b"\xff" * 40)}},
        {"response": {"clientDataJSON": "e30", "authenticatorData": "", "signature": ""}},
    )
    for change in changes:
        used = key.used(await asked(ada, "/admin/passkey")) | change
        assert_error(await ada.http.post("/admin/passkey", json={"credential": used}), 401, "PASSKEY_REFUSED")
        made = soft_key(own_server).made(await asked(ada, OWN, password=password)) | change
        assert_error(await ada.http.post(OWN, json={"credential": made}), 401, "PASSKEY_REFUSED")
    bodies: tuple[object, ...] = ({}, {"credential": 5}, {"credential": {}}, {"credential": {"id": 5}}, [])
    for body in bodies:
        assert_error(await ada.http.post("/admin/passkey", json=body), 400, "BAD_REQUEST")


async def test_a_passkey_is_nobodys_in_a_party_without_a_role(tmp_path: Path) -> None:
    with running(tmp_path / "venue") as server:
        add_party(server, "lena-tom", "Lena & Tom")
        async with by_name(server) as ada, by_name(server, server.root_url + "/p/lena-tom") as there:
            key, _ = await with_passkey(server, ada, "Ada")
            assert "data-passkey=" in (await ada.http.get("/admin")).text
            assert "data-passkey=" not in (await there.http.get("/admin")).text
            assert_error(await use(there, key), 403, "NO_PLACE_HERE")
            signed = key.used(await asked(ada, "/admin/passkey"))
            there.http.cookies.update(ada.http.cookies)
            refused = await there.http.post("/admin/passkey", json={"credential": signed})
            assert_error(refused, 401, "CHALLENGE_OVER")


@pytest.mark.default_party
async def test_an_operators_passkey_opens_the_page_of_all_parties(own_server: Server, ada: Person) -> None:
    key, _ = await with_passkey(own_server, ada, "Olga")
    assert_error(await use(ada, key, "/parties/passkey"), 403, "NO_PLACE_HERE")
    assert "data-passkey=" not in (await ada.http.get("/parties")).text
    account_command(own_server, "operator", "Olga")
    assert "data-passkey=" in (await ada.http.get("/parties")).text
    signed = key.used(await asked(ada, "/admin/passkey"))
    refused = await ada.http.post("/parties/passkey", json={"credential": signed})
    assert_error(refused, 401, "CHALLENGE_OVER")
    answer = await use(ada, key, "/parties/passkey")
    assert (answer.status_code, answer.json()) == (200, {"to": "/parties"})
    assert "Olga" in (await ada.http.get("/parties")).text


async def test_passkeys_are_named_and_removed_by_their_own_person(
    own_server: Server, ada: Person, other: Person
) -> None:
    key, password = await with_passkey(own_server, ada, "Gus")
    await sign_in(ada, "Gus", password)
    await sign_in(other, "Hal", add_account(own_server, "Hal", "owner"))
    with own_server.books() as books:
        ((kept,),) = books.execute(
            "select p.id from passkeys p join accounts a on a.id = p.account_id where a.name = 'Gus'"
        )
    for path in ("name", "remove"):
        assert (await other.http.post(f"{OWN}/{kept}/{path}", data={"name": "x"})).status_code == 404
    renamed = await ada.http.post(f"{OWN}/{kept}/name", data={"name": "<b>Old phone"})
    assert renamed.status_code == 303
    assert "&lt;b&gt;Old phone" in (await ada.http.get("/admin/account")).text
    assert (await ada.http.post(f"{OWN}/{kept}/remove")).status_code == 303
    assert_error(await use(other, key), 401, "PASSKEY_REFUSED")


async def test_the_same_passkey_is_not_kept_twice_and_not_more_than_some(
    own_server: Server, ada: Person
) -> None:
    key, password = await with_passkey(own_server, ada, "Ida")
    await sign_in(ada, "Ida", password)
    options = await asked(ada, OWN, password=password)
    assert [raw(one["id"]) for one in options["excludeCredentials"]] == [key.id]
    again = await ada.http.post(OWN, json={"credential": key.made(options)})
    assert_error(again, 401, "PASSKEY_REFUSED")
    with own_server.books() as books:
        for number in range(MAX_PASSKEYS - 1):
            books.execute(
                "insert into passkeys (id, credential_id, account_id, name, public_key, sign_count, rp_id, "
                "created_at) select ?, ?, account_id, name, public_key, 0, rp_id, created_at from passkeys "
                "where credential_id = ?",
                (f"{number}", f"x{number}", text(key.id)),
            )
        books.commit()
    assert_error(await ada.http.post(f"{OWN}/options", json={"password": password}), 409, "TOO_MANY_PASSKEYS")


async def test_there_are_none_at_an_address_that_is_a_number(own_server: Server) -> None:
    async with person(own_server.url) as someone:
        answer = await someone.http.post("/admin/passkey/options", json={})
        assert_error(answer, 409, "NO_PASSKEYS_HERE")


@pytest.mark.default_party
async def test_a_password_that_is_set_from_outside_ends_passkeys(tmp_path: Path) -> None:
    with running(tmp_path / "party") as server:
        async with by_name(server) as host:
            assert (await host.sign_in()).status_code == 200
            key = soft_key(server)
            options = await asked(host, OWN, password=PASSWORD)
            assert (await host.http.post(OWN, json={"credential": key.made(options)})).status_code == 200
            assert (await use(host, key)).status_code == 200
            run("set-password", data_dir=server.data_dir, stdin="another-good-password\n")
            assert not await is_in(host)
            assert_error(await use(host, key), 401, "PASSKEY_REFUSED")
