"""A guest gets one mail when the album is ready, if they confirmed their address; then it is forgotten."""

import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from tests.http.test_guest_calls import become
from tests.http.test_notices import TirelessServer, mailing
from tests.http.test_waiting import switch
from tests.notices.mail_server import mail_server
from tests.running import Person, Server, person, running


async def ask(someone: Person, address: str) -> None:
    answer = await someone.http.post("/me/mail", data={"mail": address})
    assert answer.status_code == 200, answer.text
    assert address in answer.text


def link_in(text: str) -> str:
    found = re.search(r"/mail/[A-Za-z0-9_-]+", text)
    assert found is not None, text
    return found[0]


def kept(server: Server) -> list[str]:
    with server.books() as books:
        return [row[0] for row in books.execute("select address from guest_mails order by 1").fetchall()]


async def test_a_confirmed_address_gets_one_mail_after_the_party_and_is_forgotten(tmp_path: Path) -> None:
    async with mail_server() as mails:
        options: dict[str, Any] = mailing(f"127.0.0.1:{mails.port}")
        with running(tmp_path / "party", TirelessServer, **options) as server:
            async with (
                person(server.url) as host,
                person(server.url) as mia,
                person(server.url) as ben,
                person(server.url) as elsewhere,
            ):
                await host.sign_in()
                await switch(host, album_for="everyone")
                await ask(mia, "mia@example.org")
                link = link_in((await mails.until(1)).get_content())
                await ask(ben, "ben@example.org")
                await mails.until(2)
                # The mail program opens the link: that alone is no yes.
                assert "Yes, write to me" in (await elsewhere.http.get(link)).text
                assert "You get a mail when the album is ready" not in (await mia.http.get("/me")).text
                assert (await elsewhere.http.post(link, data={"do": "yes"})).status_code == 200
                told = (await mia.http.get("/me")).text
                assert "The mail address that you gave: mia@example.org" in told
                assert "You get a mail when the album is ready" in told
                everything = ZipFile(BytesIO((await mia.http.get("/me/everything.zip")).content))
                records = json.loads(everything.read(next(n for n in everything.namelist() if "json" in n)))
                assert records["mail"] == "mia@example.org"
                await become(host, "ended")
                mail = await mails.until(3)
                assert mail["To"] == "mia@example.org"
                assert "The album is ready" in mail["Subject"]
                assert "/take" in mail.get_content()
                while "mia@example.org" in kept(server):
                    pass
                assert (await elsewhere.http.get(link)).status_code == 404
                # An address that nobody has confirmed hears nothing, and is forgotten after a day.
                with server.books() as books:
                    books.execute("update guest_mails set created_at = '2020-01-01T00:00:00.000Z'")
                    books.commit()
            assert len(mails.mails) == 3
        with running(tmp_path / "party", TirelessServer, **options) as server:
            while kept(server):
                pass


async def test_an_address_is_forgotten_when_its_guest_or_its_owner_says_so(tmp_path: Path) -> None:
    async with mail_server() as mails:
        with running(tmp_path / "party", **mailing(f"127.0.0.1:{mails.port}")) as server:
            async with person(server.url) as mia, person(server.url) as ben, person(server.url) as other:
                await ask(mia, "wrong@example.org")
                wrong = link_in((await mails.until(1)).get_content())
                await ask(mia, "mia@example.org")
                right = link_in((await mails.until(2)).get_content())
                assert kept(server) == ["mia@example.org"], "a guest has one"
                assert (await other.http.post(wrong, data={"do": "yes"})).status_code == 404
                assert (await other.http.post(right, data={"do": "forget"})).status_code == 200
                assert kept(server) == []
                await ask(ben, "ben@example.org")
                assert (await mia.http.post("/me/mail/forget")).status_code == 303
                assert kept(server) == ["ben@example.org"], "it is another guest's"
                assert (await ben.http.post("/me/mail/forget")).status_code == 303
                assert kept(server) == []
                await ask(ben, "ben@example.org")
                await ben.http.post("/me/delete")
                assert kept(server) == []
                for bad in ("nobody", "a@b\r\nBcc: c@d", ""):
                    assert (await other.http.post("/me/mail", data={"mail": bad})).status_code == 400
                many = [await mia.http.post("/me/mail", data={"mail": "x@example.org"}) for _ in range(3)]
                assert many[-1].status_code == 429, "nobody sends many mails from here"


async def test_where_no_mail_is_sent_nothing_is_offered_and_an_unreached_server_keeps_nothing(
    tmp_path: Path,
) -> None:
    with running(tmp_path / "none") as server:
        async with person(server.url) as mia:
            assert "/me/mail" not in (await mia.http.get("/me")).text
            answer = await mia.http.post("/me/mail", data={"mail": "mia@example.org"})
            assert answer.status_code == 409
    with running(tmp_path / "away", **mailing("127.0.0.1:9")) as server:
        async with person(server.url) as mia:
            assert (await mia.http.post("/me/mail", data={"mail": "mia@example.org"})).status_code == 502
            assert kept(server) == []
