"""Guests who want it are called: their photo is on the big screen, the album is ready; nobody else is."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.base.clock import now
from tests.http.answers import assert_error
from tests.http.test_notices import QuickServer, TirelessServer, browser_at
from tests.http.test_turns import says
from tests.http.test_waiting import switch
from tests.notices.browser import Browser, PushService, push_service
from tests.running import Person, Server, jpeg, person, running


@pytest.fixture
async def service() -> AsyncIterator[PushService]:
    async with push_service() as started:
        yield started


async def want(someone: Person, browser: Browser, *kinds: str) -> None:
    answer = await someone.http.put(
        "/api/notices", json={"push": browser.subscription, "kinds": kinds or ["on_screen", "album"]}
    )
    assert answer.status_code == 200, answer.text


async def become(host: Person, state: str) -> None:
    answer = await host.http.put("/api/admin/uploads", json={"state": state, "message": ""})
    assert answer.status_code == 200, answer.text


async def test_a_guest_is_told_once_that_their_photo_is_on_and_nobody_else_is(
    tmp_path: Path, service: PushService
) -> None:
    mias, bens = browser_at(service, "mia"), browser_at(service, "ben")
    with running(tmp_path / "party", QuickServer, push_services=service.host) as server:
        async with person(server.url) as host, person(server.url) as mia, person(server.url) as ben:
            await host.sign_in()
            old = await mia.send_photo()
            await says(host, shows=old["id"])
            await want(mia, mias)
            await want(ben, bens)
            new = await mia.send_photo(jpeg(500, 400), author="Mia", caption="A secret")
            await says(host, shows=new["id"])
            told = json.loads(mias.read(await service.until(1)))
            await says(host, shows=new["id"], beside=[old["id"]])
            with server.books() as books:
                (calls,) = books.execute("select count(*) from guest_calls where called_at <> ''").fetchone()
    assert told["body"] == "Your photo is on the big screen."
    assert told["path"].endswith("/edit")
    assert "ecret" not in str(told)
    assert "Mia" not in str(told)
    assert calls == 1
    assert [head.split()[1] for head in service.heads] == ["/mia"]


async def test_after_the_party_the_album_is_ready(tmp_path: Path, service: PushService) -> None:
    wants, does_not = browser_at(service, "wants"), browser_at(service, "does-not")
    with running(tmp_path / "party", TirelessServer, push_services=service.host) as server:
        async with person(server.url) as host, person(server.url) as mia, person(server.url) as ben:
            await host.sign_in()
            await switch(host, album_for="everyone")
            await want(mia, wants)
            await want(ben, does_not, "on_screen")
            await become(host, "ended")
            told = json.loads(wants.read(await service.until(1)))
            # It is open by mistake, and ends once more: that is no news.
            for state in ("open", "ended"):
                await become(host, state)
            await want(ben, does_not, "on_screen", "album")
            await service.until(2)
    assert told["body"] == "The album is ready: all photos of the party."
    assert told["path"].endswith("/take")
    assert [head.split()[1] for head in service.heads] == ["/wants", "/does-not"]


async def test_of_a_photo_that_was_taken_down_nobody_is_told(tmp_path: Path, service: PushService) -> None:
    browser = browser_at(service)
    with running(tmp_path / "party", TirelessServer, push_services=service.host) as server:
        async with person(server.url) as host, person(server.url) as mia:
            await host.sign_in()
            down, stays = await mia.send_photo(), await mia.send_photo(jpeg(500, 400))
            await says(host, shows=down["id"], beside=[stays["id"]])
            await host.http.post(f"/api/admin/photo/{down['id']}/hide")
            with server.books() as books:
                # As if it had been asked for before the photos were on.
                await want(mia, browser, "on_screen")
                books.execute("update guest_calls set told_no = 0, called_at = ''")
                books.commit()
            told = json.loads(browser.read(await service.until(1)))
    assert told["body"] == "Your photo is on the big screen.", "one, and not both"


async def test_a_guest_reads_changes_and_ends_it_on_each_phone(tmp_path: Path, service: PushService) -> None:
    phone, laptop = browser_at(service, "phone"), browser_at(service, "laptop")
    with running(tmp_path / "party", push_services=service.host) as server:
        async with person(server.url) as mia, person(server.url) as ben:
            assert (await mia.http.get("/api/notices")).json()["phones"] == []
            await want(mia, phone)
            await want(mia, laptop, "album")
            await want(mia, phone, "on_screen")
            told = (await mia.http.get("/api/notices")).json()
            assert told["kinds"] == ["on_screen", "album"]
            assert told["phones"] == [
                {"address": phone.target.address, "kinds": ["on_screen"]},
                {"address": laptop.target.address, "kinds": ["album"]},
            ]
            assert (await ben.http.get("/api/notices")).json()["phones"] == []
            gone = {"address": phone.target.address}
            answer = await ben.http.request("DELETE", "/api/notices", json=gone)
            assert answer.status_code == 404, "it is another guest's"
            assert (await mia.http.request("DELETE", "/api/notices", json=gone)).status_code == 200
            assert len((await mia.http.get("/api/notices")).json()["phones"]) == 1
            assert "told of news" in (await mia.http.get("/me")).text
            await mia.http.post("/me/delete")
            with server.books() as books:
                assert books.execute("select count(*) from guest_calls").fetchone() == (0,)


async def test_what_cannot_be_called_is_refused_in_words(tmp_path: Path, service: PushService) -> None:
    with running(tmp_path / "party", push_services=service.host) as server:
        async with person(server.url) as mia:
            inside = Browser("http://127.0.0.1:1/inside").subscription
            for asked, code in (
                ({"push": inside, "kinds": ["album"]}, "NO_PUSH_SERVICE"),
                ({"push": browser_at(service).subscription, "kinds": ["waiting"]}, "BAD_REQUEST"),
                ({"push": browser_at(service).subscription, "kinds": []}, "BAD_REQUEST"),
                ({"kinds": ["album"]}, "BAD_REQUEST"),
            ):
                assert_error(await mia.http.put("/api/notices", json=asked), 400, code)
            for number in range(5):
                await want(mia, browser_at(service, f"phone-{number}"))
            sixth = {"push": browser_at(service, "sixth").subscription, "kinds": ["album"]}
            assert_error(await mia.http.put("/api/notices", json=sixth), 409, "TOO_MANY_PHONES")


async def test_a_browser_that_wants_no_more_is_forgotten(tmp_path: Path, service: PushService) -> None:
    service.status = 410
    with running(tmp_path / "party", QuickServer, push_services=service.host) as server:
        async with person(server.url) as host, person(server.url) as mia:
            await host.sign_in()
            await want(mia, browser_at(service))
            await says(host, shows=(await mia.send_photo())["id"])
            await service.until(1)
            while (await mia.http.get("/api/notices")).json()["phones"]:
                pass


async def test_hosts_hear_that_the_code_is_guessed_at_and_of_the_deletion_to_come(
    tmp_path: Path, service: PushService
) -> None:
    codes, ends = browser_at(service, "codes"), browser_at(service, "ends")
    with running(tmp_path / "party", QuickServer, push_services=service.host) as server:
        async with person(server.url) as host, person(server.url) as again:
            await host.sign_in()
            await switch(host, entry_code="kuchen")
            for someone, browser, kind in ((host, codes, "guessed"), (again, ends, "erasing")):
                await someone.sign_in()
                await someone.http.put(
                    "/api/admin/notices", json={"push": browser.subscription, "kinds": [kind]}
                )
            await _guess(server, 20)
            guessed = json.loads(codes.read(await service.until(1)))
            await switch(host, time_zone="UTC", deletes_at=f"{now() + timedelta(days=3):%Y-%m-%dT%H:%M}")
            erasing = json.loads(ends.read(await service.until(2)))
    assert guessed["body"] == "Somebody is guessing the code: 20 wrong ones in ten minutes."
    assert erasing["body"] == "In 3 days everything of this party is deleted for good."


async def _guess(server: Server, times: int) -> None:
    """Try wrong codes, each as a browser of its own."""
    for number in range(times):
        async with person(server.url) as somebody:
            assert (await somebody.http.post("/in", data={"code": f"torte{number}"})).status_code == 401
