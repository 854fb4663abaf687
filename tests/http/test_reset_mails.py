"""A forgotten password: the address on the account page, and the mail with a link that is good once."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest

from app.web.limits import RESET_MAIL, RESET_MAIL_TO
from tests.accounts import account_command, add_account, first_name, sign_in
from tests.http.answers import assert_error
from tests.kept_party import PASSWORD
from tests.notices.mail_server import MailServer, mail_server
from tests.parties.operator import add_party
from tests.running import Person, Server, person, running
from tests.stage import stage

NEW = "another-good-password"
LINK = re.compile(r"https?://\S+?(/(?:p/[^/\s]+/)?reset/[0-9a-f]{32})")
JSON = {"Accept": "application/json"}


@asynccontextmanager
async def mailing(folder: Path, **options: object) -> AsyncIterator[tuple[MailServer, Server]]:
    async with mail_server() as mails:
        told = {"smtp_url": f"smtp://127.0.0.1:{mails.port}", "mail_from": "wall@party.example"}
        with running(folder, **told, **options) as server:
            yield mails, server


async def set_email(someone: Person, email: str, password: str) -> httpx.Response:
    return await someone.http.post("/admin/account/email", data={"email": email, "password": password})


async def ask(someone: Person, email: str) -> httpx.Response:
    return await someone.http.post("/reset", data={"email": email})


def link_in(mail: EmailMessage) -> str:
    found = LINK.search(mail.get_content())
    assert found, mail.get_content()
    return found[1].removeprefix(stage.base)


async def test_a_mailed_link_sets_a_new_password_once_and_ends_every_session(tmp_path: Path) -> None:
    async with mailing(tmp_path / "party") as (mails, server):
        password = add_account(server, "Ada", "helper")
        async with person(server.url) as ada, person(server.url) as elsewhere:
            await sign_in(elsewhere, "Ada", password)
            assert (await set_email(elsewhere, " Ada@Example.org ", password)).status_code == 303
            assert 'value="Ada@Example.org"' in (await elsewhere.http.get("/admin/account")).text
            assert "/reset" in (await ada.http.get("/admin")).text
            assert (await ask(ada, "ada@example.ORG")).status_code == 200
            mail = await mails.until(1)
            assert (mail["To"], mail["From"]) == ("Ada@Example.org", "wall@party.example")
            assert "Ada" in mail["Subject"]
            path = link_in(mail)
            assert "Ada" in (await ada.http.get(path)).text
            assert (await elsewhere.http.get("/api/admin/photos")).status_code == 200, "nothing changed yet"
            chosen = await ada.http.post(path, data={"new": NEW, "again": NEW})
            assert chosen.status_code == 303
            assert (await elsewhere.http.get("/api/admin/photos")).status_code == 401
            assert (await ada.http.get(path)).status_code == 404
            assert (await sign_in(ada, "Ada", password)).status_code == 401
            assert (await sign_in(ada, "Ada", NEW)).status_code == 200


async def test_a_mailed_link_is_good_for_an_hour(tmp_path: Path) -> None:
    async with mailing(tmp_path / "party") as (mails, server):
        add_account(server, "Ada", "helper")
        with server.books() as books:
            books.execute("update accounts set email = 'ada@example.org' where name = 'Ada'")
            books.commit()
        async with person(server.url) as ada:
            await ask(ada, "ada@example.org")
            path = link_in(await mails.until(1))
            with server.books() as books:
                ((until,),) = books.execute("select expires_at from reset_links")
                ((now,),) = books.execute("select max(created_at) from accounts")
                assert until > now
                assert until[:13] <= f"{now[:11]}{int(now[11:13]) + 1:02}" or until[:10] > now[:10]
                books.execute("update reset_links set expires_at = '2020-01-01T00:00:00.000Z'")
                books.commit()
            assert (await ada.http.get(path)).status_code == 404


async def test_the_answer_does_not_tell_whether_an_address_is_known(tmp_path: Path) -> None:
    async with mailing(tmp_path / "party") as (mails, server):
        add_account(server, "Ada", "helper")
        with server.books() as books:
            books.execute("update accounts set email = 'ada@example.org' where name = 'Ada'")
            books.commit()
        async with person(server.url) as someone:
            unknown = await ask(someone, "bob@example.org")
            known = await ask(someone, "ada@example.org")
            assert unknown.status_code == known.status_code == 200
            assert unknown.text.replace("bob", "ada") == known.text
            await mails.until(1)
            assert [mail["To"] for mail in mails.mails] == ["ada@example.org"]
            for nonsense in ("", "ada", "ada@example.org\r\nBcc: all@example.org", "a" * 300 + "@x.org"):
                assert (await ask(someone, nonsense)).status_code == 400


async def test_setting_an_address_takes_the_password(tmp_path: Path) -> None:
    async with mailing(tmp_path / "party") as (mails, server):
        password = add_account(server, "Ada", "helper")
        async with person(server.url) as ada, person(server.url) as nobody:
            await sign_in(ada, "Ada", password)
            refused = await set_email(ada, "ada@example.org", "wrong")
            assert (refused.status_code, 'role="alert"' in refused.text) == (401, True)
            assert (await set_email(ada, "no address", password)).status_code == 400
            assert 'name="email" maxlength="254" value=""' in (await ada.http.get("/admin/account")).text
            assert (await set_email(ada, "ada@example.org", password)).status_code == 303
            await ask(nobody, "ada@example.org")
            path = link_in(await mails.until(1))
            assert (await set_email(ada, "", password)).status_code == 303
            assert (await nobody.http.get(path)).status_code == 404, "it went to an address that is gone"
            answer = await nobody.http.post(
                "/admin/account/email", data={"email": "x@example.org", "password": PASSWORD}, headers=JSON
            )
            assert_error(answer, 401, "ACCOUNT_NEEDED")


async def test_asking_is_limited_for_a_browser_and_for_an_address(tmp_path: Path) -> None:
    async with (
        mailing(tmp_path / "party") as (_, server),
        person(server.url) as someone,
        person(server.url) as other,
    ):
        for visitor in (someone, other):
            await visitor.http.get("/api/uid")
        for _ in range(RESET_MAIL_TO.guest.count):
            assert (await ask(someone, "ada@example.org")).status_code == 200
        assert (await ask(other, "ADA@example.org")).status_code == 429
        for number in range(RESET_MAIL.guest.count - RESET_MAIL_TO.guest.count):
            assert (await ask(someone, f"{number}@example.org")).status_code == 200
        assert (await ask(someone, "eve@example.org")).status_code == 429
        assert (await ask(other, "eve@example.org")).status_code == 200


async def test_without_smtp_nothing_of_it_is_shown(server: Server, guest: Person) -> None:
    assert 'href="/reset' not in (await guest.http.get("/admin")).text.replace(stage.base, "")
    assert (await guest.http.get("/reset")).status_code == 404
    assert (await ask(guest, "ada@example.org")).status_code == 404


@pytest.mark.default_party
async def test_the_link_leads_to_a_party_of_theirs(tmp_path: Path) -> None:
    async with mailing(tmp_path / "venue") as (mails, server):
        add_party(server, "lena-tom", "Lena & Tom")
        add_account(server, "Ben", "host", "lena-tom")
        account_command(server, "add", "Olga", "--operator", "--email", "olga@example.org")
        with server.books() as books:
            books.execute("update accounts set email = 'ben@example.org' where name = 'Ben'")
            books.commit()
        async with person(server.root_url) as someone:
            await ask(someone, "ben@example.org")
            assert link_in(await mails.until(1)).startswith("/p/lena-tom/reset/")
            assert "/reset" in (await someone.http.get("/parties")).text
            await ask(someone, "olga@example.org")
            assert link_in(await mails.until(2)).startswith("/reset/")


@pytest.mark.default_party
async def test_a_password_from_the_options_is_explained_and_not_changed(tmp_path: Path) -> None:
    async with mailing(tmp_path / "party", admin_password=PASSWORD) as (mails, server):
        with server.books() as books:
            books.execute("update accounts set email = 'host@example.org'")
            books.commit()
        async with person(server.url) as someone:
            await ask(someone, "host@example.org")
            mail = await mails.until(1)
            assert first_name() in mail["Subject"]
            assert "PARTYWALL_ADMIN_PASSWORD" in mail.get_content()
            assert not LINK.search(mail.get_content())
