"""The settings of a party: read and changed with a version, heard by those whom they concern, and obeyed."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from app.records.party_settings import SETTINGS
from app.records.setting import Hears, Who
from tests.http.answers import assert_error
from tests.patience import PATIENCE_S
from tests.running import Person, Server, jpeg, person
from tests.stage import stage
from tests.streams import event_stream
from tests.tus.client import ask_to_begin

HOSTS = {setting.name: setting.default for setting in SETTINGS if setting.who is Who.HOST}


async def put(host: Person, version: int, **settings: object) -> dict[str, object]:
    answer = await host.http.put("/api/admin/settings", json={"version": version, "settings": settings})
    assert answer.status_code == 200, answer.text
    told: dict[str, object] = answer.json()
    return told


async def version_of(host: Person) -> int:
    return int((await host.http.get("/api/admin/settings")).json()["version"])


async def test_the_host_reads_every_setting_that_is_the_hosts(fresh_server: Server) -> None:
    async with person(fresh_server.url) as host:
        await host.sign_in()
        told = (await host.http.get("/api/admin/settings")).json()
    assert told["settings"] == HOSTS | {"title": told["settings"]["title"]}


async def test_a_change_is_told_in_the_stream_and_in_the_list_of_changes(guest: Person, host: Person) -> None:
    async with event_stream(guest) as stream:
        told = await put(host, await version_of(host), names_asked="no", privacy_note=" Only  for tonight ")
        event = await stream.until("party", names_asked="no", privacy_note="Only for tonight")
        assert event.data["settings_version"] == told["version"]
    changes = (await host.http.get("/api/admin/changes")).json()["changes"][:2]
    assert [(change["kind"], change["detail"], change["by"]) for change in changes] == [
        ("setting", "privacy_note", "host"),
        ("setting", "names_asked", "host"),
    ]
    await put(host, await version_of(host), names_asked="optional", privacy_note="")


async def test_what_members_hear_is_not_told_to_guests_but_the_version_is(
    guest: Person, host: Person
) -> None:
    async with event_stream(guest) as stream:
        told = await put(host, await version_of(host), time_zone="Europe/Berlin")
        event = await stream.until("party", settings_version=told["version"])
    assert not {setting.name for setting in SETTINGS if setting.hears is not Hears.EVERYONE} & set(event.data)


async def test_of_two_hosts_who_change_the_same_setting_the_later_one_hears_of_it(
    host: Person, guest: Person, server: Server
) -> None:
    version = await version_of(host)
    async with person(server.url) as other:
        await other.sign_in()
        await put(host, version, photos_per_guest=70)
        body = {"version": version, "settings": {"photos_per_guest": 80, "consent": "Yes"}}
        late = await other.http.put("/api/admin/settings", json=body)
        assert (late.status_code, late.json()["error"]["code"]) == (409, "SETTINGS_CHANGED")
        now = (await other.http.get("/api/admin/settings")).json()
        assert (now["settings"]["photos_per_guest"], now["settings"]["consent"]) == (70, ""), "all or none"
        # Another setting is no quarrel, nor is the same value.
        await put(other, version, consent="Yes")
        await put(other, version, photos_per_guest=70)
        await put(other, await version_of(other), photos_per_guest=0, consent="")


@pytest.mark.parametrize(
    "settings",
    [
        {"names_asked": "sometimes"},
        {"photos_per_guest": -1},
        {"photos_per_guest": "5"},
        {"photos_per_guest": True},
        {"photos_per_guest": 10**9},
        {"videos_allowed": 1},
        {"title": "  "},
        {"accent": "red; }"},
        {"time_zone": "Europe/Atlantis"},
        {"time_zone": "../../etc/passwd"},
        {"opens_at": "soon"},
        {"opens_at": "2999-02-30T12:00"},
        {"opens_at": "2001-01-01T12:00"},
        {"held_on": "2026-02-30"},
        {"held_on": "2026-06-13T22:00"},
        {"held_on": 20260613},
        {"quota_mb": 5},
        {"host_password": "x"},
        {"names_asked": "always", "uploads_open": True},
        {},
    ],
    ids=str,
)
async def test_what_a_setting_does_not_take_changes_nothing(
    settings: dict[str, object], host: Person
) -> None:
    before = (await host.http.get("/api/admin/settings")).json()
    answer = await host.http.put(
        "/api/admin/settings", json={"version": before["version"], "settings": settings}
    )
    assert answer.status_code == 400
    assert (await host.http.get("/api/admin/settings")).json() == before


@pytest.mark.parametrize(
    "body", [[], {}, {"version": "1", "settings": {"consent": ""}}, {"version": 1}], ids=str
)
async def test_a_change_says_what_and_from_which_version(body: object, host: Person) -> None:
    assert (await host.http.put("/api/admin/settings", json=body)).status_code == 400


async def test_a_party_that_asks_for_no_names_keeps_none(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await host.sign_in()
        await put(host, 0, names_asked="no")
        sent = await guest.send_photo(author="Ben")
        assert sent["author"] == ""
        edited = await guest.http.put(f"/api/photo/{sent['id']}", json={"author": "Ben", "caption": "Hi"})
        assert (edited.json()["photo"]["author"], edited.json()["photo"]["caption"]) == ("", "Hi")
        page = (await guest.http.get("/upload")).text
        assert 'data-names="no"' in page
        assert 'id="plain-author"' not in page


async def test_a_party_that_always_asks_for_names_takes_no_photo_without_one(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await host.sign_in()
        await put(host, 0, names_asked="always")
        refused = await guest.send(author=" ")
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "NAME_NEEDED")
        sent = await guest.send_photo(author="Ben")
        emptied = await guest.http.put(f"/api/photo/{sent['id']}", json={"author": ""})
        assert emptied.json()["error"]["code"] == "NAME_NEEDED"
        assert [photo["author"] for photo in (await guest.photos(before=""))["photos"]] == ["Ben"]


async def test_each_guest_sends_as_many_photos_as_the_host_says(fresh_server: Server) -> None:
    async with (
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
        person(fresh_server.url) as host,
    ):
        await host.sign_in()
        await put(host, 0, photos_per_guest=2)
        picture = jpeg()
        first = await guest.send_photo(picture, key="first")
        await guest.send_photo()
        refused = await guest.send()
        error = refused.json()["error"]
        assert (refused.status_code, error["code"]) == (403, "GUEST_LIMIT")
        assert "2" in error["message"]
        assert (await guest.send(picture, key="first")).status_code == 200, "sent before is not sent again"
        await other.send_photo()
        await guest.http.delete(f"/api/photo/{first['id']}")
        await guest.send_photo()


async def test_the_sending_page_carries_the_note_and_the_consent(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await host.sign_in()
        await put(host, 0, privacy_note="Photos stay <among us>", consent="All agree", downloads_for="own")
        page = (await guest.http.get("/upload")).text
        assert "Photos stay &lt;among us&gt;" in page
        assert "All agree" in page
        assert 'data-downloads="own"' in page


async def test_the_privacy_note_is_a_tap_away_from_every_page_of_a_guest(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await host.sign_in()
        pages = ("/", "/upload", "/edit", "/me", "/report")
        for path in pages:
            assert re.search(r'href="[^"]*/privacy" data-privacy hidden', (await guest.http.get(path)).text)
        assert (await guest.http.get("/privacy")).status_code == 404
        await put(host, 0, privacy_note="Photos stay <among us>", consent="All agree")
        for path in pages:
            assert re.search(r'href="[^"]*/privacy" data-privacy >', (await guest.http.get(path)).text), path
        page = (await guest.http.get("/privacy")).text
        assert "Photos stay &lt;among us&gt;" in page
        assert "All agree" in page


async def test_an_upload_over_the_limit_is_refused_before_its_bytes_are_sent(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await host.sign_in()
        await put(host, 0, photos_per_guest=1)
        first = await guest.send_photo(key="first")
        assert_error(await ask_to_begin(guest, 10_000_000, key="second"), 403, "GUEST_LIMIT")
        with fresh_server.books() as books:
            assert books.execute("select count(*) from uploads").fetchone() == (0,)
        await guest.http.delete(f"/api/photo/{first['id']}")
        assert (await ask_to_begin(guest, 10_000_000, key="second")).status_code == 201


async def test_a_photo_over_the_limit_is_refused_before_the_rest_of_its_form_is_sent(
    fresh_server: Server,
) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await host.sign_in()
        await put(host, 0, photos_per_guest=1)
        photo = jpeg()
        first = await guest.send_photo(photo, key="first")

        async with form_begun(fresh_server, guest, "second") as answer:
            head = await answer.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 403 ")
            assert b"GUEST_LIMIT" in await answer.read()

        again = await guest.send(photo, key="first")
        assert again.json()["photo"]["id"] == first["id"], "what was taken is not refused"


@asynccontextmanager
async def form_begun(server: Server, guest: Person, key: str) -> AsyncIterator[asyncio.StreamReader]:
    """Send the beginning of a photo of 5 MB as a form, and nothing more."""
    address = httpx.URL(server.root_url)
    reader, writer = await asyncio.open_connection(address.host, address.port)
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in guest.http.cookies.jar)
    path = httpx.URL(server.url).path.rstrip("/") + "/api/new_photo"
    writer.write(
        f"POST {path} HTTP/1.1\r\nHost: {address.host}:{address.port}\r\nCookie: {cookies}\r\n"
        "Content-Type: multipart/form-data; boundary=xyz\r\nContent-Length: 5000000\r\n\r\n"
        f'--xyz\r\nContent-Disposition: form-data; name="key"\r\n\r\n{key}\r\n'
        '--xyz\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'.encode()
        + jpeg(2000, 1500)[:20_000]
    )
    try:
        async with asyncio.timeout(PATIENCE_S):
            yield reader
    finally:
        writer.transport.abort()


async def test_the_original_of_a_photo_that_counts_already_is_not_over_the_limit(
    fresh_server: Server,
) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await host.sign_in()
        await put(host, 0, photos_per_guest=1)
        answer = await guest.http.post(
            "/api/new_photo",
            files={"file": ("photo.jpg", jpeg(), "image/jpeg")},
            data={"key": "first", "screen_copy": "1"},
        )
        assert answer.status_code == 201, answer.text
        assert (await ask_to_begin(guest, 10_000_000, key="first")).status_code == 201


async def test_guests_read_the_one_language_that_the_party_offers(fresh_server: Server) -> None:
    async with (
        person(fresh_server.url, **{"Accept-Language": "en"}) as guest,
        person(fresh_server.url, **{"Accept-Language": "en"}) as host,
    ):
        await host.sign_in()

        async def language(someone: Person, path: str) -> str:
            return (await someone.http.get(path)).headers["Content-Language"]

        version = 0
        for offered, read in (("de", "de"), ("en", "en"), ("all", "en")):
            told = await put(host, version, languages=offered)
            version = int(str(told["version"]))
            for path in ("/", "/upload", "/edit", "/wall", "/me", "/in"):
                assert await language(guest, path) == read, (offered, path)
            refused = await guest.http.get("/api/photo/nothing")
            assert ("couldn’t find" in refused.json()["error"]["message"]) == (read == "en")
            assert await language(host, "/admin") == "en", "hosts read their own"
        page = (await guest.http.get("/me")).text
        assert re.findall(r'name="language" value="(\w+)"', page) == ["en", "de"]
        chosen = await guest.http.post("/language", data={"language": "de"})
        assert (chosen.status_code, chosen.headers["Location"]) == (303, f"{stage.base}/")
        for path in ("/", "/upload", "/edit", "/me", "/in"):
            assert await language(guest, path) == "de", path
        unknown = await guest.http.post(
            "/language", data={"language": "xx"}, headers={"Accept": "application/json"}
        )
        assert_error(unknown, 400, "BAD_REQUEST")
        told = await put(host, version, languages="en")
        version = int(str(told["version"]))
        assert await language(guest, "/") == "en", "what the party speaks counts more"
        assert 'action="/language"' not in (await guest.http.get("/me")).text
        answer = await host.http.put(
            "/api/admin/settings", json={"version": version, "settings": {"languages": "xx"}}
        )
        assert_error(answer, 400, "BAD_REQUEST")


async def test_guests_read_the_day_of_the_party_before_the_first_photo_and_on_printed_codes(
    fresh_server: Server,
) -> None:
    async with person(fresh_server.url) as host, person(fresh_server.url) as guest:
        await host.sign_in()
        await host.http.post("/admin/doors", data={"label": "Table 1"})
        for held_on, is_told in (("2026-06-13", True), ("", False)):
            await put(host, await version_of(host), held_on=held_on)
            for someone, path in ((guest, "/"), (host, "/admin"), (host, "/admin/doors")):
                assert ("June 13, 2026" in (await someone.http.get(path)).text) is is_told, path
            german = await guest.http.get("/", headers={"Accept-Language": "de"})
            assert ("13. Juni 2026" in german.text) is is_told
