"""A second step: codes by time, each taken once; recovery codes; and no way round it."""

import re
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pyotp
import pytest

from app.people.second_factor import STEP_S
from app.web.limits import SECOND_FACTOR
from tests.accounts import account_command, add_account, sign_in
from tests.http.answers import assert_error
from tests.http.timeless import TimelessServer
from tests.running import Person, Server, person, running
from tests.stage import stage

SECRET = re.compile(r"<code>([A-Z2-7]{32})</code>")
RECOVERY = re.compile(r"<code>([a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4})</code>")
STEP = re.compile(r'name="step" value="([^"]+)"')


class Phone:
    """Makes the codes of a secret; each call gives one of a step that no call gave before."""

    def __init__(self, secret: str) -> None:
        self.totp = pyotp.TOTP(secret)
        self._given = 0

    def code(self) -> str:
        """Return the oldest code that is good and was not given yet: there are three at a time."""
        current = int(time.time()) // STEP_S
        self._given = max(self._given + 1, current - 1)
        return self.totp.generate_otp(self._given)


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("second")) as started:
        yield started


@pytest.fixture
async def someone(own_server: Server) -> AsyncIterator[Person]:
    async with person(own_server.url) as visitor:
        yield visitor


async def set_up(someone: Person, name: str, password: str) -> tuple[Phone, list[str]]:
    assert (await sign_in(someone, name, password)).status_code == 200
    await someone.http.post("/admin/account/second-step")
    secret = SECRET.search((await someone.http.get("/admin/account/second-step")).text)
    assert secret
    phone = Phone(secret[1])
    done = await someone.http.post("/admin/account/second-step/confirm", data={"code": phone.code()})
    codes = RECOVERY.findall(done.text)
    assert len(set(codes)) == 10
    await someone.http.post("/admin/logout")
    return phone, codes


async def by_code(someone: Person, name: str, password: str, code: str) -> httpx.Response:
    return await someone.http.post("/admin/login", json={"name": name, "password": password, "code": code})


async def is_in(someone: Person) -> bool:
    return (await someone.http.get("/api/admin/photos")).status_code == 200


async def test_the_password_alone_does_not_let_in(own_server: Server, someone: Person) -> None:
    password = add_account(own_server, "Ada", "host")
    phone, _ = await set_up(someone, "Ada", password)
    assert_error(await sign_in(someone, "Ada", password), 401, "SECOND_FACTOR_NEEDED")
    assert not await is_in(someone)
    code = phone.code()
    assert_error(await by_code(someone, "Ada", "wrong", code), 401, "WRONG_PASSWORD")
    assert (await by_code(someone, "Ada", password, code)).status_code == 200
    assert await is_in(someone)
    again = await by_code(someone, "Ada", password, code)
    assert_error(again, 401, "WRONG_SECOND_FACTOR")


