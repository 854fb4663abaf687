"""The host: signing in, the switch, taking photos down, and the list of who did what."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from app.web.limits import PASSWORD as GUESSES
from tests.http.timeless import TimelessServer
from tests.kept_party import PASSWORD
from tests.running import Person, Server, jpeg, person, running
from tests.stage import stage
from tests.streams import Stream, event_stream

# What else the machine does only ever adds to it: once in so many times is enough.
WITHIN_S = 1.0
TRIES = 6


async def test_without_the_password_nothing_of_the_hosts_is_reached(guest: Person) -> None:
    sent = await guest.send_photo()
    for method, path in (
        ("PUT", "/api/admin/uploads"),
        ("PUT", "/api/admin/videos"),
        ("PUT", "/api/admin/party"),
        ("GET", "/api/admin/filters"),
        ("GET", "/api/admin/walls"),
        ("GET", f"/api/admin/photo/{sent['id']}/picture"),
        ("GET", "/api/admin/photos"),
        ("GET", "/api/admin/changes"),
        ("GET", f"/api/admin/photo/{sent['id']}/original"),
        ("POST", f"/api/admin/photo/{sent['id']}/hide"),
        ("POST", f"/api/admin/photo/{sent['id']}/restore"),
    ):
        answer = await guest.http.request(method, path, json={"open": False} if method == "PUT" else None)
        assert answer.status_code == 401, path
        assert answer.json()["error"]["code"] == "HOST_ONLY"
    page = await guest.http.get("/admin")
    assert 'type="password"' in page.text


async def test_the_form_signs_in_and_out(server: Server) -> None:
    async with person(server.url) as host:
        wrong = await host.http.post("/admin/login", data={"password": "not the password"})
        assert wrong.status_code == 401
        assert "not the password" in wrong.text
        right = await host.http.post("/admin/login", data={"password": PASSWORD})
        assert (right.status_code, right.headers["Location"]) == (303, f"{stage.base}/admin")
        set_cookies = right.headers.get_list("Set-Cookie")
        cookie = next(c for c in set_cookies if c.startswith("partywall_host") and "_device" not in c)
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        assert (await host.http.get("/api/admin/photos")).status_code == 200
        stolen = cookie.partition(";")[0]
        await host.http.post("/admin/logout")
        ended = await host.http.get("/api/admin/photos", headers={"Cookie": stolen})
        assert ended.status_code == 401, "the session has ended, not only the cookie"


async def test_signing_out_everywhere_ends_every_session(server: Server) -> None:
    async with person(server.url) as phone, person(server.url) as laptop:
        await phone.sign_in()
        await laptop.sign_in()
        await phone.http.post("/admin/logout", data={"everywhere": "1"})
        assert (await laptop.http.get("/api/admin/photos")).status_code == 401


async def test_guessing_is_slowed_down_and_the_hosts_own_device_still_gets_in(tmp_path: Path) -> None:
    with running(tmp_path / "party", TimelessServer) as server:
        async with person(server.url) as known, person(server.url) as guesser:
            assert (await known.sign_in()).status_code == 200
            await known.http.post("/admin/logout")
            for number in range(GUESSES.address.count):
                # A guesser who throws the cookie away each time is still one address.
                guesser.http.cookies.clear()
                assert (await guesser.sign_in(f"guess number {number}")).status_code == 401
            answer = await guesser.sign_in("one guess more")
            assert answer.status_code == 429
            assert answer.json()["error"]["code"] == "TOO_OFTEN"
            assert int(answer.headers["Retry-After"]) > 0
            assert (await guesser.sign_in(PASSWORD)).status_code == 429, "not even the right one, for now"
            assert (await known.sign_in()).status_code == 200


async def test_the_right_password_is_never_too_often(server: Server) -> None:
    for _ in range(40):
        async with person(server.url) as host:
            assert (await host.sign_in()).status_code == 200


async def test_closing_and_opening_is_seen_by_guests(guest: Person, host: Person) -> None:
    async with event_stream(guest) as stream:
        await _close_and_open(host, stream)


@pytest.mark.alone
async def test_closing_and_opening_is_seen_by_guests_within_a_second(guest: Person, host: Person) -> None:
    async def seen() -> float:
        async with event_stream(guest) as stream:
            began = time.monotonic()
            await _close_and_open(host, stream)
            return time.monotonic() - began

    assert await _best_of_tries(seen) < WITHIN_S


async def _best_of_tries(takes_s: Callable[[], Awaitable[float]]) -> float:
    took = [await takes_s()]
    while took[-1] >= WITHIN_S and len(took) < TRIES:
        took.append(await takes_s())
    return min(took)


async def _close_and_open(host: Person, stream: Stream) -> None:
    await host.http.put("/api/admin/uploads", json={"open": False, "message": "Cake first"})
    event = await stream.until("party", uploads_open=False)
    assert event.data["message"] == "Cake first"
    await host.http.put("/api/admin/uploads", json={"open": True, "message": ""})
    await stream.until("party", uploads_open=True, message="")


@pytest.mark.parametrize(
    "body", [{}, {"open": "no"}, {"open": 1}, {"open": None}, {"open": True, "message": 5}]
)
async def test_the_switch_takes_only_true_or_false(body: dict[str, object], host: Person) -> None:
    answer = await host.http.put("/api/admin/uploads", json=body)
    assert answer.status_code == 400


@pytest.mark.alone
async def test_a_hidden_photo_is_gone_from_screens_within_a_second(guest: Person, host: Person) -> None:
    async def gone() -> float:
        sent = await guest.send_photo(jpeg(1500, 1000))
        began = time.monotonic()
        await host.http.post(f"/api/admin/photo/{sent['id']}/hide")
        await stream.until("gone", id=sent["id"])
        return time.monotonic() - began

    async with event_stream(guest) as stream:
        assert await _best_of_tries(gone) < WITHIN_S


async def test_a_hidden_photo_is_gone_everywhere(guest: Person, host: Person) -> None:
    sent = await guest.send_photo(jpeg(1500, 1000))
    async with event_stream(guest) as stream:
        hidden = await host.http.post(f"/api/admin/photo/{sent['id']}/hide")
        assert hidden.json()["photo"]["state"] == "hidden"
        await stream.until("gone", id=sent["id"])
    for rendition in sent["renditions"]:
        assert (await guest.http.get(rendition["url"])).status_code == 404
    assert (await guest.http.get(f"/api/photo/{sent['id']}")).status_code == 404
    for listing in (await guest.photos(before=""), await guest.photos(mine=1)):
        assert sent["id"] not in {photo["id"] for photo in listing["photos"]}
    assert sent["id"] not in (await guest.http.get("/")).text
    assert sent["id"] not in (await guest.http.get("/edit")).text
    replayed = (await guest.photos(since=sent["change"] - 1))["photos"]
    assert [photo for photo in replayed if photo["id"] == sent["id"]] == [
        {"id": sent["id"], "change": hidden.json()["photo"]["change"], "gone": True}
    ]
    async with event_stream(guest, since=sent["change"] - 1) as replay:
        await replay.until("gone", id=sent["id"])
        assert not [e for e in replay.events if e.name == "photo" and e.data["id"] == sent["id"]]


async def test_a_restored_photo_is_back_under_new_addresses(guest: Person, host: Person) -> None:
    sent = await guest.send_photo(caption="Come back")
    await host.http.post(f"/api/admin/photo/{sent['id']}/hide")
    async with event_stream(guest) as stream:
        restored = (await host.http.post(f"/api/admin/photo/{sent['id']}/restore")).json()["photo"]
        await stream.until("photo", id=sent["id"], change=restored["change"])
    assert restored["caption"] == "Come back"
    old = {rendition["url"] for rendition in sent["renditions"]}
    for rendition in restored["renditions"]:
        assert rendition["url"] not in old
        assert (await guest.http.get(rendition["url"])).status_code == 200
    for url in old:
        assert (await guest.http.get(url)).status_code == 404
    again = await host.http.post(f"/api/admin/photo/{sent['id']}/restore")
    assert again.json()["photo"]["change"] == restored["change"], "restored already: nothing happens"


async def test_the_host_deletes_for_good(guest: Person, host: Person, server: Server) -> None:
    sent = await guest.send_photo(author="Ben", caption="not this one")
    assert (await host.http.delete(f"/api/photo/{sent['id']}")).status_code == 200
    assert not server.files().original(sent["id"]).exists()
    assert (await host.http.post(f"/api/admin/photo/{sent['id']}/restore")).status_code == 404
    assert (await host.http.delete(f"/api/photo/{sent['id']}")).status_code == 404


async def test_a_guest_can_delete_what_the_host_has_hidden(
    guest: Person, host: Person, server: Server
) -> None:
    sent = await guest.send_photo()
    await host.http.post(f"/api/admin/photo/{sent['id']}/hide")
    assert (await guest.http.delete(f"/api/photo/{sent['id']}")).status_code == 200
    assert not server.files().original(sent["id"]).exists()


async def test_the_host_sees_all_photos_with_their_state(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await host.sign_in()
        first, second, third = [await guest.send_photo(author="Ada", caption=str(n)) for n in range(3)]
        await host.http.post(f"/api/admin/photo/{second['id']}/hide")
        page = (await host.http.get("/api/admin/photos?limit=2")).json()
        rest = (await host.http.get(f"/api/admin/photos?before={page['before']}")).json()
        listed = page["photos"] + rest["photos"]
        assert [photo["id"] for photo in listed] == [third["id"], second["id"], first["id"]]
        assert [photo["state"] for photo in listed] == ["shown", "hidden", "shown"]
        assert listed[1]["renditions"] == []
        assert (page["more"], rest["more"], rest["before"]) == (True, False, None)


async def test_the_change_list_says_who_did_what(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await host.sign_in()
        sent = await guest.send_photo(author="Ada")
        await guest.http.put(f"/api/photo/{sent['id']}", json={"caption": "New"})
        await host.http.post(f"/api/admin/photo/{sent['id']}/hide")
        await host.http.post(f"/api/admin/photo/{sent['id']}/restore")
        await host.http.put("/api/admin/uploads", json={"open": False, "message": "Dinner"})
        await host.http.put("/api/admin/uploads", json={"open": True})
        await guest.http.delete(f"/api/photo/{sent['id']}")
        listed = (await host.http.get("/api/admin/changes")).json()["changes"]
        assert [(change["no"], change["kind"], change["by_host"]) for change in reversed(listed)] == [
            (1, "shown", False),
            (2, "edited", False),
            (3, "hidden", True),
            (4, "restored", True),
            (5, "closed", True),
            (6, "opened", True),
            (7, "deleted", False),
        ]
        assert listed[2]["detail"] == "Dinner"
        assert all(change["at"].endswith("Z") for change in listed)
        older = (await host.http.get("/api/admin/changes?limit=3&before=4")).json()
        assert [change["no"] for change in older["changes"]] == [3, 2, 1]


@pytest.mark.default_party
async def test_a_new_password_in_the_options_signs_the_old_one_out(tmp_path: Path) -> None:
    with running(tmp_path / "party") as server:
        async with person(server.url) as host:
            await host.sign_in()
            server.terminate()
            server.options = {"admin_password": "another-password"}
            server.start()
            assert (await host.http.get("/api/admin/photos")).status_code == 401
            assert (await host.sign_in()).status_code == 401
            assert (await host.sign_in("another-password")).status_code == 200
            server.terminate()
            server.start()
            assert (await host.http.get("/api/admin/photos")).status_code == 200, "a restart ends no session"


async def test_hiding_and_restoring_at_once_ends_in_one_of_both(guest: Person, host: Person) -> None:
    sent = await guest.send_photo()
    calls = [
        f"/api/admin/photo/{sent['id']}/{verb}" for verb in ("hide", "restore", "hide", "restore", "hide")
    ]
    answers = await asyncio.gather(*(host.http.post(call) for call in calls))
    assert {answer.status_code for answer in answers} <= {200, 404}
    photo = next(
        photo
        for photo in (await host.http.get("/api/admin/photos")).json()["photos"]
        if photo["id"] == sent["id"]
    )
    assert photo["state"] in ("shown", "hidden")
    for rendition in photo["renditions"]:
        assert (await guest.http.get(rendition["url"])).status_code == 200


@pytest.mark.parametrize("body", [{}, {"allowed": "no"}, {"allowed": 0}, {"open": True}, []])
async def test_the_switch_for_videos_takes_only_true_or_false(body: object, host: Person) -> None:
    assert (await host.http.put("/api/admin/videos", json=body)).status_code == 400


async def test_the_switch_for_videos_is_logged_once_and_lasts(fresh_server: Server) -> None:
    async with person(fresh_server.url) as host:
        await host.sign_in()
        for _ in range(2):
            off = await host.http.put("/api/admin/videos", json={"allowed": False})
            assert (off.json()["allowed"], off.json()["videos"]) == (False, False)
        fresh_server.terminate()
        fresh_server.start()
        assert (await host.http.get("/api/photos")).json()["party"]["videos"] is False
        on = await host.http.put("/api/admin/videos", json={"allowed": True})
        assert on.json()["allowed"] is True
        listed = (await host.http.get("/api/admin/changes")).json()["changes"]
    assert [(change["kind"], change["by_host"]) for change in listed] == [
        ("videos_on", True),
        ("videos_off", True),
    ]


async def test_what_needs_the_script_of_the_hosts_page_cannot_be_tapped_before_it_is_there(
    fresh_server: Server,
) -> None:
    async with person(fresh_server.url) as host:
        await host.sign_in()
        page = (await host.http.get("/admin")).text
    views = re.findall(r"<button[^>]*data-view=[^>]*>", page)
    assert len(views) == 4
    assert all(" disabled" in view for view in views)
