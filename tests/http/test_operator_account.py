"""An operator who is in no party keeps their account at the page of all parties."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.accounts import SHOWN_ONCE, account_command, reset_path, sign_in
from tests.http.answers import assert_error
from tests.http.test_passkeys import asked, by_name, soft_key, use
from tests.http.test_second_factor import RECOVERY, SECRET, STEP, Phone
from tests.running import Person, Server, running

pytestmark = pytest.mark.default_party

NEW = "another-good-password"
OWN = "/parties/account"


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("operator")) as started:
        yield started


@pytest.fixture
async def someone(own_server: Server) -> AsyncIterator[Person]:
    async with by_name(own_server) as visitor:
        yield visitor


async def enter(someone: Person, name: str, password: str) -> int:
    answer = await someone.http.post("/parties/sign-in", data={"name": name, "password": password})
    return answer.status_code


def operator(server: Server, name: str) -> str:
    found = SHOWN_ONCE.search(account_command(server, "add", name, "--operator"))
    assert found
    return found[1]


async def test_the_page_leads_to_it_and_it_changes_the_password(own_server: Server, someone: Person) -> None:
    password = operator(own_server, "Olga")
    assert await enter(someone, "Olga", password) == 303
    assert f'href="{OWN}"' in (await someone.http.get("/parties")).text
    page = (await someone.http.get(OWN)).text
    assert "Olga" in page
    assert 'action="/admin/' not in page, "everything on it is here"
    async with by_name(own_server) as elsewhere:
        assert await enter(elsewhere, "Olga", password) == 303
        changed = await someone.http.post(f"{OWN}/password", data={"old": password, "new": NEW, "again": NEW})
        assert changed.status_code == 200
        json = {"Accept": "application/json"}
        assert_error(await elsewhere.http.get(OWN, headers=json), 401, "OPERATOR_ONLY")
        assert await enter(elsewhere, "Olga", NEW) == 303
        assert (await someone.http.post(f"{OWN}/sessions/end")).headers["Location"] == OWN
        assert_error(await elsewhere.http.get(OWN, headers=json), 401, "OPERATOR_ONLY")
    saved = await someone.http.post(f"{OWN}/email", data={"email": "olga@example.org", "password": NEW})
    assert saved.headers["Location"] == f"{OWN}#email"


async def test_a_second_step_is_set_up_and_asked_for_there(own_server: Server, someone: Person) -> None:
    password = operator(own_server, "Paul")
    await enter(someone, "Paul", password)
    await someone.http.post(f"{OWN}/second-step")
    secret = SECRET.search((await someone.http.get(f"{OWN}/second-step")).text)
    assert secret
    done = await someone.http.post(f"{OWN}/second-step/confirm", data={"code": Phone(secret[1]).code()})
    (code, *_) = RECOVERY.findall(done.text)
    await someone.http.post("/parties/sign-out")
    first = await someone.http.post("/parties/sign-in", data={"name": "Paul", "password": password})
    step = STEP.search(first.text)
    assert step
    right = await someone.http.post("/parties/sign-in", data={"step": step[1], "code": code})
    assert right.status_code == 303
    assert "Paul" in (await someone.http.get(OWN)).text


async def test_a_passkey_is_made_and_used_there(own_server: Server, someone: Person) -> None:
    password = operator(own_server, "Rosa")
    await enter(someone, "Rosa", password)
    key = soft_key(own_server)
    options = await asked(someone, f"{OWN}/passkeys", password=password)
    made = await someone.http.post(f"{OWN}/passkeys", json={"credential": key.made(options)})
    assert made.json() == {"to": f"{OWN}#passkeys"}
    await someone.http.post("/parties/sign-out")
    assert (await use(someone, key, "/parties/passkey")).status_code == 200
    assert "Rosa" in (await someone.http.get(OWN)).text


async def test_a_link_to_a_new_password_leads_back_to_where_they_sign_in(
    own_server: Server, someone: Person
) -> None:
    operator(own_server, "Tom")
    chosen = await someone.http.post(reset_path(own_server, "Tom"), data={"new": NEW, "again": NEW})
    assert chosen.headers["Location"] == "/parties"
    assert await enter(someone, "Tom", NEW) == 303
    assert_error(await sign_in(someone, "Tom", NEW), 401, "WRONG_PASSWORD")
