"""The code of a party: asked on every way in, remembered, and carried by the QR codes of tables."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest

from tests.http.answers import assert_error
from tests.http.test_settings import put, version_of
from tests.http.timeless import TimelessServer
from tests.running import Person, Server, jpeg, person, running
from tests.stage import stage
from tests.streams import event_stream
from tests.tus.client import TUS, ask_to_begin, metadata, photo_of, send_whole

CODE = "Rosé 24"


async def close_door(host: Person, code: str = CODE) -> None:
    await host.sign_in()
    await put(host, await version_of(host), entry_code=code)


async def make_door(host: Person, label: str) -> tuple[str, str]:
    """Make a door; return its id and the path of its QR code."""
    made = await host.http.post("/admin/doors", data={"label": label})
    assert made.status_code == 303, made.text
    page = (await host.http.get("/admin/doors")).text
    (section,) = [part for part in page.split("<section")[1:] if f">{label}</h2>" in part]
    door_id, link = re.search(r'id="door-(\w+)"', section), re.search(r"(/in/\w+)<", section)
    assert door_id
    assert link
    return door_id[1], link[1]


async def test_a_browser_without_cookies_reads_why_it_is_not_let_in(fresh_server: Server) -> None:
    async with person(fresh_server.url) as host, person(fresh_server.url) as guest:
        await close_door(host)
        for is_without in (True, False):
            answer = await guest.http.post("/in", data={"code": CODE})
            assert answer.status_code == 303
            if is_without:
                guest.http.cookies.clear()
            came = await guest.http.get(answer.headers["Location"])
            if is_without:
                assert came.status_code == 401
                assert "keeps no cookies" in came.text
                plain = await guest.http.get("/upload")
                assert "keeps no cookies" not in plain.text, "that is said only to who has just said the code"
            else:
                # What others are sent on is the plain address.
                assert (came.status_code, came.headers["Location"].endswith("/upload")) == (303, True)
                assert (await guest.http.get("/upload")).status_code == 200


WAYS: dict[str, Callable[[httpx.AsyncClient], Awaitable[httpx.Response]]] = {
    "gallery": lambda http: http.get("/"),
    "sending page": lambda http: http.get("/upload"),
    "own photos": lambda http: http.get("/edit"),
    "about me": lambda http: http.get("/me"),
    "wall": lambda http: http.get("/wall"),
    "plain wall": lambda http: http.get("/wall/basic"),
    "listing": lambda http: http.get("/api/photos"),
    "stream": lambda http: http.get("/api/events"),
    "stream from a change": lambda http: http.get("/api/events?since=0"),
    "who am I": lambda http: http.get("/api/uid"),
    "queue": lambda http: http.get("/api/queue"),
    "turns": lambda http: http.get("/api/turns"),
    "QR code": lambda http: http.get("/qr.svg"),
    "plain form": lambda http: http.post("/upload", files={"file": ("p.jpg", jpeg(), "image/jpeg")}),
    "API": lambda http: http.post("/api/new_photo", files={"file": ("p.jpg", jpeg(), "image/jpeg")}),
    "tus": lambda http: http.post(
        "/api/uploads", headers=TUS | metadata(author="Ben") | {"Upload-Length": "100"}
    ),
    "by another method": lambda http: http.post(
        "/api/uploads/" + "a" * 32, headers=TUS | {"X-HTTP-Method-Override": "HEAD"}
    ),
}


async def test_without_the_code_nothing_is_open_and_with_it_everything_is(fresh_server: Server) -> None:
    async with person(fresh_server.url) as host, person(fresh_server.url) as guest:
        await guest.send_photo()
        await close_door(host)
        for name, ask in WAYS.items():
            answer: httpx.Response = await ask(guest.http)
            assert answer.status_code == 401, name
            assert "Ben" not in answer.text, name
            if answer.headers.get("content-type", "").startswith("application/json"):
                assert_error(answer, 401, "CODE_NEEDED")
        page = await guest.http.get("/", headers={"Accept": "text/html"})
        assert len(re.findall(r"<input", page.text)) == 1, "one field"
        for path in ("/sw.js", "/manifest.webmanifest", "/offline"):
            assert (await guest.http.get(path)).status_code == 200, path

        entered = await guest.http.post("/in", data={"code": " rosé 24 "})
        assert (entered.status_code, entered.headers["Location"]) == (
            303,
            stage.base + "/upload?entered=1",
        )
        async with event_stream(guest):
            assert len((await guest.photos(before=""))["photos"]) == 1
        await guest.send_photo()
        await photo_of(guest, jpeg(), author="Ben")
        for path in ("/", "/upload", "/edit", "/me", "/wall", "/qr.svg"):
            assert (await guest.http.get(path)).status_code == 200, path


async def test_those_with_a_role_and_programs_are_not_asked(fresh_server: Server) -> None:
    async with person(fresh_server.url) as host, person(fresh_server.url) as program:
        await close_door(host)
        assert (await host.http.get("/api/photos")).status_code == 200
        made = await host.http.post(
            "/admin/tokens", data={"name": "Camera", "days": "1", "scope": ["photos:read", "photos:write"]}
        )
        (token,) = re.findall(r"<code>(.+?)</code>", made.text)
        program.http.headers["Authorization"] = f"Bearer {token}"
        await program.send_photo()
        assert (await program.http.get("/api/photos")).status_code == 200


async def test_a_wrong_code_is_always_the_same_answer(fresh_server: Server) -> None:
    async with person(fresh_server.url) as host, person(fresh_server.url) as guest:
        await close_door(host)
        door_id, link = await make_door(host, "Table 1")
        await host.http.post(f"/admin/doors/{door_id}/revoke")
        await close_door(host, "another")
        answers = [
            await guest.http.get(link),
            await guest.http.get("/in/nothing"),
            await guest.http.post("/in", data={"code": CODE}),
            await guest.http.post("/in", data={"code": ""}),
            await guest.http.post("/in", data={"code": "\u0000" * 500}),
        ]
        assert {(answer.status_code, answer.text) for answer in answers} == {(401, answers[0].text)}
        assert "partywall_entry" not in str(guest.http.cookies)


async def test_guesses_are_limited_and_right_codes_are_not(tmp_path: Path) -> None:
    with running(tmp_path / "party", TimelessServer) as server:
        async with person(server.url) as host, person(server.url) as guest, person(server.url) as other:
            await close_door(host)
            await guest.http.get("/join")
            statuses = {(await guest.http.get(f"/in/{no}")).status_code for no in range(320)}
            assert statuses == {401, 429}
            assert (await other.http.post("/in", data={"code": CODE})).status_code == 429, "same network"


async def test_a_changed_code_asks_nobody_who_is_in_until_the_host_does(fresh_server: Server) -> None:
    async with person(fresh_server.url) as host, person(fresh_server.url) as guest:
        await close_door(host)
        await guest.http.post("/in", data={"code": CODE})
        await close_door(host, "changed")
        assert (await guest.http.get("/api/photos")).status_code == 200
        assert (await host.http.post("/admin/doors/ask-again")).status_code == 303
        assert_error(await guest.http.get("/api/photos"), 401, "CODE_NEEDED")
        assert (await guest.http.post("/in", data={"code": CODE})).status_code == 401
        assert (await guest.http.get("/in/changed")).status_code == 303
        assert (await guest.http.get("/api/photos")).status_code == 200


async def test_a_forged_cookie_lets_nobody_in(fresh_server: Server) -> None:
    async with person(fresh_server.url) as host, person(fresh_server.url) as guest:
        await close_door(host)
        await guest.http.post("/in", data={"code": CODE})
        (entry,) = [cookie for cookie in guest.http.cookies.jar if "entry" in cookie.name]
        assert entry.value is not None
        # Not the last letter: some of its bits say nothing, and another one may be the same signature.
        other = entry.value[:-5] + ("A" if entry.value[-5] != "A" else "B") + entry.value[-4:]
        for forged in ("0.-", other, "1" + entry.value, ".", "0"):
            entry.value = forged
            assert (await guest.http.get("/api/photos")).status_code == 401


@pytest.mark.parametrize("is_asked", [True, False])
async def test_each_photo_remembers_the_table_by_which_it_came(fresh_server: Server, is_asked: bool) -> None:
    async with (
        person(fresh_server.url) as host,
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
    ):
        await close_door(host, CODE if is_asked else "")
        first, link = await make_door(host, "Table 1")
        second, further = await make_door(host, "Bar")
        assert (await guest.http.get(link)).status_code == 303
        by_api = (await guest.send_photo())["id"]
        by_tus = await photo_of(guest, jpeg(), author="Ben")
        await guest.http.get(further)
        at_the_bar = (await guest.send_photo())["id"]
        await other.http.get(f"/in/{CODE}")
        by_code = (await other.send_photo())["id"]

        async def listed(door: str) -> set[str]:
            answer = await host.http.get("/api/admin/photos", params={"door": door, "before": ""})
            return {photo["id"] for photo in answer.json()["photos"]}

        assert await listed(first) == {by_api, by_tus}
        assert await listed(second) == {at_the_bar}
        assert await listed("") == {by_api, by_tus, at_the_bar, by_code}
        await host.http.post(f"/admin/doors/{first}/rename", data={"label": "Window"})
        await host.http.post(f"/admin/doors/{first}/revoke")
        filters = (await host.http.get("/api/admin/filters")).json()["doors"]
        assert [(one["label"], one["count"]) for one in filters] == [("Window", 2), ("Bar", 1)]
        assert "Bar" in (await guest.http.get("/me")).text
        assert "Table" not in str((await guest.photos(before=""))["photos"]), "guests are not told"


async def test_the_qr_code_carries_the_code(fresh_server: Server) -> None:
    async with person(fresh_server.url) as host:
        await host.sign_in()
        open_to_all = (await host.http.get("/qr.svg")).text
        await close_door(host)
        assert (await host.http.get("/qr.svg")).text != open_to_all
        assert "/in/Ros%C3%A9%2024" in (await host.http.get("/wall")).text


async def test_a_send_without_consent_is_refused_on_every_way_in(fresh_server: Server) -> None:
    async with (
        person(fresh_server.url) as host,
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
    ):
        await host.sign_in()
        words = "All in my photos are fine with it"
        before = await guest.send_photo(key="before")
        await put(host, await version_of(host), consent=words)
        assert_error(await guest.send(), 403, "CONSENT_NEEDED")
        assert_error(await ask_to_begin(guest, 100, author="Ben"), 403, "CONSENT_NEEDED")
        assert_error(await ask_to_begin(guest, 100, author="Ben", consent="Yes"), 403, "CONSENT_NEEDED")
        form = await guest.http.post("/upload", files={"file": ("p.jpg", jpeg(), "image/jpeg")})
        assert (form.status_code, "Please agree first" in form.text) == (403, True)
        assert (await guest.send(key="before")).status_code == 200, "a retry of what was taken"
        assert [photo["id"] for photo in (await guest.photos(before=""))["photos"]] == [before["id"]]

        sent = await guest.http.post(
            "/upload", files={"file": ("p.jpg", jpeg(), "image/jpeg")}, data={"consent": words}
        )
        assert sent.status_code == 303
        await guest.send_photo()
        await photo_of(other, jpeg(), author="Eve", consent=words)
        assert words in (await other.http.get("/me")).text
        await put(host, await version_of(host), consent="Something else")
        assert_error(await guest.send(), 403, "CONSENT_NEEDED")

        made = await host.http.post(
            "/admin/tokens", data={"name": "Camera", "days": "1", "scope": "photos:write"}
        )
        (token,) = re.findall(r"<code>(.+?)</code>", made.text)
        async with person(fresh_server.url, Authorization=f"Bearer {token}") as program:
            await program.send_photo()
            await photo_of(program, jpeg(), author="Cam")


async def test_a_name_is_asked_for_by_the_form_and_by_tus_too(fresh_server: Server) -> None:
    async with person(fresh_server.url) as host, person(fresh_server.url) as guest:
        await host.sign_in()
        await put(host, await version_of(host), names_asked="always")
        form = await guest.http.post("/upload", files={"file": ("p.jpg", jpeg(), "image/jpeg")})
        assert (form.status_code, "say who your photos are from" in form.text) == (403, True)
        assert_error(await send_whole(guest, jpeg()), 403, "NAME_NEEDED")
        await put(host, await version_of(host), names_asked="no")
        photo_id = await photo_of(guest, jpeg(), author="Ben")
        assert (await guest.http.get(f"/api/photo/{photo_id}")).json()["photo"]["author"] == ""


async def test_a_new_code_ends_the_streams_of_those_who_have_not_said_it(fresh_server: Server) -> None:
    async with person(fresh_server.url) as host, person(fresh_server.url) as guest:
        await guest.http.get("/api/uid")
        async with event_stream(guest) as stream:
            await close_door(host)
            await stream.until_over()
        assert_error(await guest.http.get("/api/photos?since=0"), 401, "CODE_NEEDED")
        answer = await guest.http.get("/api/events", headers={"Accept": "application/json"})
        assert_error(answer, 401, "CODE_NEEDED")
