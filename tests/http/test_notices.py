"""Hosts and helpers are called by Web Push and mail: once for each thing, at most once a minute."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.comments.test_comments import do, report, standing, write
from tests.http.answers import assert_error
from tests.http.test_waiting import desk, switch
from tests.members import member
from tests.notices.browser import Browser, PushService, push_service
from tests.notices.mail_server import mail_server
from tests.parties.operator import add_party
from tests.patience import PATIENCE_S
from tests.running import Person, Server, jpeg, person, program_after, running

EVERY_KIND = ["reported", "waiting", "comments", "screen", "disk", "guessed", "erasing"]


class QuickServer(Server):
    """One that looks all the time, and for which who waits has waited long enough."""

    PROGRAM = program_after(
        "import app.notices.calling, app.notices.news",
        "app.notices.calling.LOOK_EVERY_S = 0.02",
        "app.notices.news.WAITED_S = 0",
    )


class TirelessServer(Server):
    """One that may call again at once, too."""

    PROGRAM = program_after(
        "import app.notices.calling, app.notices.guest_calling, app.notices.news, datetime",
        "app.notices.calling.LOOK_EVERY_S = 0.02",
        "app.notices.calling.CALLED_EVERY = datetime.timedelta(0)",
        "app.notices.guest_calling.CALLED_EVERY = datetime.timedelta(0)",
        "app.notices.news.WAITED_S = 0",
    )


@contextmanager
def server_with(
    tmp_path: Path, service: PushService, kind: type[Server] = QuickServer, **options: object
) -> Iterator[Server]:
    with running(tmp_path / "party", kind, push_services=service.host, **options) as server:
        yield server


@pytest.fixture
async def service() -> AsyncIterator[PushService]:
    async with push_service() as started:
        yield started


async def call(someone: Person, browser: Browser, *kinds: str, **words: str) -> dict[str, Any]:
    answer = await someone.http.put(
        "/api/admin/notices",
        json={"push": browser.subscription, "kinds": list(kinds) or EVERY_KIND} | words,
    )
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def browser_at(service: PushService, name: str = "phone") -> Browser:
    return Browser(f"http://{service.host}/{name}")


@asynccontextmanager
async def approved_party(server: Server) -> AsyncIterator[Person]:
    async with person(server.url) as host:
        await host.sign_in()
        await switch(host, showing="approved")
        yield host


async def test_a_host_is_called_when_a_photo_waits_and_the_message_names_nobody(
    tmp_path: Path, service: PushService
) -> None:
    browser = browser_at(service)
    with server_with(tmp_path, service) as server:
        async with approved_party(server) as host, person(server.url) as guest:
            await call(host, browser)
            await guest.send_photo(jpeg(), author="Mia Secret", caption="Do not read this aloud")
            told = json.loads(browser.read(await service.until(1)))
    assert told["body"] == "1 photo waits for you."
    assert told["topic"] == "waiting"
    assert told["path"].endswith("/admin/waiting")
    assert "Secret" not in str(told)
    assert "Topic: partywall-waiting" in service.heads[0]


async def test_a_host_is_called_for_comments_that_wait_or_are_reported_and_sees_since_when(
    tmp_path: Path, service: PushService
) -> None:
    browser = browser_at(service)
    with server_with(tmp_path, service, TirelessServer) as server:
        async with person(server.url) as host, person(server.url) as guest, person(server.url) as other:
            await host.sign_in()
            await switch(host, comments_allowed=True, reports_needed=2)
            sent = await guest.send_photo()
            shown = await write(guest, sent["id"], "For all to see")
            await switch(host, showing="approved")
            await call(host, browser)
            first = await write(other, sent["id"], "Secret words")
            assert (await told_by(service, browser, 1))["body"] == "1 comment waits for you."
            await write(other, sent["id"], "More of them")
            assert (await told_by(service, browser, 2))["body"] == "2 comments wait for you."
            assert (await desk(host))["oldest_at"] == first["created_at"]
            await report(other, shown)
            told = await told_by(service, browser, 3)
            assert (told["body"], told["topic"]) == ("3 comments wait for you.", "comments")
            assert told["path"].endswith("/admin/waiting")
            # What is decided is not counted again, and neither is a banned guest's.
            await do(host, shown, "hide")
            await standing(host, (await desk(host))["comments"][0]["comment"]["guest"], "banned")
            assert ((await desk(host))["comments"], (await desk(host))["oldest_at"]) == ([], None)
            async with person(server.url) as late:
                await write(late, sent["id"], "Is this on?")
                assert (await told_by(service, browser, 4))["body"] == "1 comment waits for you."
            assert "Secret" not in str(told)


async def told_by(service: PushService, browser: Browser, count: int) -> dict[str, Any]:
    """Return the last of so many messages."""
    told: dict[str, Any] = json.loads(browser.read(await service.until(count)))
    return told


@pytest.mark.default_party
async def test_the_host_of_one_party_is_not_called_for_another(tmp_path: Path, service: PushService) -> None:
    here, there = browser_at(service, "here"), browser_at(service, "there")
    with server_with(tmp_path, service) as server:
        password = add_party(server, "anna-ben", "Anna & Ben")
        other_url = f"{server.root_url}/p/anna-ben"
        async with (
            approved_party(server) as host,
            person(other_url) as other_host,
            person(server.url) as guest,
            person(other_url) as other_guest,
        ):
            await other_host.sign_in(password)
            await switch(other_host, showing="approved")
            await call(host, here)
            await call(other_host, there)
            await other_guest.send_photo()
            told = json.loads(there.read(await service.until(1)))
            assert told["path"] == "/p/anna-ben/admin/waiting"
            await guest.send_photo()
            await service.until(2)
    assert [head.split()[1] for head in service.heads] == ["/there", "/here"]


async def test_each_is_called_for_the_newest_and_not_twice_within_a_minute(
    tmp_path: Path, service: PushService
) -> None:
    quick, slow = browser_at(service, "quick"), browser_at(service, "slow")
    with server_with(tmp_path, service) as server:
        async with (
            approved_party(server) as host,
            member(server, "helper") as helper,
            person(server.url) as guest,
        ):
            await call(host, quick)
            await guest.send_photo()
            await service.until(1)
            # The next one is news to both, but the host has been called this minute.
            await call(helper, slow)
            await guest.send_photo()
            await service.until(2)
            with server.books() as books:
                calls = books.execute("select told from notice_subscriptions order by created_at").fetchall()
    assert [head.split()[1] for head in service.heads] == ["/quick", "/slow"]
    assert len(calls) == 2


async def test_what_is_decided_and_comes_again_is_news_again(tmp_path: Path, service: PushService) -> None:
    browser = browser_at(service)
    with server_with(tmp_path, service, TirelessServer) as server:
        async with approved_party(server) as host, person(server.url) as guest:
            await call(host, browser)
            await guest.send_photo()
            await service.until(1)
            await guest.send_photo()
            told = json.loads(browser.read(await service.until(2)))
            assert len((await desk(host))["photos"]) == 2
    assert told["body"] == "2 photos wait for you."


async def test_a_message_that_could_not_be_sent_is_news_still(tmp_path: Path, service: PushService) -> None:
    browser = browser_at(service)
    service.status = 503
    with server_with(tmp_path, service, TirelessServer) as server:
        async with approved_party(server) as host, person(server.url) as guest:
            await call(host, browser)
            await guest.send_photo()
            await service.until(1)
            await until_failed(host, "refused")
            service.status = 201
            await service.until(len(service.bodies) + 1)
            await until_failed(host, "")


async def until_failed(host: Person, because: str) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while (await told_of(host))["push"]["failed"] != because:
            await asyncio.sleep(0.01)


async def trial(someone: Person, way: str = "push") -> httpx.Response:
    return await someone.http.post("/api/admin/notices/trial", json={"way": way})


async def told_of(someone: Person) -> dict[str, Any]:
    answer = await someone.http.get("/api/admin/notices")
    assert answer.status_code == 200, answer.text
    ways: dict[str, Any] = answer.json()["ways"]
    return ways


@pytest.mark.parametrize("status", [404, 410])
async def test_a_browser_that_wants_no_more_is_forgotten(
    status: int, tmp_path: Path, service: PushService
) -> None:
    service.status = status
    with server_with(tmp_path, service) as server:
        async with approved_party(server) as host, person(server.url) as guest:
            await call(host, browser_at(service))
            await guest.send_photo()
            await service.until(1)
            async with asyncio.timeout(PATIENCE_S):
                while await told_of(host):
                    await asyncio.sleep(0.01)


async def test_who_has_signed_out_is_called_no_more(tmp_path: Path, service: PushService) -> None:
    with server_with(tmp_path, service) as server:
        async with (
            approved_party(server) as host,
            member(server, "helper") as helper,
            person(server.url) as guest,
        ):
            await call(helper, browser_at(service, "helper"))
            await helper.http.post("/admin/logout")
            await call(host, browser_at(service, "host"))
            await guest.send_photo()
            await service.until(1)
    assert [head.split()[1] for head in service.heads] == ["/host"]


async def test_in_quiet_hours_nobody_is_called(tmp_path: Path, service: PushService) -> None:
    with server_with(tmp_path, service, TirelessServer) as server:
        async with (
            approved_party(server) as host,
            member(server, "helper") as helper,
            person(server.url) as guest,
        ):
            await call(helper, browser_at(service, "sleeps"), quiet_from="00:00", quiet_until="23:59")
            await call(host, browser_at(service, "wakes"))
            for count in (1, 2, 3):
                await guest.send_photo()
                await service.until(count)
            awake = {head.split()[1] for head in service.heads}
    # In the one minute of the day that is not quiet, both are called.
    assert awake in ({"/wakes"}, {"/wakes", "/sleeps"})


async def test_a_call_can_be_tried_changed_and_ended(tmp_path: Path, service: PushService) -> None:
    browser = browser_at(service)
    with server_with(tmp_path, service) as server:
        async with person(server.url) as host:
            await host.sign_in()
            assert_error(
                await host.http.post("/api/admin/notices/trial", json={"way": "push"}), 404, "NOT_FOUND"
            )
            await call(host, browser, "disk")
            assert (await host.http.post("/api/admin/notices/trial", json={"way": "push"})).status_code == 200
            told = json.loads(browser.read(await service.until(1)))
            assert told["topic"] == "trial"
            await call(host, browser, "waiting", "reported", quiet_from="23:30", quiet_until="07:15")
            assert (await told_of(host))["push"] == {
                "address": "",
                "kinds": ["reported", "waiting"],
                "quiet_from": "23:30",
                "quiet_until": "07:15",
                "failed": "",
            }
            ended = await host.http.request("DELETE", "/api/admin/notices", json={"way": "push"})
            assert ended.json() == {"way": "push"}
            assert await told_of(host) == {}


async def test_a_service_that_is_not_there_is_said(tmp_path: Path, service: PushService) -> None:
    with server_with(tmp_path, service) as server:
        async with person(server.url) as host:
            await host.sign_in()
            await call(host, browser_at(service))
            service.status = 500
            assert_error(await trial(host), 502, "NOT_CALLED")


async def test_the_key_is_made_once_and_stays(tmp_path: Path, service: PushService) -> None:
    keys = []
    for _ in range(2):
        with server_with(tmp_path, service) as server:
            async with person(server.url) as host:
                await host.sign_in()
                keys.append((await host.http.get("/api/admin/notices")).json()["key"])
    assert keys[0] == keys[1]
    assert len(keys[0]) == 87


GOOD = {"kinds": ["waiting"]}


async def test_what_cannot_be_called_is_refused_in_words(tmp_path: Path, service: PushService) -> None:
    browser = browser_at(service)
    push = browser.subscription
    with server_with(tmp_path, service) as server:
        async with person(server.url) as host:
            await host.sign_in()
            for body, code in [
                ({}, "BAD_REQUEST"),
                ([], "BAD_REQUEST"),
                (GOOD, "BAD_REQUEST"),
                (GOOD | {"push": push, "mail": "a@example.org"}, "BAD_REQUEST"),
                (GOOD | {"push": "https://fcm.googleapis.com/x"}, "BAD_REQUEST"),
                (GOOD | {"push": push | {"keys": {}}}, "BAD_REQUEST"),
                (GOOD | {"push": push | {"endpoint": "http://127.0.0.1:22/"}}, "NO_PUSH_SERVICE"),
                (GOOD | {"push": push | {"endpoint": "http://169.254.169.254/latest"}}, "NO_PUSH_SERVICE"),
                (GOOD | {"push": push | {"endpoint": "https://fcm.googleapis.com/x"}}, "NO_PUSH_SERVICE"),
                ({"push": push, "kinds": []}, "BAD_REQUEST"),
                ({"push": push, "kinds": ["everything"]}, "BAD_REQUEST"),
                ({"push": push, "kinds": "waiting"}, "BAD_REQUEST"),
                (GOOD | {"push": push, "quiet_from": "25:00", "quiet_until": "07:00"}, "BAD_REQUEST"),
                (GOOD | {"push": push, "quiet_from": "23:00"}, "BAD_REQUEST"),
                (GOOD | {"mail": "nobody"}, "BAD_REQUEST"),
                (GOOD | {"mail": "a@b\r\nBcc: c@d"}, "BAD_REQUEST"),
            ]:
                assert_error(await host.http.put("/api/admin/notices", json=body), 400, code)
            assert_error(
                await host.http.put("/api/admin/notices", json=GOOD | {"mail": "a@example.org"}),
                409,
                "NO_MAIL",
            )
            assert await told_of(host) == {}


def mailing(server: str) -> dict[str, Any]:
    return {"smtp_url": f"smtp://{server}", "mail_from": "wall@example.org"}


async def test_by_mail_a_host_reads_the_same_and_the_way_there(tmp_path: Path, service: PushService) -> None:
    async with mail_server() as mails:
        options: dict[str, Any] = {
            "smtp_url": f"smtp://127.0.0.1:{mails.port}",
            "mail_from": "wall@example.org",
        }
        with server_with(tmp_path, service, **options) as server:
            async with approved_party(server) as host, person(server.url) as guest:
                answer = await host.http.put(
                    "/api/admin/notices", json={"mail": "host@example.org", "kinds": ["waiting"]}
                )
                assert answer.json()["address"] == "host@example.org"
                await guest.send_photo()
                mail = await mails.until(1)
    assert mail["To"] == "host@example.org"
    assert mail["From"] == "wall@example.org"
    assert "1 photo waits for you." in mail["Subject"]
    assert "/admin/waiting" in mail.get_content()


async def test_a_password_is_not_sent_to_a_mail_server_without_encryption(
    tmp_path: Path, service: PushService
) -> None:
    async with mail_server() as mails:
        options: dict[str, Any] = {
            "smtp_url": f"smtp://me:secret@127.0.0.1:{mails.port}",
            "mail_from": "wall@example.org",
        }
        with server_with(tmp_path, service, **options) as server:
            async with person(server.url) as host:
                await host.sign_in()
                await host.http.put("/api/admin/notices", json={"mail": "a@example.org", "kinds": ["disk"]})
                assert_error(await trial(host, "mail"), 502, "NOT_CALLED")
    assert mails.mails == []
    assert not any("AUTH" in line for line in mails.lines)