async def test_the_form_asks_for_the_code_on_a_page_of_its_own(own_server: Server, someone: Person) -> None:
    password = add_account(own_server, "Ben", "helper")
    phone, _ = await set_up(someone, "Ben", password)
    first = await someone.http.post("/admin/login", data={"name": "Ben", "password": password})
    step = STEP.search(first.text)
    assert step
    assert password not in first.text
    wrong = await someone.http.post("/admin/login", data={"step": step[1], "code": "000000x"})
    assert (wrong.status_code, 'role="alert"' in wrong.text) == (401, True)
    for forged in ("", "x", step[1][:-1], step[1].replace("|", "||", 1)):
        answer = await someone.http.post("/admin/login", data={"step": forged, "code": "000000"})
        assert answer.status_code == 401
        assert not await is_in(someone)
    code = phone.code()
    answer = await someone.http.post("/admin/login", data={"step": step[1], "code": f"{code[:3]} {code[3:]}"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{stage.base}/admin")
    assert await is_in(someone)


async def test_the_step_is_worthless_after_the_password_was_changed(
    own_server: Server, someone: Person
) -> None:
    password = add_account(own_server, "Cleo", "helper")
    phone, _ = await set_up(someone, "Cleo", password)
    first = await someone.http.post("/admin/login", data={"name": "Cleo", "password": password})
    step = STEP.search(first.text)
    assert step
    with own_server.books() as books:
        books.execute("update accounts set password_hash = 'another' where name = 'Cleo'")
        books.commit()
    answer = await someone.http.post("/admin/login", data={"step": step[1], "code": phone.code()})
    assert answer.status_code == 401
    assert not await is_in(someone)


async def test_a_recovery_code_lets_in_once(own_server: Server, someone: Person) -> None:
    password = add_account(own_server, "Dora", "host")
    _, codes = await set_up(someone, "Dora", password)
    with own_server.books() as books:
        kept = str(list(books.execute("select * from recovery_codes")))
    assert not any(code.replace("-", "") in kept for code in codes)
    assert (await by_code(someone, "Dora", password, codes[0].upper())).status_code == 200
    assert "9 recovery codes" in (await someone.http.get("/admin/account/second-step")).text
    assert_error(await by_code(someone, "Dora", password, codes[0]), 401, "WRONG_SECOND_FACTOR")
    assert (await by_code(someone, "Dora", password, codes[1])).status_code == 200


async def test_ending_it_takes_a_code(own_server: Server, someone: Person) -> None:
    password = add_account(own_server, "Emil", "host")
    _, codes = await set_up(someone, "Emil", password)
    await by_code(someone, "Emil", password, codes[0])
    refused = await someone.http.post("/admin/account/second-step/end", data={"code": "123456x"})
    assert refused.status_code == 401
    assert_error(
        await someone.http.post("/admin/account/second-step", headers={"Accept": "application/json"}),
        409,
        "SECOND_FACTOR_THERE",
    )
    page = (await someone.http.get("/admin/account/second-step")).text
    assert not SECRET.search(page), "the secret is shown only while it is set up"
    ended = await someone.http.post("/admin/account/second-step/end", data={"code": codes[1]})
    assert ended.status_code == 303
    assert (await sign_in(someone, "Emil", password)).status_code == 200


async def test_it_does_not_count_before_a_first_code(own_server: Server, someone: Person) -> None:
    password = add_account(own_server, "Fay", "host")
    await sign_in(someone, "Fay", password)
    await someone.http.post("/admin/account/second-step")
    wrong = await someone.http.post("/admin/account/second-step/confirm", data={"code": "12345x"})
    assert wrong.status_code == 401
    assert not RECOVERY.search(wrong.text)
    assert (await sign_in(someone, "Fay", password)).status_code == 200


async def test_whoever_lost_all_codes_is_let_in_by_a_command(own_server: Server, someone: Person) -> None:
    password = add_account(own_server, "Gus", "host")
    await set_up(someone, "Gus", password)
    account_command(own_server, "drop-second-factor", "Gus")
    assert (await sign_in(someone, "Gus", password)).status_code == 200


@pytest.mark.default_party
async def test_an_operators_sign_in_asks_for_it_too(own_server: Server, someone: Person) -> None:
    password = add_account(own_server, "Hal", "host")
    account_command(own_server, "operator", "Hal")
    _, codes = await set_up(someone, "Hal", password)
    first = await someone.http.post("/parties/sign-in", data={"name": "Hal", "password": password})
    step = STEP.search(first.text)
    assert (first.status_code, bool(step)) == (401, True)
    assert step
    elsewhere = await someone.http.post("/admin/login", data={"step": step[1], "code": codes[0]})
    assert elsewhere.status_code == 401, "a step is good where the password was typed"
    right = await someone.http.post("/parties/sign-in", data={"step": step[1], "code": codes[0]})
    assert right.status_code == 303


async def test_guesses_at_codes_are_slowed_down(tmp_path: Path) -> None:
    with running(tmp_path / "party", TimelessServer) as server:
        password = add_account(server, "Ida", "host")
        async with person(server.url) as someone:
            _, codes = await set_up(someone, "Ida", password)
            for number in range(SECOND_FACTOR.guest.count):
                answer = await by_code(someone, "Ida", password, f"{number}x")
                assert_error(answer, 401, "WRONG_SECOND_FACTOR")
            assert_error(await by_code(someone, "Ida", password, codes[0]), 429, "TOO_OFTEN")
